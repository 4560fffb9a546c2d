"""Whether text of a page shows when the page is drawn: pictures with it and without it compared."""

import ctypes
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageChops

from ingest.readers.pdf_page import TextPiece

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""
SCALE = 1.5
"""Pixels a point: letters of 8 points are 9 pixels high, enough to be told from blank paper."""
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
    """One page that is drawn again and again with some of its text left out."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        width, height = page.get_size()
        scale = SCALE * min(1.0, math.sqrt(MAX_PIXELS / max(width * height * SCALE**2, 1.0)))
        self._scale = scale
        self.size = (max(1, math.ceil(width * scale)), max(1, math.ceil(height * scale)))

    def picture(self, *, without: Iterable[TextPiece] = ()) -> Image.Image:
        """The page as drawn with these text objects left out."""
        left_out = [
            ctypes.cast(ctypes.c_void_p(piece.address), raw.FPDF_PAGEOBJECT) for piece in without
        ]
        for holder in left_out:
            raw.FPDFPageObj_SetIsActive(holder, False)
        try:
            bitmap = self._page.render(scale=self._scale, may_draw_forms=False)
            picture: Image.Image = bitmap.to_pil()
            return picture.convert("RGB")
        finally:
            for holder in left_out:
                raw.FPDFPageObj_SetIsActive(holder, True)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box | None:
        """A place of the page in pixels; None where it lies beside the page."""
        width, height = self.size
        x, y = ctypes.c_int(), ctypes.c_int()
        xs, ys = [], []
        for corner in ((x0, y0), (x1, y1)):
            raw.FPDF_PageToDevice(self._page.raw, 0, 0, width, height, 0, *corner, x, y)
            xs.append(x.value)
            ys.append(y.value)
        box = (
            max(0, min(xs)),
            max(0, min(ys)),
            min(width, max(xs) + 1),
            min(height, max(ys) + 1),
        )
        return box if box[0] < box[2] and box[1] < box[3] else None


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
