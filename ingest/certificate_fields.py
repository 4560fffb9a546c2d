"""What a certificate's layout says: labels and their values, columns of tables, in reading order.

Certificates write "Label: value", label and value in two columns, in a table's cells, or the label
on a line of its own with the value below it. Positions are those of the folded text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.certificate_words import COMPONENT_TABLE, LABELS, TITLES, FieldKey
from ingest.document import CELL_SEPARATOR

LABEL_CHARACTERS = 80
_ALONE_CHARACTERS = 48
_ALONE_SHARE = 0.35
"""How much of a line that is nothing but a label its known words make up."""
_GAP = re.compile(r"(?<=\S)(?: {2,}|\t+ *)(?=\S)")
_COLON = re.compile(r"(?<!\d):|:(?!\d)")
_NUMBERED = re.compile(
    r"\s*(?P<label>[^\d:|,;]{0,48}?(?<!\w)(?:no|nr|n\.|n\.?[°o]|№|number|nummer|reference|référence|编号|证书号))"
    r"(?:\.| ?:)?\s*(?P<value>(?=\S*\d|[A-ZЀ-Я]{1,6} \S*\d|[A-ZЀ-Я]+ [A-Z]+ \S*\d)[A-ZЀ-Я0-9].*)",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"^\W*(?:\d{1,2}[.)]\s*)?")
_CLAUSE = re.compile(r"[.;。]\s|(?<=[一-鿿]),|。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the folded text."""

    start: int
    end: int
    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A value that a label announces; ``folded[start:end]`` is the value."""

    key: FieldKey
    label: str
    label_start: int
    start: int
    end: int
    in_column: bool = False
    """One cell of a column of several, not the paper's one value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What the layout of a paper says."""

    lines: tuple[Line, ...]
    fields: tuple[Field, ...]
    set_aside: tuple[tuple[int, int], ...]
    """Tables about parts and instruments: what they name is not what the paper holds for."""

    def of(self, *keys: FieldKey) -> tuple[Field, ...]:
        """The fields of these keys, those of the first key first."""
        return tuple(field for key in keys for field in self.fields if field.key == key)

    def field_at(self, place: int) -> Field | None:
        """The field whose value holds a place."""
        at = bisect_right(self.fields, place, key=lambda one: one.start) - 1
        return self.fields[at] if at >= 0 and place < self.fields[at].end else None

    def is_aside(self, place: int) -> bool:
        """Whether a place lies in a table that is set aside."""
        return any(start <= place < end for start, end in self.set_aside)

    def line_at(self, place: int) -> Line:
        """The line that holds a place."""
        return self.lines[bisect_right(self.lines, place, key=lambda one: one.start) - 1]


def read_layout(folded: str) -> Layout:
    """Lines, fields and tables set aside of a folded text."""
    lines = tuple(_lines(folded))
    fields: list[Field] = []
    aside: list[tuple[int, int]] = []
    table: list[Line] = []
    for place, line in enumerate(lines):
        if CELL_SEPARATOR in line.text:
            table.append(line)
            continue
        _read_table(table, fields, aside)
        table = []
        before = len(fields)
        fields.extend(_fields_of_line(line))
        if len(fields) == before or fields[-1].start == fields[-1].end:
            _take_value_below(
                line, lines[place + 1 : place + 3], fields, known=len(fields) > before
            )
    _read_table(table, fields, aside)
    return Layout(
        lines=lines or (Line(start=0, end=0, number=1, text=""),),
        fields=tuple(
            sorted((one for one in fields if one.end > one.start), key=lambda one: one.start)
        ),
        set_aside=tuple(aside),
    )


def label_key(label: str) -> FieldKey | None:
    """What a label announces, None where it is none."""
    found = _labelled(label)
    return found[0] if found else None


def _labelled(label: str) -> tuple[FieldKey, int] | None:
    """The key of a label and how many characters speak for it."""
    plain = _LIST_NUMBER.sub("", label.strip()).rstrip(" :.#-")
    if not plain or len(plain) > LABEL_CHARACTERS:
        return None
    for key, pattern in LABELS:
        found = pattern.search(plain)
        if found is not None:
            return key, found.end() - found.start()
    return None


def _lines(folded: str) -> Iterator[Line]:
    start = 0
    for number, text in enumerate(folded.split("\n"), start=1):
        yield Line(start=start, end=start + len(text), number=number, text=text)
        start += len(text) + 1


def _fields_of_line(line: Line) -> Iterator[Field]:
    """The fields of a line that is no table row."""
    starts = [0, *(found.end() for found in _GAP.finditer(line.text))]
    ends = [*(found.start() for found in _GAP.finditer(line.text)), len(line.text)]
    pieces = list(zip(starts, ends, strict=True))
    place = 0
    while place < len(pieces):
        start, end = pieces[place]
        found = list(_fields_with_colon(line, start, end))
        if found:
            last = found[-1]
            # "Label:      value" in two columns
            if last.start == last.end and place + 1 < len(pieces):
                place += 1
                found[-1] = _field(last.key, last.label, last.label_start, line, *pieces[place])
            yield from found
        elif place + 1 < len(pieces):
            label = line.text[start:end]
            known = _labelled(label) if len(label) <= LABEL_CHARACTERS else None
            nothing_else = not any(map(str.isdigit, label))
            if known is not None and nothing_else:
                yield _field(known[0], label, line.start + start, line, *pieces[place + 1])
                place += 1
            elif place == 0:
                yield from _numbered(line)
        elif place == 0:
            yield from _numbered(line)
        place += 1


