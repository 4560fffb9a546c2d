"""What a passage holds for: the nearest statement decides, never a mention in running text.

Nearest first: a table's rows, the deepest heading that states something, the document (its facts,
or the number a certificate bears), then its title. What states nothing is shared by all.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from answer.draft import Stretch
from index.passage import Passage, PassageBlock
from ingest.document import CELL_SEPARATOR

Says = Literal["holds", "other", "nothing"]
"""What a statement says of the thing asked about."""


LEAD_IN_CHARACTERS = 160
"""A paragraph this short right above a table says nothing without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """How to read one kind of statement: about models, about certificates, about standards."""

    of_line: Callable[[str], Says]
    """Of a heading or a title."""
    of_cell: Callable[[str], Says]
    """Of a table's cell that is there to state it."""
    of_own_cell: Callable[[str], Says]
    """The same, in a paper that holds: a row about an accessory is not about another model."""
    of_document: Callable[[Passage], Says]
    announces: Callable[[str], bool]
    """Whether a cell is a label for it: ``Model``, ``型号``."""
    of_cell_below: Callable[[str, str], Says] | None = None
    """Of a cell and of its label, where what it states depends on that; else ``of_cell``."""
    of_entry: Callable[[str], Says] | None = None
    """Of an item of a list or a paragraph that begins with it, where such ones state it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Whether a passage holds, and which of its stretches are about something else all the same."""

    holds: bool
    set_aside: tuple[Stretch, ...] = ()
    about: tuple[Stretch, ...] = ()
    """What states that it holds: rows and entries, or all of it below its heading."""
    says: Says = "nothing"
    """``holds`` where a statement says so, ``other`` where all that say anything are about others.
    """


def holding(passage: Passage, statements: Statements) -> Holding:
    """What the passage's own statements say of the thing asked about."""
    above = _above(passage, statements)
    tables = [block for block in passage.blocks if block.kind == "table"]
    entries = list(_entries(passage, statements))
    if not tables and not entries:
        return _as_above(passage, above)
    of_cell = statements.of_own_cell if above == "holds" else statements.of_cell
    rows = [row for block in tables for row in _rows(passage, block, statements, of_cell)]
    rows.extend(entries)
    said = {row.says for row in rows}
    about_it = "holds" in said
    if not about_it and (above == "other" or "other" not in said):
        return _as_above(passage, above)
    about = tuple(row.stretch for row in rows if row.says == "holds")
    set_aside = [row.stretch for row in rows if row.says == "other"]
    listed = {row.stretch.start for row in entries}
    others = [
        block
        for block, below in zip_longest(passage.blocks, passage.blocks[1:])
        if block.kind not in ("table", "heading")
        and max(block.start, passage.start) not in listed
        and not _leads_in(block, below)
    ]
    if above == "other":
        # a paper about something else may have a row for it: that row holds, and what names it
        set_aside.extend(
            _stretch(passage, block.start, block.end)
            for block in others
            if statements.of_line(_text_of(passage, block)) != "holds"
        )
    elif not about_it and not others and all(row.says != "nothing" for row in rows):
        return Holding(holds=False, says="other")
    says: Says = "holds" if about_it or above == "holds" else "other"
    return Holding(holds=True, set_aside=tuple(set_aside), about=about, says=says)


def _as_above(passage: Passage, above: Says) -> Holding:
    whole = Stretch(document=passage.document, start=passage.start, end=passage.end)
    return Holding(holds=above != "other", about=(whole,) if above == "holds" else (), says=above)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    stretch: Stretch
    says: Says


def _above(passage: Passage, statements: Statements) -> Says:
    """What headings, document and title say; the nearest that says anything."""
    for heading in reversed(passage.heading_path):
        says = statements.of_line(heading)
        if says != "nothing":
            return says
    says = statements.of_document(passage)
    return says if says != "nothing" else statements.of_line(passage.title)


def _rows(
    passage: Passage, block: PassageBlock, statements: Statements, of_cell: Callable[[str], Says]
) -> Iterator[_Row]:
    """The table's rows with what each says.

    A row says it in its label, or in a column whose header announces it. A row that is labelled by
    it ("Model | XR-200A | XR-200B") speaks for the rows below it that say nothing themselves.
    """
    start = max(block.start, passage.start)
    lines = _text_of(passage, block).split("\n")
    header_rows = block.header_rows if start == block.start else 0
    header = block.table_header or (passage.table_header if start > block.start else "")
    columns: dict[int, str] = {}
    of_columns: Says = "nothing"
    for line in (*header.split("\n"), *lines[:header_rows]):
        cells = line.split(CELL_SEPARATOR)
        columns |= {place: cell for place, cell in enumerate(cells) if statements.announces(cell)}
        named = _of_cells(cells, of_cell)
        of_columns = named if named != "nothing" else of_columns
    position = start
    for number, line in enumerate(lines):
        if line.strip() and number >= header_rows:
            cells = line.split(CELL_SEPARATOR)
            below = {at: label for at, label in columns.items() if at < len(cells)}
            says = _of_row(cells, below, of_cell, statements.of_cell_below)
            if says == "nothing" and statements.announces(cells[0]):
                labels = dict.fromkeys(range(1, len(cells)), cells[0])
                says = of_columns = _of_row(cells, labels, of_cell, statements.of_cell_below)
            yield _Row(
                stretch=_stretch(passage, position, position + len(line)),
                says=says if says != "nothing" else of_columns,
            )
        position += len(line) + 1


def _of_row(
    cells: Sequence[str],
    labels: Mapping[int, str],
    of_cell: Callable[[str], Says],
    of_cell_below: Callable[[str, str], Says] | None,
) -> Says:
    """What a row says in its first cell and in those that have a label, by their places."""
    if of_cell_below is None:
        return _of_cells([cells[0], *(cells[at] for at in labels)], of_cell)
    said = {of_cell_below(cells[at], label) for at, label in labels.items()}
    said.add(of_cell(cells[0]) if not labels else "nothing")
    return _first_of(said)


def _entries(passage: Passage, statements: Statements) -> Iterator[_Row]:
    """The items and paragraphs that state something themselves, with what each says."""
    if statements.of_entry is None:
        return
    for block in passage.blocks:
        if block.kind in ("list_item", "paragraph"):
            says = statements.of_entry(_text_of(passage, block))
            if says != "nothing":
                start, end = max(block.start, passage.start), min(block.end, passage.end)
                yield _Row(stretch=_stretch(passage, start, end), says=says)


def _of_cells(cells: Sequence[str], of_cell: Callable[[str], Says]) -> Says:
    return _first_of({of_cell(cell) for cell in cells})


def _first_of(said: Set[Says]) -> Says:
    if "holds" in said:
        return "holds"
    return "other" if "other" in said else "nothing"


def _leads_in(block: PassageBlock, below: PassageBlock | None) -> bool:
    is_short = block.end - block.start <= LEAD_IN_CHARACTERS
    return block.kind == "paragraph" and is_short and below is not None and below.kind == "table"


def _text_of(passage: Passage, block: PassageBlock) -> str:
    start, end = max(block.start, passage.start), min(block.end, passage.end)
    return passage.text[start - passage.start : end - passage.start]


def _stretch(passage: Passage, start: int, end: int) -> Stretch:
    return Stretch(document=passage.document, start=start, end=end)
