"""Answered messages that may be about something a person answers → the wire."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from answer.desk.suspicion import LookedAt, SuspectedMessage, SuspectedPage
from answer.risk import RiskClass
from api.desk_schemas import case_out, message_out, moment, risk_out
from api.suspected_wire import LookedAtOut, SentOut, SuspectedMessageOut, SuspectedOut


def suspected_out(
    page: SuspectedPage, *, classes: Mapping[str, RiskClass], now: datetime
) -> SuspectedOut:
    """The list; ``classes`` are what agents are told of each risk."""
    return SuspectedOut(
        messages=[_message_out(one, classes) for one in page.messages],
        total=page.total,
        now=moment(now),
    )


def looked_at_out(found: LookedAt) -> LookedAtOut:
    """What became of one."""
    return LookedAtOut(
        by=found.look.by,
        at=moment(found.look.at),
        note=found.look.note,
        case=case_out(found.case) if found.case else None,
    )


def _message_out(one: SuspectedMessage, classes: Mapping[str, RiskClass]) -> SuspectedMessageOut:
    message, reply = one.message, one.reply
    return SuspectedMessageOut(
        conversation_id=message.conversation_id,
        message=message_out(message),
        reply=SentOut(
            reply_id=reply.id,
            kind=reply.kind,
            text=reply.text,
            language=reply.language,
            confidence=reply.confidence,
        ),
        risks=[risk_out(risk, classes.get(risk.risk_class), sop_title="") for risk in one.risks],
        customer_id=message.customer_id or None,
        market=one.market or None,
        language=message.language,
        at=moment(message.at),
        case_url=f"/console/cases/{quote(one.last_case, safe='')}" if one.last_case else None,
    )
