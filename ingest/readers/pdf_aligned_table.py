"""Rows of cells that stand below each other as a table; None where they are no table."""

import re
import statistics
from collections.abc import Sequence
from itertools import pairwise

from ingest.readers.pdf_aligned_rows import MAX_TWO_COLUMN_TEXT, Row
from ingest.readers.pdf_header_rows import count_header_rows, is_bold_header
from ingest.readers.pdf_mending import join_lines, without_stray_spaces
from ingest.readers.pdf_page import Table

BIN = 2.0
_BULLETED = re.compile(r"[•●○◦▪■□◆◇►▶➢➤✓✔\uf000-\uf0ff]|[–-]\s")
_WORD = re.compile(r"[^\W\d_]{2,}|[\u2e80-\u9fff]")
_PAGE_NUMBER = re.compile(r"(?:\d{1,4}|[ivxlc]{1,6}|[A-Z]?\d{0,2}-\d{1,3})")


def aligned_table(rows: Sequence[Row], column: int) -> Table | None:
    """The table these rows are; None where they are lists, labels, or contents of a book."""
    if rows[0].leader:
        return _leader_table(rows, column)
    filled = [row for row in rows if len(row.cells) >= 2]
    if len(filled) < 2 or (len(filled) < 3 and max(len(row.cells) for row in filled) < 3):
        return None
    edges = column_edges(filled)
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
    if len(texts) < 2 or not _is_table(texts) or is_bulleted(rows):
        return None
    return _made(texts, bold, rows, column)


def is_bulleted(rows: Sequence[Row]) -> bool:
    """Whether these rows are lists beside each other."""
    cells = [cell for row in rows for cell in row.cells]
    marked = sum(_BULLETED.match(cell.text) is not None for cell in cells)
    return marked >= 0.4 * len(cells)


def column_edges(rows: Sequence[Row]) -> list[float]:
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


def _leader_table(rows: Sequence[Row], column: int) -> Table | None:
    """Names and values joined by dots; none for a table of contents, which stays lines."""
    texts = [tuple(cell.text for cell in row.cells) for row in rows]
    pages = sum(bool(_PAGE_NUMBER.fullmatch(text[-1])) for text in texts)
    if pages * 2 > len(texts) or any(len(text) > 2 for text in texts):
        return None
    pairs = [text if len(text) == 2 else (text[0], "") for text in texts]
    return _made(pairs, [False] * len(pairs), rows, column)


def _made(
    texts: Sequence[tuple[str, ...]], bold: Sequence[bool], rows: Sequence[Row], column: int
) -> Table:
    return Table(
        rows=tuple(texts),
        header_rows=0 if rows[0].leader else count_header_rows(texts, bold),
        header_is_bold=is_bold_header(bold),
        x0=min(cell.x0 for row in rows for cell in row.cells),
        x1=max(cell.x1 for row in rows for cell in row.cells),
        y0=min(row.y0 for row in rows),
        y1=max(row.y1 for row in rows),
        column=column,
    )
