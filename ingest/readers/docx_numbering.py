"""The numbers Word shows before list items and headings: the file stores only how to count."""

from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from ingest.readers.docx_styles import ParagraphStyle

_LEVELS = 9
_CHINESE_DIGITS = "〇一二三四五六七八九"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNumber:
    """What stands before a list item."""

    marker: str
    """``3.``, ``2.1``, ``b)``; empty for a bullet."""
    depth: int
    """From 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    start: int = 1
    number_format: str = "decimal"
    text: str = ""


class Numbering:
    """Counts the numbered paragraphs of one document in their order."""

    def __init__(self, document: Any) -> None:
        self._abstract_of: dict[str, str] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._overrides: dict[tuple[str, int], int] = {}
        self._counts: dict[str, list[int]] = {}
        self._restarted: set[tuple[str, int]] = set()
        root = _numbering_root(document)
        if root is None:
            return
        for abstract in root.iter(qn("w:abstractNum")):
            identifier = abstract.get(qn("w:abstractNumId")) or ""
            self._levels[identifier] = dict(map(_level, abstract.iter(qn("w:lvl"))))
        for instance in root.iter(qn("w:num")):
            self._add_instance(instance)

    def of(self, paragraph: Any, *, style: ParagraphStyle) -> ItemNumber | None:
        """The number of the next paragraph, or None if it has none. Call once, in order."""
        stated = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number, level = style.number or ("", 0)
        if stated is not None:
            number = _value(stated, "w:numId") or number
            level = _whole(_value(stated, "w:ilvl"), default=level)
        if not number or number == "0" or not 0 <= level < _LEVELS:
            return None
        abstract = self._abstract_of.get(number)
        if abstract is None:
            return None
        levels = self._levels.get(abstract, {})
        definition = levels.get(level, _Level())
        if definition.number_format in {"bullet", "none"}:
            return ItemNumber(marker="", depth=level + 1)
        counts = self._counts.setdefault(abstract, [0] * _LEVELS)
        if (number, level) in self._overrides and (number, level) not in self._restarted:
            self._restarted.add((number, level))
            counts[level] = self._overrides[number, level] - 1
        elif counts[level] == 0:
            counts[level] = definition.start - 1
        counts[level] += 1
        for deeper in range(level + 1, _LEVELS):
            counts[deeper] = 0
        return ItemNumber(marker=_marker(definition, levels, counts), depth=level + 1)

    def _add_instance(self, instance: Any) -> None:
        identifier = instance.get(qn("w:numId")) or ""
        self._abstract_of[identifier] = _value(instance, "w:abstractNumId") or ""
        for override in instance.iter(qn("w:lvlOverride")):
            start = _value(override, "w:startOverride")
            level = _whole(override.get(qn("w:ilvl")), default=0)
            if start is not None:
                self._overrides[identifier, level] = _whole(start, default=1)


def _numbering_root(document: Any) -> Any:
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/numbering"):
            return relation.target_part.element
    return None


def _level(element: Any) -> tuple[int, _Level]:
    level = _whole(element.get(qn("w:ilvl")), default=0)
    return level, _Level(
        start=_whole(_value(element, "w:start"), default=1),
        number_format=_value(element, "w:numFmt") or "decimal",
        text=_value(element, "w:lvlText") or "",
    )


def _marker(definition: _Level, levels: dict[int, _Level], counts: list[int]) -> str:
    """``%1.%2)`` with the counts put in, each in its level's own digits."""
    text = definition.text or "%1."
    for place in range(_LEVELS):
        if f"%{place + 1}" in text:
            level = levels.get(place, _Level())
            count = counts[place] or level.start
            text = text.replace(f"%{place + 1}", _shown(count, level.number_format))
    return text.strip()


def _shown(count: int, number_format: str) -> str:
    if count < 1 or count > 9999:
        return str(count)
    if number_format in {"lowerLetter", "upperLetter"}:
        # Word doubles the letter after z: aa, bb, cc
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter if number_format == "lowerLetter" else letter.upper()
    if number_format in {"lowerRoman", "upperRoman"}:
        roman, left = "", count
        for value, sign in _ROMAN:
            roman += sign * (left // value)
            left %= value
        return roman if number_format == "lowerRoman" else roman.upper()
    if number_format.startswith(("chineseCounting", "ideographDigital", "japaneseCounting")):
        return _chinese(count)
    if number_format == "decimalZero":
        return f"{count:02d}"
    if number_format.startswith("decimalEnclosedCircle") and count <= 20:
        return chr(0x2460 + count - 1)
    return str(count)


def _chinese(count: int) -> str:
    if count < 10:
        return _CHINESE_DIGITS[count]
    if count < 100:
        tens, ones = divmod(count, 10)
        head = "" if tens == 1 else _CHINESE_DIGITS[tens]
        return f"{head}十{_CHINESE_DIGITS[ones] if ones else ''}"
    return "".join(_CHINESE_DIGITS[int(digit)] for digit in str(count))


def _value(parent: Any, name: str) -> str | None:
    element = parent.find(qn(name)) if parent is not None else None
    value = element.get(qn("w:val")) if element is not None else None
    return str(value) if value is not None else None


def _whole(value: str | None, *, default: int) -> int:
    return int(value) if value is not None and value.isdecimal() and len(value) < 7 else default
