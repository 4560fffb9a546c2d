"""Cells of a sheet that nobody sees: hidden rows, columns and sheets, letters like their ground.

What is hidden as a whole is not read: prices and suppliers in a folded column are not for whoever
gets the sheet. Letters in the colour of their cell are read like others, and said to be unseen.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from ingest.finding import UnseenText

MAX_CHARACTERS = 2_000
MAX_CELLS_OF_A_HIDDEN_SHEET = 2_000
LAST_COLUMN = 16_384
"""Of a sheet, in the program."""
_NEAR = 12
_WHITE = 0xFFFFFF
_THEME_WHITE = 0
"""The index of the theme's first background, as a rule white."""
_SHOWS_NOTHING = ";;;"


def hidden_sheet(sheet: Any) -> tuple[UnseenText, ...]:
    """What stands in a sheet that is hidden; nothing for an empty one."""
    words: list[str] = []
    for row in islice(sheet.iter_rows(max_col=50, values_only=True), 500):
        words += [str(value) for value in row if value is not None]
        if len(words) > MAX_CELLS_OF_A_HIDDEN_SHEET:
            break
    if not words:
        return ()
    text = f"{sheet.title}: {' | '.join(words)}"[:MAX_CHARACTERS]
    place = f"sheet {sheet.title!r}"
    return (UnseenText(how="folded", text=text, place=place, was_read=False),)


class UnseenCells:
    """What is taken out of one sheet's rows, and what stays without being seen."""

    def __init__(self, sheet: Any, *, streamed: bool) -> None:
        self._sheet = sheet
        self._rows: set[int] = set()
        self._columns: set[int] = set()
        self._faint_styles: dict[Any, bool] = {}
        self._in_tables: list[Any] = []
        self._taken: dict[str, list[str]] = {}
        self._faint: list[str] = []
        if streamed:
            return  # a sheet of that size is read row by row, and its columns are not known
        self._rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
        for dimension in sheet.column_dimensions.values():
            if dimension.hidden:
                last = min(dimension.max or 0, LAST_COLUMN)  # a file may state any number
                self._columns.update(range(dimension.min or 0, last + 1))
        self._in_tables = [_bounds(table.ref) for table in sheet.tables.values()]
        self._in_tables += [
            _bounds(str(area))
            for rule in sheet.conditional_formatting
            for area in rule.cells.ranges
        ]

    def take_out(self, number: int, row: Sequence[Any], texts: list[str]) -> None:
        """Empties the texts of hidden cells, in place, and remembers them."""
        if number in self._rows:
            self._remember("hidden rows", texts)
            texts[:] = [""] * len(texts)
            return
        for place, text in enumerate(texts):
            if not text:
                continue
            if place + 1 in self._columns:
                self._remember("hidden columns", [text])
                texts[place] = ""
            elif place < len(row) and row[place].has_style and self._is_faint(number, row[place]):
                self._faint.append(str(row[place].value))

    def found(self) -> tuple[UnseenText, ...]:
        """One value for each way of hiding in this sheet."""
        title = f"sheet {self._sheet.title!r}"
        found = [
            UnseenText(
                how="folded",
                text=" | ".join(texts)[:MAX_CHARACTERS],
                place=f"{title}, {what}",
                was_read=False,
            )
            for what, texts in self._taken.items()
        ]
        if self._faint:
            text = " | ".join(self._faint)[:MAX_CHARACTERS]
            found.append(UnseenText(how="faint", text=text, place=title))
        return tuple(found)

    def _remember(self, what: str, texts: Sequence[str]) -> None:
        kept = [text for text in texts if text]
        if kept:
            self._taken.setdefault(what, []).extend(kept)

    def _is_faint(self, number: int, cell: Any) -> bool:
        """Whether a cell's letters have the colour of its ground, or its format shows nothing."""
        if cell.number_format.replace(" ", "") == _SHOWS_NOTHING:
            return True
        key = cell.style_id if hasattr(cell, "style_id") else id(cell)
        if key not in self._faint_styles:
            self._faint_styles[key] = _is_near(_colour(cell.font.color), _ground(cell.fill))
        return self._faint_styles[key] and not any(
            top <= number <= bottom and left <= cell.column <= right
            for left, top, right, bottom in self._in_tables
        )


def _ground(fill: Any) -> int | None:
    if fill is None or fill.fill_type is None:
        return _WHITE
    return _colour(fill.fgColor) if fill.fill_type == "solid" else None


def _colour(colour: Any) -> int | None:
    """0xRRGGBB; None where it is the theme's, or not stated."""
    if colour is None:
        return None
    if colour.type == "theme":
        return _WHITE if colour.theme == _THEME_WHITE and not colour.tint else None
    if colour.type != "rgb" or not isinstance(colour.rgb, str) or len(colour.rgb) != 8:
        return None
    try:
        return int(colour.rgb[2:], 16)
    except ValueError:
        return None


def _is_near(first: int | None, second: int | None) -> bool:
    if first is None or second is None:
        return False
    return all(
        abs((first >> shift & 255) - (second >> shift & 255)) <= _NEAR for shift in (0, 8, 16)
    )


def _bounds(reference: str) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a range such as ``A1:C3``."""
    first, _, last = reference.partition(":")
    left, top = _place(first)
    right, bottom = _place(last or first)
    return left, top, right, bottom


def _place(reference: str) -> tuple[int, int]:
    letters = "".join(filter(str.isalpha, reference)).upper()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    digits = "".join(filter(str.isdecimal, reference))
    return column, int(digits or 1)
