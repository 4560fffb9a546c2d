"""What PDFium sees on a page: characters with place, size and weight; strokes; pictures.

PDFium rather than pypdf or pdfplumber: it gives the place of every character in about 4 ms a page
(pypdf 28 ms without places, pdfplumber 121 ms), and it opens what is slightly damaged.
"""

import ctypes
import math
from collections import defaultdict
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.pdf_page import Glyph, Ink, PageInk, Ruling
from ingest.readers.pdf_spans import spans_of

MAX_CHARACTERS_PER_PAGE = 100_000
"""A dense newspaper page has 20,000; beyond this a page is cut, with a warning."""
MAX_OBJECTS_PER_PAGE = 60_000
MAX_FORM_DEPTH = 8
MAX_DIRECTIONS = 6
"""Text in more directions than this belongs to a drawing."""
STROKE_WIDTH = 3.2
"""Points: a filled box thinner than this is a stroke."""
_LINE_END_HYPHENS = frozenset({0x02, 0xFFFE})
"""What PDFium puts for a hyphen at the end of a line."""


@dataclass(frozen=True, slots=True)
class _Style:
    """What the characters of one text object share."""

    size: float
    angle: int
    bold: bool
    mono: bool
    symbols: bool = False
    """A font of pictures: its letters stand for bullets and arrows."""


_SYMBOL_NAMES = ("wingding", "webding", "dingbat")
_BOLD_NAMES = ("bold", "black", "heavy", "demi", "simhei", "黑体")
_MONO_NAMES = ("courier", "mono", "consol", "menlo", "typewriter", "cmtt", "fixed")
_NO_STYLE = _Style(10.0, 0, False, False)


def read_ink(page: pdfium.PdfPage) -> PageInk:
    """Everything on the page that carries or frames text.

    Raises pypdfium2's PdfiumError where PDFium cannot load the page's text.
    """
    textpage = page.get_textpage()
    try:
        count = raw.FPDFText_CountChars(textpage.raw)
        glyphs, angles = _read_glyphs(textpage.raw, min(count, MAX_CHARACTERS_PER_PAGE))
    finally:
        textpage.close()
    rulings, shows_something = _read_strokes(page)
    width, height = raw.FPDF_GetPageWidthF(page.raw), raw.FPDF_GetPageHeightF(page.raw)
    if page.get_rotation() in (90, 270):
        width, height = height, width
    box = page.get_mediabox() or (0.0, 0.0, width, height)
    directions = [
        _direction(angle, glyphs[angle], rulings, box)
        for angle in sorted(glyphs, key=lambda angle: -len(glyphs[angle]))[:MAX_DIRECTIONS]
    ]
    return PageInk(
        directions=tuple(directions),
        character_count=angles,
        shows_something=shows_something,
        truncated=count > MAX_CHARACTERS_PER_PAGE,
    )


def _read_glyphs(textpage: object, count: int) -> tuple[dict[int, list[Glyph]], int]:
    """Characters by direction in content order, and how many are not white space."""
    by_angle: dict[int, list[Glyph]] = defaultdict(list)
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    origin_of, object_of = raw.FPDFText_GetCharOrigin, raw.FPDFText_GetTextObject
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_ref, x_ref, y_ref = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    address_of = ctypes.addressof
    styles: dict[int | None, _Style] = {}
    fonts: dict[int | None, tuple[bool, bool, bool]] = {}
    style, last_object, space, seen, baseline = _NO_STYLE, None, False, 0, 0.0
    glyphs = by_angle[0]
    for index in range(count):
        code = unicode_of(textpage, index)
        if code in (10, 13):
            space = False
            continue  # PDFium's line ends follow its own taste: places decide
        holder = object_of(textpage, index)
        if not holder:
            space = True  # PDFium's own guess of a space: it has no text object and no box
            continue
        address = address_of(holder.contents)
        if address != last_object or style.angle % 90:
            last_object = address
            if address not in styles:
                styles[address] = _read_style(textpage, index, holder, fonts)
            style = styles[address]
            glyphs = by_angle[style.angle]
            origin_of(textpage, index, x_ref, y_ref)
            baseline = y.value
        if not box_of(textpage, index, box_ref):
            continue
        if 0x20 < code < 0xA0:
            text = chr(code)
        else:
            text = "\u00ad" if code in _LINE_END_HYPHENS else _character(code)
            if not text:
                continue
        if text != " ":
            seen += 1
            if style.symbols:
                text = "•"
        left, right = box.left, box.right
        if style.angle:
            left, right, baseline = _turned(box, x.value, y.value, style.angle)
        glyphs.append(Glyph(text, left, right, baseline, style.size, style.bold, style.mono, space))
        space = False
    return by_angle, seen


