"""Notices that the market asks for and the draft does not give."""

from collections.abc import Iterator

from answer.hint import Hint
from answer.locale.market import Market
from answer.notices import notices_for, topics_named
from answer.written_values import same_number, written_values
from index.tokens import tokens

ENOUGH_WORDS = 0.25
"""Share of a notice's words that a draft which says it in other words has."""


def lint_notice(
    text: str, *, language: str, question: str, market: Market | None
) -> Iterator[Hint]:
    """A hint for each notice on what the customer asks about; none where no question is known."""
    if market is None or not question:
        return
    topics = topics_named(question, language=language)
    for notice in notices_for(market, topics, question=question):
        said = notice.text(language)
        if _says(text, said, language):
            continue
        by_whom = "" if notice.confirmed else f"; not yet confirmed by its owner ({notice.owner})"
        yield Hint(
            code="missing_notice",
            severity="warning",
            start=len(text),
            end=len(text),
            reason=f"{notice.holds_in} asks for a notice on {notice.topic}: {notice.source}"
            f"{by_whom}",
            suggestion=said,
        )


def _says(text: str, notice: str, language: str) -> bool:
    """Whether a draft gives a notice, in whatever words: its figures, and some of its words."""
    given = written_values(text, language)
    for value in written_values(notice, language):
        if not any(same_number(value, other) for other in given):
            return False
    wanted = set(tokens(notice, language=language))
    present = set(tokens(text, language=language))
    return len(wanted & present) >= ENOUGH_WORDS * len(wanted)
