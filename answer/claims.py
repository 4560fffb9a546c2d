"""A passage → what it states with a number: each value with the words that say of what.

A sentence states each of its quantities of the sentence; a table's cell states it of its row and
column. What else is said there (models, other quantities, conditions) stays with the claim, so
that two claims can be told to be about the same thing or not.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from answer.claim_labels import IN_BRACKETS, is_generic, models_in, names_unit, without_identifiers
from answer.quantity import Quantity, bare_quantity, quantities
from index.passage import Passage, PassageBlock
from ingest.document import CELL_SEPARATOR
from ingest.identifiers import canonical
from ingest.sentences import split

LONGEST_STATEMENT = 400
"""Characters; what is longer is no sentence."""
PAIR = 2
"""Cells of a row that needs no header: a name and its value."""
_MARKER = re.compile(r"^\s*(?:\d{1,2}[.)、]|[-•*])\s+")
_DIGIT = re.compile(r"\d")
_HAN_DIGIT = re.compile(r"[一二两兩三四五六七八九十]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One value with what it is said of, and where."""

    passage: Passage
    quantity: Quantity
    label: str
    """The words around the number: the sentence without it, or the names of row and column."""
    shown: str
    """The value as written."""
    statement: str
    """The sentence or the row."""
    start: int
    """Of the sentence or the cell, into the document's text."""
    end: int
    page: int | None
    page_label: str | None
    conditions: tuple[Quantity, ...]
    """What else is stated with it: the values of other things, under which it may hold."""
    source: Literal["sentence", "row"]
    named: str
    """Where a model it holds for may be named: the row with its column, or the sentence."""
    is_alone: bool
    """Whether nothing of the same dimension stands in the same sentence or cell."""

    @property
    def topic(self) -> str:
        """The label without the models and numbers it names: what the value is a value of."""
        return without_identifiers(self.label)

    @property
    def document(self) -> str:
        return self.passage.document


def claims(passage: Passage) -> tuple[Claim, ...]:
    """The claims of a passage in reading order."""
    found: list[Claim] = []
    for block in passage.blocks:
        from_, to = max(block.start, passage.start), min(block.end, passage.end)
        if block.kind in ("heading", "code") or to <= from_:
            continue
        if block.kind == "table":
            found.extend(_of_table(passage, block))
        else:
            found.extend(_of_text(passage, block, from_, to))
    return tuple(found)


class _Remembered:
    """A passage that equals another when it says the same in the same place for the same."""

    __slots__ = ("key", "passage")

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.key = (passage.document, passage.start, passage.heading_path, passage.text)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Remembered)
            and self.key == other.key
            and self.passage.facts == other.passage.facts
            and self.passage.table_header == other.passage.table_header
        )


@lru_cache(maxsize=1024)
def _remembered(asked: _Remembered) -> tuple[Claim, ...]:
    return claims(asked.passage)


def remembered_claims(passage: Passage) -> tuple[Claim, ...]:
    """As ``claims``, for passages that come again with other questions.

    The passage that a claim stands in may bear an earlier question's score.
    """
    return _remembered(_Remembered(passage))


@lru_cache(maxsize=1024)
def _canonical(models: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(canonical, models))


def models_of(claim: Claim) -> frozenset[str]:
    """The models (canonical) a claim holds for, as the nearest words name them; empty: any."""
    for text in (claim.named, *reversed(claim.passage.heading_path)):
        named = models_in(text)
        if named:
            return named
    return _canonical(claim.passage.facts.models) or models_in(claim.passage.title)


