"""PDF bytes to blocks: the order of work, and what is done about pages that cannot be read.

1. PDFium gives characters, strokes and bookmarks of every page (`pdf_ink`, `pdf_structure`);
2. strokes become tables, gutters columns, the rest lines and aligned tables (`pdf_layout`);
3. what repeats at the edges of the pages goes (`pdf_furniture`);
4. tables cut by the end of a page get their header back (`pdf_continuation`);
5. headings are told from the text (`pdf_headings`), lines are mended into blocks (`pdf_blocks`).

A file that PDFium refuses is tried with pypdf (`pdf_second_reader`). Made to run in a worker
without files and network: everything that is loaded late is loaded by `preload`.
"""

import statistics
import unicodedata
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

import pypdfium2 as pdfium

from ingest.document import RawDocument
from ingest.errors import FileTooHeavy, FileUnreadable
from ingest.finding import UnseenText
from ingest.readers.pdf_blocks import blocks_of
from ingest.readers.pdf_bombs import refuse_bombs
from ingest.readers.pdf_carried import carried_parts
from ingest.readers.pdf_continuation import with_headers_continued
from ingest.readers.pdf_fonts import provide_fonts
from ingest.readers.pdf_furniture import EdgeWords, without_furniture
from ingest.readers.pdf_headings import body_size, heading_levels
from ingest.readers.pdf_ink import MAX_CHARACTERS_PER_PAGE, read_ink
from ingest.readers.pdf_layout import lay_out
from ingest.readers.pdf_page import PageContent, PageInk
from ingest.readers.pdf_second_reader import (
    SecondReader,
    as_content,
    preload_codecs,
    read_all,
)
from ingest.readers.pdf_structure import PdfStructure, open_pdf, read_structure
from ingest.readers.pdf_title import stated_language, title_of

MAX_CHARACTERS = 40_000_000
"""In all pages together; the longest manuals hold 5 million."""
FEW_CHARACTERS = 12
"""A page with fewer that shows pictures is a scan, its stamp or page number at most."""
LOOK_AHEAD = 8
"""Pages read before one is laid out."""
UNDECODED_SHARE = 0.4
"""Of a page's characters: with more, another reader is tried, and then OCR."""
MANY_UNDECODED = 10
"""Characters on a page: from here on a warning says that something is missing."""
MAX_WARNINGS = 50
MAX_UNSEEN = 500
_TINY_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<<"
    b"/F 5 0 R>>>>>>endobj\n4 0 obj<</Length 33>>stream\nBT /F 9 Tf 9 9 Td (preload) Tj ET\n"
    b"endstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
)


def preload() -> None:
    """Loads what PDFium and pypdf load at first use: call it before files are forbidden."""
    provide_fonts()
    read_pdf(_TINY_PDF, page_done=lambda page, total: None)
    preload_codecs()
    SecondReader(_TINY_PDF).page_lines(1)


def read_pdf(
    data: bytes, *, page_done: Callable[[int, int], None], keep_furniture: bool = False
) -> RawDocument:
    """The document's blocks, title, language, and the pages that need OCR.

    Args:
        data: the file's bytes; nothing else is opened.
        page_done: called with (pages finished, pages in all) after every page.
        keep_furniture: running headers, page and line numbers stay, to measure what else is lost.

    Raises:
        FileEncrypted: it asks for a password (the empty one is tried).
        FileTooHeavy: it claims more pages or characters than a document can have, or unfolds to
            more bytes.
        FileUnreadable: neither reader can open it. One bad page is a warning instead.
    """
    refuse_bombs(data)
    document = open_pdf(data)
    if document is None or len(document) == 0:
        pages, title, warnings = read_all(data, page_done=page_done)
        structure = PdfStructure(
            title=title, language="", page_count=len(pages), labels=(), outline=()
        )
        return _document(pages, structure, (), warnings, keep_furniture)
    try:
        structure = read_structure(document)
        carried = carried_parts(document, data)
        unseen: list[UnseenText] = []
        edges = None if keep_furniture else EdgeWords()
        pages, scanned, warnings = _read_pages(document, data, structure, page_done, edges, unseen)
    finally:
        document.close()
    raw = _document(pages, structure, scanned, warnings, keep_furniture)
    return replace(
        raw,
        unseen=tuple(unseen[:MAX_UNSEEN]),
        carried=carried,
        edges=tuple(edges.taken) if edges is not None else (),
    )


