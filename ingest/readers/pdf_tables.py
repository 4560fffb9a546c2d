"""Tables drawn with lines: a grid of strokes, and the words in its cells.

Strokes that touch form a grid; two neighbouring fields without a stroke between them are one cell.
A cell that spans rows is repeated in each of them, so that every row can be read alone; one that
spans columns is written once.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from ingest.readers.pdf_header_rows import count_header_rows
from ingest.readers.pdf_page import Ink, Span, Table
from ingest.readers.pdf_rows import rows_of, text_of
from ingest.readers.pdf_spans import make_spans

SNAP = 2.5
"""Points: strokes closer than this are one."""
REACH = 2.5
"""Points a stroke may miss the one it should touch by."""
MIN_ENDS = 3
"""Strokes that end at one place before a border is implied there."""
MAX_CUT_SHARE = 0.12
"""Share of the words that borders may run through; with more it is a drawing."""
MAX_STROKES = 1_200
"""After merging; a page with more is a drawing."""
MAX_WORK = 1_000_000
"""Fields of the grid times its strokes."""

Stroke = tuple[float, float, float]
"""Place across, start and end along."""


def ruled_tables(ink: Ink) -> tuple[tuple[Table, ...], tuple[Span, ...]]:
    """The tables drawn with lines, and the spans that belong to none of them."""
    level = _merged((r.y0, r.x0, r.x1) for r in ink.rulings if r.x1 - r.x0 >= r.y1 - r.y0)
    upright = _merged((r.x0, r.y0, r.y1) for r in ink.rulings if r.x1 - r.x0 < r.y1 - r.y0)
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
    for grid_level, grid_upright in _components(level, upright):
        found = _table(grid_level, grid_upright, free, ends)
        if found is not None:
            table, free = found
            tables.append(table)
    return tuple(tables), free


def _merged(strokes: object) -> list[Stroke]:
    """Strokes on one line that touch or overlap as one stroke each; dots are dropped."""
    by_place: list[list[Stroke]] = []
    for stroke in sorted(strokes):  # type: ignore[call-overload]
        if by_place and stroke[0] - by_place[-1][0][0] <= SNAP:
            by_place[-1].append(stroke)
        else:
            by_place.append([stroke])
    result: list[Stroke] = []
    for group in by_place:
        place = sum(stroke[0] for stroke in group) / len(group)
        start, end = None, 0.0
        for _, first, last in sorted(group, key=lambda stroke: stroke[1]):
            if start is not None and first <= end + REACH:
                end = max(end, last)
                continue
            if start is not None:
                result.append((place, start, end))
            start, end = first, last
        if start is not None:
            result.append((place, start, end))
    return [stroke for stroke in result if stroke[2] - stroke[1] >= 6.0]


def _components(
    level: list[Stroke], upright: list[Stroke]
) -> list[tuple[list[Stroke], list[Stroke]]]:
    """Groups of strokes that touch, the lowest ordinal standing for each group."""
    parent = list(range(len(level) + len(upright)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for first, (y, x0, x1) in enumerate(level):
        for second, (x, y0, y1) in enumerate(upright, start=len(level)):
            if x > x1 + REACH:
                break
            if x >= x0 - REACH and y0 - REACH <= y <= y1 + REACH:
                parent[root(second)] = root(first)
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = defaultdict(lambda: ([], []))
    for index, stroke in enumerate(level):
        groups[root(index)][0].append(stroke)
    for index, stroke in enumerate(upright, start=len(level)):
        groups[root(index)][1].append(stroke)
    return [group for group in groups.values() if len(group[0]) >= 2 and group[1]]


def _places(values: list[float]) -> list[float]:
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > REACH:
            result.append(value)
    return result


def _table(
    level: list[Stroke],
    upright: list[Stroke],
    spans: Sequence[Span],
    ends: Sequence[tuple[float, float]],
) -> tuple[Table, tuple[Span, ...]] | None:
    left = min(stroke[1] for stroke in level)
    right = max(stroke[2] for stroke in level)
    xs = _places([stroke[0] for stroke in upright])
    if left < xs[0] - 6.0:  # open at the sides
        xs.insert(0, left)
    if right > xs[-1] + 6.0:
        xs.append(right)
    ys = _places([stroke[0] for stroke in level])[::-1]
    if len(ys) > 2 and len(ys) * len(spans) < 100_000:
        implied = _implied_uprights(ends, xs, ys, spans)
        upright = [*upright, *implied]
        xs = _places([*xs, *(stroke[0] for stroke in implied)])
    row_count, column_count = len(ys) - 1, len(xs) - 1
    # One row alone is the head of a table that goes on overleaf.
    if (
        row_count < 1
        or column_count < (2 if row_count > 1 else 3)
        or row_count * column_count * (len(level) + len(upright)) > MAX_WORK
    ):
        return None
    cell_of = _cells(level, upright, xs, ys)
    inside, outside, cut = _by_cell(spans, xs, ys, cell_of)
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
    rows, bold = _filled(inside, cell_of, row_count, column_count)
    if len(rows) < 2 and (row_count > 1 or not all(rows[0])):
        return None
    table = Table(
        rows=tuple(rows),
        header_rows=count_header_rows(rows, bold),
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


def _implied_uprights(
    ends: Sequence[tuple[float, float]], xs: list[float], ys: list[float], spans: Sequence[Span]
) -> list[Stroke]:
    """Borders nobody drew: where the strokes above and below a row both begin or end.

    Word processors draw the rules of a table cell by cell, so columns without upright strokes
    still show in the ends of the level ones. None where a word would be cut.
    """
    near: dict[int, list[float]] = defaultdict(list)
    falling = [-y for y in ys]
    for x, y in ends:
        if not xs[0] + 6.0 < x < xs[-1] - 6.0:
            continue
        index = bisect_right(falling, -y + REACH) - 1
        if 0 <= index < len(ys) and abs(ys[index] - y) <= REACH:
            near[index].append(x)
    result: list[Stroke] = []
    lined_up: dict[int, int] = defaultdict(int)
    for members_of_row in near.values():
        for x in {round(x / REACH) for x in members_of_row}:
            lined_up[x] += 1
    for row in range(len(ys) - 1):
        places = _places(near[row])
        below = _places(near[row + 1])
        members = [s for s in spans if ys[row + 1] < (s.y0 + s.y1) / 2 < ys[row]]
        for x in places:
            if any(abs(x - known) <= REACH for known in xs):
                continue
            if not any(abs(x - other) <= REACH for other in below):
                continue
            if sum(lined_up[round(x / REACH) + step] for step in (-1, 0, 1)) < MIN_ENDS:
                continue  # the underline of a word
            if any(span.x0 + 1.5 < x < span.x1 - 1.5 for span in members):
                continue
            result.append((x, ys[row + 1], ys[row]))
    return result


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


def _cells(
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


def _by_cell(
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
        parts: dict[int, list[object]] = defaultdict(list)
        for glyph in span.glyphs:
            parts[cell_of[row, column_at((glyph.x0 + glyph.x1) / 2)]].append(glyph)
        for cell, glyphs in parts.items():
            inside[cell].extend(make_spans(glyphs))  # type: ignore[arg-type]
    return {cell: members for cell, members in inside.items() if members}, outside, cut


def _filled(
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