def _of_text(passage: Passage, block: PassageBlock, start: int, end: int) -> Iterator[Claim]:
    text = passage.text[start - passage.start : end - passage.start]
    if not (_DIGIT.search(text) or _HAN_DIGIT.search(text) or _has_number_word(text)):
        return
    marker = _MARKER.match(text)
    offset = marker.end() if marker else 0
    language = block.language or passage.language
    for first, last in split(text[offset:], language=language):
        sentence = text[offset + first : offset + last].strip()
        if len(sentence) > LONGEST_STATEMENT:
            continue
        found = quantities(sentence)
        place = start + text.index(sentence, offset + first)
        values = [one for one in found if not one.is_condition] or list(found)
        for one in values:
            yield Claim(
                passage=passage,
                quantity=one,
                label=_without(sentence, found),
                shown=sentence[one.start : one.end],
                statement=sentence,
                start=place,
                end=place + len(sentence),
                page=block.page,
                page_label=block.page_label,
                conditions=tuple(other for other in found if other is not one),
                source="sentence",
                named=_without(sentence, found),
                is_alone=sum(other.dimension == one.dimension for other in values) == 1,
            )


def _has_number_word(text: str) -> bool:
    return not text.isascii() or " " in text


def _without(sentence: str, found: Sequence[Quantity]) -> str:
    """The sentence without its quantities."""
    kept, end = [], 0
    for one in found:
        kept.append(sentence[end : one.start])
        end = one.end
    return " ".join(" ".join((*kept, sentence[end:])).split())


def _of_table(passage: Passage, block: PassageBlock) -> Iterator[Claim]:
    """Each cell with one quantity: what its row and its column are called says of what."""
    whole = max(block.start, passage.start), min(block.end, passage.end)
    lines = passage.text[whole[0] - passage.start : whole[1] - passage.start].split("\n")
    at_top = whole[0] == block.start
    header_rows = block.header_rows if at_top else 0
    header_lines = lines[:header_rows]
    if not header_lines:
        header = block.table_header or ("" if at_top else passage.table_header)
        header_lines = header.split("\n") if header else []
    headers = [line.split(CELL_SEPARATOR) for line in header_lines]
    position = whole[0]
    for number, line in enumerate(lines):
        place, position = position, position + len(line) + 1
        if number < header_rows or not _DIGIT.search(line):
            continue
        yield from _of_row(passage, block, line, place, headers)


def _of_row(
    passage: Passage,
    block: PassageBlock,
    line: str,
    place: int,
    headers: Sequence[Sequence[str]],
) -> Iterator[Claim]:
    cells = [cell.strip() for cell in line.split(CELL_SEPARATOR)]
    if len(cells) < 2:
        return
    units = [names_unit(cell) if not _DIGIT.search(cell) else "" for cell in cells]
    unit_of_row = next((unit for unit in units[1:] if unit), "")
    found = [
        quantities(cell) if number and _DIGIT.search(cell) else ()
        for number, cell in enumerate(cells)
    ]
    names = [
        cell
        for number, cell in enumerate(cells)
        if number == 0 or (not found[number] and not units[number] and not _is_number(cell))
    ]
    key = " ".join(names)
    for number, cell in enumerate(cells[1:], start=1):
        column = " ".join(
            dict.fromkeys(row[number].strip() for row in headers if number < len(row))
        )
        first = " ".join(dict.fromkeys(row[0].strip() for row in headers if row))
        stated = found[number]
        if not stated:
            unit = names_unit(column) or unit_of_row or names_unit(cells[0])
            bare = bare_quantity(cell, unit) if unit else None
            stated = (bare,) if bare else ()
        if len(stated) != 1 or (not column and len(cells) > PAIR):
            continue
        around = " ".join((key, "" if is_generic(column) else IN_BRACKETS.sub(" ", column)))
        others = quantities(around)
        yield Claim(
            passage=passage,
            quantity=stated[0],
            label=" ".join(_without(around, others).split()),
            shown=cell if stated[0].end > len(cell) else cell[stated[0].start : stated[0].end],
            statement=f"{' '.join(part for part in (around.strip(),) if part)}: {cell}",
            start=place,
            end=place + len(line),
            page=block.page,
            page_label=block.page_label,
            conditions=others,
            source="row",
            named=f"{around} {first if not models_in(around) else ''}",
            is_alone=True,
        )


def _is_number(cell: str) -> bool:
    return bool(_DIGIT.search(cell)) and not any(character.isalpha() for character in cell)
