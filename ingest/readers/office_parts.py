"""Programs and files inside an Office file, by the names of its parts and what they link to."""

import io
import re
import zipfile
from collections.abc import Iterator

from ingest.finding import CarriedPart

MAX_PARTS = 20
_MAX_XML_BYTES = 16 * 2**20
_PROGRAMS = (
    (re.compile(r"(?:^|/)vbaProject\.bin$", re.IGNORECASE), "VBA macros"),
    (re.compile(r"/macrosheets?/", re.IGNORECASE), "Excel 4.0 macros"),
    (re.compile(r"/activeX/[^/]+\.bin$", re.IGNORECASE), "ActiveX control"),
)
_FILE = re.compile(r"/(?:embeddings/[^/]+|afchunk[^/]*|oleObject[^/]*)$", re.IGNORECASE)
_REMOTE = re.compile(rb'Type="[^"]*/attachedTemplate"[^>]*TargetMode="External"', re.IGNORECASE)
_DDE_LINK = re.compile(rb"<(?:\w+:)?ddeLink\b")
_INSTRUCTION = re.compile(
    rb"<w:(?:instrText|fldSimple)[^>]*>?[^<]*?\b(DDEAUTO|DDE)\b", re.IGNORECASE
)


def carried_in_office_file(data: bytes) -> tuple[CarriedPart, ...]:
    """Macros, controls, links that run programs, and embedded files."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return tuple(_parts(archive))[:MAX_PARTS]


def _parts(archive: zipfile.ZipFile) -> Iterator[CarriedPart]:
    told: set[str] = set()
    for part in archive.infolist():
        name = part.filename
        for pattern, what in _PROGRAMS:
            if pattern.search(name) and what not in told:
                told.add(what)
                yield CarriedPart(kind="macro", name=f"{what} ({name})")
        if _FILE.search(name) and not name.endswith(".rels"):
            yield CarriedPart(kind="embedded_file", name=name)
        if part.file_size > _MAX_XML_BYTES:
            continue
        if name.endswith("settings.xml.rels") and _REMOTE.search(archive.read(part)):
            yield CarriedPart(kind="macro", name="a template that is loaded from elsewhere")
        elif "/externalLinks/" in name and _DDE_LINK.search(archive.read(part)):
            yield CarriedPart(kind="macro", name="a DDE link, which can start programs")
        elif name == "word/document.xml" and _INSTRUCTION.search(archive.read(part)):
            yield CarriedPart(kind="macro", name="a DDE field, which can start programs")
