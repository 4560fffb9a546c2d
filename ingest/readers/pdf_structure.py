"""What a PDF says about itself: title, language, bookmarks, page labels, by way of PDFium."""

import ctypes
import re
import unicodedata
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.errors import FileEncrypted, FileTooHeavy
from ingest.readers.pdf_page import OutlineEntry

MAX_PAGES = 10_000
MAX_BOOKMARKS = 20_000
MAX_TITLE_CHARACTERS = 200
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_PROGRAM_TITLE = re.compile(
    r"(?:microsoft\s+(?:office\s+)?(?:word|excel|powerpoint|visio|publisher)\b.*"
    r"|.*\.(?:docx?|xlsx?|pptx?|pdf|indd|tex|dvi|fm|qxd|cdr|ai|dwg|rtf|odt|wps|hwp|pub|txt|md)"
    r"|untitled.*|document\s*\d*|slide\s*\d*|presentation\s*\d*|powerpoint\s.*|title|新建.*|未命名.*"
    r"|无标题.*|無題.*|제목\s*없음|sin título.*|sans titre.*|unbenannt.*|template.*|[\W\d_]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfStructure:
    """The file's statements about itself; empty where it makes none."""

    title: str
    language: str
    page_count: int
    labels: tuple[str | None, ...]
    outline: tuple[OutlineEntry, ...]


def open_pdf(data: bytes) -> pdfium.PdfDocument | None:
    """The document opened with the empty password; None where PDFium cannot read it.

    Raises FileEncrypted where it asks for another password.
    """
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise FileEncrypted(
                "the PDF asks for a password; save a copy without one and publish that"
            ) from error
        return None


def read_structure(document: pdfium.PdfDocument) -> PdfStructure:
    """What the file states about itself. Raises FileTooHeavy for an absurd number of pages."""
    page_count = len(document)
    if page_count > MAX_PAGES:
        raise FileTooHeavy(
            f"the PDF claims {page_count} pages, more than {MAX_PAGES}; split it into parts"
        )
    return PdfStructure(
        title=sensible_title(document.get_metadata_value("Title") or ""),
        language=_language(document),
        page_count=page_count,
        labels=_labels(document, page_count),
        outline=_outline(document),
    )


def sensible_title(title: str) -> str:
    """The title without stray white space; empty when a program made it up."""
    title = " ".join(title.replace("\x00", "").split())
    if len(title) < 2 or len(title) > MAX_TITLE_CHARACTERS or _PROGRAM_TITLE.fullmatch(title):
        return ""
    if any(unicodedata.category(character) in ("Cc", "Cn", "Co") for character in title):
        return ""
    return "" if "\ufffd" in title else title


def _language(document: pdfium.PdfDocument) -> str:
    length = raw.FPDFCatalog_GetLanguage(document.raw, None, 0)
    if not 0 < length <= 200:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFCatalog_GetLanguage(
        document.raw, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length
    )
    text = buffer.raw.decode("utf-16-le", "ignore").strip("\x00 ")
    return text.replace("_", "-") if _LANGUAGE.fullmatch(text) else ""


def _labels(document: pdfium.PdfDocument, page_count: int) -> tuple[str | None, ...]:
    """Printed page numbers; all None where the file numbers its pages 1, 2, 3 anyway.

    Word processors write such labels without asking; then what is printed on the page counts.
    """
    labels = tuple(document.get_page_label(index).strip() or None for index in range(page_count))
    if all(label == str(index + 1) for index, label in enumerate(labels)):
        return (None,) * page_count
    return tuple(label[:20] if label else None for label in labels)


def _outline(document: pdfium.PdfDocument) -> tuple[OutlineEntry, ...]:
    entries: list[OutlineEntry] = []
    for bookmark in document.get_toc(max_depth=8):
        if len(entries) >= MAX_BOOKMARKS:
            break
        destination = bookmark.get_dest()
        page = destination.get_index() if destination is not None else None
        title = " ".join(bookmark.get_title().split())
        if title:
            entries.append(
                OutlineEntry(
                    title=title[:400],
                    level=bookmark.level + 1,
                    page=0 if page is None else page + 1,
                )
            )
    return tuple(entries)
