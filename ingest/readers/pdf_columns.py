"""Spans and tables of a page in reading order: columns are read one after the other.

The page is cut at a gutter: a place where many lines begin and hardly anything runs through. What
crosses it (a title, a wide table) cuts the page into bands; in each band the left side is read
before the right one, if both sides look like running text. A band that looks like a form or a
table stays whole, so that its rows are kept together.
"""

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf_page import Span, Table

MIN_ELEMENTS = 12
MAX_ELEMENTS = 4_000
"""A page with more is a drawing, or hostile."""
MAX_DEPTH = 3
BIN = 2.0
"""Points: lines that begin this close begin at one place."""
MARGIN = 2.5
"""Points the gutter is taken to the left of where the right column begins."""
FAR = 24.0
"""Points between stretches that are not of one piece."""
MIN_STARTS = 4
INDENT = 8
"""Bins."""
MAX_GUTTERS = 4
"""How many places are tried."""
MIN_SIDE_ROWS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Elements read together, from top to bottom."""

    elements: tuple[Span | Table, ...]


def regions_of(elements: Sequence[Span | Table], *, depth: int = 0) -> list[Region]:
    """The regions of a page or of a part of it, in reading order."""
    whole = [Region(elements=tuple(elements))] if elements else []
    if depth >= MAX_DEPTH or not MIN_ELEMENTS <= len(elements) <= MAX_ELEMENTS:
        return whole
    for gutter in _gutters(elements):
        regions = _cut(elements, gutter, depth)
        if regions is not None:
            return regions
    return whole


def _cut(elements: Sequence[Span | Table], gutter: float, depth: int) -> list[Region] | None:
    """The regions on both sides of this gutter; None when no band has text on both sides."""
    bands = [part for band in _bands(elements, gutter) for part in _stretches(band, gutter)]
    verdicts = [_verdict(band, gutter) for band in bands]
    if "columns" not in verdicts:
        return None
    result: list[Region] = []
    index = 0
    while index < len(bands):
        end = index + 1
        if verdicts[index] == "whole":
            while end < len(bands) and verdicts[end] == "whole":
                end += 1
            result.extend(regions_of(_flat(bands[index:end]), depth=depth + 1))
            index = end
            continue
        while end < len(bands) and verdicts[end] != "whole":
            end += 1
        end = _belongs_until(bands, verdicts, index, end)
        part = _flat(bands[index:end])
        if "columns" in verdicts[index:end]:
            left = [element for element in part if (element.x0 + element.x1) / 2 < gutter]
            right = [element for element in part if (element.x0 + element.x1) / 2 >= gutter]
            result.extend(regions_of(left, depth=depth + 1))
            result.extend(regions_of(right, depth=depth + 1))
        else:
            result.extend(regions_of(part, depth=depth + 1))
        index = end
    return result


def _belongs_until(
    bands: Sequence[list[Span | Table]], verdicts: Sequence[str], start: int, end: int
) -> int:
    """The end of the first part of these stretches that stays together.

    Short stretches far above the first or far below the last column belong to something else.
    """
    columns = [index for index in range(start, end) if verdicts[index] == "columns"]
    if not columns:
        return end
    first = columns[0]
    while first > start and _distance(bands[first - 1], bands[first]) < FAR:
        first -= 1
    if first > start:
        return first
    last = columns[-1] + 1
    while last < end and _distance(bands[last - 1], bands[last]) < FAR:
        last += 1
    return last


def _distance(above: list[Span | Table], below: list[Span | Table]) -> float:
    return min(element.y0 for element in above) - max(element.y1 for element in below)


def _flat(bands: Sequence[list[Span | Table]]) -> list[Span | Table]:
    return [element for band in bands for element in band]


def _stretches(band: list[Span | Table], gutter: float) -> list[list[Span | Table]]:
    """The band cut where both of its sides have white space at the same height."""
    if any(_crosses(element, gutter) for element in band):
        return [band]
    result: list[list[Span | Table]] = []
    bottom = 0.0
    for element in sorted(band, key=lambda element: -element.y1):
        height = min(14.0, element.y1 - element.y0)
        if result and bottom - element.y1 < 0.9 * height:
            result[-1].append(element)
            bottom = min(bottom, element.y0)
        else:
            result.append([element])
            bottom = element.y0
    return result


def _verdict(band: list[Span | Table], gutter: float) -> str:
    """``columns``, ``whole``, or ``few`` for a stretch too short to tell: it goes with others."""
    if any(_crosses(element, gutter) for element in band):
        return "whole"
    left = [element for element in band if (element.x0 + element.x1) / 2 < gutter]
    right = [element for element in band if (element.x0 + element.x1) / 2 >= gutter]
    if _is_column(left) and _is_column(right):
        return "columns"
    # One side only: it goes with its neighbours. A row or two on both: likewise.
    if not left or not right or len(_row_extents(band)) < MIN_SIDE_ROWS:
        return "few"
    return "whole"


def _crosses(element: Span | Table, x: float) -> bool:
    return element.x0 < x - 1.0 and element.x1 > x + 1.0


def _gutters(elements: Sequence[Span | Table]) -> list[float]:
    """Places just left of where many elements begin and hardly any runs through, the best first."""
    left, right = min(e.x0 for e in elements), max(e.x1 for e in elements)
    width = right - left
    if width < 150.0:
        return []
    starts = Counter(round(element.x0 / BIN) for element in elements)
    found: list[tuple[int, float]] = []
    for place in list(starts):
        x = place * BIN - MARGIN
        # Bullets stand a little to the left of their text.
        near = sum(starts[place + step] for step in range(-1, INDENT))
        if near < MIN_STARTS or not left + 0.15 * width < x < left + 0.85 * width:
            continue
        crossing = sum(_crosses(element, x) for element in elements)
        if crossing <= 0.5 * len(elements):
            found.append((crossing - near, x))
    found.sort()
    gutters: list[float] = []
    for _, x in found:
        if all(abs(x - other) > 6.0 for other in gutters):
            gutters.append(x)
    return gutters[:MAX_GUTTERS]


def _bands(elements: Sequence[Span | Table], gutter: float) -> list[list[Span | Table]]:
    """Bands from the top: runs of elements that cross the gutter, and runs that do not."""
    crossing = sorted(
        (element for element in elements if _crosses(element, gutter)), key=lambda e: -e.y1
    )
    marked: list[tuple[float, bool, Span | Table]] = [
        (-(element.y0 + element.y1) / 2, True, element) for element in crossing
    ]
    for element in elements:
        if _crosses(element, gutter):
            continue
        middle = (element.y0 + element.y1) / 2
        beside = next((c for c in crossing if c.y0 <= middle <= c.y1), None)
        place = middle if beside is None else (beside.y0 + beside.y1) / 2
        marked.append((-place, beside is not None, element))
    marked.sort(key=lambda entry: (entry[0], not entry[1]))
    bands: list[list[Span | Table]] = []
    last: bool | None = None
    for _, crosses, element in marked:
        if crosses is not last:
            bands.append([])
            last = crosses
        bands[-1].append(element)
    return bands


def _is_column(elements: list[Span | Table]) -> bool:
    """Whether this side reads as running text: several rows that start left and reach right."""
    if any(isinstance(element, Table) for element in elements):
        elements = [element for element in elements if isinstance(element, Span)]
        if not elements:
            return True
    rows = _row_extents(elements)
    if len(rows) < MIN_SIDE_ROWS:
        return False
    left = min(row[0] for row in rows)
    right = max(row[1] for row in rows)
    width = right - left
    size = statistics.median(element.y1 - element.y0 for element in elements)
    from_left = sum(row[0] <= left + max(2.5 * size, 0.12 * width) for row in rows)
    reaching = sum(row[1] >= left + 0.7 * width for row in rows)
    characters = statistics.median(row[2] for row in rows)
    wide = statistics.median(row[1] - row[0] for row in rows)
    return (
        from_left >= 0.55 * len(rows)
        and reaching >= 0.35 * len(rows)
        and characters >= 9
        and wide >= 8 * size
    )


def _row_extents(elements: Sequence[Span | Table]) -> list[tuple[float, float, int]]:
    """Left end, right end and number of characters of every row."""
    rows: list[tuple[float, float, float, int]] = []
    for element in sorted(elements, key=lambda element: -element.y1):
        length = len(element.text) if isinstance(element, Span) else 0
        middle = (element.y0 + element.y1) / 2
        if rows and rows[-1][0] <= middle:
            bottom, left, right, count = rows[-1]
            rows[-1] = (bottom, min(left, element.x0), max(right, element.x1), count + length)
        else:
            rows.append((element.y0, element.x0, element.x1, length))
    return [(left, right, count) for _, left, right, count in rows]
