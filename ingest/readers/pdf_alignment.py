"""Tables drawn with nothing but white space: rows whose cells stand below each other."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf_header_rows import count_header_rows
from ingest.readers.pdf_mending import join_lines, without_stray_spaces
from ingest.readers.pdf_page import Line, Span, Table
from ingest.readers.pdf_rows import row_text, rows_of

BIN = 2.0
MAX_ROWS = 300
"""In one aligned table; a page holds a hundred lines."""
MAX_ROWS_TRIED = 6_000
"""On one page: beyond it no tables are sought, a hostile page could be tried for minutes."""
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
_BULLETED = re.compile(r"[•●○◦▪■□◆◇►▶➢➤✓✔\uf000-\uf0ff]|[–-]\s")
_SECTION_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,3}){0,5}\.?|[A-Z]\.\d[\d.]*)")
_WORD = re.compile(r"[^\W\d_]{2,}|[\u2e80-\u9fff]")
_PAGE_NUMBER = re.compile(r"(?:\d{1,4}|[ivxlc]{1,6}|[A-Z]?\d{0,2}-\d{1,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    cells: list[Span]
    y0: float
    y1: float
    leader: bool = False


def lines_and_tables(
    spans: Sequence[Span], *, column: int, tables: Sequence[Table] = ()
) -> list[Line | Table]:
    """The lines of a region from the top, aligned rows turned into tables.

    ``tables`` are those already found in the region; they take their place among the lines, and
    no aligned table reaches across one.
    """
    rows = [_row(cells) for cells in rows_of(spans)]
    body = statistics.median(span.size for span in spans) if spans else 0.0
    rows = [_marker_joined(row, body) for row in rows]
    left = min((span.x0 for span in spans), default=0.0)
    right = max((span.x1 for span in spans), default=0.0)
    items: list[Line | Table] = []
    index = 0
    budget = MAX_ROWS_TRIED
    while index < len(rows):
        end = _run_end(rows, index, tables) if budget > 0 else index
        budget -= end - index
        table = _table(rows[index:end], column) if end - index >= 2 else None
        if table is not None:
            items.append(table)
            index = end
            continue
        if end - index >= 3 and _is_bulleted(rows[index:end]):
            items.extend(_side_by_side(rows[index:end], column, left, right))
            index = end
            continue
        # A table may still begin at the next row: a title line can stand over it.
        items.append(_line(rows[index], column, left, right))
        index += 1
    for table in sorted(tables, key=lambda table: -table.y1):
        place = next((index for index, item in enumerate(items) if item.y1 <= table.y1), len(items))
        items.insert(place, table)
    return items


def lines_only(spans: Sequence[Span], *, column: int) -> list[Line]:
    """The rows of these spans from the top, every one a line."""
    left = min((span.x0 for span in spans), default=0.0)
    right = max((span.x1 for span in spans), default=0.0)
    return [_line(_row(cells), column, left, right) for cells in rows_of(spans)]


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


def _row(cells: list[Span]) -> _Row:
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
    return _Row(
        cells=parts, y0=min(c.y0 for c in cells), y1=max(c.y1 for c in cells), leader=leader
    )


def _part(span: Span, text: str, x0: float, x1: float) -> Span:
    return Span(
        text=text, x0=x0, x1=x1, y0=span.y0, y1=span.y1, size=span.size, bold=span.bold,
        mono=span.mono,
    )  # fmt: skip


def _marker_joined(row: _Row, body: float) -> _Row:
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
    return _Row(cells=[joined, *row.cells[2:]], y0=row.y0, y1=row.y1)


def _run_end(rows: Sequence[_Row], start: int, tables: Sequence[Table]) -> int:
    """The end of the run of rows from ``start`` that may be one table; ``start`` if none begins."""
    if len(rows[start].cells) < 2:
        return start
    end = start + 1
    lonely = 0
    last_filled = end
    while end < min(len(rows), start + MAX_ROWS):
        above, row = rows[end - 1], rows[end]
        if above.y0 - row.y1 > 1.9 * max(above.y1 - above.y0, row.y1 - row.y0):
            break
        if any(row.y1 < table.y1 < above.y1 for table in tables):
            break
        if row.leader != rows[start].leader and len(row.cells) > 1:
            break
        if len(row.cells) < 2:
            lonely += 1
            if lonely > 2 or rows[start].leader or _too_wide(row, rows[start:end]):
                break
        else:
            lonely = 0
            last_filled = end + 1
        end += 1
    return last_filled


def _too_wide(row: _Row, above: Sequence[_Row]) -> bool:
    """Whether the only text of a row is wider than any cell above: it ends the table."""
    widest = max(cell.x1 - cell.x0 for other in above for cell in other.cells)
    return row.cells[0].x1 - row.cells[0].x0 > 1.15 * widest or bool(
        MARKER.match(row.cells[0].text)
    )


def _table(rows: Sequence[_Row], column: int) -> Table | None:
    if rows[0].leader:
        return _leader_table(rows, column)
    filled = [row for row in rows if len(row.cells) >= 2]
    if len(filled) < 2 or (len(filled) < 3 and max(len(row.cells) for row in filled) < 3):
        return None
    edges = _column_edges(filled)
    width = len(edges) + 1
    if width < 2 or width > 40:
        return None
    pitches = [a.y0 - b.y0 for a, b in pairwise(filled) if a.y0 > b.y0]
    pitch = statistics.median(pitches) if pitches else 0.0
    grid: list[list[list[str]]] = []
    bold: list[bool] = []
    last_y = 0.0
    for row in rows:
        cells: list[list[str]] = [[] for _ in range(width)]
        for cell in row.cells:
            middle = cell.x0 + min((cell.x1 - cell.x0) / 2, 12.0)
            cells[sum(edge < middle for edge in edges)].append(cell.text)
        wraps = grid and len(row.cells) < width and last_y - row.y0 < 0.8 * pitch
        last_y = row.y0
        if wraps:
            for above, more in zip(grid[-1], cells, strict=True):
                above.extend(more)
            continue
        grid.append(cells)
        bold.append(all(cell.bold for cell in row.cells))
    texts = [tuple(without_stray_spaces(join_lines(cell)) for cell in row) for row in grid]
    if len(texts) < 2 or not _is_table(texts) or _is_bulleted(rows):
        return None
    return _made(texts, bold, rows, column)


def _is_bulleted(rows: Sequence[_Row]) -> bool:
    """Whether these rows are lists beside each other."""
    cells = [cell for row in rows for cell in row.cells]
    marked = sum(_BULLETED.match(cell.text) is not None for cell in cells)
    return marked >= 0.4 * len(cells)


def _side_by_side(rows: Sequence[_Row], column: int, left: float, right: float) -> list[Line]:
    """The cells as lines, one column after the other."""
    edges = _column_edges([row for row in rows if len(row.cells) > 1])
    columns: list[list[_Row]] = [[] for _ in range(len(edges) + 1)]
    for row in rows:
        for cell in row.cells:
            place = sum(edge < cell.x0 + 1.0 for edge in edges)
            columns[place].append(_Row(cells=[cell], y0=cell.y0, y1=cell.y1))
    bounds = [left, *edges, right]
    return [
        _line(row, column, bounds[place], bounds[place + 1])
        for place, members in enumerate(columns)
        for row in members
    ]


def _column_edges(rows: Sequence[_Row]) -> list[float]:
    """Places between columns: upright stretches that few rows cross."""
    left = min(cell.x0 for row in rows for cell in row.cells)
    right = max(cell.x1 for row in rows for cell in row.cells)
    bins = [0] * (int((right - left) / BIN) + 3)
    for row in rows:
        for cell in row.cells:
            bins[int((cell.x0 - left) / BIN)] += 1
            bins[int((cell.x1 - left) / BIN) + 1] -= 1
    edges: list[float] = []
    level, allowed = 0, len(rows) // 10
    start: int | None = None
    for index, change in enumerate(bins[:-1]):
        level += change
        if level <= allowed:
            start = index if start is None else start
            continue
        if start is not None and start > 0:
            edges.append(left + (start + index) / 2 * BIN)
        start = None
    return edges


def _is_table(rows: Sequence[tuple[str, ...]]) -> bool:
    width = len(rows[0])
    for column in range(width):
        share = sum(bool(row[column]) for row in rows) / len(rows)
        if share < (0.5 if width == 2 else 0.2):
            return False
    lengths = [len(cell) for row in rows for cell in row if cell]
    limit = MAX_TWO_COLUMN_TEXT if width == 2 else 2 * MAX_TWO_COLUMN_TEXT
    if sum(lengths) / len(lengths) > limit:
        return False
    filled = sum(sum(bool(cell) for cell in row) >= 2 for row in rows)
    words = sum(_WORD.search(cell) is not None for row in rows for cell in row if cell)
    # The numbers along the axes of a diagram stand in rows and columns too.
    return filled >= 0.6 * len(rows) and words >= 0.25 * len(lengths)


def _leader_table(rows: Sequence[_Row], column: int) -> Table | None:
    """Names and values joined by dots; none for a table of contents, which stays lines."""
    texts = [tuple(cell.text for cell in row.cells) for row in rows]
    pages = sum(bool(_PAGE_NUMBER.fullmatch(text[-1])) for text in texts)
    if pages * 2 > len(texts) or any(len(text) > 2 for text in texts):
        return None
    pairs = [text if len(text) == 2 else (text[0], "") for text in texts]
    return _made(pairs, [False] * len(pairs), rows, column)


def _made(
    texts: Sequence[tuple[str, ...]], bold: Sequence[bool], rows: Sequence[_Row], column: int
) -> Table:
    return Table(
        rows=tuple(texts),
        header_rows=0 if rows[0].leader else count_header_rows(texts, bold),
        x0=min(cell.x0 for row in rows for cell in row.cells),
        x1=max(cell.x1 for row in rows for cell in row.cells),
        y0=min(row.y0 for row in rows),
        y1=max(row.y1 for row in rows),
        column=column,
    )


def _line(row: _Row, column: int, left: float, right: float) -> Line:
    main = max(row.cells, key=lambda cell: len(cell.text))
    return Line(
        text=row_text(row.cells),
        x0=row.cells[0].x0,
        x1=row.cells[-1].x1,
        y0=main.y0,
        y1=main.y1,
        size=main.size,
        bold=all(cell.bold for cell in row.cells),
        mono=all(cell.mono for cell in row.cells),
        column=column,
        column_x0=left,
        column_x1=right,
        leader=row.leader,
    )