def _character(code: int) -> str:
    """The character as text; a space for every kind of space, nothing for controls."""
    if code in (0x20, 0xA0, 0x3000, 0x09) or 0x2000 <= code <= 0x200A:
        return " "
    if code < 0x20 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF or code in (0xFEFF, 0x200B):
        return ""
    return chr(code)


def _read_style(
    textpage: object, index: int, holder: object, fonts: dict[int | None, tuple[bool, bool, bool]]
) -> _Style:
    matrix = raw.FS_MATRIX()
    size = raw.FPDFText_GetFontSize(textpage, index) or 1.0
    angle = 0
    if raw.FPDFText_GetMatrix(textpage, index, matrix):
        size *= math.hypot(matrix.c, matrix.d) or 1.0
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        near = round(angle / 90) * 90
        angle = near % 360 if abs(angle - near) <= 4 else angle
    font = raw.FPDFTextObj_GetFont(holder)
    key = ctypes.cast(font, ctypes.c_void_p).value if font else None
    if key not in fonts:
        fonts[key] = _read_font(textpage, index)
    bold, mono, symbols = fonts[key]
    # Fill-and-stroke is how word processors fake bold.
    bold = bold or raw.FPDFTextObj_GetTextRenderMode(holder) == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
    return _Style(min(max(abs(size), 0.5), 2000.0), angle, bold, mono, symbols)


def _read_font(textpage: object, index: int) -> tuple[bool, bool, bool]:
    buffer, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(textpage, index, buffer, 256, flags)
    name = buffer.raw[: max(0, min(length, 256) - 1)].decode("utf-8", "replace").casefold()
    bold = bool(flags.value & (1 << 18)) or any(part in name for part in _BOLD_NAMES)
    mono = bool(flags.value & 1) or any(part in name for part in _MONO_NAMES)
    return bold, mono, any(part in name for part in _SYMBOL_NAMES)


def _turned(box: object, x: float, y: float, angle: int) -> tuple[float, float, float]:
    """Left, right and baseline in the frame where text at ``angle`` degrees is level."""
    radians = math.radians(angle)
    cosine, sine = math.cos(radians), math.sin(radians)
    if angle % 90:  # boxes are upright: only the origin is exact
        start = x * cosine + y * sine
        return start, start + 0.5, -x * sine + y * cosine
    corners = [
        px * cosine + py * sine
        for px in (box.left, box.right)  # type: ignore[attr-defined]
        for py in (box.bottom, box.top)  # type: ignore[attr-defined]
    ]
    return min(corners), max(corners), -x * sine + y * cosine


