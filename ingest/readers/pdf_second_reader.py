"""pypdf, for what PDFium refuses or cannot decode: text only, without places.

Slower and without geometry, but it mends cross-reference tables PDFium gives up on, and reads some
fonts PDFium has no map for.
"""

import codecs
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from zlib import error as zlib_error

from pypdf import PdfReader
from pypdf.errors import (
    DependencyError,
    DeprecationError,
    FileNotDecryptedError,
    PyPdfError,
    WrongPasswordError,
)

from ingest.errors import FileEncrypted, FileTooHeavy, FileUnreadable
from ingest.readers.pdf_page import Line, PageContent
from ingest.readers.pdf_structure import MAX_PAGES, sensible_title

logging.getLogger("pypdf").addHandler(logging.NullHandler())
logging.getLogger("pypdf").propagate = False

_FAULTS = (
    PyPdfError,
    DependencyError,
    DeprecationError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,  # RecursionError and NotImplementedError are among them
    TypeError,
    ValueError,
    zlib_error,
)
"""What pypdf raises on damaged objects: far more than its own errors."""
_LINE_HEIGHT = 12.0


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (FileNotDecryptedError, WrongPasswordError) as error:
        raise FileEncrypted(
            "the PDF asks for a password; save a copy without one and publish that"
        ) from error
    except MemoryError as error:
        raise FileTooHeavy("the PDF's streams unfold beyond the memory limit") from error
    except _FAULTS as error:
        raise FileUnreadable(
            f"not a readable PDF ({type(error).__name__}); open it and save it anew"
        ) from error


_CODECS = (
    *("gbk", "gb2312", "gb18030", "big5", "big5hkscs", "cp936", "cp949", "cp950", "shift_jis"),
    *("euc_jp", "euc_kr", "iso2022_jp", "johab", "cp1252", "cp1250", "mac_roman", "charmap"),
    *("utf_16_be", "utf_16_le", "utf_32_be", "latin_1"),
)


def preload_codecs() -> None:
    """Loads the encodings that character maps name."""
    for name in _CODECS:
        codecs.lookup(name)


class SecondReader:
    """A PDF by way of pypdf. Raises FileUnreadable or FileEncrypted when it cannot be opened."""

    def __init__(self, data: bytes) -> None:
        with _translated():
            self._reader = PdfReader(BytesIO(data), strict=False)
            if self._reader.is_encrypted and not self._decrypted():
                raise FileEncrypted(
                    "the PDF asks for a password; save a copy without one and publish that"
                )
            self.page_count = len(self._reader.pages)
        if self.page_count > MAX_PAGES:
            raise FileTooHeavy(
                f"the PDF claims {self.page_count} pages, more than {MAX_PAGES}; split it"
            )

    def _decrypted(self) -> bool:
        try:
            return bool(self._reader.decrypt(""))
        except (DependencyError, NotImplementedError) as error:
            raise FileEncrypted(
                "the PDF is protected in a way that is not supported; save a copy without it"
            ) from error

    def title(self) -> str:
        """The title it states, empty when none or when it cannot be read."""
        try:
            with _translated():
                metadata = self._reader.metadata
                return sensible_title((metadata.title if metadata else "") or "")
        except FileUnreadable:
            return ""

    def page_lines(self, page_number: int) -> tuple[str, ...]:
        """The lines of a page, 1-based. Raises FileUnreadable with the reason."""
        with _translated():
            text = self._reader.pages[page_number - 1].extract_text()
        return tuple(line for line in map(_line, text.splitlines()) if line)


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())


def as_content(page_number: int, lines: tuple[str, ...]) -> PageContent:
    """Lines without places as a page of one column."""
    items = tuple(
        Line(
            text=text,
            x0=0.0,
            x1=6.0 * len(text),
            y0=-index * _LINE_HEIGHT,
            y1=-index * _LINE_HEIGHT + 10.0,
            size=10.0,
            column_x1=6.0 * max(map(len, lines)),
        )
        for index, text in enumerate(lines)
    )
    return PageContent(number=page_number, label=None, items=items)


def read_all(
    data: bytes, *, page_done: Callable[[int, int], None]
) -> tuple[tuple[PageContent, ...], str, list[str]]:
    """Pages, title and warnings of a file that PDFium refuses. Raises FileUnreadable."""
    reader = SecondReader(data)
    if reader.page_count == 0:
        raise FileUnreadable("the PDF has no pages; open it and save it anew")
    pages: list[PageContent] = []
    warnings: list[str] = []
    for number in range(1, reader.page_count + 1):
        try:
            pages.append(as_content(number, reader.page_lines(number)))
        except FileEncrypted:
            raise
        except FileUnreadable as error:
            warnings.append(f"page {number}: {error}")
            pages.append(PageContent(number=number, label=None, items=()))
        page_done(number, reader.page_count)
    return tuple(pages), reader.title(), warnings
