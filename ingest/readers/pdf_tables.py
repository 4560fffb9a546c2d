"""Tables drawn with lines: a grid of strokes, and the words in its cells.

Strokes that touch form a grid; two neighbouring fields without a stroke between them are one cell.
A cell that spans rows is repeated in each of them, so that every row can be read alone; one that
spans columns is written once.
"""

from collections import defaultdict
from collections.abc import Sequence

from ingest.readers.pdf_cells import by_cell, cells_of, filled_rows
from ingest.readers.pdf_grid import Stroke, grids, implied_uprights, merged, places_of
from ingest.readers.pdf_header_rows import count_header_rows, is_bold_header
from ingest.readers.pdf_page import Ink, Span, Table
from ingest.readers.pdf_rows import rows_of

MAX_CUT_SHARE = 0.12
"""Share of the words that borders may run through; with more it is a drawing."""
MAX_STROKES = 1_200
"""After merging; a page with more is a drawing."""
MAX_WORK = 1_000_000
"""Fields of the grid times its strokes."""


def ruled_tables(ink: Ink) -> tuple[tuple[Table, ...], tuple[Span, ...]]:
    """The tables drawn with lines, and the spans that belong to none of them."""
    level = merged((r.y0, r.x0, r.x1) for r in ink.rulings if r.x1 - r.x0 >= r.y1 - r.y0)
    upright = merged((r.x0, r.y0, r.y1) for r in ink.rulings if r.x1 - r.x0 < r.y1 - r.y0)
    if len(level) < 2 or not upright or len(level) + len(upright) > MAX_STROKES:
        return (), ink.spans
    ends = [
        (end, ruling.y0)
        for ruling in ink.rulings
        if ruling.x1 - ruling.x0 >= ruling.y1 - ruling.y0
        for end in (ruling.x0, ruling.x1)
    ]
    tables: list[Table] = []
    free = ink.spans
    for grid_level, grid_upright in grids(level, upright):
        found = _table(grid_level, grid_upright, free, ends)
        if found is not None:
            table, free = found
            tables.append(table)
    return tuple(tables), free


def _table(
    level: list[Stroke],
    upright: list[Stroke],
    spans: Sequence[Span],
    ends: Sequence[tuple[float, float]],
) -> tuple[Table, tuple[Span, ...]] | None:
    left = min(stroke[1] for stroke in level)
    right = max(stroke[2] for stroke in level)
    xs = places_of([stroke[0] for stroke in upright])
    if left < xs[0] - 6.0:  # open at the sides
        xs.insert(0, left)
    if right > xs[-1] + 6.0:
        xs.append(right)
    ys = places_of([stroke[0] for stroke in level])[::-1]
    if len(ys) > 2 and len(ys) * len(spans) < 100_000:
        implied = implied_uprights(ends, xs, ys, spans)
        upright = [*upright, *implied]
        xs = places_of([*xs, *(stroke[0] for stroke in implied)])
    row_count, column_count = len(ys) - 1, len(xs) - 1
    # One row alone is the head of a table that goes on overleaf.
    if (
        row_count < 1
        or column_count < (2 if row_count > 1 else 3)
        or row_count * column_count * (len(level) + len(upright)) > MAX_WORK
    ):
        return None
    cell_of = cells_of(level, upright, xs, ys)
    inside, outside, cut = by_cell(spans, xs, ys, cell_of)
    if cut > max(2, MAX_CUT_SHARE * (len(spans) - len(outside))):
        return None
    cells = set(cell_of.values())
    if _ragged_share(cell_of) > 0.12:
        return None  # corners that no cell has: a drawing
    used_columns = {cell_of[key] for key in cell_of if cell_of[key] in inside}
    if (
        len(cells) < (4 if row_count > 1 else 3)
        or len(inside) < 3
        or len(inside) < 0.3 * len(cells)
    ):
        return None
    if row_count > 1 and len({cell // column_count for cell in used_columns}) < 2:
        return None
    if len({cell % column_count for cell in used_columns}) < 2:
        return None
    areas: dict[int, int] = defaultdict(int)
    for cell in cell_of.values():
        areas[cell] += 1
    if max(areas.values()) > 0.6 * len(cell_of) and max(areas.values()) > 6:
        return None  # a frame round a page or a form, not a table
    if _is_frame(inside) or _is_box(inside, row_count):
        return None
    rows, bold = filled_rows(inside, cell_of, row_count, column_count)
    if len(rows) < 2 and (row_count > 1 or not all(rows[0])):
        return None
    table = Table(
        rows=tuple(rows),
        header_rows=count_header_rows(rows, bold),
        header_is_bold=is_bold_header(bold),
        x0=xs[0],
        x1=xs[-1],
        y0=ys[-1],
        y1=ys[0],
    )
    return table, tuple(outside)


def _ragged_share(cell_of: dict[tuple[int, int], int]) -> float:
    """Share of the fields that lie in cells which are not rectangles."""
    fields: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for field, cell in cell_of.items():
        fields[cell].append(field)
    ragged = 0
    for members in fields.values():
        rows, columns = {row for row, _ in members}, {column for _, column in members}
        if (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) != len(members):
            ragged += len(members)
    return ragged / len(cell_of)


def _is_box(inside: dict[int, list[Span]], row_count: int) -> bool:
    """Whether one field holds most of the text: a box round a page or a note."""
    lengths = [sum(len(member.text) for member in members) for members in inside.values()]
    return max(lengths) > 400 and max(lengths) > 0.55 * sum(lengths) and row_count <= 4


def _is_frame(inside: dict[int, list[Span]]) -> bool:
    """Whether cells hold rows of several cells themselves: boxes round a form, not a table."""
    several = 0
    single = 0
    for members in inside.values():
        if len(members) < 6:
            single += 1
            continue
        for row in rows_of(members):
            if len(row) > 1:
                several += 1
            else:
                single += 1
    return several >= 6 and several * 3 > several + single
