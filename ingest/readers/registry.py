"""Which reader takes which media type, and how a process is made ready for all of them."""

from collections.abc import Callable, Mapping
from typing import Protocol

from ingest.document import RawDocument
from ingest.media_type import CSV, DOCX, HTML, MARKDOWN, PDF, RST, TEXT, XLSX
from ingest.readers import pdf, picture
from ingest.readers.csv import read_csv
from ingest.readers.decode import preload_encodings
from ingest.readers.docx import preload_docx, read_docx
from ingest.readers.html import read_html
from ingest.readers.markdown import read_markdown
from ingest.readers.rst import preload_rst, read_rst
from ingest.readers.text import read_text
from ingest.readers.xlsx import preload_xlsx, read_xlsx


class Reader(Protocol):
    """Bytes of one file in, its blocks out; ``page_done`` is called after every page or so."""

    def __call__(self, data: bytes, *, page_done: Callable[[], None]) -> RawDocument: ...


def _read_pdf(data: bytes, *, page_done: Callable[[], None]) -> RawDocument:
    return pdf.read_pdf(data, page_done=lambda _page, _pages: page_done())


READERS: Mapping[str, Reader] = {
    PDF: _read_pdf,
    DOCX: read_docx,
    XLSX: read_xlsx,
    CSV: read_csv,
    HTML: read_html,
    MARKDOWN: read_markdown,
    RST: read_rst,
    TEXT: read_text,
}
"""Media type → reader. What is not here has no reader; pictures are for OCR."""


def preload() -> None:
    """Import and exercise everything a reader may need: afterwards no file can be opened."""
    preload_encodings()
    preload_rst()
    preload_docx()
    preload_xlsx()
    pdf.preload()
    picture.preload()
    for read in (read_markdown, read_html, read_text, read_csv):
        read(b"# a\n\n<p>b</p>\n\n1;2\n3;4\n", page_done=lambda: None)
