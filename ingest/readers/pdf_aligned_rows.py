"""Spans of a line as a row of cells: markers joined to their text, leader dots taken away."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf_page import Span

MAX_MARKER_PAIRS = 2_000_000
MARKER_REACH = 3.5
"""In font sizes: how far a bullet may stand from its text."""
MAX_TWO_COLUMN_TEXT = 45
"""Characters: two columns with longer cells are text beside text, not a table."""
LEADER = re.compile(r"\s*(?:\.{4,}|(?:\. ){5,}\.?|…{2,}|·{4,}|_{5,})\s*")
"""Dots that lead the eye from a name to its value or page."""
MARKER = re.compile(
    r"(?:[•●○◦▪■□◆◇►▶➢➤✓✔–—*·\uf0b7\uf0a7\uf06c\uf0d8\uf075\uf06e-]"
    r"|\(?\d{1,3}[.)、）]|[（(]\d{1,3}[)）]|\(?[a-zA-Z][.)]|[①-⑳]"
    r"|Note(?: \d+)?[:.]|注(?:意)?\d*[:：])"
)
_SECTION_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,3}){0,5}\.?|[A-Z]\.\d[\d.]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Cells that stand on one line, from left to right."""

    cells: list[Span]
    y0: float
    y1: float
    leader: bool = False
    """Dots led from the name to the value."""


def with_markers_joined(spans: Sequence[Span]) -> list[Span]:
    """The spans with bullets and item numbers joined to the text that stands right of them.

    They often stand further off than a word's width, and would count as a column of their own.
    """
    markers = [span for span in spans if len(span.text) <= 4 and MARKER.fullmatch(span.text)]
    if not markers:
        return list(spans)
    gone: dict[int, Span | None] = {}
    texts = [span for span in spans if len(span.text) > 4]
    if len(markers) * len(texts) > MAX_MARKER_PAIRS:
        return list(spans)
    for marker in markers:
        reach = marker.x1 + MARKER_REACH * marker.size
        right = [
            span
            for span in texts
            if marker.x1 <= span.x0 + 1.0 <= reach
            and min(marker.y1, span.y1) - max(marker.y0, span.y0) > 0.4 * marker.size
            and id(span) not in gone
        ]
        if right:
            nearest = min(right, key=lambda span: span.x0)
            gone[id(marker)] = None
            gone[id(nearest)] = _with_marker(marker, nearest)
    joined = (gone.get(id(span), span) for span in spans)
    return [span for span in joined if span is not None]


def row_of_cells(cells: list[Span]) -> Row:
    """The row of these cells; dots that lead from one to the next cut them apart and go."""
    leader = False
    parts: list[Span] = []
    for cell in cells:
        found = LEADER.search(cell.text) if len(cell.text) > 6 else None
        if found is None:
            parts.append(cell)
            continue
        before, after = cell.text[: found.start()], cell.text[found.end() :]
        if len(after) > MAX_TWO_COLUMN_TEXT:
            parts.append(cell)  # dots for words left out of a sentence
            continue
        leader = True
        after = LEADER.sub(" ", after).strip()
        # Where in the span the dots stand is all the same: only the order of the two counts.
        middle = (cell.x0 + cell.x1) / 2
        if before:
            parts.append(_part(cell, before, cell.x0, middle - 1.0))
        if after:
            parts.append(_part(cell, after, middle + 1.0, cell.x1))
    parts = parts or cells
    return Row(cells=parts, y0=min(c.y0 for c in cells), y1=max(c.y1 for c in cells), leader=leader)


def marker_joined(row: Row, body: float) -> Row:
    """The row with a list marker or section number joined to the text it belongs to."""
    if len(row.cells) < 2 or row.leader:
        return row
    first, second = row.cells[0], row.cells[1]
    section = (
        len(row.cells) == 2
        and _SECTION_NUMBER.fullmatch(first.text)
        and (second.bold or second.size > 1.08 * body or "." in first.text.strip("."))
        and second.text[:1].isalpha()
    )
    if not section and not MARKER.fullmatch(first.text):
        return row
    joined = _with_marker(first, second)
    return Row(cells=[joined, *row.cells[2:]], y0=row.y0, y1=row.y1)


def _with_marker(first: Span, second: Span) -> Span:
    return Span(
        text=f"{first.text} {second.text}",
        x0=first.x0,
        x1=second.x1,
        y0=second.y0,
        y1=second.y1,
        size=second.size,
        bold=second.bold,
        mono=second.mono,
        glyphs=(*first.glyphs, *second.glyphs),
        space_after=second.space_after,
    )


def _part(span: Span, text: str, x0: float, x1: float) -> Span:
    return Span(
        text=text, x0=x0, x1=x1, y0=span.y0, y1=span.y1, size=span.size, bold=span.bold,
        mono=span.mono,
    )  # fmt: skip
