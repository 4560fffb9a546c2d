"""XLSX → blocks: a heading a sheet, a record a row."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from lxml.etree import LxmlError
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from ingest.document import RawBlock, RawDocument
from ingest.errors import FileTooHeavy, FileUnreadable
from ingest.finding import UnseenText
from ingest.readers.cell_format import displayed
from ingest.readers.office_file import check_office_file
from ingest.readers.office_parts import carried_in_office_file
from ingest.readers.records import Row, sheet_blocks
from ingest.readers.xlsx_unseen import UnseenCells, hidden_sheet

_MERGES_UP_TO_BYTES = 20 * 2**20
"""Worksheets larger than this, unpacked, are streamed, and merged cells stand only once."""

_MAX_COLUMNS = 500
_MAX_ROWS = 200_000
_MAX_BLANK_ROWS = 5_000
_MAX_CHARACTERS = 50_000_000
_ROWS_A_STEP = 1_000
_FAILURES = (
    zlib.error,
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, EOFError),
    *(zipfile.BadZipFile, InvalidFileException, ParseError, LxmlError, AssertionError),
    *(NotImplementedError, OverflowError, zipfile.LargeZipFile),
)


def read_xlsx(data: bytes, *, page_done: Callable[[], None]) -> RawDocument:
    """The rows of every visible sheet, with the row numbers the program shows.

    Raises FileEncrypted, FileTooHeavy or FileUnreadable.
    """
    check_office_file(data)
    try:
        return _read(data, page_done=page_done)
    except _FAILURES as error:
        # openpyxl has no exception of its own for most damages
        reason = " ".join(str(error).split())[:160]
        raise FileUnreadable(
            f"its workbook is damaged ({type(error).__name__}: {reason}); save it again"
        ) from error


def _read(data: bytes, *, page_done: Callable[[], None]) -> RawDocument:
    streamed = _worksheet_bytes(data) > _MERGES_UP_TO_BYTES
    reader = _OncePerPart(io.BytesIO(data), read_only=streamed, data_only=True, keep_links=False)
    reader.read()
    workbook = reader.wb
    page_done()
    blocks: list[RawBlock] = []
    warnings: list[str] = []
    if reader.repeated:
        warnings.append(f"{reader.repeated} sheets repeat another sheet's part and were not read")
    unseen: list[UnseenText] = []
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            unseen += hidden_sheet(sheet)
            continue
        cells = UnseenCells(sheet, streamed=streamed)
        rows = list(
            _rows(sheet, streamed=streamed, page_done=page_done, warnings=warnings, cells=cells)
        )
        unseen += cells.found()
        found = sheet_blocks(rows, level=2)
        if found:
            blocks += [RawBlock(kind="heading", text=sheet.title, level=1), *found]
        page_done()
    title = workbook.properties.title if workbook.properties else ""
    return RawDocument(
        blocks=tuple(blocks),
        title=title or "",
        warnings=tuple(warnings),
        unseen=tuple(unseen),
        carried=carried_in_office_file(data),
    )


class _OncePerPart(ExcelReader):
    """Reads each worksheet's part for one sheet: a list may name one part a thousand times."""

    repeated = 0

    def read_worksheets(self) -> None:
        found = list(self.parser.find_sheets())
        kept: dict[str, Any] = {}
        for sheet, relation in found:
            kept.setdefault(str(relation.target), sheet)
        self.repeated = len(found) - len(kept)
        self.parser.sheets = list(kept.values())
        super().read_worksheets()


def _worksheet_bytes(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        return sum(p.file_size for p in parts if p.filename.startswith("xl/worksheets/"))


def _rows(
    sheet: Worksheet,
    *,
    streamed: bool,
    page_done: Callable[[], None],
    warnings: list[str],
    cells: UnseenCells,
) -> Iterator[Row]:
    """Rows as displayed, without hidden rows and columns; a cell merged over several rows stands in
    each of them."""
    if streamed:
        # A stated dimension may be a lie in both directions.
        sheet.reset_dimensions()  # type: ignore[attr-defined]
    merged = {} if streamed else _merged(sheet)
    last = size = 0
    for count, (number, row) in enumerate(_cell_rows(sheet, streamed=streamed), start=1):
        if count % _ROWS_A_STEP == 0:
            page_done()
        if number > _MAX_ROWS or number - last > _MAX_BLANK_ROWS + 1:
            read = min(number - 1, last + _MAX_BLANK_ROWS + 1)
            warnings.append(f"sheet {sheet.title!r} was read up to row {read}")
            return
        texts = [displayed(c.value, number_format=c.number_format or "") for c in row]
        for column, text in merged.get(number, ()):
            if column <= len(texts) and not texts[column - 1]:
                texts[column - 1] = text
        cells.take_out(number, row, texts)
        size += sum(map(len, texts))
        if size > _MAX_CHARACTERS:
            raise FileTooHeavy(f"sheet {sheet.title!r} holds too much text; split the workbook")
        if any(texts):
            last = number
            yield Row(number=number, cells=tuple(texts))


def _cell_rows(sheet: Worksheet, *, streamed: bool) -> Iterator[tuple[int, Sequence[Any]]]:
    """Number and cells of each row, up to its last cell; of a sheet in memory only rows with cells.

    Asking such a sheet for its rows makes a cell for every place of the grid and keeps it: one far
    cell, or hundreds of sheets, would be hundreds of megabytes.
    """
    if streamed:
        yield from enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS), start=1)
        return
    rows: dict[int, dict[int, Any]] = {}
    for (number, column), cell in sheet._cells.items():
        if column <= _MAX_COLUMNS:
            rows.setdefault(number, {})[column] = cell
    for number in sorted(rows):
        row = rows[number]
        yield number, [row.get(column, EMPTY_CELL) for column in range(1, max(row) + 1)]


def _merged(
    sheet: Worksheet,
) -> dict[int, list[tuple[int, str]]]:
    """Row → column and text, for the cells that a merge leaves empty below its first."""
    filled: dict[int, list[tuple[int, str]]] = {}
    for area in sheet.merged_cells.ranges:
        first = sheet.cell(row=area.min_row, column=area.min_col)
        text = displayed(first.value, number_format=first.number_format or "")
        if not text or area.max_row - area.min_row > _ROWS_A_STEP:
            continue
        for row in range(area.min_row + 1, area.max_row + 1):
            filled.setdefault(row, []).append((area.min_col, text))
    return filled


def preload_xlsx() -> None:
    """Read a workbook both ways once: openpyxl imports at first use."""
    stream = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.create_sheet("b").append(["a", 1])
    workbook.save(stream)
    read_xlsx(stream.getvalue(), page_done=lambda: None)
    streamed = openpyxl.load_workbook(io.BytesIO(stream.getvalue()), read_only=True)
    list(streamed.worksheets[0].iter_rows())