def _fields_with_colon(line: Line, start: int, end: int) -> Iterator[Field]:
    """Every "Label: value" of a piece of a line; a value ends where the next label begins."""
    marks: list[tuple[FieldKey, str, int, int]] = []
    floor = start
    for colon in _COLON.finditer(line.text, start, end):
        before = line.text[floor : colon.start()]
        label, offset = _last_clause(before.rstrip(" ."))
        key = label_key(label)
        if key is not None:
            marks.append((key, label, floor + offset, colon.end()))
        floor = colon.end()
    for place, (key, label, label_start, value_start) in enumerate(marks):
        value_end = marks[place + 1][2] if place + 1 < len(marks) else end
        if line.text[:label_start].endswith("(") and ")" in line.text[value_start:value_end]:
            value_end = line.text.index(")", value_start)
        yield _field(key, label, line.start + label_start, line, value_start, value_end)


def _last_clause(text: str) -> tuple[str, int]:
    """What stands behind the last full stop or open bracket, and where it begins."""
    offset = max((found.end() for found in _CLAUSE.finditer(text)), default=0)
    open_at = text.rfind("(", offset)
    if open_at >= 0 and ")" not in text[open_at:]:
        offset = open_at + 1
    return text[offset:], offset


def _numbered(line: Line) -> Iterator[Field]:
    """``Zertifikat Nr. 4711``: a label that ends in a word for number needs no colon."""
    found = _NUMBERED.match(line.text)
    if found is None:
        return
    label = found["label"]
    key = label_key(label)
    if key not in ("number", "report_number"):
        key = "number" if key is None and TITLES.search(label) else None
    if key is not None:
        yield _field(key, label, line.start, line, found.start("value"), found.end("value"))


def _take_value_below(
    line: Line, below: Sequence[Line], fields: list[Field], *, known: bool
) -> None:
    """A label with nothing beside it announces the next line."""
    label = line.text.strip()
    if known:
        key, share = fields[-1].key, 1.0
        fields.pop()
    else:
        found = _labelled(label)
        if found is None or len(label) > _ALONE_CHARACTERS or any(map(str.isdigit, label)):
            return
        key, share = found[0], found[1] / len(label)
    value = next((one for one in below if one.text.strip()), None)
    if share < _ALONE_SHARE or value is None or _COLON.search(value.text):
        return
    if label_key(value.text) is not None:
        return
    if not known and TITLES.fullmatch(label):
        return
    fields.append(_field(key, label, line.start, value, 0, len(value.text)))


def _read_table(rows: Sequence[Line], fields: list[Field], aside: list[tuple[int, int]]) -> None:
    if not rows:
        return
    cells = [list(_cells(row)) for row in rows]
    header = [row_text for row_text, _, _ in cells[0]]
    keys = [label_key(text) for text in header]
    bare = not any(map(str.isdigit, "".join(header)))
    first_is_column = len(cells) > 1 and bare and keys[0] is not None
    if len(header) > 2 and bare and any(COMPONENT_TABLE.search(text) for text in header):
        aside.append((rows[0].start, rows[-1].end))
        return
    below_keys = sum(label_key(row[0][0]) is not None for row in cells[1:])
    if bare and any(keys) and (len(header) > 2 or (first_is_column and not below_keys)):
        for row, line in zip(cells[1:], rows[1:], strict=True):
            for key, label, cell in zip(keys, header, row, strict=False):
                if key is not None:
                    found = _field(key, label, line.start, line, cell[1], cell[2])
                    fields.append(replace(found, in_column=True))
        return
    for row, line in zip(cells, rows, strict=True):
        for place in range(0, len(row) - 1, 2):
            known = label_key(row[place][0])
            if known is not None:
                text, at, _ = row[place]
                _, start, end = row[place + 1]
                fields.append(_field(known, text, line.start + at, line, start, end))


def _cells(line: Line) -> Iterator[tuple[str, int, int]]:
    start = 0
    for text in line.text.split(CELL_SEPARATOR):
        yield text.strip(), start, start + len(text)
        start += len(text) + len(CELL_SEPARATOR)


def _field(key: FieldKey, label: str, label_start: int, line: Line, start: int, end: int) -> Field:
    """A field with its value's span freed of white space; ``start`` and ``end`` are the line's."""
    value = line.text[start:end]
    start += len(value) - len(value.lstrip())
    end = start + len(value.strip())
    return Field(
        key=key,
        label=label.strip(),
        label_start=label_start,
        start=line.start + start,
        end=line.start + end,
    )
