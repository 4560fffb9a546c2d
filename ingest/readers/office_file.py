"""The parts of an Office file (a ZIP of XML), opened only if they are no bomb."""

import io
import re
import zipfile
import zlib

from ingest.errors import FileEncrypted, FileTooHeavy, FileUnreadable

_DAMAGES = (*(zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError),)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MAX_UNPACKED_BYTES = 400 * 2**20
_MAX_PART_BYTES = 200 * 2**20
_MAX_PARTS = 20_000
_MAX_RATIO = 400
_RATIO_FROM_BYTES = 10 * 2**20
_MAX_PROLOG_BYTES = 64 * 2**10
"""Before the first element; Office programs write one line."""
_BEFORE_ELEMENTS = re.compile(
    rb"(?:\s|\xef\xbb\xbf|\xff\xfe|\xfe\xff|<\?.*?\?>|<!--.*?-->)*", re.DOTALL
)
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_office_file(data: bytes) -> None:
    """Nothing, if the file may be given to a library.

    Raises FileEncrypted, FileTooHeavy (a bomb) or FileUnreadable (damaged, or XML that declares
    entities, which no Office program writes).
    """
    if data.startswith(_OLE_MAGIC):
        if _ENCRYPTED_PACKAGE in data:
            raise FileEncrypted("it asks for a password; save a copy without one")
        raise FileUnreadable("it is in the old binary Office format; save it as DOCX or XLSX")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive.infolist())
            for part in archive.infolist():
                _check_xml(archive, part)
    except _DAMAGES as error:
        raise FileUnreadable(f"its ZIP container is damaged ({error}); save it again") from error
    except RuntimeError as error:
        raise FileEncrypted("its ZIP container asks for a password; save it without") from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    if len(parts) > _MAX_PARTS or total > _MAX_UNPACKED_BYTES:
        raise FileTooHeavy(f"it unpacks to {total / 2**20:.0f} MiB in {len(parts)} parts; split it")
    for part in parts:
        ratio = part.file_size / max(part.compress_size, 1)
        if part.file_size > _MAX_PART_BYTES or (
            part.file_size > _RATIO_FROM_BYTES and ratio > _MAX_RATIO
        ):
            raise FileTooHeavy(f"its part {part.filename[:80]!r} is a decompression bomb")


def _check_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Whatever a part is called: which of them are XML is written in another part."""
    with archive.open(part) as stream:
        head = stream.read(_MAX_PROLOG_BYTES)
    # UTF-16 hides nothing: without its NUL bytes the declaration is the same.
    head = head.replace(b"\x00", b"")
    before = _BEFORE_ELEMENTS.match(head)
    rest = head[before.end() :] if before is not None else head
    name = part.filename[:80]
    if _ENTITY.match(rest):
        raise FileUnreadable(f"its part {name!r} declares entities, as attacks do; save it again")
    if rest.startswith((b"<!--", b"<?")):
        raise FileUnreadable(f"its part {name!r} begins with a comment without end; save it again")
