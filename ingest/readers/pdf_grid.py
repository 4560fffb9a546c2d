"""Strokes into grids: what lies on one line is one stroke, and strokes that touch are one grid."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.readers.pdf_page import Span

SNAP = 2.5
"""Points: strokes closer than this are one."""
REACH = 2.5
"""Points a stroke may miss the one it should touch by."""
MIN_ENDS = 3
"""Strokes that end at one place before a border is implied there."""
Stroke = tuple[float, float, float]
"""Place across, start and end along."""


def merged(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Strokes on one line that touch or overlap as one stroke each; dots are dropped."""
    by_place: list[list[Stroke]] = []
    for stroke in sorted(strokes):
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


def grids(level: list[Stroke], upright: list[Stroke]) -> list[tuple[list[Stroke], list[Stroke]]]:
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


def places_of(values: list[float]) -> list[float]:
    result: list[float] = []
    for value in sorted(values):
        if not result or value - result[-1] > REACH:
            result.append(value)
    return result


def implied_uprights(
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
        places = places_of(near[row])
        below = places_of(near[row + 1])
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
