"""How many leading rows of a table name its columns."""

import re
from collections.abc import Sequence

MAX_HEADER_ROWS = 4
_UNIT = re.compile(r"[(\[（]?[%‰°℃℉ΩµμÅA-Za-z²³/·.\-]{1,10}[)\]）]?")
_FIGURE = re.compile(r"[\s<>≤≥±~≈(\[$€£¥-]*[-+−]?\d")
"""A value begins with a figure; ``CR2032`` and ``Class 2`` are names."""


def count_header_rows(rows: Sequence[tuple[str, ...]], bold: Sequence[bool] = ()) -> int:
    """Leading rows that hold names or units rather than data; 0 when nothing tells them apart.

    Bold type decides where the table uses it; else the row without figures above rows with them.
    """
    if len(rows) < 2:
        return int(all(cell and not _FIGURE.match(cell) for row in rows for cell in row))
    by_type = is_bold_header(bold)
    count = 0
    while count < min(len(rows) - 1, MAX_HEADER_ROWS):
        row = rows[count]
        filled = [cell for cell in row if cell]
        if by_type:
            if not bold[count] or (count and len(filled) == 1):
                break  # a bold row with one cell below the header is a section of the table
        elif not _names_columns(rows, count):
            break
        count += 1
    if count and count < len(rows) - 1 and _is_units(rows[count]):
        count += 1
    return count


def is_bold_header(bold: Sequence[bool]) -> bool:
    """Whether bold type tells the first row of a table from others."""
    return any(bold) and not all(bold) and bold[0]


def _names_columns(rows: Sequence[tuple[str, ...]], index: int) -> bool:
    row = rows[index]
    filled = [cell for cell in row if cell]
    if any(len(cell) > 60 for cell in filled):
        return False
    with_data = sum(bool(_FIGURE.match(cell)) for cell in filled)
    below = rows[index + 1 :]
    if not filled or (index == 0 and not row[0] and len(filled) == 1):
        return False
    if index == 0 and len(filled) == 1 and len(row) > 1:
        return len(rows) > 2 and _names_columns(rows, 1)  # a title over the whole table
    if with_data * 2 > len(filled) or (len(row) == 2 and filled[0].endswith((":", "："))):
        return False
    if index == 0 and below and _reaches_down(row, below[0]) and len(below) > 1:
        return _names_columns(rows, 1)
    if index and not _completes(rows[index - 1], row):
        return False
    if len(filled) < len(row) * 0.5:
        return False
    # Figures stand below a name: at least one column turns from words to figures.
    for column, cell in enumerate(row):
        values = [other[column] for other in below if other[column]]
        if cell and not _FIGURE.match(cell) and values:
            figures = sum(bool(_FIGURE.match(value)) for value in values)
            if figures * 2 >= len(values):
                return True
    return len(row) > 2 and len(filled) == len(row) and len(below) > 1


def _completes(above: tuple[str, ...], row: tuple[str, ...]) -> bool:
    """Whether the row goes on with a header: the one above left columns open or reaches down."""
    if sum(bool(cell) for cell in above) == 1 and len(above) > 1:
        return True
    return _reaches_down(above, row) or _is_units(row)


def _reaches_down(above: tuple[str, ...], row: tuple[str, ...]) -> bool:
    """Whether a cell of the upper row spans the lower one too."""
    return above != row and any(
        cell and cell == other for cell, other in zip(above, row, strict=True)
    )


def _is_units(row: tuple[str, ...]) -> bool:
    filled = [cell for cell in row if cell]
    return (
        len(filled) > 1
        and all(_UNIT.fullmatch(cell) for cell in filled)
        and any(not cell.isalpha() or len(cell) <= 2 for cell in filled)
    )
