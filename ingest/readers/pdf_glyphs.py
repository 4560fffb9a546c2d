"""The characters of a page, as PDFium gives them: with place, size and weight."""

import ctypes
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pypdfium2.raw as raw

from ingest.readers.pdf_page import Glyph, Place, TextPiece

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
    meaningless: bool = False
    """A font of which the file does not say what it shows: its letters are none."""
    colour: int = -1
    is_clear: bool = False


MIN_UNDECODED = 3
MEANINGLESS_SHARE = 0.3
"""Of a font's characters on a page without a meaning: the rest has a meaning by accident."""
_SYMBOL_NAMES = ("wingding", "webding", "dingbat")
_BOLD_NAMES = ("bold", "black", "heavy", "demi", "simhei", "黑体")
_MONO_NAMES = ("courier", "mono", "consol", "menlo", "typewriter", "cmtt", "fixed")
_CLEAR_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_FILLING_MODES = (
    raw.FPDF_TEXTRENDERMODE_FILL,
    raw.FPDF_TEXTRENDERMODE_FILL_CLIP,
)
_COLOUR = (ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint(), ctypes.c_uint())
"""What PDFium writes a colour into; a reading process has one thread."""
_COLOUR_REFERENCES = tuple(map(ctypes.byref, _COLOUR))
_NEARLY_CLEAR = 20
"""Of 255, opaque."""
_NO_STYLE = _Style(10.0, 0, False, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageGlyphs:
    """The characters of a page."""

    by_angle: Mapping[int, list[Glyph]]
    """Direction in degrees → its characters in content order."""
    character_count: int
    """Without white space."""
    undecoded_count: int
    """Drawn characters of which the file does not say what they are; not among the others."""
    pieces: tuple[TextPiece, ...] = ()
    """The text objects in content order."""


def read_glyphs(textpage: object, *, count: int) -> PageGlyphs:
    """The first ``count`` characters of PDFium's text page."""
    glyphs = _read(textpage, count, frozenset())
    if glyphs.undecoded_count < MIN_UNDECODED:
        return glyphs
    meaningless = _meaningless_fonts(textpage, count)
    return _read(textpage, count, meaningless) if meaningless else glyphs


def _meaningless_fonts(textpage: object, count: int) -> frozenset[int | None]:
    """Fonts that show control codes at every turn: their map of characters is wrong or missing."""
    drawn: dict[int | None, int] = defaultdict(int)
    undecoded: dict[int | None, int] = defaultdict(int)
    for index in range(count):
        holder = raw.FPDFText_GetTextObject(textpage, index)
        if not holder:
            continue
        code = raw.FPDFText_GetUnicode(textpage, index)
        if code in (9, 10, 13, 0x20):
            continue
        font = _font_of(holder)
        drawn[font] += 1
        undecoded[font] += code < 0x20 and code not in _LINE_END_HYPHENS
    return frozenset(
        font
        for font, odd in undecoded.items()
        if odd >= MIN_UNDECODED and odd >= MEANINGLESS_SHARE * drawn[font]
    )


def _font_of(holder: object) -> int | None:
    font = raw.FPDFTextObj_GetFont(holder)
    return ctypes.cast(font, ctypes.c_void_p).value if font else None


def _read(textpage: object, count: int, meaningless: frozenset[int | None]) -> PageGlyphs:
    by_angle: dict[int, list[Glyph]] = defaultdict(list)
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    origin_of, object_of = raw.FPDFText_GetCharOrigin, raw.FPDFText_GetTextObject
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    box_ref, x_ref, y_ref = ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    address_of = ctypes.addressof
    styles: dict[int | None, _Style] = {}
    fonts: dict[int | None, tuple[bool, bool, bool]] = {}
    style, last_object, space, baseline = _NO_STYLE, None, False, 0.0
    seen = undecoded = 0
    glyphs = by_angle[0]
    pieces: list[TextPiece] = []
    piece, begins = 0, 0
    start: Place | None = None
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
            if address != piece:
                if piece:
                    pieces.append(
                        TextPiece(piece, begins, index - 1, style.colour, style.is_clear, start)
                    )
                piece, begins, start = address, index, None
            last_object = address
            if address not in styles:
                styles[address] = _read_style(textpage, index, holder, fonts, meaningless)
            style = styles[address]
            glyphs = by_angle[style.angle]
            origin_of(textpage, index, x_ref, y_ref)
            baseline = y.value
        if not box_of(textpage, index, box_ref):
            continue
        if start is None:
            start = (box.left, box.bottom, box.right, box.top)
        if style.meaningless:
            undecoded += code not in (9, 0x20)
            continue
        if 0x20 < code < 0xA0:
            text = chr(code)
        else:
            text = "\u00ad" if code in _LINE_END_HYPHENS else _character(code)
            if not text:
                undecoded += code < 0x20
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
    if piece:
        pieces.append(TextPiece(piece, begins, count - 1, style.colour, style.is_clear, start))
    return PageGlyphs(
        by_angle=by_angle,
        character_count=seen,
        undecoded_count=undecoded,
        pieces=tuple(pieces),
    )


def _character(code: int) -> str:
    """The character as text; a space for every kind of space, nothing for controls."""
    if code in (0x20, 0xA0, 0x3000, 0x09) or 0x2000 <= code <= 0x200A:
        return " "
    if code < 0x20 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF or code in (0xFEFF, 0x200B):
        return ""
    return chr(code)


def _read_style(
    textpage: object,
    index: int,
    holder: object,
    fonts: dict[int | None, tuple[bool, bool, bool]],
    meaningless: frozenset[int | None],
) -> _Style:
    matrix = raw.FS_MATRIX()
    size = raw.FPDFText_GetFontSize(textpage, index) or 1.0
    angle = 0
    if raw.FPDFText_GetMatrix(textpage, index, matrix):
        size *= math.hypot(matrix.c, matrix.d) or 1.0
        angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        near = round(angle / 90) * 90
        angle = near % 360 if abs(angle - near) <= 4 else angle
    key = _font_of(holder)
    if key not in fonts:
        fonts[key] = _read_font(textpage, index)
    bold, mono, symbols = fonts[key]
    mode = raw.FPDFTextObj_GetTextRenderMode(holder)
    # Fill-and-stroke is how word processors fake bold.
    bold = bold or mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
    size = min(max(abs(size), 0.5), 2000.0)
    colour, is_clear = _read_colour(holder, mode)
    return _Style(size, angle, bold, mono, symbols, key in meaningless, colour, is_clear)


def _read_colour(holder: object, mode: int) -> tuple[int, bool]:
    """The colour that fills the letters, and whether nothing is left of them anyway."""
    if mode in _CLEAR_MODES:
        return -1, True
    if mode not in _FILLING_MODES:
        return -1, False
    red, green, blue, alpha = _COLOUR
    if not raw.FPDFPageObj_GetFillColor(holder, *_COLOUR_REFERENCES):
        return -1, False
    return red.value << 16 | green.value << 8 | blue.value, alpha.value <= _NEARLY_CLEAR


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
