"""CSV → blocks, whatever its delimiter and encoding, however ragged."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator

from ingest.document import RawDocument
from ingest.finding import CarriedPart
from ingest.readers.decode import decode
from ingest.readers.records import Row, sheet_blocks

_DELIMITERS = (",", ";", "\t", "|", "，", "；")
_SAMPLE_LINES = 200
_MAX_CELL_CHARACTERS = 2**24
_ROWS_A_STEP = 2_000
_MAX_FORMULAS = 20
_REACHES = re.compile(
    r"\s*[=+\-@]+\s*(?:(?:cmd|powershell|mshta|rundll32|excel|msexcel|dde)\s*\||"
    r"(?:hyperlink|webservice|importxml|importdata|importhtml|importrange|call|register\.id|exec)\s*\()",
    re.IGNORECASE,
)
"""Formulas that start programs or send cells to an address."""


def read_csv(data: bytes, *, page_done: Callable[[], None]) -> RawDocument:
    """The rows of a CSV or TSV file as a table or FAQ entries; row numbers are its lines."""
    decoded = decode(data)
    warnings = list(decoded.warnings)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    first, _, rest = text.partition("\n")
    stated = first.strip().strip('"')
    offset = 0
    if stated.lower().startswith("sep=") and len(stated) == 5:
        delimiter, text, offset = stated[4], rest, 1
    else:
        delimiter = _delimiter(text)
    csv.field_size_limit(_MAX_CELL_CHARACTERS)
    try:
        rows = list(_rows(text, delimiter, offset=offset, quoted=True, page_done=page_done))
    except csv.Error:
        warnings.append("a quotation mark is never closed; quotation marks were taken as text")
        rows = list(_rows(text, delimiter, offset=offset, quoted=False, page_done=page_done))
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if filled:
        width = len(filled[0].cells)
        ragged = [row for row in filled if len(row.cells) != width]
        if ragged and width > 1:
            warnings.append(
                f"{len(ragged)} rows have more or fewer cells than the first "
                f"(line {ragged[0].number}); check the delimiter and the quotation marks"
            )
    formulas = _formulas(rows)
    return RawDocument(
        blocks=tuple(sheet_blocks(rows, level=2)), warnings=tuple(warnings), carried=formulas
    )


def _formulas(rows: list[Row]) -> tuple[CarriedPart, ...]:
    """Cells that a spreadsheet program would run: those that reach out of the sheet."""
    found = (cell for row in rows for cell in row.cells if cell[:1] in "=+-@\t" and cell)
    return tuple(
        CarriedPart(kind="macro", name=cell.strip()[:200]) for cell in found if _REACHES.match(cell)
    )[:_MAX_FORMULAS]


def _rows(
    text: str, delimiter: str, *, offset: int, quoted: bool, page_done: Callable[[], None]
) -> Iterator[Row]:
    # strict finds an unclosed quotation mark, which otherwise swallows the rest of the file
    reader = csv.reader(
        text.split("\n") if not quoted else text.splitlines(keepends=True),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        strict=quoted,
    )
    line = offset
    for count, cells in enumerate(reader, start=1):
        start, line = line + 1, offset + reader.line_num
        if not quoted:
            cells = [cell.strip().strip('"') for cell in cells]
        yield Row(number=start, cells=tuple(cells))
        if count % _ROWS_A_STEP == 0:
            page_done()


def _delimiter(text: str) -> str:
    """The delimiter that cuts most lines into the same number of cells, at least two."""
    lines = [line for line in text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line.strip()]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        counts = Counter(_cells_in(line, delimiter) for line in lines)
        counts.pop(1, None)
        if not counts:
            continue
        cells, times = counts.most_common(1)[0]
        score = times / max(len(lines), 1) + min(cells, 20) / 1000
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _cells_in(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return line.count(delimiter) + 1
