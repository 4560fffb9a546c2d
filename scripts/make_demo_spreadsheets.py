"""Writes the demo company's spreadsheets from ``demo_sources/spreadsheets.yaml``, with their facts.

Run ``python -m scripts.make_demo_spreadsheets`` after the source changed; the same source gives
the same bytes.
"""

import io
import re
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from ruamel.yaml import YAML

from scripts.demo_office import with_fixed_dates

PROJECT = Path(__file__).resolve().parent.parent
SOURCE = PROJECT / "scripts" / "demo_sources" / "spreadsheets.yaml"
DOCUMENTS = PROJECT / "kb_content" / "documents"

_CELL_SEPARATOR = " | "
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*<")
_FIXED_DATE = datetime(2026, 7, 1)  # noqa: DTZ001 - openpyxl takes naive UTC


def make_spreadsheets(*, folder: Path = DOCUMENTS) -> list[Path]:
    """The workbooks written."""
    written = []
    for entry in YAML(typ="safe", pure=True).load(SOURCE.read_text(encoding="utf-8")):
        target = folder / entry["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_render_workbook(entry))
        stream = io.StringIO()
        YAML().dump(entry["facts"], stream)
        target.with_name(f"{target.name}.yaml").write_text(stream.getvalue(), encoding="utf-8")
        written.append(target)
    return written


def _render_workbook(entry: dict[str, Any]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in entry["sheets"]:
        _fill(book.create_sheet(sheet["name"]), sheet)
    book.properties.title = entry["facts"]["title"]
    book.properties.creator = "Northgale Power & Light Co., Ltd."
    book.properties.created = _FIXED_DATE
    stream = io.BytesIO()
    book.save(stream)
    return with_fixed_dates(_without_save_time(stream.getvalue()))


def _without_save_time(archive: bytes) -> bytes:
    """The same workbook, dated alike; openpyxl stamps the time of saving."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2026-07-01T00:00:00Z<", content)
            new.writestr(name, content)
    return target.getvalue()


def _fill(worksheet: Worksheet, sheet: dict[str, Any]) -> None:
    rows = [line.split(_CELL_SEPARATOR) for line in sheet["rows"].strip().splitlines()]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise ValueError(f"sheet {sheet['name']!r}, row {number}: {len(row)} cells")
        worksheet.append([_value(cell.strip()) for cell in row])
        for cell in worksheet[number]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)
    for column, width in enumerate(sheet["widths"], start=1):
        worksheet.column_dimensions[get_column_letter(column)].width = width
    worksheet.freeze_panes = "A2"


def _value(cell: str) -> str | int | float:
    """A number where the cell is one, so that a spreadsheet can calculate with it."""
    try:
        return int(cell)
    except ValueError:
        pass
    try:
        return float(cell)
    except ValueError:
        return cell


if __name__ == "__main__":
    for made in make_spreadsheets():
        sys.stdout.write(f"{made.relative_to(PROJECT)}\n")
