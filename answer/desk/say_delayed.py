"""A case that waits longer than was said → what its customer is told of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from answer.desk.case import Case
from answer.locale.fill import sentences
from answer.locale.market import MarketBook
from answer.locale.phrases import PhraseBook
from answer.reply_for_market import expected_by


def say_delayed(
    case: Case,
    due_at: datetime,
    *,
    now: datetime,
    markets: MarketBook,
    phrases: Callable[[], PhraseBook],
) -> str:
    """In the customer's language, with the new time on their clock; politely, whoever they are."""
    frame = replace(phrases().phrases_for(case.language), address="polite")
    when = expected_by(due_at, frame=frame, market=markets.find(case.market), now=now)
    return sentences(frame, frame.text("handoff_delayed"), when)
