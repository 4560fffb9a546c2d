"""Text of a page that nobody sees: found by its drawing, not by its colour alone.

1. What could be unseen is told from numbers: letters as pale as paper, without ink, in the colour
   of the box below them, or with a box or picture drawn over them later. Most pages have none.
2. Such a page is drawn twice, with those letters and without. Where the two pictures are the same,
   nobody sees them.
3. Where a picture below or above shows letters at the same place, they are the words that were
   recognised in a scan, and honest.

Beside the page and too small to read are told from places alone.
"""

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from ingest.finding import UnseenText
from ingest.readers.pdf_page import Cover, Ink, TextPiece
from ingest.readers.pdf_shown import DrawnPage, Place, differs, is_blank, looks_written
from ingest.readers.pdf_strokes import Drawing

MAX_CHARACTERS = 4_000
"""Of one page's unseen text; more is not needed to judge it."""
TINY_SIZE, TINY_WIDTH = 1.2, 0.65
"""Points: the size of type, and the mean width of its characters, which no eye can read."""
MAX_SUSPECTS = 20_000
_PALE = 0xE0
_NEAR = 12
"""Levels in each colour within which letters are of their ground's colour."""
_BAND = 24.0
_WRITTEN_SHARE = 0.6
_MIN_CHARACTERS = 3
_ENOUGH_LETTERS = 15
_WIDE_FROM = "\u2e80"


def unseen_text(
    page: pdfium.PdfPage,
    textpage: object,
    pieces: Sequence[TextPiece],
    drawing: Drawing,
) -> tuple[UnseenText, ...]:
    """Faint and covered text of a page, one value for each way of hiding."""
    suspects = _Suspects(textpage, pieces, drawing, sheet=_sheet(page))
    if not suspects.found or not _says_something(textpage, suspects.found):
        return ()
    drawn = DrawnPage(page, _around(suspects.boxes[piece.address] for piece in suspects.found))
    unseen = _not_shown(drawn, suspects)
    lines = [_line(textpage, run, suspects.boxes) for run in _runs(unseen, suspects.boxes)]
    seen_too = _letters(textpage, pieces, without=unseen)
    lines = [line for line in lines if not _is_among(line.text, seen_too)]
    if not lines:
        return ()
    picture = drawn.picture(without=pieces)
    written = [_is_written(drawn, picture, line) for line in lines]
    is_scan = sum(written) >= _WRITTEN_SHARE * len(lines)
    found: dict[bool, list[str]] = defaultdict(list)
    for line, one_is_written in zip(lines, written, strict=True):
        if one_is_written or (is_scan and not _is_on_blank(drawn, picture, line.place)):
            continue
        found[line.address in suspects.covered].append(line.text)
    return tuple(
        UnseenText(how="covered" if is_covered else "faint", text="\n".join(texts)[:MAX_CHARACTERS])
        for is_covered, texts in found.items()
    )


def text_out_of_sight(directions: Sequence[Ink], crop: Place | None) -> tuple[UnseenText, ...]:
    """Text beside the page, and text too small to read."""
    outside: list[str] = []
    tiny: list[str] = []
    for number, ink in enumerate(directions):
        left, bottom, right, top = ink.x0, ink.y0, ink.x1, ink.y1
        if crop is not None and number == 0:
            left, bottom, right, top = crop
        for span in ink.spans:
            if span.x1 < left or span.x0 > right or span.y1 < bottom or span.y0 > top:
                outside.append(span.text)
            elif span.size <= TINY_SIZE or (
                len(span.text) >= 8
                and span.x1 - span.x0 < TINY_WIDTH * len(span.text)
                and span.size < 4.0
            ):
                tiny.append(span.text)
    found = []
    if outside:
        found.append(UnseenText(how="outside", text="\n".join(outside)[:MAX_CHARACTERS]))
    if tiny:
        found.append(UnseenText(how="tiny", text="\n".join(tiny)[:MAX_CHARACTERS]))
    return tuple(found)


class _Line(NamedTuple):
    """Unseen text on one line."""

    text: str
    place: Place
    address: int
    """Of its first object."""


