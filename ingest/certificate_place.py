"""Values found in a folded text, and the sentences around them."""

import re
from dataclasses import dataclass

from ingest.certificate_words import NEGATED, REPLACED

SENTENCE_CHARACTERS = 400
"""How far a sentence is looked for on either side."""
_SENTENCE_END = re.compile(r"[.;。](?=\s|$)|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One value with its place in the folded text."""

    value: str
    start: int
    end: int


def sentence_around(folded: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence around a place begins and ends."""
    floor, ceiling = max(0, start - SENTENCE_CHARACTERS), end + SENTENCE_CHARACTERS
    before = max((one.end() for one in _SENTENCE_END.finditer(folded, floor, start)), default=floor)
    behind = _SENTENCE_END.search(folded, end, ceiling)
    return before, behind.start() if behind else min(ceiling, len(folded))


def is_negated(folded: str, start: int) -> bool:
    """Whether the sentence at a place says what a paper does not hold for."""
    before, after = sentence_around(folded, start, start)
    return NEGATED.search(folded, before, after) is not None


def is_replaced(folded: str, start: int) -> bool:
    """Whether the sentence at a place speaks of an older edition or paper."""
    before, after = sentence_around(folded, start, start)
    return REPLACED.search(folded, before, after) is not None
