"""An original and its translation → sections, items, rows and paragraphs that it lacks. Pure.

Sections are matched one to one by their vectors, by the numbers and identifiers in them and by
their places, in whatever order they stand. A section that is left over is missing, unless another
has grown by what it holds: translations into one language are all longer or shorter by about the
same. Inside a matched pair, items and rows are counted; a paragraph less has to show in the length
as well, since one may be set as two.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from answer.aligned_sentences import Sentence
from answer.insight.defect import Defect, defect_id
from answer.insight.document_place import place_at, whole
from answer.nearest_labels import Likeness
from answer.twin_blocks import marks_in
from index.content import StoredDocument
from index.passage import Passage, PassageBlock
from ingest.document import CELL_SEPARATOR

SHORTEST = 25.0
"""Length of a section, counted in letters, below which nobody misses it."""
SHORTEST_TWIN = 6.0
NO_HEADING = 0.25
"""What it takes from a pair that one of them alone is a beginning without a heading."""
SAME_PARTS = 0.15
"""What as many items, rows and paragraphs add to a pair's cosine."""
MOST_SHOWN = 6
"""Sections of one translation that are missing."""
SHARE_OF_MARKS = 0.5
PLACE = 0.2
"""What standing in the same place adds to a pair's cosine; the same marks add half of a cosine."""
NEARBY = 0.35
GROWN = 0.6
"""A section that grew by this share of a missing one's length may hold it."""
NEAR_HEADINGS = 0.25
"""Centred cosine; translations of short ones have 0.3 and more."""
SHRUNK = 0.5
"""A section from which a paragraph is missing is shorter by at least this share of it."""
Vector = NDArray[np.float32]
VectorOf = Callable[[Passage], Vector | None]
"""A section's vector by its chunks; None where it has none."""


@dataclass(frozen=True, slots=True)
class _Section:
    """A section with what it is matched by."""

    passage: Passage
    vector: Vector | None
    marks: frozenset[str]
    length: float
    place: float


def missing_parts(
    original: StoredDocument,
    twin: StoredDocument,
    *,
    sections: Sequence[Passage],
    twin_sections: Sequence[Passage],
    vector_of: VectorOf,
    likeness: Likeness,
) -> tuple[Defect, ...]:
    """A defect for each part of the original that its translation lacks."""
    mine = _sections(sections, vector_of, shortest=SHORTEST)
    theirs = _sections(twin_sections, vector_of, shortest=SHORTEST_TWIN)
    pairs = _matched(mine, theirs)
    if not pairs:
        return ()
    ratio = median(two.length / one.length for one, two in pairs)
    matched = {id(one) for one, _ in pairs}
    missing = [
        section.passage
        for section in mine
        if id(section) not in matched and not _is_elsewhere(section, pairs, ratio)
    ]
    found = [_sections_missing(original, twin, missing)] if missing else []
    for one, two in pairs:
        parts = list(_blocks_missing(original, twin, one, two, ratio))
        if parts and _are_called_alike(one.passage, two.passage, likeness):
            found.extend(parts)
    return tuple(found)


def _sections(
    sections: Sequence[Passage], vector_of: VectorOf, *, shortest: float
) -> list[_Section]:
    found = []
    for number, passage in enumerate(sections):
        if all(_is_contents(passage, block) for block in passage.blocks):
            continue
        length = Sentence(passage.text, passage.language, 0).length
        if length >= shortest:
            found.append(
                _Section(
                    passage,
                    vector_of(passage),
                    frozenset(marks_in(passage.text)),
                    length,
                    number / len(sections),
                )
            )
    return found


def _is_contents(passage: Passage, block: PassageBlock) -> bool:
    """Whether a block is a list of contents."""
    if block.kind != "table":
        return False
    rows = _text(passage, block).split("\n")
    return all(row.rpartition(CELL_SEPARATOR)[2].strip().isdecimal() for row in rows)


