"""PDFs drawn for the tests, with the truth known."""

import io
from collections.abc import Callable, Sequence
from itertools import pairwise

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT = 60.0


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    """The bytes of the PDF that ``draw`` draws."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def write(
    canvas: Canvas,
    lines: Sequence[str],
    *,
    y: float,
    x: float = LEFT,
    size: float = 10.0,
    font: str = "Helvetica",
) -> float:
    """Draws lines downwards from ``y``; the place below the last one."""
    canvas.setFont(font, size)
    for line in lines:
        canvas.drawString(x, y, line)
        y -= 1.25 * size
    return y


def chinese(canvas: Canvas) -> str:
    """Registers the CID font for simplified Chinese (not embedded) and gives its name."""
    del canvas
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return "STSong-Light"


def ruled(
    canvas: Canvas,
    rows: Sequence[Sequence[str]],
    *,
    y: float,
    widths: Sequence[float],
    x: float = LEFT,
    height: float = 18.0,
    header_font: str = "Helvetica-Bold",
) -> float:
    """Draws a table with all its lines; the place below it."""
    edges = [x]
    for width in widths:
        edges.append(edges[-1] + width)
    top = y
    for index, row in enumerate(rows):
        canvas.setFont(header_font if index == 0 else "Helvetica", 9)
        for (left, _), cell in zip(pairwise(edges), row, strict=True):
            canvas.drawString(left + 4, y - height + 5, cell)
        y -= height
    canvas.setLineWidth(0.5)
    for index in range(len(rows) + 1):
        canvas.line(edges[0], top - index * height, edges[-1], top - index * height)
    for edge in edges:
        canvas.line(edge, top, edge, y)
    return y


PROSE = (
    "The battery of the scanner is charged through the cradle or with the cable that",
    "comes with it. Charging takes four hours. While it charges the light is amber, and",
    "it turns green when the battery is full. Do not charge it below zero degrees.",
)
