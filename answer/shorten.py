"""A long quote → the part of it that meets the question, still one stretch of its document.

A passage is quoted whole because what stands together answers together. Where some of it meets the
question clearly worse, at the beginning or at the end, or where one row of a table is asked for,
the rest is not what the customer asked. Procedures and written answers are never cut.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from answer.draft import Stretch, Unit
from answer.units import LEAD_IN_CHARACTERS, part_of, text_of, units
from index.passage import PassageBlock

Similarity = Callable[[Sequence[Unit]], NDArray[np.float32]]
"""Centred cosine of the question with each unit, shape (n,)."""

SHORT_CHARACTERS = 350
"""A quote up to this is read at a glance."""
ROWS_SHOWN = 3
"""A table of so few rows compares them; it is not cut."""
CLEARLY_FARTHER = 0.1
"""In cosine. Of eight sets' drafts 0.001 lost their answer, with 0.07 it were 0.008."""
NUMBERED = re.compile(r"\W{0,2}(?:\d{1,2}|[A-Za-z])[.)、．）]")
INTRODUCES = (":", "：")


def shorten(unit: Unit, *, similarity: Similarity, set_aside: Sequence[Stretch] = ()) -> Unit:
    """The unit, or what is left of it between the first and the last part that may answer.

    A part or a row that is set aside, as one about another model, is not what it is cut to.
    """
    if len(unit.text) <= SHORT_CHARACTERS or unit.passage.facts.kind == "faq":
        return unit
    parts = [
        part
        for part in units(unit.passage)
        if unit.start <= part.start and part.end <= unit.end and part.page == unit.page
    ]
    if not parts or _is_procedure(unit, parts):
        return unit
    aside = [one for one in set_aside if one.document == unit.passage.document]
    holds_table = [any(block.kind == "table" for block in _blocks(part)) for part in parts]
    kept = _near(parts, similarity=similarity, aside=aside, stays=holds_table)
    kept = _with_neighbours(parts, first=parts.index(kept[0]), last=parts.index(kept[-1]))
    if len(kept) == 1:
        return _rows(kept[0], similarity=similarity, aside=aside)
    if len(kept) == len(parts):
        return unit
    return part_of(unit, kept[0].start, kept[-1].end, header=kept[0].table_header)


def _near(
    parts: Sequence[Unit],
    *,
    similarity: Similarity,
    aside: Sequence[Stretch],
    stays: Sequence[bool] | None = None,
) -> Sequence[Unit]:
    """From the first to the last that is not clearly farther from the question than the nearest.

    A table ``stays`` beside prose: its values answer without the question's words.
    """
    allowed = [not any(one.start <= p.start and p.end <= one.end for one in aside) for p in parts]
    if len(parts) == 1 or not any(allowed):
        return parts
    cosines = np.where(allowed, similarity(parts), -np.inf)
    is_near = cosines >= cosines.max() - CLEARLY_FARTHER
    near = np.flatnonzero(is_near if stays is None else is_near | np.array(stays))
    return parts[near[0] : near[-1] + 1]


def _with_neighbours(parts: Sequence[Unit], *, first: int, last: int) -> Sequence[Unit]:
    """With what introduces the first of them, and what the last of them introduces."""
    while first > 0 and parts[first - 1].text.rstrip().endswith(INTRODUCES):
        first -= 1
    while last + 1 < len(parts) and parts[last].text.rstrip().endswith(INTRODUCES):
        last += 1
    return parts[first : last + 1]


def _is_procedure(unit: Unit, parts: Sequence[Unit]) -> bool:
    """Whether there are steps in it: what stands before and behind them belongs to them."""
    if any(block.kind == "list_item" for block in _blocks(unit)):
        return True
    return sum(NUMBERED.match(part.text) is not None for part in parts) > 1


def _rows(unit: Unit, *, similarity: Similarity, aside: Sequence[Stretch]) -> Unit:
    """The rows of a long table that meet the question, beside its header."""
    blocks = _blocks(unit)
    tables = [block for block in blocks if block.kind == "table"]
    if len(tables) != 1 or len(blocks) > 2 or len(unit.text) <= SHORT_CHARACTERS:
        return unit
    table = tables[0]
    if table.start - unit.start > LEAD_IN_CHARACTERS:
        return unit
    lines = _lines(unit, max(table.start, unit.start), min(table.end, unit.end))
    header = unit.table_header
    if not header and table.header_rows:
        header = "\n".join(text_of(unit, *line) for line in lines[: table.header_rows])
        lines = lines[table.header_rows :]
    if len(lines) <= ROWS_SHOWN:
        return unit
    stretches = [part_of(unit, *line, header=header) for line in lines]
    rows = _near(stretches, similarity=similarity, aside=aside)
    if len(rows) == len(lines):
        return unit
    return part_of(unit, rows[0].start, rows[-1].end, header=header)


def _blocks(unit: Unit) -> list[PassageBlock]:
    return [
        block
        for block in unit.passage.blocks
        if block.kind != "heading" and block.start < unit.end and unit.start < block.end
    ]


def _lines(unit: Unit, start: int, end: int) -> list[tuple[int, int]]:
    spans, place = [], start
    for line in text_of(unit, start, end).split("\n"):
        if line.strip():
            spans.append((place, place + len(line)))
        place += len(line) + 1
    return spans
