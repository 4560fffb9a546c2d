"""Runs of a Word document that nobody sees: set to hidden, in their ground's colour, too small;
and what stands at the head and foot of its pages, which is not read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from ingest.finding import UnseenHow, UnseenText

MAX_UNSEEN = 200
MAX_CHARACTERS = 4_000
MAX_EDGES = 50
TINY_HALF_POINTS = 3
_MAX_CHAIN = 12
_NEAR = 12
_OFF = frozenset({"0", "false", "off"})
_WHITE = 0xFFFFFF
_RUN, _TEXT, _PARAGRAPH = qn("w:r"), qn("w:t"), qn("w:p")
_VALUE, _FILL, _STYLE_ID = qn("w:val"), qn("w:fill"), qn("w:styleId")
_DELETED = frozenset({qn("w:del"), qn("w:moveFrom")})
_BOX_CONTENT, _CELL, _TABLE = qn("w:txbxContent"), qn("w:tc"), qn("w:tbl")


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style or a run states of its letters; None where it states nothing."""

    vanish: bool | None = None
    colour: int | None = None
    half_points: int | None = None
    ground: int | None = None

    def over(self, other: "_Look") -> "_Look":
        """The same where it states something, else the other."""
        return _Look(
            other.vanish if self.vanish is None else self.vanish,
            other.colour if self.colour is None else self.colour,
            other.half_points if self.half_points is None else self.half_points,
            other.ground if self.ground is None else self.ground,
        )


class _Looks:
    """The looks of a document's styles, with what they inherit."""

    def __init__(self, document: Any) -> None:
        self._elements: dict[str, Any] = {}
        self._known: dict[str, _Look] = {}
        self.default = ""
        parts = [
            relation.target_part.element
            for relation in document.part.rels.values()
            if not relation.is_external and relation.reltype.endswith("/styles")
        ]
        for style in parts[0].iter(qn("w:style")) if parts else ():
            identifier = style.get(_STYLE_ID) or ""
            self._elements[identifier] = style
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1":
                self.default = identifier

    def of(self, identifier: str) -> _Look:
        if identifier not in self._known:
            look, name = _Look(), identifier
            for _ in range(_MAX_CHAIN):
                element = self._elements.get(name)
                if element is None:
                    break
                look = look.over(_look_of(element.find(qn("w:rPr")), element.find(qn("w:pPr"))))
                name = _value(element, "w:basedOn") or ""
            self._known[identifier] = look
        return self._known[identifier]

    def has_fills(self, identifier: str) -> bool:
        """Whether a table's style shades cells: then white letters may well be seen."""
        name = identifier
        for _ in range(_MAX_CHAIN):
            element = self._elements.get(name)
            if element is None:
                return False
            if any(_is_dark(shading) for shading in element.iter(qn("w:shd"))):
                return True
            name = _value(element, "w:basedOn") or ""
        return False


def unseen_runs(document: Any) -> tuple[UnseenText, ...]:
    """Hidden runs of the body, neighbours together, each with the heading above it."""
    looks = _Looks(document)
    found: list[UnseenText] = []
    heading = ""
    for paragraph in document.element.body.iter(_PARAGRAPH):
        properties = paragraph.find(qn("w:pPr"))
        style = _value(properties, "w:pStyle") or looks.default
        parts: list[str] = []
        how: UnseenHow | None = None
        for run, text in _runs(paragraph):
            now = _how(run, paragraph, looks, style)
            if now != how and parts:
                found += _item(how, parts, heading)
                parts = []
            how = now
            if now is not None:
                parts.append(text)
        found += _item(how, parts, heading)
        if style.casefold().startswith(("heading", "title")):
            heading = "".join(node.text or "" for node in paragraph.iter(_TEXT))
        if len(found) >= MAX_UNSEEN:
            break
    return tuple(found[:MAX_UNSEEN])


def edge_lines(document: Any) -> tuple[str, ...]:
    """Lines of headers and footers, each once."""
    lines: dict[str, None] = {}
    for relation in document.part.rels.values():
        if relation.is_external or not relation.reltype.endswith(("/header", "/footer")):
            continue
        for paragraph in parse_xml(relation.target_part.blob).iter(_PARAGRAPH):
            text = " ".join("".join(piece.text or "" for piece in paragraph.iter(_TEXT)).split())
            if text:
                lines[text[:400]] = None
    return tuple(lines)[:MAX_EDGES]