class _Suspects:
    """The text objects of a page that could be unseen, with their places."""

    def __init__(
        self,
        textpage: object,
        pieces: Sequence[TextPiece],
        drawing: Drawing,
        *,
        sheet: Place,
    ) -> None:
        self._textpage = textpage
        self._sheet = sheet
        self.boxes: dict[int, Place] = {}
        """Address → left, bottom, right, top in points."""
        self.covered: set[int] = set()
        order = drawing.text_order
        first_text = min((order[p.address] for p in pieces if p.address in order), default=0)
        over = [cover for cover in drawing.covers if cover.order > first_text]
        under_by_band = _by_band(drawing.covers) if drawing.covers else {}
        over_by_band = _by_band(over) if over else {}
        grounds = {cover.colour for cover in drawing.covers if cover.colour >= 0}
        self.found = [
            piece
            for piece in pieces[:MAX_SUSPECTS]
            if self._is_suspect(piece, order, under_by_band, over_by_band, grounds)
        ]

    def _is_suspect(
        self,
        piece: TextPiece,
        order: Mapping[int, int],
        under_by_band: Mapping[int, list[Cover]],
        over_by_band: Mapping[int, list[Cover]],
        grounds: set[int],
    ) -> bool:
        if piece.is_clear:
            return self._box_of(piece) is not None
        place = order.get(piece.address, 0)
        is_pale = piece.colour >= 0 and min(_channels(piece.colour)) >= _PALE
        is_ground = piece.colour in grounds or (
            bool(grounds) and any(_is_near(piece.colour, ground) for ground in grounds)
        )
        if not (is_pale or is_ground or over_by_band):
            return False
        box = self._box_of(piece)
        if box is None:
            return False
        band = int((box[1] + box[3]) / 2 // _BAND)
        if any(
            cover.order > place and _overlaps(cover, box) for cover in over_by_band.get(band, ())
        ):
            self.covered.add(piece.address)
            return True
        if not (is_pale or is_ground):
            return False
        below = [
            cover
            for cover in under_by_band.get(band, ())
            if cover.order < place and _holds(cover, box)
        ]
        if not below:
            return is_pale
        ground = max(below, key=lambda cover: cover.order)
        return ground.colour < 0 or _is_near(piece.colour, ground.colour)

    def _box_of(self, piece: TextPiece) -> Place | None:
        """Where the text object is drawn; None for one of white space."""
        known = self.boxes.get(piece.address)
        if known is not None:
            return known
        first, last = _char_box(self._textpage, piece.first), None
        for index in range(piece.last, max(piece.first, piece.last - 4), -1):
            last = _char_box(self._textpage, index)
            if last is not None:
                break
        first = first or last
        if first is None:
            return None
        last = last or first
        box = (
            min(first[0], last[0]),
            min(first[1], last[1]),
            max(first[2], last[2]),
            max(first[3], last[3]),
        )
        left, bottom, right, top = self._sheet
        if box[2] < left or box[0] > right or box[3] < bottom or box[1] > top:
            return None  # beside the page: told by its place
        self.boxes[piece.address] = box
        return box


def _not_shown(drawn: DrawnPage, suspects: _Suspects) -> list[TextPiece]:
    """The suspects without which the page looks the same."""
    clear = [piece for piece in suspects.found if piece.is_clear]
    others = [piece for piece in suspects.found if not piece.is_clear]
    if others:
        shown = drawn.picture()
        without = drawn.picture(without=others)
        for piece in others:
            box = drawn.box(suspects.boxes[piece.address])
            if box is not None and not differs(shown, without, box):
                clear.append(piece)
    return sorted(clear, key=lambda piece: piece.first)


def _runs(pieces: Sequence[TextPiece], boxes: Mapping[int, Place]) -> Iterator[list[TextPiece]]:
    """Neighbours on one line."""

    def line_of(piece: TextPiece) -> int:
        box = boxes[piece.address]
        return round((box[1] + box[3]) / 2 / 4.0)

    for _, run in groupby(pieces, key=line_of):
        yield list(run)


def _line(textpage: object, run: Sequence[TextPiece], boxes: Mapping[int, Place]) -> "_Line":
    return _Line(
        text=" ".join("".join(_characters(textpage, run)).split()),
        place=_around(boxes[piece.address] for piece in run),
        address=run[0].address,
    )


def _characters(textpage: object, pieces: Iterable[TextPiece]) -> Iterator[str]:
    for piece in pieces:
        for index in range(piece.first, piece.last + 1):
            code = raw.FPDFText_GetUnicode(textpage, index)
            if 0x20 <= code < 0xD800 or 0xE000 <= code < 0x110000:
                yield chr(code)


def _says_something(textpage: object, pieces: Iterable[TextPiece]) -> bool:
    """Whether there are letters enough for a few words: most pale things are marks and figures."""
    letters = 0
    for character in _characters(textpage, pieces):
        letters += (2 if character >= _WIDE_FROM else 1) if character.isalpha() else 0
        if letters >= _ENOUGH_LETTERS:
            return True
    return False


def _letters(textpage: object, pieces: Iterable[TextPiece], *, without: Iterable[TextPiece]) -> str:
    """What the page shows, letters and figures only."""
    left_out = {piece.address for piece in without}
    shown = (piece for piece in pieces if piece.address not in left_out)
    return "".join(filter(str.isalnum, _characters(textpage, shown))).casefold()


def _is_among(text: str, shown: str) -> bool:
    """Whether a line is shown elsewhere on the page as well: a shadow, or drawn anew over a box."""
    letters = "".join(filter(str.isalnum, text)).casefold()
    return len(letters) < _MIN_CHARACTERS or letters in shown


def _around(places: Iterable[Place]) -> Place:
    lefts, bottoms, rights, tops = zip(*places, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _sheet(page: pdfium.PdfPage) -> Place:
    """The part of the page that is shown, in the coordinates of its text."""
    left, bottom, right, top = page.get_cropbox()
    return left, bottom, right, top


def _is_written(drawn: DrawnPage, picture: Image.Image, line: "_Line") -> bool:
    box = drawn.box(line.place)
    letters = sum(map(str.isalnum, line.text))
    return box is not None and looks_written(picture, box, letters)


def _is_on_blank(drawn: DrawnPage, picture: Image.Image, place: Place) -> bool:
    box = drawn.box(place)
    return box is None or is_blank(picture, box)


def _by_band(covers: Sequence[Cover]) -> dict[int, list[Cover]]:
    """Covers by the strips of the page that they touch."""
    bands: dict[int, list[Cover]] = defaultdict(list)
    for cover in covers:
        first, last = int(cover.y0 // _BAND), int(cover.y1 // _BAND)
        for band in range(max(first, -50), min(last, 500) + 1):
            bands[band].append(cover)
    return bands


def _overlaps(cover: Cover, box: Place) -> bool:
    """Whether it lies over a third of a text's length and the middle of its height."""
    middle = (box[1] + box[3]) / 2
    shared = min(cover.x1, box[2]) - max(cover.x0, box[0])
    return cover.y0 <= middle <= cover.y1 and shared >= 0.3 * (box[2] - box[0])


def _holds(cover: Cover, box: Place) -> bool:
    middle = (box[1] + box[3]) / 2
    return cover.y0 <= middle <= cover.y1 and cover.x0 <= box[0] + 2 and cover.x1 >= box[2] - 2


def _channels(colour: int) -> tuple[int, int, int]:
    return colour >> 16, colour >> 8 & 255, colour & 255


def _is_near(first: int, second: int) -> bool:
    if first < 0 or second < 0:
        return False
    pairs = zip(_channels(first), _channels(second), strict=True)
    return all(abs(one - other) <= _NEAR for one, other in pairs)


def _char_box(textpage: object, index: int) -> Place | None:
    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(textpage, index, ctypes.byref(box)):
        return None
    if box.right <= box.left and box.top <= box.bottom:
        return None
    return box.left, box.bottom, box.right, box.top
