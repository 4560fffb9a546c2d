"""Fonts for PDFium where a document names one and does not bring it along.

Chinese, Japanese and Korean documents often name a font that every Windows has. PDFium then looks
for one like it on the machine, each time in the file system, which the reading process must not
touch. Here it gets fonts that were mapped into memory before, or a font of boxes: then the text is
complete at least. Without any it would leave out texts of one character (``6.2 至 6.8 V``).
"""

import ctypes
import mmap
from dataclasses import dataclass

import pypdfium2.raw as raw

from ingest.readers.pdf_box_font import box_font
from ingest.readers.pdf_font_files import Face, best_face, installed_faces

_CHARACTER_SETS = {
    raw.FXFONT_SHIFTJIS_CHARSET: (17, "JP"),
    raw.FXFONT_GB2312_CHARSET: (18, "SC"),
    raw.FXFONT_HANGEUL_CHARSET: (19, "KR"),
    raw.FXFONT_CHINESEBIG5_CHARSET: (20, "TC"),
}
"""PDFium's character set → bit of OS/2's ulCodePageRange1, region in the names of fonts.

For other scripts PDFium brings fonts of its own.
"""
_COLLECTION = int.from_bytes(b"ttcf", "big")


@dataclass(frozen=True, slots=True, kw_only=True)
class _LoadedFont:
    content: mmap.mmap | bytes
    address: int
    size: int
    offset: int
    """Of the face in a collection; -1 for a font alone in its file."""


class _PdfiumFonts:
    """What PDFium asks for fonts (``FPDF_SYSFONTINFO``); it keeps pointers into this object."""

    def __init__(self) -> None:
        faces = tuple(installed_faces())
        self._fonts: list[_LoadedFont] = [_in_memory(box_font())]
        self._by_set: dict[int, int] = {}
        opened: dict[Face, int] = {}
        for character_set, (code_page, region) in _CHARACTER_SETS.items():
            face = best_face(faces, code_page=code_page, region=region)
            if face is not None and face not in opened:
                opened[face] = len(self._fonts)
                self._fonts.append(_mapped(face))
            self._by_set[character_set] = opened[face] if face is not None else 0
        types = dict(raw.FPDF_SYSFONTINFO._fields_)
        self.answers = raw.FPDF_SYSFONTINFO(
            version=1,
            Release=types["Release"](lambda info: None),
            EnumFonts=types["EnumFonts"](lambda info, mapper: None),
            MapFont=types["MapFont"](self._map_font),
            GetFont=types["GetFont"](lambda info, name: None),
            GetFontData=types["GetFontData"](self._font_data),
            GetFaceName=types["GetFaceName"](lambda info, font, buffer, size: 0),
            GetFontCharset=types["GetFontCharset"](lambda info, font: 0),
            DeleteFont=types["DeleteFont"](lambda info, font: None),
        )

    def _map_font(
        self, info: object, weight: int, italic: int, character_set: int, *others: object
    ) -> int | None:
        place = self._by_set.get(character_set)
        return None if place is None else place + 1  # 0 would be a null pointer

    def _font_data(
        self, info: object, font: int | None, table: int, buffer: object, size: int
    ) -> int:
        """Copies the font; without room for it only its size.

        PDFium asks for a collection as such, and tells the face by how far from its end it begins.
        """
        if not font:
            return 0
        loaded = self._fonts[font - 1]
        if table == _COLLECTION:
            if loaded.offset < 0:
                return 0
            if buffer and size:
                ctypes.memmove(buffer, loaded.address, min(size, loaded.size))  # type: ignore[arg-type]
            return loaded.size
        if table:
            return 0
        length = loaded.size - max(loaded.offset, 0)
        if buffer and size >= length:
            ctypes.memmove(buffer, loaded.address + max(loaded.offset, 0), length)  # type: ignore[arg-type]
        return length


_installed: list[_PdfiumFonts] = []
"""PDFium holds one for the whole process, until it ends."""


def provide_fonts() -> None:
    """Gives PDFium its fonts, once in a process: call it while files may be opened."""
    if not _installed:
        _installed.append(_PdfiumFonts())
        raw.FPDF_SetSystemFontInfo(ctypes.byref(_installed[0].answers))


def _in_memory(content: bytes) -> _LoadedFont:
    address = ctypes.cast(ctypes.c_char_p(content), ctypes.c_void_p).value or 0
    return _LoadedFont(content=content, address=address, size=len(content), offset=-1)


def _mapped(face: Face) -> _LoadedFont:
    with face.path.open("rb") as stream:
        # Copy on write, so that ctypes may take its address; nothing is ever written.
        content = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_COPY)
    offset = face.offset if content[:4] == b"ttcf" else -1
    address = ctypes.addressof(ctypes.c_char.from_buffer(content))
    return _LoadedFont(content=content, address=address, size=len(content), offset=offset)
