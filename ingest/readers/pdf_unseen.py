"""Text of a page that nobody sees: found by its drawing, not by its colour alone.

1. What could be unseen is told from numbers: letters as pale as paper, without ink, in the colour
   of the box below them, or with a box or picture drawn over them later. Most pages have none.
2. Such a page is drawn twice, with those letters and without. Where the two pictures are the same,
   nobody sees them.
3. Where a picture below or above shows letters at the same place, they are the words that were
   recognised in a scan, and honest.

Beside the page and too small to read are told from places alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from ingest.finding import UnseenText
from ingest.readers.pdf_page import Ink, Place, TextPiece
from ingest.readers.pdf_shown import DrawnPage, differs, is_blank, looks_written
from ingest.readers.pdf_strokes import Drawing
from ingest.readers.pdf_suspects import Suspects, suspects_among

MAX_CHARACTERS = 4_000
"""Of one page's unseen text; more is not needed to judge it."""
TINY_SIZE, TINY_WIDTH = 1.2, 0.65
"""Points: the size of type, and the mean width of its characters, which no eye can read."""
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
    suspects = suspects_among(textpage, pieces, drawing, sheet=page.get_cropbox())
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


def _not_shown(drawn: DrawnPage, suspects: Suspects) -> list[TextPiece]:
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


def _is_written(drawn: DrawnPage, picture: Image.Image, line: "_Line") -> bool:
    box = drawn.box(line.place)
    letters = sum(map(str.isalnum, line.text))
    return box is not None and looks_written(picture, box, letters)


def _is_on_blank(drawn: DrawnPage, picture: Image.Image, place: Place) -> bool:
    box = drawn.box(place)
    return box is None or is_blank(picture, box)
