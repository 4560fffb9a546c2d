"""A quote → the stretches of it that are language, and the quote again with them translated. Pure.

Translators spoil what is not a sentence: marks of lists, tables' cells, bare values. So a text is
cut into lines and cells; what has no word in it is never shown to a translator and stays as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer.exact_values import UNITS
from ingest.document import CELL_SEPARATOR
from ingest.identifiers import extract

_LINE = re.compile(r"[^\n]+")
_MARKER = re.compile(r"\s*(?:(?:[(（]?(?:\d{1,3}|[a-zA-Z])[.)）、:]|[•‣●○▪–—*-])\s+)?")
_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A half-open range of a text."""

    start: int
    end: int


def stretches(text: str) -> tuple[Stretch, ...]:
    """What a translator is given, in order; nothing in between changes."""
    found: list[Stretch] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for cell in line.group().split(CELL_SEPARATOR):
            marker = _MARKER.match(cell)
            begin = start + (marker.end() if marker else 0)
            end = start + len(cell.rstrip())
            if begin < end and has_words(text[begin:end]):
                found.append(Stretch(start=begin, end=end))
            start += len(cell) + len(CELL_SEPARATOR)
    return tuple(found)


def with_stretches(text: str, found: Sequence[Stretch], translated: Sequence[str]) -> str:
    """The text with each stretch replaced; line breaks in a translation become spaces."""
    parts: list[str] = []
    end = 0
    for stretch, words in zip(found, translated, strict=True):
        parts += [text[end : stretch.start], " ".join(words.split())]
        end = stretch.end
    return "".join([*parts, text[end:]])


def has_words(text: str) -> bool:
    """Whether anything in it is language: not only numbers, units, models and addresses."""
    kept, end = [], 0
    for found in extract(text):
        kept.append(text[end : found.start])
        end = max(end, found.end)
    rest = _CODE.sub(" ", " ".join((*kept, text[end:])))
    words = [word for word in _WORD.findall(rest) if word not in UNITS]
    return any(not word.isascii() or (len(word) > 1 and not word.isupper()) for word in words)
