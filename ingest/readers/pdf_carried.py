"""Programs and files inside a PDF, found without running or opening any of them.

PDFium tells of attachments. Actions stand anywhere in the file's dictionaries, most of them in
streams of packed objects: their names are looked for in both.
"""

import ctypes
import re
import zlib
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.finding import CarriedPart

MAX_PARTS = 20
MAX_UNPACKED_BYTES = 64 * 2**20
"""Of packed objects in the whole file; the largest manuals have a tenth of it."""
_STEP = 2**20
_ACTION = re.compile(rb"/S\s*/(JavaScript|Launch|ImportData)\b")
_PAPER_CLIP = re.compile(rb"/Subtype\s*/FileAttachment\b")
_PACKED_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_TOLD = {
    b"JavaScript": "JavaScript",
    b"Launch": "starts a program",
    b"ImportData": "imports data from a file",
}


def carried_parts(document: pdfium.PdfDocument, data: bytes) -> tuple[CarriedPart, ...]:
    """Attachments by name, then each kind of action that the file holds."""
    found = list(_attachments(document))
    told: dict[str, None] = {}
    has_clips = False
    for part in _dictionaries(data):
        for match in _ACTION.finditer(part):
            told[_TOLD[match.group(1)]] = None
        has_clips = has_clips or bool(_PAPER_CLIP.search(part))
    if has_clips:
        found += _paper_clips(document)
    found += [CarriedPart(kind="macro", name=name) for name in told]
    return tuple(found[:MAX_PARTS])


def _dictionaries(data: bytes) -> Iterator[bytes]:
    """The file as it is, and its packed objects unpacked."""
    yield data
    left = MAX_UNPACKED_BYTES
    for match in _PACKED_OBJECTS.finditer(data):
        stream = _STREAM.search(data, match.end(), match.end() + 1_000)
        if stream is None or left <= 0:
            continue
        end = data.find(b"endstream", stream.end())
        unpacker = zlib.decompressobj()
        try:
            part = unpacker.decompress(data[stream.end() : end], min(left, _STEP * 16))
        except zlib.error:
            continue  # encrypted or damaged: PDFium reads no more of it than this
        left -= len(part)
        yield part


def _attachments(document: pdfium.PdfDocument) -> Iterator[CarriedPart]:
    for index in range(min(raw.FPDFDoc_GetAttachmentCount(document.raw), MAX_PARTS)):
        holder = raw.FPDFDoc_GetAttachment(document.raw, index)
        if holder:
            yield CarriedPart(kind="embedded_file", name=_name_of(holder))


def _paper_clips(document: pdfium.PdfDocument) -> Iterator[CarriedPart]:
    """Files behind a mark on a page."""
    found = 0
    for number in range(len(document)):
        page = raw.FPDF_LoadPage(document.raw, number)
        if not page:
            continue
        for index in range(min(raw.FPDFPage_GetAnnotCount(page), 1_000)):
            mark = raw.FPDFPage_GetAnnot(page, index)
            if not mark:
                continue
            if raw.FPDFAnnot_GetSubtype(mark) == raw.FPDF_ANNOT_FILEATTACHMENT:
                holder = raw.FPDFAnnot_GetFileAttachment(mark)
                name = _name_of(holder) if holder else "a file"
                yield CarriedPart(kind="embedded_file", name=name, page=number + 1)
                found += 1
            raw.FPDFPage_CloseAnnot(mark)
        raw.FPDF_ClosePage(page)
        if found >= MAX_PARTS:
            return


def _name_of(attachment: object) -> str:
    length = raw.FPDFAttachment_GetName(attachment, None, 0)
    if not 2 < length <= 4_000:
        return "a file"
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAttachment_GetName(
        attachment, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length
    )
    name = buffer.raw.decode("utf-16-le", "ignore").rstrip("\x00")
    if name.startswith("þÿ"):
        # a key of a name tree that was written as text: its bytes are UTF-16
        name = name.encode("latin-1", "ignore").decode("utf-16", "ignore")
    return name or "a file"
