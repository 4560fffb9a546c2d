"""What PDFium sees on a page: characters in spans, direction by direction, and strokes.

PDFium rather than pypdf or pdfplumber: it gives the place of every character in about 4 ms a page
(pypdf 28 ms without places, pdfplumber 121 ms), and it opens what is slightly damaged.
"""

import math
from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.pdf_glyphs import read_glyphs
from ingest.readers.pdf_page import Glyph, Ink, PageInk, Ruling
from ingest.readers.pdf_spans import spans_of
from ingest.readers.pdf_strokes import read_drawing
from ingest.readers.pdf_unseen import text_out_of_sight, unseen_text

MAX_CHARACTERS_PER_PAGE = 100_000
"""A dense newspaper page has 20,000; beyond this a page is cut, with a warning."""
MAX_DIRECTIONS = 6
"""Text in more directions than this belongs to a drawing."""


def read_ink(page: pdfium.PdfPage) -> PageInk:
    """Everything on the page that carries or frames text.

    Raises pypdfium2's PdfiumError where PDFium cannot load the page's text.
    """
    textpage = page.get_textpage()
    try:
        count = raw.FPDFText_CountChars(textpage.raw)
        glyphs = read_glyphs(textpage.raw, count=min(count, MAX_CHARACTERS_PER_PAGE))
        drawing = read_drawing(page)
        unseen = unseen_text(page, textpage.raw, glyphs.pieces, drawing)
    finally:
        textpage.close()
    width, height = raw.FPDF_GetPageWidthF(page.raw), raw.FPDF_GetPageHeightF(page.raw)
    if page.get_rotation() in (90, 270):
        width, height = height, width
    box = page.get_mediabox() or (0.0, 0.0, width, height)
    by_angle = glyphs.by_angle
    directions = [
        _direction(angle, by_angle[angle], drawing.rulings, box)
        for angle in sorted(by_angle, key=lambda angle: -len(by_angle[angle]))[:MAX_DIRECTIONS]
    ]
    return PageInk(
        directions=tuple(directions),
        character_count=glyphs.character_count,
        undecoded_count=glyphs.undecoded_count,
        shows_something=drawing.shows_something,
        truncated=count > MAX_CHARACTERS_PER_PAGE,
        unseen=(*unseen, *text_out_of_sight(directions, _crop(page, box))),
    )


def _crop(
    page: pdfium.PdfPage, box: tuple[float, float, float, float]
) -> tuple[float, float, float, float] | None:
    """The part of the page that is shown, where it is less than its box."""
    crop = page.get_cropbox(fallback_ok=False)
    if crop is None or page.get_rotation():
        return None
    return (
        max(crop[0], box[0]),
        max(crop[1], box[1]),
        min(crop[2], box[2]),
        min(crop[3], box[3]),
    )


def _direction(
    angle: int,
    glyphs: list[Glyph],
    rulings: Sequence[Ruling],
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
