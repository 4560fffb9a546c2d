"""Values of the desk → the wire."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote

from answer.desk.case import Case, CaseEvent
from answer.desk.case_rows import Details
from answer.desk.conversation import Conversation, Customer, LoggedReply, Message
from answer.desk.draft_document import DraftDocument
from answer.desk.packet import Packet
from answer.lint_personal import lint_personal
from answer.masking.masked import PLACEHOLDER
from answer.risk import Risk, RiskClass
from api.desk_wire import (
    CaseEventOut,
    CaseOut,
    ConversationOut,
    CustomerOut,
    DraftOut,
    MessageOut,
    RiskOut,
    TriedOut,
)
from api.schemas import citation_out, explanation_out, view_url

LISTED_CHARACTERS = 300
"""Of a question, in lists."""


def case_out(case: Case, *, is_listed: bool = False, suspected: Sequence[str] = ()) -> CaseOut:
    """A case as it stands; in lists with the beginning of its question, and with the classes that
    it may be of besides."""
    waits = case.first_replied_at is None
    due = case.due_at
    return CaseOut(
        id=case.id,
        state=case.state,
        level=case.level,
        tier=case.tier,
        priority=case.priority,
        colour=case.colour,
        reason=case.reason,
        risk_class=case.risk_class or None,
        question=case.question[:LISTED_CHARACTERS] if is_listed else case.question,
        is_erased=case.is_erased,
        language=case.language,
        market=case.market or None,
        product=case.product or None,
        channel=case.channel or None,
        conversation_id=case.conversation_id,
        customer_id=case.customer_id or None,
        team=case.team or None,
        assignee=case.assignee or None,
        opened_at=moment(case.opened_at),
        due_at=moment_or_none(due),
        due=None if due is None else "first_reply" if waits else "resolution",
        first_reply_due_at=moment_or_none(case.first_reply_due_at),
        resolve_due_at=moment_or_none(case.resolve_due_at),
        legal_step_due_at=moment_or_none(case.legal_step_due_at),
        legal_step_done_at=moment_or_none(case.legal_step_done_at),
        first_replied_at=moment_or_none(case.first_replied_at),
        resolved_at=moment_or_none(case.resolved_at),
        reopened=case.reopened,
        transfers=case.transfers,
        breaches=case.breaches,
        csat=case.csat,
        suspected=list(suspected),
        version=case.version,
        url=f"/console/cases/{quote(case.id, safe='')}",
    )


def event_out(event: CaseEvent) -> CaseEventOut:
    """A step that was taken."""
    return CaseEventOut(
        id=event.id,
        case_id=event.case_id,
        at=moment(event.at),
        step=event.step,
        actor=event.actor,
        state=event.state,
        details=_by_name(event.details),
    )


def _by_name(details: Details) -> dict[str, str]:
    """What stands there several times is told in one."""
    found: dict[str, str] = {}
    for name, value in details:
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def message_out(message: Message, *, gist: str = "", for_agent: bool = True) -> MessageOut:
    """A message, with what it says in the reader's language where somebody translated it.

    Customers are not told which colleague wrote, nor that it was made from a suggestion.
    """
    tells = for_agent or message.role != "agent"
    return MessageOut(
        id=message.id,
        role=message.role,
        text=message.text,
        language=message.language,
        channel=message.channel or None,
        at=moment(message.at),
        author=(message.author or None) if tells else None,
        reply_id=(message.reply_id or None) if tells else None,
        is_internal=message.is_internal,
        gist=gist or None,
    )


def conversation_out(
    conversation: Conversation, messages: Sequence[Message], *, for_agent: bool
) -> ConversationOut:
    """A conversation with those of the messages that may be seen: notes are among agents."""
    return ConversationOut(
        id=conversation.id,
        customer_id=conversation.customer_id or None,
        channel=conversation.channel or None,
        opened_at=moment(conversation.opened_at),
        last_message_at=moment(conversation.last_message_at),
        case_id=conversation.case_id or None,
        messages=[
            message_out(message, for_agent=for_agent)
            for message in messages
            if for_agent or not message.is_internal
        ],
    )


def tried_out(logged: LoggedReply) -> TriedOut:
    """What the machine replied, and the draft that it did not send."""
    citations = dict.fromkeys(citation for made in logged.statements for citation in made.citations)
    return TriedOut(
        reply_id=logged.id,
        kind=logged.kind,
        reason=logged.reason,
        text=logged.text,
        draft="\n\n".join(made.text for made in logged.statements),
        language=logged.language,
        confidence=logged.confidence,
        threshold=logged.threshold,
        citations=[citation_out(citation, for_agent=True) for citation in citations],
        explanation=explanation_out(logged.explanation),
        at=moment(logged.at),
    )


def customer_out(found: Packet) -> CustomerOut | None:
    """Whose case it is, and how much is known of them."""
    customer: Customer | None = found.customer
    if customer is None:
        return None
    return CustomerOut(
        id=customer.id,
        tier=customer.tier or found.case.tier,
        market=customer.market or None,
        language=customer.language or None,
        name=customer.name or None,
        email=found.email or None,
        conversations=found.conversations,
        open_cases=found.open_cases,
        resolved_cases=found.resolved_cases,
    )


def risk_out(risk: Risk, known: RiskClass | None, *, sop_title: str) -> RiskOut:
    """A class that the message is of, and what agents are told of it; ``sop_title`` is the title of
    its procedure, empty where that is not published."""
    return RiskOut(
        risk_class=risk.risk_class,
        probability=risk.probability,
        level=risk.level,
        action=risk.action,
        reason=dict(known.reason) if known else {},
        term=risk.term or None,
        sop=(known.sop or None) if known else None,
        sop_url=sop_url(known.sop) if known and sop_title else None,
        sop_title=sop_title or None,
        is_suspected=risk.is_suspected,
    )


def draft_out(draft: DraftDocument) -> DraftOut:
    """A draft, with what of it looks like personal data, or stands for some that was taken out."""
    hints = lint_personal(draft.text, known=lambda: "")
    found = [f"{hint.reason}: {draft.text[hint.start : hint.end]}" for hint in hints]
    found += [
        f"Personal data was taken out here; write what customers may read, or nothing: {one}"
        for one in dict.fromkeys(match.group() for match in PLACEHOLDER.finditer(draft.text))
    ]
    return DraftOut(
        id=draft.id,
        title=draft.title,
        path=draft.path,
        case_id=draft.case_id,
        agent=draft.agent,
        created_at=draft.created_at,
        text=draft.text,
        warnings=tuple(found),
    )


def sop_url(path: str) -> str:
    """Where an internal document is shown from its beginning."""
    return view_url(path, page=None, start=0, end=0, for_agent=True)


def moment(at: datetime) -> str:
    """ISO 8601, in UTC, to the millisecond."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_or_none(at: datetime | None) -> str | None:
    """The same, where there is one."""
    return moment(at) if at else None