def _read_pages(
    document: pdfium.PdfDocument,
    data: bytes,
    structure: PdfStructure,
    page_done: Callable[[int, int], None],
    edges: EdgeWords | None,
    unseen: list[UnseenText],
) -> tuple[tuple[PageContent, ...], tuple[int, ...], list[str]]:
    """Pages in reading order, those without text, and warnings; adds what nobody sees."""
    pages: list[PageContent] = []
    scanned: list[int] = []
    warnings: list[str] = []
    waiting: deque[tuple[int, PageInk]] = deque()
    again = _Again(data)
    characters = 0
    for number in range(1, structure.page_count + 1):
        ink, reason = _ink_of(document, number)
        characters += ink.character_count
        if characters > MAX_CHARACTERS:
            raise FileTooHeavy(f"the PDF holds more than {MAX_CHARACTERS} characters; split it")
        if reason:
            warnings.append(f"page {number}: {reason}")
        if ink.character_count < FEW_CHARACTERS and ink.shows_something:
            scanned.append(number)
        unseen += [replace(item, page=number) for item in ink.unseen]
        if edges is not None:
            edges.note(ink, number)
        waiting.append((number, ink))
        # Furniture shows only when further pages repeat it; a book does not fit into memory.
        while len(waiting) > LOOK_AHEAD or (waiting and number == structure.page_count):
            ready, kept = waiting.popleft()
            label = structure.labels[ready - 1]
            page = _content(ready, label, kept, edges)
            if _undecoded_share(kept) > UNDECODED_SHARE:
                better = again.page(ready)
                if better is None:
                    scanned.append(ready)
                    warnings.append(f"page {ready}: its fonts do not say what they show")
                page = better or PageContent(number=ready, label=label, items=())
            elif kept.undecoded_count >= MANY_UNDECODED:
                warnings.append(
                    f"page {ready}: {kept.undecoded_count} characters are left out, because their "
                    "font does not say what they are"
                )
            pages.append(page)
        page_done(number, structure.page_count)
    return tuple(pages), tuple(sorted(set(scanned))), warnings


def _ink_of(document: pdfium.PdfDocument, number: int) -> tuple[PageInk, str]:
    """The page's ink and what is wrong with it; empty ink where PDFium cannot load the page."""
    empty = PageInk(directions=(), character_count=0, shows_something=False)
    try:
        page = document[number - 1]
    except pdfium.PdfiumError as error:
        return empty, _reason(error)
    try:
        ink = read_ink(page)
    except pdfium.PdfiumError as error:
        return empty, _reason(error)
    finally:
        page.close()
    return ink, f"cut after {MAX_CHARACTERS_PER_PAGE} characters" if ink.truncated else ""


def _content(number: int, label: str | None, ink: PageInk, edges: EdgeWords | None) -> PageContent:
    main = ink.directions[0] if ink.directions else None
    keep_from_size = 1e9
    if number == 1 and main is not None and main.spans:
        keep_from_size = 1.3 * statistics.median(span.size for span in main.spans)
    if edges is not None:
        ink = edges.strip(ink, keep_from_size=keep_from_size)
    items = lay_out(ink, keep_line_numbers=edges is None)
    return PageContent(
        number=number,
        label=label,
        items=items,
        y0=main.y0 if main else 0.0,
        y1=main.y1 if main else 0.0,
    )


def _reason(error: pdfium.PdfiumError) -> str:
    return f"cannot be read ({str(error).rstrip('.')})"


def _undecoded_share(ink: PageInk) -> float:
    """Share of what is no character: private use, replacement, unassigned, not stated at all."""
    odd = total = ink.undecoded_count
    for direction in ink.directions:
        for span in direction.spans:
            total += len(span.text)
            if not span.text.isascii():
                odd += sum(_is_odd(character) for character in span.text)
    return odd / total if total >= FEW_CHARACTERS else 0.0


def _is_odd(character: str) -> bool:
    return character == "\ufffd" or unicodedata.category(character) in ("Co", "Cn")


class _Again:
    """Pages by way of pypdf, opened when the first one is asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._reader: SecondReader | None = None
        self._failed = False

    def page(self, number: int) -> PageContent | None:
        """The page, if pypdf knows its characters."""
        if self._failed:
            return None
        try:
            self._reader = self._reader or SecondReader(self._data)
            lines = self._reader.page_lines(number)
        except FileUnreadable:
            self._failed = self._reader is None
            return None
        text = "".join(lines)
        odd = sum(map(_is_odd, text))
        if len(text) < FEW_CHARACTERS or odd > 0.1 * len(text):
            return None
        return as_content(number, lines)


def _document(
    pages: Sequence[PageContent],
    structure: PdfStructure,
    scanned: tuple[int, ...],
    warnings: list[str],
    keep_furniture: bool,
) -> RawDocument:
    body = body_size(pages)
    pages = with_headers_continued(pages if keep_furniture else without_furniture(pages))
    levels = heading_levels(pages, structure.outline)
    blocks = blocks_of(pages, levels, body_size=body)
    if len(warnings) > MAX_WARNINGS:
        warnings = [*warnings[:MAX_WARNINGS], f"and {len(warnings) - MAX_WARNINGS} more warnings"]
    return RawDocument(
        blocks=blocks,
        title=title_of(structure, blocks, pages, levels),
        language=stated_language(structure.language, blocks),
        page_count=structure.page_count,
        pages_without_text=scanned,
        warnings=tuple(warnings),
    )