def _direction(
    angle: int,
    glyphs: list[Glyph],
    rulings: list[Ruling],
    box: tuple[float, float, float, float],
) -> Ink:
    radians = math.radians(angle)
    cosine, sine = math.cos(radians), math.sin(radians)

    def turn(x: float, y: float) -> tuple[float, float]:
        return x * cosine + y * sine, -x * sine + y * cosine

    corners = [turn(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    turned = []
    if angle % 90 == 0:
        for ruling in rulings:
            first, second = turn(ruling.x0, ruling.y0), turn(ruling.x1, ruling.y1)
            turned.append(
                Ruling(
                    x0=min(first[0], second[0]),
                    x1=max(first[0], second[0]),
                    y0=min(first[1], second[1]),
                    y1=max(first[1], second[1]),
                )
            )
    verticals = sorted((r for r in turned if r.x1 - r.x0 < r.y1 - r.y0), key=lambda r: r.x0)
    return Ink(
        spans=tuple(spans_of(glyphs, verticals)),
        rulings=tuple(turned),
        x0=min(x for x, _ in corners),
        x1=max(x for x, _ in corners),
        y0=min(y for _, y in corners),
        y1=max(y for _, y in corners),
    )


def _read_strokes(page: pdfium.PdfPage) -> tuple[list[Ruling], bool]:
    """Level and upright strokes, and whether pictures or drawings are there at all."""
    rulings: list[Ruling] = []
    shows_something = False
    left, bottom = ctypes.c_float(), ctypes.c_float()
    right, top = ctypes.c_float(), ctypes.c_float()
    stroked, filled = ctypes.c_int(), ctypes.c_int()
    budget = MAX_OBJECTS_PER_PAGE
    identity: tuple[float, ...] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    pending = [
        (raw.FPDFPage_GetObject(page.raw, index), identity, 0)
        for index in range(min(raw.FPDFPage_CountObjects(page.raw), MAX_OBJECTS_PER_PAGE))
    ]
    while pending and budget > 0:
        budget -= 1
        holder, outer, depth = pending.pop()
        kind = raw.FPDFPageObj_GetType(holder)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            continue
        if kind == raw.FPDF_PAGEOBJ_FORM:
            if depth < MAX_FORM_DEPTH:
                inner = _multiplied(_matrix_of(holder), outer)
                count = min(max(raw.FPDFFormObj_CountObjects(holder), 0), budget)
                pending.extend(
                    (raw.FPDFFormObj_GetObject(holder, index), inner, depth + 1)
                    for index in range(count)
                )
            continue
        shows_something = True
        if kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        if not raw.FPDFPageObj_GetBounds(holder, left, bottom, right, top):
            continue
        raw.FPDFPath_GetDrawMode(holder, filled, stroked)
        if not (filled.value or stroked.value):
            continue
        x0, y0 = _applied(outer, left.value, bottom.value)
        x1, y1 = _applied(outer, right.value, top.value)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if x1 - x0 <= STROKE_WIDTH or y1 - y0 <= STROKE_WIDTH:
            rulings.append(_thin(x0, y0, x1, y1))
        elif stroked.value:
            rulings.extend(_sides(holder, outer))
    return [r for r in rulings if r.x1 - r.x0 > 2.0 or r.y1 - r.y0 > 2.0], shows_something


def _thin(x0: float, y0: float, x1: float, y1: float) -> Ruling:
    if x1 - x0 >= y1 - y0:
        middle = (y0 + y1) / 2
        return Ruling(x0=x0, x1=x1, y0=middle, y1=middle)
    middle = (x0 + x1) / 2
    return Ruling(x0=middle, x1=middle, y0=y0, y1=y1)


def _sides(holder: object, outer: tuple[float, ...]) -> list[Ruling]:
    """Level and upright segments of a path that draws more than one stroke."""
    count = raw.FPDFPath_CountSegments(holder)
    if not 2 <= count <= 400:
        return []  # a curve or a picture made of strokes
    matrix = _multiplied(_matrix_of(holder), outer)
    x, y = ctypes.c_float(), ctypes.c_float()
    rulings: list[Ruling] = []
    start: tuple[float, float] | None = None
    last: tuple[float, float] | None = None
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(holder, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = _applied(matrix, x.value, y.value)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
            rulings.extend(_level_or_upright(last, point))
        elif kind == raw.FPDF_SEGMENT_BEZIERTO:
            return []
        last = point
        if raw.FPDFPathSegment_GetClose(segment) and start is not None:
            rulings.extend(_level_or_upright(last, start))
            last = start
    return rulings


def _level_or_upright(first: tuple[float, float], second: tuple[float, float]) -> list[Ruling]:
    x0, x1 = sorted((first[0], second[0]))
    y0, y1 = sorted((first[1], second[1]))
    if min(x1 - x0, y1 - y0) > 1.0:
        return []
    return [_thin(x0, y0, x1, y1)]


def _matrix_of(holder: object) -> tuple[float, ...]:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(holder, matrix):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _multiplied(first: tuple[float, ...], second: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _applied(matrix: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]
