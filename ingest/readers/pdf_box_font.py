"""A font made here in which every character is a box: what stands in where no font is installed.

PDFium leaves out what has no extent: where it finds no font for a text of one character, the
character is missing from the text of the page. A box has an extent. Tables as in the OpenType
specification, 1.9 (ISO/IEC 14496-22).
"""

import struct
from itertools import pairwise

UNITS_PER_EM = 1000
_ASCENT, _DESCENT = 880, -120
_LEFT, _RIGHT, _BOTTOM, _TOP = 60, 940, -60, 820
_STROKE = 50
_FIRST, _LAST = 0x20, 0x10FFFF


def box_font() -> bytes:
    """A TrueType font of two glyphs, both the same box, to which all characters lead."""
    glyph = _glyph()
    tables = {
        b"OS/2": _os2(),
        b"cmap": _cmap(),
        b"glyf": glyph * 2,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            *(0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0, UNITS_PER_EM, 0, 0),
            *(_LEFT, _BOTTOM, _RIGHT, _TOP, 0, 8, 2, 1, 0),
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH",
            *(0x00010000, _ASCENT, _DESCENT, 0, UNITS_PER_EM, _LEFT, 60, _RIGHT, 1),
            *(0, 0, 0, 0, 0, 0, 0, 2),
        ),
        b"hmtx": struct.pack(">Hh", UNITS_PER_EM, _LEFT) * 2,
        b"loca": struct.pack(">III", 0, len(glyph), 2 * len(glyph)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x00010000, 2, 8, 2, 0, 0, 2, *(0,) * 8),
        b"name": struct.pack(">HHH", 0, 0, 6),
        b"post": struct.pack(">IIhhIIIII", 0x00030000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    return _file(tables)


def _glyph() -> bytes:
    """Two contours of four corners, the inner one the other way round: a hole."""
    left, right = _LEFT + _STROKE, _RIGHT - _STROKE
    bottom, top = _BOTTOM + _STROKE, _TOP - _STROKE
    across = (_LEFT, _LEFT, _RIGHT, _RIGHT, left, right, right, left)
    upwards = (_BOTTOM, _TOP, _TOP, _BOTTOM, bottom, bottom, top, top)
    header = struct.pack(">hhhhhHHH", 2, _LEFT, _BOTTOM, _RIGHT, _TOP, 3, 7, 0)
    return _padded(header + bytes([1] * 8) + _differences(across) + _differences(upwards))


def _differences(places: tuple[int, ...]) -> bytes:
    """Every place as its distance from the one before it."""
    return struct.pack(">8h", *(b - a for a, b in pairwise((0, *places))))


def _cmap() -> bytes:
    """Format 13: one glyph for a whole range of characters."""
    ranges = struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, _FIRST, _LAST, 1)
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + ranges


def _os2() -> bytes:
    return struct.pack(
        ">HhHHHhhhhhhhhhhh10sIIII4sHHHhhhHHII",
        *(1, UNITS_PER_EM, 400, 5, 0, *(0,) * 11, bytes(10), 0, 0, 0, 0, b"none", 64),
        *(_FIRST, 0xFFFF, _ASCENT, _DESCENT, 0, _ASCENT, -_DESCENT, 0, 0),
    )


def _file(tables: dict[bytes, bytes]) -> bytes:
    """The tables with their directory."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(
        ">IHHHH", 0x00010000, count, 16 << power, power, 16 * count - (16 << power)
    )
    position = len(header) + 16 * count
    entries, bodies = [], []
    for tag, body in sorted(tables.items()):
        padded = _padded(body)
        checksum = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        entries.append(struct.pack(">4sIII", tag, checksum, position, len(body)))
        bodies.append(padded)
        position += len(padded)
    return header + b"".join(entries) + b"".join(bodies)


def _padded(body: bytes) -> bytes:
    return body + bytes(-len(body) % 4)
