"""Translations of one document that differ in one number. Pure.

They are compared block by block, so that a bare number that has drifted counts.
"""

import re
from collections.abc import Iterator, Sequence

from answer.claim_labels import models_in
from answer.claim_wording import names_opposites
from answer.draft import Contradiction
from answer.nearest_labels import NearestLabels
from answer.quantity import quantities
from answer.text_blocks import TextBlock, place_of, text_blocks
from index.passage import Passage

NEAR_TWINS = 0.45
"""Centred cosine from which two blocks may be translations of one another."""
COMPARED_AT_MOST = 6
"""Further blocks that the nearest is told from by meaning."""
_ITEM = re.compile(r"^\s*(?P<number>\d{1,2})[.)、]\s*")
_FIGURE = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)?(?![\d-]|[.,]\d|[A-Za-z])")


def drifted_translations(
    this: Passage,
    other: Passage,
    *,
    labels: NearestLabels,
    start: int | None = None,
    end: int | None = None,
) -> Iterator[Contradiction]:
    """Blocks that are translations of one another but for one number."""
    if not this.is_twin_of(other):
        return
    theirs = [block for block in text_blocks(other) if numbers_in(block)]
    for one in text_blocks(this, start=start, end=end):
        numbers = numbers_in(one)
        alike = [two for two in theirs if two.kind == one.kind]
        if any(numbers_in(two) == numbers for two in alike):
            continue
        asked = (one.text, this.language)
        for two in alike:
            if not _differ_in_one(numbers, numbers_in(two)) or not _may_be_translated(one, two):
                continue
            mine, yours = _changed(numbers, numbers_in(two))
            if _unit_of(one.text, mine) != _unit_of(two.text, yours):
                continue
            rivals = _rivals(two, alike, numbers)
            if labels.are_nearest(
                asked,
                (two.text, other.language),
                rivals=[(asked, (three.text, other.language)) for three in rivals],
                least=NEAR_TWINS,
            ):
                yield Contradiction(
                    label=one.text,
                    this=place_of(one, this, value=mine),
                    other=place_of(two, other, value=yours),
                )


def numbers_in(block: TextBlock) -> tuple[str, ...]:
    """The numbers of a block but for the one that a list counts it by."""
    return tuple(_FIGURE.findall(_ITEM.sub("", block.text)))


def _rivals(two: TextBlock, alike: Sequence[TextBlock], numbers: Sequence[str]) -> list[TextBlock]:
    """What else the block might be the translation of: first what differs in one number too."""
    others = [three for three in alike if three is not two]
    likely = [three for three in others if _differ_in_one(numbers, numbers_in(three))]
    return [*likely, *(three for three in others if three not in likely)][
        : max(COMPARED_AT_MOST, len(likely))
    ]


def _may_be_translated(one: TextBlock, two: TextBlock) -> bool:
    if models_in(one.text) != models_in(two.text):
        return False
    if names_opposites(one.text.casefold(), two.text.casefold()):
        return False
    return one.kind != "list_item" or _item(one) == _item(two)


def _item(block: TextBlock) -> str:
    found = _ITEM.match(block.text)
    return found["number"] if found else ""


def _differ_in_one(one: Sequence[str], two: Sequence[str]) -> bool:
    """As many numbers in the same order, all but one the same."""
    if not one or len(one) != len(two):
        return False
    pairs = zip(_figures(one), _figures(two), strict=True)
    return sum(mine != theirs for mine, theirs in pairs) == 1


def _figures(numbers: Sequence[str]) -> list[str]:
    return [number.replace(",", ".") for number in numbers]


def _changed(one: Sequence[str], two: Sequence[str]) -> tuple[str, str]:
    """The number that differs, as each writes it."""
    pairs = zip(_figures(one), _figures(two), strict=True)
    differs = next(place for place, (mine, theirs) in enumerate(pairs) if mine != theirs)
    return one[differs], two[differs]


def _unit_of(text: str, number: str) -> str:
    """The unit of a number in a text; empty for a bare one. A drifted number keeps its unit."""
    found = [one for one in quantities(text) if number in text[one.start : one.end]]
    return found[0].unit if found else ""
