"""Which logged questions the knowledge base left open: not answered for lack of knowledge, or
answered and rejected.

What is left out was no question of knowledge: a wish for a person, a risk, personal data, and what
was written while a person had the conversation. A question back counts once nobody has followed it
up for a day; a stranger's never does, because nobody can tell who followed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from answer.insight.question_record import QuestionRecord

FOR_A_PERSON: frozenset[str] = frozenset(
    {"asked_for_person", "risk", "with_person", "sensitive_person_data"}
)
"""Reasons to hand over that no document would mend."""
REJECTED: frozenset[str] = frozenset({"repeated"})
"""Reasons that say that earlier answers did not help."""
FOLLOWED_UP_WITHIN = timedelta(days=1)


def unanswered(records: Sequence[QuestionRecord], *, at: datetime) -> tuple[QuestionRecord, ...]:
    """Customers' questions of ``records`` that were left open, in their order."""
    last_of: dict[str, datetime] = {}
    for one in records:
        if one.conversation_id:
            known = last_of.get(one.conversation_id, one.at)
            last_of[one.conversation_id] = max(known, one.at)
    return tuple(one for one in records if _is_open(one, last_of, at))


def is_rejected(record: QuestionRecord) -> bool:
    """Whether somebody did not accept what was answered."""
    return record.verdict == "wrong" or record.reason in REJECTED


def _is_open(record: QuestionRecord, last_of: dict[str, datetime], at: datetime) -> bool:
    if record.audience != "customer" or record.reason in FOR_A_PERSON:
        return False
    if is_rejected(record) or record.kind == "handoff":
        return True
    if record.kind == "answer" or not record.conversation_id:
        return False
    until = record.at + FOLLOWED_UP_WITHIN
    return at >= until and not record.at < last_of[record.conversation_id] <= until
