"""Which block of a translation stands for which of its original, by structure and by marks. Pure.

Both documents are cut at their headings. The headings are matched in order, by level, by the
numbers and identifiers in them and by those of the text below; inside two matched sections the
blocks are matched in order, by kind and by the same marks. What has no marks of its own is known
by its place between blocks that have, as far as both sides have equally many there. Formats differ
in what they call a paragraph and in how deep they count headings, and a page break may add a
heading: none of that moves anything else.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from answer.exact_values import numbers
from index.content import StoredDocument
from index.passage import PassageBlock
from ingest.identifiers import extract

_BAND = 12
"""By how many headings, besides those that one document has more, two may be shifted."""
_SKIPPED = -0.4
_LEAST_ALIKE = 0.4
"""Headings whose texts have nothing in common have none of each other's sections."""
_NAME_WITH_DIGITS = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z/-]{0,12}\d[A-Z0-9/-]{0,24}")
_LEAST_ALIKE_TABLES = 0.5
_KIND = {"figure_caption": "paragraph", "code": "paragraph"}
"""What formats call differently."""

Marks = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Version:
    """A document by what tells its versions apart: comparing whole texts takes longer."""

    key: tuple[str, str, int, int]
    document: StoredDocument = field(compare=False)


def headings_matched(original: StoredDocument, twin: StoredDocument) -> dict[int, int]:
    """The twin's heading for each heading, by their places among the blocks; -1 is the beginning.

    What has no match is left out.
    """
    return _headings_matched(_version(original), _version(twin))


def _version(document: StoredDocument) -> _Version:
    structure = hash(tuple((block.kind, block.level) for block in document.blocks))
    return _Version((document.path, document.sha256, hash(document.text), structure), document)


@lru_cache(maxsize=64)
def _headings_matched(first: _Version, second: _Version) -> dict[int, int]:
    original, twin = first.document, second.document
    left, right = _sections(original), _sections(twin)
    levels = [[original.blocks[one].level for one in left[1:]]]
    levels.append([twin.blocks[one].level for one in right[1:]])
    marks = [
        [_section_marks(document, one) for one in found]
        for document, found in ((original, left), (twin, right))
    ]
    titles = [
        [_marks_of(document, one) if one >= 0 else frozenset() for one in found]
        for document, found in ((original, left), (twin, right))
    ]
    if levels[0] == levels[1]:
        return dict(zip(left, right, strict=True))

    def alike(one: int, other: int) -> float:
        below = _alike(marks[0][one], marks[1][other])
        return below + _alike(titles[0][one], titles[1][other])

    pairs = _matched(len(left), len(right), alike, band=_BAND + abs(len(left) - len(right)))
    return {left[one]: right[other] for one, other in pairs if alike(one, other) >= _LEAST_ALIKE}


def counterpart(original: StoredDocument, twin: StoredDocument, index: int) -> int | None:
    """The twin's block for a block, if it is certain which that is."""
    heading = heading_before(original.blocks, index)
    other_heading = headings_matched(original, twin).get(heading)
    if other_heading is None:
        return None
    if index == heading:
        return other_heading
    left = _below(original.blocks, heading)
    right = _below(twin.blocks, other_heading)
    kinds = [
        [_kind(document.blocks[one]) for one in blocks]
        for document, blocks in ((original, left), (twin, right))
    ]
    marks = [
        [_marks_of(document, one) for one in blocks]
        for document, blocks in ((original, left), (twin, right))
    ]

    def alike(one: int, other: int) -> float:
        if kinds[0][one] != kinds[1][other]:
            return -2.0
        return 0.3 + _alike(marks[0][one], marks[1][other])

    pairs = dict(_matched(len(left), len(right), alike, band=max(len(left), len(right))))
    place = left.index(index)
    other = pairs.get(place)
    if other is None or kinds[0][place] != kinds[1][other]:
        return None
    if marks[0][place] != marks[1][other]:
        # rows are compared one by one by whoever quotes them
        is_table = kinds[0][place] == "table"
        return right[other] if is_table and alike(place, other) >= _LEAST_ALIKE_TABLES else None
    if not marks[0][place] and not _is_enclosed(place, other, kinds, marks, pairs):
        return None
    return right[other]


