"""The cells of a grid, and the words in them."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from ingest.readers.pdf_grid import REACH, Stroke
from ingest.readers.pdf_page import Glyph, Span
from ingest.readers.pdf_rows import text_of
from ingest.readers.pdf_spans import make_spans


def cells_of(
    level: list[Stroke], upright: list[Stroke], xs: list[float], ys: list[float]
) -> dict[tuple[int, int], int]:
    """For every field of the grid its cell: the ordinal of the cell's first field."""
    row_count, column_count = len(ys) - 1, len(xs) - 1
    parent = list(range(row_count * column_count))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def union(first: int, second: int) -> None:
        low, high = sorted((root(first), root(second)))
        parent[high] = low

    for row in range(row_count):
        for column in range(column_count):
            field = row * column_count + column
            if column + 1 < column_count and not _drawn(
                upright, xs[column + 1], ys[row + 1], ys[row]
            ):
                union(field, field + 1)
            if row + 1 < row_count and not _drawn(level, ys[row + 1], xs[column], xs[column + 1]):
                union(field, field + column_count)
    return {
        (row, column): root(row * column_count + column)
        for row in range(row_count)
        for column in range(column_count)
    }


def _drawn(strokes: list[Stroke], place: float, start: float, end: float) -> bool:
    """Whether a stroke at this place covers most of the way from start to end."""
    length = end - start
    for where, first, last in strokes:
        if abs(where - place) <= REACH and min(last, end) - max(first, start) > 0.6 * length:
            return True
    return False


def by_cell(
    spans: Sequence[Span], xs: list[float], ys: list[float], cell_of: dict[tuple[int, int], int]
) -> tuple[dict[int, list[Span]], list[Span], int]:
    """Spans in each cell, a span over several cells cut at the borders; the others; the cuts."""
    cut = 0
    inside: dict[int, list[Span]] = defaultdict(list)
    outside: list[Span] = []
    falling = [-y for y in ys]
    for span in spans:
        middle = (span.y0 + span.y1) / 2
        if not (ys[-1] <= middle <= ys[0] and xs[0] - 2 <= (span.x0 + span.x1) / 2 <= xs[-1] + 2):
            outside.append(span)
            continue
        row = min(max(bisect_right(falling, -middle) - 1, 0), len(ys) - 2)

        def column_at(x: float) -> int:
            return min(max(bisect_right(xs, x) - 1, 0), len(xs) - 2)

        first, last = column_at(span.x0 + 1.5), column_at(span.x1 - 1.5)
        if cell_of[row, first] == cell_of[row, last] or not span.glyphs:
            inside[cell_of[row, column_at((span.x0 + span.x1) / 2)]].append(span)
            continue
        cut += 1
        parts: dict[int, list[Glyph]] = defaultdict(list)
        for glyph in span.glyphs:
            parts[cell_of[row, column_at((glyph.x0 + glyph.x1) / 2)]].append(glyph)
        for cell, glyphs in parts.items():
            inside[cell].extend(make_spans(glyphs))
    return {cell: members for cell, members in inside.items() if members}, outside, cut


def filled_rows(
    inside: dict[int, list[Span]],
    cell_of: dict[tuple[int, int], int],
    row_count: int,
    column_count: int,
) -> tuple[list[tuple[str, ...]], list[bool]]:
    """The rows that hold text without columns that hold none, and which rows are bold."""
    texts = {cell: text_of(members) for cell, members in inside.items()}
    rows: list[list[str]] = []
    bold: list[bool] = []
    for row in range(row_count):
        cells: list[str] = []
        previous = -1
        for column in range(column_count):
            cell = cell_of[row, column]
            cells.append("" if cell == previous else texts.get(cell, ""))
            previous = cell
        starts_here = [
            member
            for column in range(column_count)
            for member in inside.get(cell_of[row, column], ())
            if cell_of[row, column] // column_count == row
        ]
        if not starts_here:
            continue
        rows.append(cells)
        bold.append(all(member.bold for member in starts_here))
    kept = [column for column in range(column_count) if any(row[column] for row in rows)]
    return [tuple(row[column] for column in kept) for row in rows], bold
