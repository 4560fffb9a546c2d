"""Tables drawn with nothing but white space: rows whose cells stand below each other."""

import statistics
from collections.abc import Sequence

from ingest.readers.pdf_aligned_rows import MARKER, Row, marker_joined, row_of_cells
from ingest.readers.pdf_aligned_table import aligned_table, column_edges, is_bulleted
from ingest.readers.pdf_page import Line, Span, Table
from ingest.readers.pdf_rows import row_text, rows_of

MAX_ROWS = 300
"""In one aligned table; a page holds a hundred lines."""
MAX_ROWS_TRIED = 6_000
"""On one page: beyond it no tables are sought, a hostile page could be tried for minutes."""


def lines_and_tables(
    spans: Sequence[Span], *, column: int, tables: Sequence[Table] = ()
) -> list[Line | Table]:
    """The lines of a region from the top, aligned rows turned into tables.

    ``tables`` are those already found in the region; they take their place among the lines, and
    no aligned table reaches across one.
    """
    rows = [row_of_cells(cells) for cells in rows_of(spans)]
    body = statistics.median(span.size for span in spans) if spans else 0.0
    rows = [marker_joined(row, body) for row in rows]
    left = min((span.x0 for span in spans), default=0.0)
    right = max((span.x1 for span in spans), default=0.0)
    items: list[Line | Table] = []
    index = 0
    budget = MAX_ROWS_TRIED
    while index < len(rows):
        end = _run_end(rows, index, tables) if budget > 0 else index
        budget -= end - index
        table = aligned_table(rows[index:end], column) if end - index >= 2 else None
        if table is not None:
            items.append(table)
            index = end
            continue
        if end - index >= 3 and is_bulleted(rows[index:end]):
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
    return [_line(row_of_cells(cells), column, left, right) for cells in rows_of(spans)]


def _run_end(rows: Sequence[Row], start: int, tables: Sequence[Table]) -> int:
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


def _too_wide(row: Row, above: Sequence[Row]) -> bool:
    """Whether the only text of a row is wider than any cell above: it ends the table."""
    widest = max(cell.x1 - cell.x0 for other in above for cell in other.cells)
    return row.cells[0].x1 - row.cells[0].x0 > 1.15 * widest or bool(
        MARKER.match(row.cells[0].text)
    )


def _side_by_side(rows: Sequence[Row], column: int, left: float, right: float) -> list[Line]:
    """The cells as lines, one column after the other."""
    edges = column_edges([row for row in rows if len(row.cells) > 1])
    columns: list[list[Row]] = [[] for _ in range(len(edges) + 1)]
    for row in rows:
        for cell in row.cells:
            place = sum(edge < cell.x0 + 1.0 for edge in edges)
            columns[place].append(Row(cells=[cell], y0=cell.y0, y1=cell.y1))
    bounds = [left, *edges, right]
    return [
        _line(row, column, bounds[place], bounds[place + 1])
        for place, members in enumerate(columns)
        for row in members
    ]


def _line(row: Row, column: int, left: float, right: float) -> Line:
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
