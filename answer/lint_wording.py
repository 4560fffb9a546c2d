"""Wordings that the market avoids, and promises that nobody can keep."""

from collections.abc import Iterator, Sequence

from answer.hint import Hint
from answer.lint_words import LintWords
from answer.locale.avoided import avoided_wordings
from answer.locale.market import Market


def lint_wording(
    text: str,
    *,
    language: str,
    words: LintWords | None,
    market: Market | None,
    apart: Sequence[tuple[int, int]],
) -> Iterator[Hint]:
    """Hints at what the market avoids, with its reason; then at other promises.

    Nothing in the spans ``apart`` (quotes) is looked at.
    """
    taken = list(apart)
    for use in avoided_wordings(text, market=market, language=language) if market else ():
        if any(start < use.end and use.start < end for start, end in taken):
            continue
        taken.append((use.start, use.end))
        yield Hint(
            code="avoided_wording",
            severity=use.avoided.strictness,
            start=use.start,
            end=use.end,
            reason=f"'{use.text}': {use.avoided.reason} {use.avoided.instead}",
        )
    for promise in words.promises if words else ():
        for match in promise.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            yield Hint(
                code="over_promise",
                severity="warning",
                start=match.start(),
                end=match.end(),
                reason=f"'{match.group()}' promises more than anybody can keep; say what the "
                f"document says, and under which conditions",
            )
