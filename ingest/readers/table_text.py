"""Cells to the text of a table: one row a line, nothing in a cell that looks like a border."""

from collections.abc import Sequence

from ingest.document import CELL_SEPARATOR


def table_line(cells: Sequence[str]) -> str:
    """One row as a line; line breaks inside a cell become spaces.

    Empty cells at the end are left out. A row whose first cell is empty begins with ``"| "``, so
    that ``f" {line}".split(CELL_SEPARATOR)`` gives the cells of every row.
    """
    texts = [cell_text(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return CELL_SEPARATOR.join(texts).strip()


def cell_text(cell: str) -> str:
    """A cell's text on one line, in which the separator cannot occur."""
    text = " ".join(cell.split())
    while CELL_SEPARATOR in text:
        text = text.replace(CELL_SEPARATOR, "|")
    # A cell that begins or ends with a bar would form a separator with its neighbour.
    return text.strip("|").strip() if text.startswith("|") or text.endswith("|") else text
