"""Sets the tables of one demo source as a workbook or as comma-separated values."""

import csv
import io
import re
import zipfile
from datetime import datetime

from openpyxl import Workbook
from openpyxl.styles import Font

from scripts.demo_markup import DemoSource
from scripts.demo_office import with_fixed_dates

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*<")
_FIXED_DATE = datetime(2025, 3, 1)  # noqa: DTZ001 - openpyxl takes naive UTC
_PROPERTIES = "docProps/core.xml"


def render_xlsx(source: DemoSource) -> bytes:
    """The workbook's bytes: a sheet for each table, named by its caption; numbers are numbers."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = source.title
    book.properties.creator = "Northgale Power & Light Co., Ltd."
    book.properties.created = _FIXED_DATE
    captions = [block.text for block in source.blocks if block.kind == "caption"]
    tables = [block.rows for block in source.blocks if block.kind == "table"]
    for caption, rows in zip(captions, tables, strict=True):
        sheet = book.create_sheet(caption)
        for row in rows:
            sheet.append([_cell_value(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        sheet.freeze_panes = "B2"
        for column in sheet.columns:
            longest = max(len(str(cell.value or "")) for cell in column)
            sheet.column_dimensions[column[0].column_letter].width = longest + 2
    stream = io.BytesIO()
    book.save(stream)
    return with_fixed_dates(_without_save_time(stream.getvalue()))


def render_csv(source: DemoSource) -> bytes:
    """The first table as comma-separated values, UTF-8, lines ended by CR LF (RFC 4180)."""
    stream = io.StringIO()
    table = next(block.rows for block in source.blocks if block.kind == "table")
    csv.writer(stream).writerows(table)
    return stream.getvalue().encode()


def _cell_value(text: str) -> str | float | int:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


def _without_save_time(archive: bytes) -> bytes:
    """The same workbook, dated alike: openpyxl stamps the time of saving."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == _PROPERTIES:
                stamp = _FIXED_DATE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = _MODIFIED.sub(rb"\g<1>" + stamp + b"<", content)
            new.writestr(name, content)
    return target.getvalue()
