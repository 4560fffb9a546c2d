"""Numbers that count the lines in the margin (books in proof, laws, transcripts): taken away."""

import re
import statistics
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from ingest.readers.pdf_page import Span

MIN_NUMBERS = 12
MIN_LINE_CHARACTERS = 30
BIN = 24.0
"""Points: numbers of one and two digits, flush left or right, stand within this."""
_NUMBER = re.compile(r"[A-Z]?[a-z]?(\d{1,3})[A-Z]?")


def without_line_numbers(spans: Sequence[Span], *, page_height: float) -> tuple[Span, ...]:
    """The spans without a column of counting numbers beside running text."""
    numbers = [span for span in spans if len(span.text) <= 4 and _NUMBER.fullmatch(span.text)]
    if len(numbers) < MIN_NUMBERS:
        return tuple(spans)
    text = [span for span in spans if len(span.text) >= MIN_LINE_CHARACTERS // 3]
    if not text:
        return tuple(spans)
    prose = sum(len(span.text) >= MIN_LINE_CHARACTERS for span in text) * 2 >= len(numbers)
    left = min(span.x0 for span in text)
    right = max(span.x1 for span in text)
    columns: dict[bool, list[Span]] = defaultdict(list)
    for span in numbers:
        if span.x1 <= left + 1.0 or span.x0 >= right - 1.0:
            columns[span.x0 < left].append(span)
    gone: set[int] = set()
    for column in columns.values():
        column.sort(key=lambda span: -span.y0)
        width = max(span.x1 for span in column) - min(span.x0 for span in column)
        height = column[0].y1 - column[-1].y0
        full = height > 0.6 * page_height and _even(column)
        if len(column) >= MIN_NUMBERS and width <= BIN and _counts(column) and (prose or full):
            gone.update(map(id, column))
    return tuple(span for span in spans if id(span) not in gone)


def _even(column: Sequence[Span]) -> bool:
    """Whether they stand at equal distances, as no table's rows do for a whole page."""
    gaps = [above.y0 - below.y0 for above, below in pairwise(column)]
    usual = statistics.median(gaps)
    return sum(abs(gap - usual) < 1.5 for gap in gaps) >= 0.85 * len(gaps)


def _counts(column: Sequence[Span]) -> bool:
    """Whether the numbers go up by the same step (1 or 5) nearly everywhere."""
    values = [int(found.group(1)) for span in column if (found := _NUMBER.fullmatch(span.text))]
    steps = [after - before for before, after in pairwise(values)]
    return any(steps.count(step) >= 0.9 * len(steps) for step in (1, 5))