def _item(how: UnseenHow | None, parts: list[str], heading: str) -> list[UnseenText]:
    text = "".join(parts).strip()
    if how is None or not text:
        return []
    place = f"“{heading[:60]}”" if heading else ""
    return [UnseenText(how=how, text=text[:MAX_CHARACTERS], place=place)]


def _runs(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """The runs of a paragraph itself, not of text boxes in it, with their words."""
    for run in paragraph.iter(_RUN):
        owner = run.getparent()
        while owner is not None and owner.tag != _PARAGRAPH and owner.tag not in _DELETED:
            owner = owner.getparent()
        if owner is not paragraph:
            continue
        text = "".join(node.text or "" for node in run.iterchildren(_TEXT))
        if text:
            yield run, text


def _how(run: Any, paragraph: Any, looks: _Looks, style: str) -> UnseenHow | None:
    properties = run.find(qn("w:rPr"))
    own = _look_of(properties, None)
    character_style = _value(properties, "w:rStyle")
    look = own
    if character_style:
        look = look.over(looks.of(character_style))
    look = look.over(_look_of(None, paragraph.find(qn("w:pPr")))).over(looks.of(style))
    if look.vanish:
        return "set_hidden"
    if look.half_points is not None and look.half_points <= TINY_HALF_POINTS:
        return "tiny"
    if look.colour is not None and _is_near(look.colour, _ground(look, paragraph, looks)):
        return "faint"
    return None


def _ground(look: _Look, paragraph: Any, looks: _Looks) -> int:
    """The colour below a run: its own, its paragraph's, its cell's; -1 where it is not known."""
    if look.ground is not None:
        return look.ground
    owner = paragraph.getparent()
    while owner is not None:
        if owner.tag == _CELL:
            shading = owner.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
            fill = _colour(shading.get(_FILL)) if shading is not None else None
            if fill is not None:
                return fill
        elif owner.tag == _TABLE:
            style = _value(owner.find(qn("w:tblPr")), "w:tblStyle")
            if style and looks.has_fills(style):
                return -1
        elif owner.tag == _BOX_CONTENT:
            return -1  # a shape may be filled in many ways
        owner = owner.getparent()
    return _WHITE


def _look_of(run_properties: Any, paragraph_properties: Any) -> _Look:
    colour = _value(run_properties, "w:color")
    size = _value(run_properties, "w:sz")
    shading = run_properties.find(qn("w:shd")) if run_properties is not None else None
    if shading is None and paragraph_properties is not None:
        shading = paragraph_properties.find(qn("w:shd"))
    ground = _colour(shading.get(_FILL)) if shading is not None else None
    if run_properties is not None and run_properties.find(qn("w:highlight")) is not None:
        ground = -1
    vanish = run_properties.find(qn("w:vanish")) if run_properties is not None else None
    return _Look(
        vanish=None if vanish is None else vanish.get(_VALUE) not in _OFF,
        colour=_colour(colour),
        half_points=int(size) if size and size.isdecimal() else None,
        ground=ground,
    )


def _colour(text: str | None) -> int | None:
    """0xRRGGBB of six digits; None for "auto" and colours of the theme."""
    if text is None or len(text) != 6:
        return None
    try:
        return int(text, 16)
    except ValueError:
        return None


def _is_dark(shading: Any) -> bool:
    if shading.get(qn("w:themeFill")) is not None:
        return True
    fill = _colour(shading.get(_FILL))
    return fill is not None and not _is_near(fill, _WHITE)


def _is_near(first: int, second: int) -> bool:
    if second < 0:
        return False
    return all(
        abs((first >> shift & 255) - (second >> shift & 255)) <= _NEAR for shift in (0, 8, 16)
    )


def _value(parent: Any, name: str) -> str | None:
    element = parent.find(qn(name)) if parent is not None else None
    value = element.get(_VALUE) if element is not None else None
    return str(value) if value is not None else None
