"""Text objects of a page that could be unseen, told from numbers alone: most pages have none."""

import ctypes
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pypdfium2.raw as raw

from ingest.readers.pdf_page import Cover, Place, TextPiece
from ingest.readers.pdf_strokes import Drawing

MAX_PIECES = 20_000
LONG_PIECES = 150
"""With more text objects than this they are words: their first character tells where they stand."""
_PALE = 0xE0
_NEAR = 12
"""Levels in each colour within which letters are of their ground's colour."""
_BAND = 24.0
"""Points: covers are looked up by strips of the page."""
_RECTANGLE = raw.FS_RECTF()
_RECTANGLE_REFERENCE = ctypes.byref(_RECTANGLE)


@dataclass(slots=True)
class Suspects:
    """What could be unseen, where it stands, and what of it is drawn over later."""

    found: list[TextPiece] = field(default_factory=list)
    boxes: dict[int, Place] = field(default_factory=dict)
    """Address → place."""
    covered: set[int] = field(default_factory=set)


def suspects_among(
    textpage: object, pieces: Sequence[TextPiece], drawing: Drawing, *, sheet: Place
) -> Suspects:
    """The text objects that are clear, pale, of their ground's colour or drawn over.

    ``sheet`` is the part of the page that is shown: what stands beside it is told by its place.
    """
    suspects = Suspects()
    order = drawing.text_order
    covers = drawing.covers
    first_text = min((order.get(piece.address, 0) for piece in pieces), default=0)
    over = _by_band([cover for cover in covers if cover.order > first_text])
    last_over = max((cover.order for cover in covers), default=-1)
    under: Mapping[int, list[Cover]] | None = None
    grounds = {cover.colour for cover in covers if cover.colour >= 0}
    doubtful: dict[int, bool] = {}
    words_only = len(pieces) > LONG_PIECES
    for piece in pieces[:MAX_PIECES]:
        colour = piece.colour
        is_doubtful = doubtful.get(colour)
        if is_doubtful is None:
            is_doubtful = doubtful[colour] = _is_pale(colour) or any(
                _is_near(colour, ground) for ground in grounds
            )
        place = order.get(piece.address, 0)
        could_be_covered = bool(over) and place < last_over
        if not (is_doubtful or could_be_covered or piece.is_clear):
            continue
        start = piece.start
        if start is None:
            continue
        if not (is_doubtful or piece.is_clear) and words_only and not _covers(over, start, place):
            continue
        box = _box_of(textpage, piece) or start
        if box[2] < sheet[0] or box[0] > sheet[2] or box[3] < sheet[1] or box[1] > sheet[3]:
            continue
        if _covers(over, box, place):
            suspects.covered.add(piece.address)
        elif not piece.is_clear:
            if not is_doubtful:
                continue
            if under is None:
                under = _by_band(covers)
            if not _is_of_its_ground(colour, under, box, place):
                continue
        suspects.found.append(piece)
        suspects.boxes[piece.address] = box
    return suspects


def _covers(over: Mapping[int, list[Cover]], box: Place, place: int) -> bool:
    """Whether something drawn later lies over a third of the text's length."""
    middle = (box[1] + box[3]) / 2
    for cover in over.get(int(middle // _BAND), ()):
        if cover.order > place and cover.y0 <= middle <= cover.y1:
            shared = min(cover.x1, box[2]) - max(cover.x0, box[0])
            if shared >= 0.3 * (box[2] - box[0]):
                return True
    return False


def _is_of_its_ground(
    colour: int, under: Mapping[int, list[Cover]], box: Place, place: int
) -> bool:
    """Whether what was drawn last below the text has its colour, or one that is not known."""
    middle = (box[1] + box[3]) / 2
    ground: Cover | None = None
    for cover in under.get(int(middle // _BAND), ()):
        if (
            cover.order < place
            and cover.y0 <= middle <= cover.y1
            and cover.x0 <= box[0] + 2
            and cover.x1 >= box[2] - 2
            and (ground is None or cover.order > ground.order)
        ):
            ground = cover
    if ground is None:
        return _is_pale(colour)
    return ground.colour < 0 or _is_near(colour, ground.colour)


def _by_band(covers: Sequence[Cover]) -> dict[int, list[Cover]]:
    bands: dict[int, list[Cover]] = defaultdict(list)
    for cover in covers:
        first, last = int(cover.y0 // _BAND), int(cover.y1 // _BAND)
        for band in range(max(first, -50), min(last, 500) + 1):
            bands[band].append(cover)
    return bands


def _box_of(textpage: object, piece: TextPiece) -> Place | None:
    """Where the text object is drawn, by its first and last character; None for white space."""
    first = _char_box(textpage, piece.first)
    last = None
    for index in range(piece.last, max(piece.first, piece.last - 4), -1):
        last = _char_box(textpage, index)
        if last is not None:
            break
    if first is None or last is None:
        return first or last
    return (
        min(first[0], last[0]),
        min(first[1], last[1]),
        max(first[2], last[2]),
        max(first[3], last[3]),
    )


def _char_box(textpage: object, index: int) -> Place | None:
    box = _RECTANGLE
    if not raw.FPDFText_GetLooseCharBox(textpage, index, _RECTANGLE_REFERENCE):
        return None
    if box.right <= box.left and box.top <= box.bottom:
        return None
    return box.left, box.bottom, box.right, box.top


def _is_pale(colour: int) -> bool:
    return colour >= 0 and min(_channels(colour)) >= _PALE


def _is_near(first: int, second: int) -> bool:
    if first < 0 or second < 0:
        return False
    pairs = zip(_channels(first), _channels(second), strict=True)
    return all(abs(one - other) <= _NEAR for one, other in pairs)


def _channels(colour: int) -> tuple[int, int, int]:
    return colour >> 16, colour >> 8 & 255, colour & 255
