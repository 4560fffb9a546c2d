"""A hand-off → who gets it and by when: the case's clocks, and what the customer is told."""

from collections.abc import Callable
from datetime import datetime

from answer.desk.service import Deadlines, ServiceBook, tier_of
from answer.desk.service_clock import deadlines
from answer.locale.market import MarketBook
from answer.question import PreparedQuestion
from answer.reply import Handoff
from answer.risk import RiskBook

PRIORITY_WITHOUT_RISK = 150
"""Behind every class that ships (``risks.yaml``)."""
PRIORITY_IF_SUSPECTED = 140
"""Behind every class, before cases without one."""
URGENT = frozenset({"prioritise"})


def deadlines_of(
    handoff: Handoff,
    prepared: PreparedQuestion,
    *,
    service: ServiceBook,
    risks: RiskBook,
    markets: MarketBook,
    at: datetime,
) -> Deadlines:
    """The clocks of a hand-off that happens now. Raises ``DeskInvalid`` for an unknown tier."""
    question = prepared.question
    market = markets.find(question.market)
    known = risks.classes.get(handoff.risk_class)
    return deadlines(
        service,
        tier=question.customer_tier,
        level=handoff.level,
        market=question.market,
        language=handoff.language,
        opened_at=at,
        is_red=bool(known and known.is_red),
        is_urgent=question.urgency == "urgent"
        or any(risk.action in URGENT for risk in prepared.risks),
        customer_time_zone=market.time_zones[0] if market and market.time_zones else "",
    )


def priority_of(
    handoff: Handoff, *, service: ServiceBook, risks: RiskBook, is_suspected: bool = False
) -> int:
    """What comes first in the queue: what is at risk, or may be, then whose it is."""
    known = risks.classes.get(handoff.risk_class)
    base = known.priority if known else PRIORITY_WITHOUT_RISK
    if is_suspected:
        base = min(base, PRIORITY_IF_SUSPECTED)
    return base + min(tier_of(service, handoff.tier).rank, 9)


def promise_by(
    service: ServiceBook, risks: RiskBook, markets: MarketBook
) -> Callable[[Handoff, PreparedQuestion, datetime], datetime | None]:
    """By when a person replies, as the desk's clocks tell it.

    None for a stranger's question, of which the desk keeps no case, and for a case without a
    running clock.
    """

    def promise(handoff: Handoff, prepared: PreparedQuestion, at: datetime) -> datetime | None:
        question = prepared.question
        if question.with_person:
            return question.person_due_at
        if not question.conversation_id:
            return None
        found = deadlines_of(
            handoff, prepared, service=service, risks=risks, markets=markets, at=at
        )
        return found.first_reply_at

    return promise