def heading_before(blocks: Sequence[PassageBlock], index: int) -> int:
    """The heading a block stands under, or is; -1 where none comes before it."""
    return next((i for i in range(index, -1, -1) if blocks[i].kind == "heading"), -1)


@lru_cache(maxsize=4_096)
def marks_in(text: str) -> Marks:
    """The numbers and identifiers of a text: what every translation of it holds."""
    return numbers(text) | {found.canonical for found in extract(text)}


def _is_enclosed(
    place: int,
    other: int,
    kinds: Sequence[Sequence[str]],
    marks: Sequence[Sequence[Marks]],
    pairs: dict[int, int],
) -> bool:
    """Whether as many blocks of the kind stand on both sides between the marked ones around."""
    anchors = [(one, two) for one, two in pairs.items() if marks[0][one] == marks[1][two] != set()]
    before = max((pair for pair in anchors if pair[0] < place), default=(-1, -1))
    end = (len(kinds[0]), len(kinds[1]))
    after = min((pair for pair in anchors if pair[0] > place), default=end)
    if not before[1] < other < after[1]:
        return False
    left, right = kinds[0][before[0] + 1 : after[0]], kinds[1][before[1] + 1 : after[1]]
    kind = kinds[0][place]
    ordinal = left[: place - before[0]].count(kind)
    same_ordinal = ordinal == right[: other - before[1]].count(kind)
    return same_ordinal and left.count(kind) == right.count(kind)


def _matched(
    first: int, second: int, alike: Callable[[int, int], float], *, band: int
) -> list[tuple[int, int]]:
    """Pairs in order with the greatest sum; what is left out on either side costs a little."""
    best: dict[tuple[int, int], tuple[float, int]] = {(0, 0): (0.0, 0)}
    for one in range(first + 1):
        centre = one * second // max(1, first)
        for other in range(max(0, centre - band), min(second, centre + band) + 1):
            ways: list[tuple[float, int]] = []
            if one and other and (one - 1, other - 1) in best:
                ways.append((best[one - 1, other - 1][0] + alike(one - 1, other - 1), 3))
            if one and (one - 1, other) in best:
                ways.append((best[one - 1, other][0] + _SKIPPED, 2))
            if other and (one, other - 1) in best:
                ways.append((best[one, other - 1][0] + _SKIPPED, 1))
            if ways:
                best[one, other] = max(ways)
    pairs: list[tuple[int, int]] = []
    one, other = first, second
    while (one, other) in best and (one or other):
        way = best[one, other][1]
        if way == 3:
            pairs.append((one - 1, other - 1))
        one, other = one - (way in (2, 3)), other - (way in (1, 3))
    return pairs[::-1]


def _alike(one: Marks, other: Marks) -> float:
    """From -1 to 1: by the share of marks that both have; 0 where neither has any."""
    if not one and not other:
        return 0.0
    return 2.0 * len(one & other) / len(one | other) - 1.0


def _sections(document: StoredDocument) -> list[int]:
    """Where sections begin: -1 for the beginning, then every heading."""
    return [-1, *(i for i, block in enumerate(document.blocks) if block.kind == "heading")]


def _section_marks(document: StoredDocument, heading: int) -> Marks:
    """Numbers and names with digits below a heading, found quickly: whole documents are read."""
    below = _below(document.blocks, heading)
    if not below:
        return frozenset()
    text = document.text[document.blocks[below[0]].start : document.blocks[below[-1]].end]
    return numbers(text) | frozenset(_NAME_WITH_DIGITS.findall(text))


def _below(blocks: Sequence[PassageBlock], heading: int) -> list[int]:
    """The blocks of one section, to the next heading."""
    end = next(
        (i for i in range(heading + 1, len(blocks)) if blocks[i].kind == "heading"), len(blocks)
    )
    return list(range(heading + 1, end))


def _kind(block: PassageBlock) -> str:
    return _KIND.get(block.kind, block.kind)


def _marks_of(document: StoredDocument, index: int) -> Marks:
    block = document.blocks[index]
    return marks_in(document.text[block.start : block.end])
