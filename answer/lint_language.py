"""A draft, or a paragraph of it, in another language than the customer's."""

from collections.abc import Iterator, Sequence

from answer.hint import Hint
from ingest.language import UNDETERMINED, detect, normalise_tag, primary, surely_in_none_of

LEAST_LETTERS = 16
LEAST_WIDE = 6
"""A Chinese, Japanese or Korean character says as much as a short word."""


def lint_language(text: str, *, language: str, apart: Sequence[tuple[int, int]]) -> Iterator[Hint]:
    """A hint for each paragraph that is surely not in ``language``; quotes are left out."""
    wanted = normalise_tag(language)
    if not wanted:
        return
    place = 0
    for paragraph in text.split("\n"):
        start, end = place, place + len(paragraph)
        place = end + 1
        own = _without(text, start, end, apart)
        if not _says_enough(own):
            continue
        found = detect(own, hint=wanted)
        if found == UNDETERMINED or not _differs(own, found, wanted):
            continue
        yield Hint(
            code="wrong_language",
            severity="error",
            start=start,
            end=end,
            reason=f"This is written in '{found}'; the customer is answered in '{wanted}'",
        )


def _differs(text: str, found: str, wanted: str) -> bool:
    if primary(found) == primary(wanted):
        # both scripts of Chinese; other tags of one language differ by region only
        return {found, wanted} == {"zh-Hans", "zh-Hant"}
    return surely_in_none_of(text, {primary(wanted)})


def _without(text: str, start: int, end: int, apart: Sequence[tuple[int, int]]) -> str:
    kept, place = "", start
    for first, last in sorted(apart):
        if last <= place or first >= end:
            continue
        kept += text[place : max(first, place)] + " "
        place = max(place, min(last, end))
    return kept + text[place:end]


def _says_enough(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    wide = sum(character >= "\u2e80" for character in letters)
    return len(letters) >= LEAST_LETTERS or wide >= LEAST_WIDE
