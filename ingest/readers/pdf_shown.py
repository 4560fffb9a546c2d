"""Whether text of a page shows when the page is drawn: pictures with it and without it compared."""

import ctypes
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageChops

from ingest.readers.pdf_page import Place, TextPiece

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""
MARGIN = 2
_AS_DRAWN = raw.FPDF_ANNOT
SCALE = 1.25
"""Pixels a point: letters of 8 points are 8 pixels high, enough to be told from blank paper."""
MAX_PIXELS = 3_000_000
"""A larger sheet is drawn at a lower resolution."""
FAINT = 16
"""Levels of 255 by which a pixel has to change for an eye to see it."""
BLANK = 30
"""Levels within which paper is blank, grain of a scanner included."""
_TURNS_A_CHARACTER = 0.4
"""How often a row of pixels through a line of letters turns dark, at least; a letter has one or two
upright strokes, a photograph changes slowly."""


class DrawnPage:
    """A part of one page that is drawn again and again with some of its text left out."""

    def __init__(self, page: pdfium.PdfPage, part: Place) -> None:
        self._page = page
        width, height = page.get_size()
        self._scale = SCALE * min(1.0, math.sqrt(MAX_PIXELS / max(width * height * SCALE**2, 1.0)))
        self._sheet = (
            max(1, math.ceil(width * self._scale)),
            max(1, math.ceil(height * self._scale)),
        )
        left, top, right, bottom = self._corners(part)
        self._left, self._top = max(0, left - MARGIN), max(0, top - MARGIN)
        self._right = min(self._sheet[0], right + MARGIN)
        self._bottom = min(self._sheet[1], bottom + MARGIN)

    def picture(self, *, without: Iterable[TextPiece] = ()) -> Image.Image:
        """The part as drawn with these text objects left out."""
        left_out = [
            ctypes.cast(ctypes.c_void_p(piece.address), raw.FPDF_PAGEOBJECT) for piece in without
        ]
        for holder in left_out:
            raw.FPDFPageObj_SetIsActive(holder, False)
        try:
            return self._drawn()
        finally:
            for holder in left_out:
                raw.FPDFPageObj_SetIsActive(holder, True)

    def box(self, place: Place) -> Box | None:
        """A place of the page in pixels of the pictures; None where it lies beside the page."""
        left, top, right, bottom = self._corners(place)
        box = (
            max(0, left - self._left),
            max(0, top - self._top),
            min(self._right, right + 1) - self._left,
            min(self._bottom, bottom + 1) - self._top,
        )
        return box if box[0] < box[2] and box[1] < box[3] else None

    def _corners(self, place: Place) -> Box:
        """In pixels of the whole sheet, from its top left corner."""
        x, y = ctypes.c_int(), ctypes.c_int()
        xs, ys = [], []
        for corner in (place[:2], place[2:]):
            raw.FPDF_PageToDevice(self._page.raw, 0, 0, *self._sheet, 0, *corner, x, y)
            xs.append(x.value)
            ys.append(y.value)
        return min(xs), min(ys), max(xs), max(ys)

    def _drawn(self) -> Image.Image:
        width, height = max(1, self._right - self._left), max(1, self._bottom - self._top)
        bitmap = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
            raw.FPDF_RenderPageBitmap(
                bitmap.raw, self._page.raw, -self._left, -self._top, *self._sheet, 0, _AS_DRAWN
            )
            # blue and red change places: it is all the same where levels are compared
            pixels = bytes(bitmap.buffer)
            return Image.frombuffer("RGB", (width, height), pixels, "raw", "RGB", bitmap.stride, 1)
        finally:
            bitmap.close()


def differs(first: Image.Image, second: Image.Image, box: Box) -> bool:
    """Whether an eye sees a difference between two pictures in a box."""
    difference = ImageChops.difference(first.crop(box), second.crop(box))
    return max(difference.tobytes(), default=0) >= FAINT


def is_blank(picture: Image.Image, box: Box) -> bool:
    """Whether nothing but paper is in the box."""
    return all(
        max(channel, default=0) - min(channel, default=0) <= BLANK
        for channel in map(Image.Image.tobytes, picture.crop(box).split())
    )


def looks_written(picture: Image.Image, box: Box, characters: int) -> bool:
    """Whether the box shows as many strokes as a line of so many characters has."""
    grey = picture.crop(box).convert("L")
    pixels = grey.tobytes()
    low, high = min(pixels, default=0), max(pixels, default=0)
    if high - low <= BLANK:
        return False
    middle = (low + high) // 2
    width, height = grey.size
    dark_is_less = sum(value < middle for value in pixels) * 2 <= len(pixels)
    rows = (pixels[row * width : (row + 1) * width] for row in range(height))
    turns = max(_turns(row, middle, dark_is_less=dark_is_less) for row in rows)
    return turns >= _TURNS_A_CHARACTER * characters


def _turns(row: Sequence[int], middle: int, *, dark_is_less: bool) -> int:
    """How often the row turns from ground to ink."""
    inks = [(value < middle) is dark_is_less for value in row]
    return sum(1 for before, after in pairwise(inks) if after and not before)
