"""How pressing a gap is: volume × waiting × tier.

    volume   Σ over people of 1 + log2(times they asked)
    waiting  1 + median hours that its cases wait for a person / 24, at most 8
    tier     mean over people of 1 + (rank of the default tier − rank of their tier), at least 1

*Volume* counts people: whoever asks the same ten times is counted 4.3, not 10, and a script that
posts one line all day hardly more than a person. A stranger is one person for every text and day.
*Waiting* is what the lack of a document costs the customer: a gap whose cases wait for a day counts
twice one that is answered at once; the median, because one forgotten case says nothing of the gap.
Strangers have no case, nobody replies to them, and they wait for nothing. *Tier* is the desk's own
order: with the tiers that ship, a diamond customer counts as four standard ones. A product, because
each factor is a reason by itself: twice the people, twice the wait and twice the rank weigh alike.
"""

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from answer.desk.case import Case
from answer.desk.service import ServiceBook, Tier
from answer.insight.gap import Priority
from answer.insight.question_record import QuestionRecord

HOURS_THAT_DOUBLE = 24.0
MOST_WAITING = 8.0
"""Of the factor: a week of waiting; longer is a case that was forgotten."""
_HOUR = timedelta(hours=1)


def rank_gap(
    asked: Sequence[QuestionRecord], cases: Sequence[Case], *, service: ServiceBook, at: datetime
) -> Priority:
    """The place of a gap in the list, with the three factors it is the product of.

    ``cases`` are those that its questions opened; an unanswered one waits until ``at``.
    """
    times: Counter[str] = Counter()
    tiers: dict[str, str] = {}
    for one in asked:
        person = who_asked(one)
        times[person] += 1
        tiers[person] = one.tier
    volume = sum(1 + math.log2(count) for count in times.values())
    waited = [_hours(case, at) for case in cases]
    median = statistics.median(waited) if waited else None
    waiting = min(1 + (median or 0.0) / HOURS_THAT_DOUBLE, MOST_WAITING)
    weights = [tier_weight(name, service) for name in tiers.values()]
    tier = statistics.fmean(weights) if weights else 1.0
    return Priority(
        value=volume * waiting * tier,
        volume=volume,
        waiting_factor=waiting,
        tier_factor=tier,
        waiting_hours=median,
    )


def who_asked(record: QuestionRecord) -> str:
    """One person: a customer, a conversation of nobody known, else a text on a day."""
    if record.customer_id:
        return f"customer {record.customer_id}"
    if record.conversation_id:
        return f"conversation {record.conversation_id}"
    return f"{record.at:%Y-%m-%d} {' '.join(record.question.casefold().split())}"


def tier_weight(name: str, service: ServiceBook) -> float:
    """How much a customer of a tier counts; 1 for the default tier and those below it."""
    default, tier = service.tiers.get(service.default_tier), service.tiers.get(name)
    return 1.0 + max(0, _rank(default) - _rank(tier)) if default and tier else 1.0


def _rank(tier: Tier) -> int:
    return tier.rank


def _hours(case: Case, at: datetime) -> float:
    """Until a person wrote, the case was settled without, or now."""
    until = case.first_replied_at or case.resolved_at or at
    return max((until - case.opened_at) / _HOUR, 0.0)
