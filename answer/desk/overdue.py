"""The keyword base → what somebody has to look at again."""

from collections.abc import Iterable
from datetime import date

from answer.risk import Keyword


def overdue(keywords: Iterable[Keyword], today: date) -> tuple[Keyword, ...]:
    """The keywords whose next review lies behind, longest first; the day itself is in time."""
    late = [keyword for keyword in keywords if keyword.next_review < today]
    return tuple(sorted(late, key=lambda one: (one.next_review, one.owner, one.term)))
