"""What a paragraph's style means: a heading of some level, a caption, an entry of the contents."""

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

_HEADING_NAMES = (
    "heading",
    "überschrift",
    "titre",
    "título",
    "titulo",
    "titolo",
    "kop",
    "nagłówek",
    "заголовок",
    "başlık",
    "标题",
    "標題",
    "見出し",
    "제목",
    "đầu đề",
    "tiêu đề",
    "หัวเรื่อง",
    "judul",
    "عنوان",
    "العنوان",
    "rubrik",
    "overskrift",
    "otsikko",
    "nadpis",
    "címsor",
)
_NAMED_HEADING = re.compile(
    rf"(?:{'|'.join(map(re.escape, _HEADING_NAMES))})\s*([1-9])", re.IGNORECASE
)
_CAPTION = re.compile(
    r"(?:caption|beschriftung|légende|leyenda|legenda|didascalia|bijschrift|название объекта|"
    r"resim yazısı|题注|標號|図表番号|캡션)\b",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"(?:toc|verzeichnis|tdc|sommario|inhopg|目录|目次|목차|оглавление)\s*\d|table of figures",
    re.IGNORECASE,
)
_MAX_CHAIN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphStyle:
    """What readers of the document see in a style."""

    heading_level: int = 0
    is_caption: bool = False
    is_contents_entry: bool = False
    number: tuple[str, int] | None = None
    """Numbering id and level that the style brings along."""


class Styles:
    """The styles of one document, by id, with what they inherit."""

    def __init__(self, document: Any) -> None:
        self._elements: dict[str, Any] = {}
        self._known: dict[str, ParagraphStyle] = {}
        self._default = ""
        # document.styles would open python-docx's own template for a file that has none
        parts = [
            relation.target_part.element
            for relation in document.part.rels.values()
            if not relation.is_external and relation.reltype.endswith("/styles")
        ]
        for style in parts[0].iter(qn("w:style")) if parts else ():
            identifier = style.get(qn("w:styleId")) or ""
            self._elements[identifier] = style
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1":
                self._default = identifier

    def of(self, paragraph: Any) -> ParagraphStyle:
        """The meaning of a paragraph's style and of its own outline level."""
        properties = paragraph.find(qn("w:pPr"))
        identifier = _value(properties, "w:pStyle") or self._default
        style = self._known.get(identifier)
        if style is None:
            style = self._known[identifier] = self._resolve(identifier)
        own = _outline_level(properties)
        if own and not style.heading_level:
            return ParagraphStyle(
                heading_level=own, is_caption=style.is_caption, number=style.number
            )
        return style

    def _resolve(self, identifier: str) -> ParagraphStyle:
        heading, number = 0, None
        is_caption = is_contents = False
        for _ in range(_MAX_CHAIN):
            element = self._elements.get(identifier)
            if element is None:
                break
            name = _value(element, "w:name") or ""
            properties = element.find(qn("w:pPr"))
            heading = heading or _named_level(name, identifier) or _outline_level(properties)
            is_caption = is_caption or bool(_CAPTION.match(name))
            is_contents = is_contents or bool(_CONTENTS.match(name))
            number = number or _number(properties)
            identifier = _value(element, "w:basedOn") or ""
        return ParagraphStyle(
            heading_level=0 if is_contents else heading,
            is_caption=is_caption,
            is_contents_entry=is_contents,
            number=number,
        )


def _named_level(name: str, identifier: str) -> int:
    """``heading 2``, ``Überschrift 2`` and ``标题 2`` are level 2; ``Title`` is the level above."""
    if (
        name.strip().casefold() in {"title", "titel", "标题", "標題", "표제"}
        or identifier == "Title"
    ):
        return 1
    found = _NAMED_HEADING.match(name.strip()) or re.match(r"Heading([1-9])$", identifier)
    return min(int(found.group(1)), 6) if found else 0


def _outline_level(properties: Any) -> int:
    """Word stores levels from 0; 9 is body text."""
    value = _value(properties, "w:outlineLvl")
    if value is None or not value.isdecimal() or int(value) > 8:
        return 0
    return min(int(value) + 1, 6)


def _number(properties: Any) -> tuple[str, int] | None:
    if properties is None:
        return None
    stated = properties.find(qn("w:numPr"))
    identifier = _value(stated, "w:numId")
    if identifier is None:
        return None
    level = _value(stated, "w:ilvl") or "0"
    return identifier, int(level) if level.isdecimal() else 0


def _value(parent: Any, name: str) -> str | None:
    element = parent.find(qn(name)) if parent is not None else None
    value = element.get(qn("w:val")) if element is not None else None
    return str(value) if value is not None else None
