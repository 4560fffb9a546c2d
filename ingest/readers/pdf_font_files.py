"""Fonts installed on this machine that hold a language's characters, by their own statements."""

import mmap
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
MAX_FILES = 5_000
REGULAR_WEIGHT = 400
_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
_CODE_PAGES_AT, _WEIGHT_AT = 78, 4
"""Offsets in the table OS/2 (OpenType specification 1.9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One typeface of a font file."""

    path: Path
    offset: int
    """Where the face begins in its file; not 0 in collections."""
    weight: int
    code_pages: int
    """Bits of ``ulCodePageRange1``: the character sets it claims to hold."""
    names: bytes
    """The table of its names, as stored (UTF-16BE on all but old Macintosh fonts)."""


def installed_faces(folders: Iterable[Path] = FOLDERS) -> Iterator[Face]:
    """The faces in these folders, in the order of their paths; files that are no fonts are left."""
    files = sorted(
        path for folder in folders for path in folder.rglob("*") if path.suffix in _SUFFIXES
    )
    for path in files[:MAX_FILES]:
        try:
            with (
                path.open("rb") as stream,
                mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content,
            ):
                yield from _faces(path, content)
        except (OSError, ValueError, struct.error):
            continue


def best_face(faces: Iterable[Face], *, code_page: int, region: str) -> Face | None:
    """The face for a character set: of its region by name if possible, upright and regular.

    Args:
        code_page: bit of ``ulCodePageRange1``.
        region: what the names of fonts say, ``SC`` for simplified Chinese.
    """
    fitting = [face for face in faces if face.code_pages >> code_page & 1]
    return min(fitting, key=lambda face: _distance(face, region), default=None)


def _distance(face: Face, region: str) -> tuple[bool, int, bool, bool]:
    def named(word: str) -> bool:
        return word.encode("utf-16-be") in face.names

    return (
        not named(f" {region}"),
        abs(face.weight - REGULAR_WEIGHT),
        named("Italic"),
        named("Mono"),
    )


def _faces(path: Path, content: mmap.mmap) -> Iterator[Face]:
    offsets: tuple[int, ...] = (0,)
    if content[:4] == b"ttcf":
        (count,) = struct.unpack_from(">I", content, 8)
        offsets = struct.unpack_from(f">{min(count, 64)}I", content, 12)
    for offset in offsets:
        (count,) = struct.unpack_from(">H", content, offset + 4)
        tables: dict[bytes, tuple[int, int]] = {}
        for index in range(count):
            tag, _, start, size = struct.unpack_from(">4sIII", content, offset + 12 + 16 * index)
            tables[tag] = (start, size)
        if b"OS/2" not in tables or tables[b"OS/2"][1] < _CODE_PAGES_AT + 4:
            continue
        start = tables[b"OS/2"][0]
        (weight,) = struct.unpack_from(">H", content, start + _WEIGHT_AT)
        (code_pages,) = struct.unpack_from(">I", content, start + _CODE_PAGES_AT)
        names_at, names_size = tables.get(b"name", (0, 0))
        yield Face(
            path=path,
            offset=offset,
            weight=weight,
            code_pages=code_pages,
            names=content[names_at : names_at + names_size],
        )
