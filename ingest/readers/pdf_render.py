"""A page as a picture: for OCR, and for the console's page view."""

import io

import pypdfium2 as pdfium
from PIL import Image

from ingest.errors import FileUnreadable
from ingest.readers.pdf_structure import open_pdf

MAX_PIXELS = 36_000_000
"""A4 at 600 dots per inch; a larger sheet is drawn at a lower resolution."""
POINTS_PER_INCH = 72.0


def render_page(data: bytes, *, page: int, dots_per_inch: int) -> bytes:
    """The page, 1-based, as a greyscale PNG.

    Raises FileUnreadable where the file or the page cannot be drawn, FileEncrypted where it asks
    for a password.
    """
    document = open_pdf(data)
    if document is None:
        raise FileUnreadable("the PDF's pages cannot be drawn; open it and save it anew")
    try:
        if not 1 <= page <= len(document):
            raise FileUnreadable(f"page {page} does not exist; the PDF has {len(document)} pages")
        sheet = document[page - 1]
        width, height = sheet.get_size()
        scale = dots_per_inch / POINTS_PER_INCH
        pixels = width * height * scale * scale
        if pixels > MAX_PIXELS:
            scale *= (MAX_PIXELS / pixels) ** 0.5
        picture = sheet.render(scale=scale, grayscale=True).to_pil()
    except pdfium.PdfiumError as error:
        raise FileUnreadable(f"page {page} cannot be drawn ({error})") from error
    finally:
        document.close()
    return as_png(picture)


def as_png(picture: Image.Image) -> bytes:
    """The picture as PNG bytes, little compressed: it lives for a moment."""
    buffer = io.BytesIO()
    picture.save(buffer, format="PNG", compress_level=3)
    return buffer.getvalue()