def _matched(
    mine: Sequence[_Section], theirs: Sequence[_Section]
) -> list[tuple[_Section, _Section]]:
    """The likeliest pairs first, each section in one."""
    scored = sorted(
        (
            (_alike(one, two), number, other)
            for number, one in enumerate(mine)
            for other, two in enumerate(theirs)
        ),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    left, right = set(range(len(mine))), set(range(len(theirs)))
    pairs = []
    for _, number, other in scored:
        if number in left and other in right:
            left.remove(number)
            right.remove(other)
            pairs.append((mine[number], theirs[other]))
    return pairs


def _alike(one: _Section, two: _Section) -> float:
    cosine = (
        float(one.vector @ two.vector) if one.vector is not None and two.vector is not None else 0.0
    )
    either = one.marks | two.marks
    shared = len(one.marks & two.marks) / len(either) if either else 0.0
    same = SAME_PARTS if _counted(one.passage) == _counted(two.passage) else 0.0
    called = bool(one.passage.heading_path) == bool(two.passage.heading_path)
    apart = PLACE * abs(one.place - two.place) + (0.0 if called else NO_HEADING)
    return cosine + same + SHARE_OF_MARKS * shared - apart


def _is_elsewhere(
    section: _Section, pairs: Sequence[tuple[_Section, _Section]], ratio: float
) -> bool:
    """Whether another section has grown by about as much as this one is long."""
    return any(
        two.length / ratio - one.length >= GROWN * section.length
        for one, two in pairs
        if abs(one.place - section.place) <= NEARBY
    )


def _are_called_alike(one: Passage, two: Passage, likeness: Likeness) -> bool:
    """Whether the headings of two sections may be translations: else the pair is none."""
    if not (one.heading_path and two.heading_path):
        return True
    texts = (one.heading_path[-1], one.language), (two.heading_path[-1], two.language)
    return likeness(*texts) >= NEAR_HEADINGS


def _blocks_missing(
    original: StoredDocument,
    twin: StoredDocument,
    one: _Section,
    two: _Section,
    ratio: float,
) -> Iterator[Defect]:
    mine, theirs = _counted(one.passage), _counted(two.passage)
    if mine.total() <= theirs.total():
        return  # a step set as a paragraph, a table as a list
    for kind in ("list_item", "row", "paragraph"):
        less = mine[kind] - theirs[kind]
        if less <= 0 or (kind != "paragraph" and not theirs[kind]):
            continue
        missing = (one.length - two.length / ratio) / one.length
        if missing < SHRUNK * less * _shortest(one.passage, kind) / one.length:
            continue
        yield _part_missing(original, twin, kind, one.passage, two.passage)
        return


def _counted(passage: Passage) -> Counter[str]:
    counted: Counter[str] = Counter()
    before = ""
    for block in passage.blocks:
        # some captions stand there twice: as the picture's own text, and below it
        is_again = before == block.kind == "figure_caption"
        before = block.kind
        if is_again:
            continue
        if block.kind == "table":
            counted["row"] += _text(passage, block).count("\n") + 1
        elif not _goes_on(passage, block):
            counted["list_item" if block.kind == "list_item" else "paragraph"] += 1
    return counted


def _goes_on(passage: Passage, block: PassageBlock) -> bool:
    """Whether a block is the rest of one on the page before."""
    if block.page is None or block.start == passage.start:
        return False
    before = [one for one in passage.blocks if one.end <= block.start][-1:]
    text = _text(passage, block)
    return bool(before) and before[0].page != block.page and text[:1].islower()


def _shortest(passage: Passage, kind: str) -> float:
    """The length of the shortest part of a kind."""
    texts = []
    for block in passage.blocks:
        text = _text(passage, block)
        if kind == "row" and block.kind == "table":
            texts.extend(text.split("\n"))
        elif kind == ("list_item" if block.kind == "list_item" else "paragraph"):
            texts.append(text)
    return min((Sentence(text, passage.language, 0).length for text in texts), default=0.0)


def _text(passage: Passage, block: PassageBlock) -> str:
    return passage.text[block.start - passage.start : block.end - passage.start]


def _sections_missing(
    original: StoredDocument, twin: StoredDocument, missing: Sequence[Passage]
) -> Defect:
    """One defect for all sections that a translation lacks: of some there is but a beginning."""
    return Defect(
        id=defect_id(
            "drifted_translation", "missing_part", twin.path, *(one.text for one in missing)
        ),
        kind="drifted_translation",
        code="missing_part",
        severity="high",
        places=(
            whole(twin),
            *(place_at(original, one.start, one.end) for one in missing[:MOST_SHOWN]),
        ),
        values={"part": "section", "count": len(missing)},
        actions=("retranslate", "replace", "open_document"),
    )


def _part_missing(
    original: StoredDocument, twin: StoredDocument, part: str, one: Passage, two: Passage
) -> Defect:
    return Defect(
        id=defect_id("drifted_translation", "missing_part", twin.path, part, one.text, two.text),
        kind="drifted_translation",
        code="missing_part",
        severity="medium",
        places=(place_at(twin, two.start, two.end), place_at(original, one.start, one.end)),
        values={"part": part, "count": 1},
        actions=("retranslate", "replace", "open_document"),
    )
