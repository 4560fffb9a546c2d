"""Rows of a sheet → blocks: a table with its header, or an FAQ entry a row."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import RawBlock
from ingest.readers.sheet_words import (
    is_answer_header,
    is_category_header,
    is_question_header,
    is_unit,
)
from ingest.readers.table_text import table_line

_NUMERIC = re.compile(r"[-+]?[\d\s.,:/%°€$£¥-]*\d[\d\s.,:/%°€$£¥-]*")
_MAX_HEADER_CHARACTERS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a sheet, its cells as displayed."""

    number: int
    """1-based, as the spreadsheet or the text file counts."""
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Where a question-and-answer sheet keeps what."""

    questions: tuple[int, ...]
    answers: tuple[int, ...]
    category: int | None
    others: tuple[int, ...]


def sheet_blocks(rows: Sequence[Row], *, level: int) -> list[RawBlock]:
    """The blocks of one sheet; headings inside it begin at ``level``.

    A row that begins a new table after blank rows (a title, another header) ends the one before.
    """
    blocks: list[RawBlock] = []
    for region in _regions(rows):
        blocks += _region_blocks(region, level=level)
    return blocks


def _filled(row: Row) -> list[str]:
    return [cell for cell in row.cells if cell.strip()]


def _regions(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Stretches that are one table: a title after a blank row begins another."""
    region: list[Row] = []
    widest = 0
    for row in rows:
        filled = len(_filled(row))
        if not filled:
            continue
        after_blank = bool(region) and row.number > region[-1].number + 1
        if after_blank and filled == 1 and widest > 1:
            yield region
            region, widest = [], 0
        region.append(row)
        widest = max(widest, filled)
    if region:
        yield region


def _region_blocks(region: list[Row], *, level: int) -> Iterator[RawBlock]:
    widest = max(len(_filled(row)) for row in region)
    while widest > 1 and region and len(_filled(region[0])) == 1:
        title = _filled(region[0])[0]
        short = len(title) <= _MAX_HEADER_CHARACTERS and "\n" not in title.strip()
        if short:
            yield RawBlock(kind="heading", text=title, level=level)
        else:
            yield RawBlock(kind="paragraph", text=title)
        region = region[1:]
    if not region:
        return
    if widest == 1:
        for row in region:
            yield RawBlock(kind="paragraph", text=_filled(row)[0], row_numbers=(row.number,))
        return
    region = _without_empty_columns(region)
    header_rows = _header_rows(region)
    columns = _columns(region[0].cells) if header_rows else None
    if columns is not None:
        yield from _entries(region, header_rows=header_rows, columns=columns, level=level)
        return
    yield RawBlock(
        kind="table",
        text="\n".join(table_line(row.cells) for row in region),
        header_rows=header_rows,
        row_numbers=tuple(row.number for row in region),
    )


def _without_empty_columns(region: list[Row]) -> list[Row]:
    """The same rows, all of one width, without columns in which nothing stands."""
    width = max(len(row.cells) for row in region)
    padded = [row.cells + ("",) * (width - len(row.cells)) for row in region]
    kept = [place for place in range(width) if any(cells[place].strip() for cells in padded)]
    return [
        Row(number=row.number, cells=tuple(cells[place] for place in kept))
        for row, cells in zip(region, padded, strict=True)
    ]


def _header_rows(region: list[Row]) -> int:
    """0, 1, or 2 when the second row holds the units of the first."""
    if len(region) < 2:
        return 0
    first = region[0].cells
    filled = [cell.strip() for cell in first if cell.strip()]
    looks_like_header = (
        len(filled) * 2 > len(first)
        and not any(_NUMERIC.fullmatch(cell) for cell in filled)
        and all(len(cell) <= _MAX_HEADER_CHARACTERS for cell in filled)
        and len(set(filled)) == len(filled)
    )
    if not looks_like_header:
        return 0
    second = [cell for cell in region[1].cells if cell.strip()]
    units = [cell for cell in second if is_unit(cell)]
    real_units = [cell for cell in units if cell.strip() not in {"-", "—", "–", "/"}]
    if len(region) > 2 and real_units and len(units) * 2 >= len(second):
        return 2
    return 1


def _columns(header: Sequence[str]) -> _Columns | None:
    """The columns of a question-and-answer sheet; None for any other sheet."""
    questions = tuple(i for i, cell in enumerate(header) if is_question_header(cell))
    answers = tuple(i for i, cell in enumerate(header) if is_answer_header(cell))
    if not questions or not answers or set(questions) & set(answers):
        return None
    category = next((i for i, cell in enumerate(header) if is_category_header(cell)), None)
    taken = {*questions, *answers, category}
    others = tuple(i for i, cell in enumerate(header) if i not in taken and cell.strip())
    return _Columns(questions=questions, answers=answers, category=category, others=others)


def _entries(
    region: list[Row], *, header_rows: int, columns: _Columns, level: int
) -> Iterator[RawBlock]:
    """A heading and a paragraph a row; the same question in two languages makes two entries."""
    header = region[0].cells
    category = ""
    entry_level = level if columns.category is None else level + 1
    for row in region[header_rows:]:
        cells = row.cells
        if columns.category is not None:
            stated = cells[columns.category].strip()
            if stated and stated != category:
                category = stated
                yield RawBlock(kind="heading", text=category, level=level)
        for questions, answers in _pairs(columns):
            asked = [cells[place].strip() for place in questions if cells[place].strip()]
            given = [cells[place].strip() for place in answers if cells[place].strip()]
            if asked:
                yield RawBlock(
                    kind="heading",
                    text=" / ".join(dict.fromkeys(asked)),
                    level=entry_level,
                    row_numbers=(row.number,),
                    starts_entry=True,
                )
            for text in given:
                yield RawBlock(kind="paragraph", text=text, row_numbers=(row.number,))
        extra = [
            f"{header[place].strip()}: {' '.join(cells[place].split())}"
            for place in columns.others
            if cells[place].strip()
        ]
        if extra:
            text = "\n".join(extra)
            yield RawBlock(kind="paragraph", text=text, row_numbers=(row.number,))


def _pairs(columns: _Columns) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    if len(columns.questions) == len(columns.answers):
        return [((q,), (a,)) for q, a in zip(columns.questions, columns.answers, strict=True)]
    return [(columns.questions, columns.answers)]
