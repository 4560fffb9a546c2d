"""What a file is, by its first bytes before its name: names lie, uploads more so."""

import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

SNIFF_BYTES = 8192

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html"
MARKDOWN = "text/markdown"
RST = "text/x-rst"
CSV = "text/csv"
TEXT = "text/plain"
PICTURES = ("image/png", "image/jpeg", "image/tiff", "image/webp", "image/bmp", "image/gif")

_BY_ENDING = {
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".mdx": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".rst": RST,
    ".rest": RST,
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": TEXT,
    ".text": TEXT,
    ".log": TEXT,
    ".srt": TEXT,
    "": TEXT,
}
"""Formats without magic bytes, where the name is all there is."""

_BY_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"GIF8", "image/gif"),
)
_ADVICE = "save it as PDF, DOCX, XLSX, CSV, HTML, Markdown or text"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REFUSED_MAGIC = (
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old or encrypted Office file (or an Outlook message)",
    ),
    (b"\x00\x05\x16\x07", "a macOS resource fork"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf\x27\x1c", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"BZh", "an archive"),
    (b"{\\rtf", "an RTF file"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType:
    """A media type some reader takes, or the reason why none does."""

    name: str = ""
    problem: str = ""


def media_type_of(path: str, *, head: bytes, stream: BinaryIO) -> MediaType:
    """The media type of the file whose first bytes are ``head``; ``stream`` lets zips be told."""
    ending = PurePosixPath(path).suffix.lower()
    # Acrobat accepts the mark anywhere in the first kilobyte, and so do the files in the wild.
    if b"%PDF-" in head[:1024] and head.lstrip()[:1] != b"<":
        return MediaType(name=PDF)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_type(ending, stream)
    if head.startswith(_OLE_MAGIC) and ending in {".docx", ".xlsx"}:
        # A DOCX with a password is wrapped in the old format: its reader says so.
        return MediaType(name=DOCX if ending == ".docx" else XLSX)
    for magic, what in _REFUSED_MAGIC:
        if head.startswith(magic):
            return MediaType(problem=f"it is {what}, whatever its name says; {_ADVICE}")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaType(name="image/webp")
    for magic, name in _BY_MAGIC:
        if head.startswith(magic):
            return MediaType(name=name)
    if _looks_binary(head):
        return MediaType(problem=f"it is neither text nor a format that is known; {_ADVICE}")
    if ending in _BY_ENDING and _BY_ENDING[ending] != TEXT:
        return MediaType(name=_BY_ENDING[ending])
    opening = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if opening.startswith((b"<!doctype html", b"<html")):
        return MediaType(name=HTML)
    if ending in _BY_ENDING:
        return MediaType(name=TEXT)
    if ending == ".xml" and b"<html" in head.lower():
        return MediaType(name=HTML)
    if ending in {".pdf", ".docx", ".xlsx"}:
        return MediaType(problem=f"it is no {ending[1:].upper()} file; export it again")
    return MediaType(problem=f"files named {ending!r} are not read; {_ADVICE}")


def _zip_type(ending: str, stream: BinaryIO) -> MediaType:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()[:5000]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        # Truncated or damaged: the reader of the format it claims to be says so in its words.
        claimed = {".docx": DOCX, ".xlsx": XLSX}.get(ending)
        if claimed:
            return MediaType(name=claimed)
        return MediaType(problem=f"a damaged ZIP archive; {_ADVICE}")
    if any(name.startswith("word/") for name in names):
        return MediaType(name=DOCX)
    if any(name.startswith("xl/") for name in names):
        return MediaType(name=XLSX)
    if any(name.startswith("ppt/") for name in names):
        return MediaType(problem="slides are not read; save them as PDF")
    claimed = {".docx": DOCX, ".xlsx": XLSX}.get(ending)
    if claimed and "[Content_Types].xml" in names:
        return MediaType(name=claimed)
    return MediaType(problem=f"a ZIP archive is not read; unpack it, or {_ADVICE}")


def _looks_binary(head: bytes) -> bool:
    """NUL bytes that are not the halves of UTF-16, or many control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    nuls_even, nuls_odd = head[0::2].count(0), head[1::2].count(0)
    if nuls_even + nuls_odd:
        return min(nuls_even, nuls_odd) * 4 > max(nuls_even, nuls_odd)
    controls = sum(head.count(bytes([code])) for code in (*range(1, 9), *range(14, 27), 127))
    return controls * 20 > len(head)
