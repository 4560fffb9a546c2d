"""A document → its rows, items and paragraphs, with the values in them. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from answer.aligned_sentences import Sentence
from answer.written_values import Value
from index.content import StoredDocument
from ingest.document import CELL_SEPARATOR

FEWEST_CONTENTS = 4
_ORDER_NUMBER = re.compile(r"(?<![\w.,-])\d{3,}(?:-\d{2,})+(?![\w-])")
"""2190-015: an identifier in one language and, in other words beside it, a range in another."""
_NUMBERED_ROW = re.compile(r"^(\s*\d{1,4})[.)](?=\s\|)")
"""Some count the rows of a table as they count steps."""
Mark = str | float


@dataclass(frozen=True, slots=True)
class ValueUnit:
    """A row, an item or a paragraph, with the values in it."""

    kind: str
    start: int
    end: int
    place: float
    """From 0 at the document's beginning to 1 at its end."""
    text: str
    values: tuple[Value, ...]
    codes: frozenset[str]

    @property
    def marks(self) -> Counter[Mark]:
        """What it can be known by."""
        found: Counter[Mark] = Counter(self.codes)
        found.update(round(value.number, 6) for value in self.values)
        return found


def value_units(document: StoredDocument) -> tuple[ValueUnit, ...]:
    """The units of a document in reading order; code and lists of contents have none."""
    return tuple(_read(document))


def _read(document: StoredDocument) -> Iterator[ValueUnit]:
    length = max(1, len(document.text))
    for block in document.blocks:
        if block.kind == "code":
            continue
        stretches = [(block.start, block.end)]
        if block.kind == "table":
            stretches = list(_lines(document.text, block.start, block.end))
            if _is_contents([document.text[start:end] for start, end in stretches]):
                continue
        for start, end in stretches:
            text = document.text[start:end]
            values, codes = _values(text, document.language)
            yield ValueUnit(block.kind, start, end, start / length, text, values, codes)


def _is_contents(rows: Sequence[str]) -> bool:
    """Whether a table is a list of contents: each row ends with a page, none before the last."""
    pages = [row.rpartition(CELL_SEPARATOR)[2].strip() for row in rows]
    if len(rows) < FEWEST_CONTENTS or not all(page.isdecimal() for page in pages):
        return False
    return all(int(one) <= int(two) for one, two in pairwise(pages))


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = start
    for line in text[start:end].split("\n"):
        yield position, position + len(line)
        position += len(line) + 1


@lru_cache(maxsize=8_192)
def _values(text: str, language: str) -> tuple[tuple[Value, ...], frozenset[str]]:
    """The values of a unit but for a bare one, which is an article in many languages."""
    text = _NUMBERED_ROW.sub(r"\1 ", text)
    numbers = _ORDER_NUMBER.findall(text)
    sentence = Sentence(_ORDER_NUMBER.sub(_blank, text), language, 0)
    values = tuple(
        value
        for value in sentence.values
        if value.number != 1 or value.unit or "." in value.written
    )
    return values, sentence.codes | frozenset(numbers)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def counted(units: Sequence[ValueUnit]) -> Counter[Mark]:
    """How often each value stands in them."""
    found: Counter[Mark] = Counter()
    for unit in units:
        found.update(unit.marks)
    return found
