"""Streams that unfold to hundreds of megabytes: found before PDFium unfolds them.

PDFium has no limit of its own on the text operators of a page. Deflate packs at most 1,032 to 1
(zlib's documentation), so only long streams need a look; pictures are left out, a scan unfolds to
100 MB honestly and PDFium reads it in strips.
"""

import re
import zlib

from ingest.errors import FileTooHeavy

MAX_UNFOLDED_BYTES = 64 * 1024**2
"""One content or object stream; a dense vector map has 20 MB."""
MIN_PACKED_BYTES = MAX_UNFOLDED_BYTES // 1_032
STEP = 1024**2
_STREAM = re.compile(rb"stream\r?\n")
_DICTIONARY_BYTES = 600
_FLATE = (b"/FlateDecode", b"/Fl ", b"/Fl]")


def refuse_bombs(data: bytes) -> None:
    """Raises FileTooHeavy for a stream that unfolds beyond reason; encrypted ones are not seen."""
    for found in _STREAM.finditer(data):
        if data[found.start() - 3 : found.start()] == b"end":
            continue
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        head = data[max(0, found.start() - _DICTIONARY_BYTES) : found.start()]
        head = head[head.rfind(b" obj") :]
        if not any(name in head for name in _FLATE):
            continue
        twice = head.count(b"FlateDecode") + head.count(b"/Fl ") > 1
        picture = b"/Image" in head and not twice
        if picture or (end - found.end() < MIN_PACKED_BYTES and not twice):
            continue
        _unfold(data[found.end() : end], twice=twice)


def _unfold(packed: bytes, *, twice: bool) -> None:
    first = zlib.decompressobj()
    second = zlib.decompressobj()
    size = 0
    try:
        while packed and not first.eof:
            part = first.decompress(packed, STEP)
            packed = first.unconsumed_tail
            if twice:
                size += _length(second, part)
            size += len(part)
            if size > MAX_UNFOLDED_BYTES:
                raise FileTooHeavy(
                    f"a stream of the PDF unfolds to more than {MAX_UNFOLDED_BYTES} bytes; "
                    "print it to a new PDF"
                )
    except zlib.error:
        return  # damaged, or only a filter's name: PDFium stops there as well


def _length(unpacker: "zlib._Decompress", part: bytes) -> int:
    """How much this part unfolds to, up to the limit."""
    size = 0
    while part and not unpacker.eof and size <= MAX_UNFOLDED_BYTES:
        size += len(unpacker.decompress(part, STEP))
        part = unpacker.unconsumed_tail
    return size
