"""Words that the term base forbids, each with the one to use."""

from collections.abc import Iterator, Sequence

from answer.hint import Hint
from answer.terms import TermBase


def lint_terms(
    text: str,
    *,
    language: str,
    market: str,
    brand: str,
    terms: TermBase,
    apart: Sequence[tuple[int, int]],
) -> Iterator[Hint]:
    """Hints at forbidden names, outside the spans ``apart`` (quotes)."""
    for found in terms.misuses(text, language=language, market=market, brand=brand):
        if any(start < found.end and found.start < end for start, end in apart):
            continue
        yield Hint(
            code="forbidden_term",
            severity="warning",
            start=found.start,
            end=found.end,
            reason=f"The term base calls this '{found.preferred}', not '{found.found}'",
            suggestion=found.preferred,
        )
