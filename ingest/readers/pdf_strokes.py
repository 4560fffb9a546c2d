"""Level and upright strokes of a page, as PDFium gives them: the borders of tables."""

import ctypes
from collections.abc import Mapping
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.readers.pdf_page import Cover, Ruling

MAX_OBJECTS_PER_PAGE = 60_000
MAX_FORM_DEPTH = 8
STROKE_WIDTH = 3.2
"""Points: a filled box thinner than this is a stroke."""
MIN_COVER_WIDTH, MIN_COVER_HEIGHT = 12.0, 5.0
"""Points: what is smaller hides no line of text."""
MAX_COVERS = 2_000
OPAQUE = 250
"""Of 255."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What is drawn on a page beside its text."""

    rulings: tuple[Ruling, ...]
    shows_something: bool
    """Pictures or drawings are there at all."""
    covers: tuple[Cover, ...] = ()
    """Filled boxes and pictures that could hide or carry a line of text."""
    text_order: Mapping[int, int] = field(default_factory=dict)
    """Text object → its place among everything drawn, as ``Cover.order`` counts."""


def read_drawing(page: pdfium.PdfPage) -> Drawing:
    """The level and upright strokes of a page, each with its own direction only."""
    rulings: list[Ruling] = []
    shows_something = False
    left, bottom = ctypes.c_float(), ctypes.c_float()
    right, top = ctypes.c_float(), ctypes.c_float()
    stroked, filled = ctypes.c_int(), ctypes.c_int()
    budget = MAX_OBJECTS_PER_PAGE
    covers: list[Cover] = []
    text_order: dict[int, int] = {}
    address_of = ctypes.addressof
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
            # what is drawn last comes first here: the budget counts downwards with the order
            text_order[address_of(holder.contents)] = budget
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
        is_path = kind == raw.FPDF_PAGEOBJ_PATH
        if not raw.FPDFPageObj_GetBounds(holder, left, bottom, right, top):
            continue
        if is_path:
            raw.FPDFPath_GetDrawMode(holder, filled, stroked)
            if not (filled.value or stroked.value):
                continue
        x0, y0 = _applied(outer, left.value, bottom.value)
        x1, y1 = _applied(outer, right.value, top.value)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if (
            x1 - x0 >= MIN_COVER_WIDTH
            and y1 - y0 >= MIN_COVER_HEIGHT
            and len(covers) < MAX_COVERS
            and (not is_path or filled.value)
        ):
            colour = _fill_of(holder) if is_path else -1
            if colour is not None:
                covers.append(Cover(budget, x0, y0, x1, y1, colour))
        if not is_path:
            continue
        if x1 - x0 <= STROKE_WIDTH or y1 - y0 <= STROKE_WIDTH:
            rulings.append(_thin(x0, y0, x1, y1))
        elif stroked.value:
            rulings.extend(_sides(holder, outer))
    long = (r for r in rulings if r.x1 - r.x0 > 2.0 or r.y1 - r.y0 > 2.0)
    return Drawing(
        rulings=tuple(long),
        shows_something=shows_something,
        covers=tuple(covers),
        text_order=text_order,
    )


def _fill_of(holder: object) -> int | None:
    """The colour of a filled path; None where it lets what is below it through."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(holder, red, green, blue, alpha):
        return -1
    if alpha.value < OPAQUE:
        return None
    return red.value << 16 | green.value << 8 | blue.value


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
