"""Where texts of a page are drawn: found again among the characters that PDFium gives.

A document's text has been put in order, mended and tidied; the page's characters have not. Both
are compared by their letters and digits alone, without case, accents, ligatures, blanks, hyphens
and signs, in stretches as long as possible: from where the last one ended, else anywhere.
"""

import ctypes
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.errors import FileUnreadable
from ingest.placed_text import PageBox, PlacedText
from ingest.readers.pdf_structure import open_pdf

MAX_CHARACTERS = 100_000
"""Of a page; a dense newspaper page has 20,000."""
SURE = 12
"""A stretch of this many characters is taken wherever it stands."""
LIKELY = 5
"""One of this many too, if nothing longer is found."""
NEAR = 200
"""Characters from the last stretch within which three that agree are enough."""
FEW = 3
STRAY_SHARE = 0.3
"""Of a text's letters: fewer agree by accident."""
MAX_MISSES = 3_000
"""Characters that are not found, for all texts of a page; beyond that the rest is left."""
_DEVICE = 1_000_000
"""Pixels of a picture that is never drawn: shares of a page with six digits."""


class _Letter(NamedTuple):
    """One folded letter of the page, and the box of the character it is of."""

    character: int
    """Counts the page's characters."""
    box: PageBox


@dataclass
class _Page:
    """A page's letters, and which of them belong to a text already."""

    text: str
    letters: list[_Letter]
    used: bytearray
    misses: int = 0
    at: int = 0
    """Where the last stretch ended."""


def place_texts(data: bytes, *, page: int, texts: Sequence[str]) -> tuple[PlacedText, ...]:
    """Where each of the texts, in reading order, is drawn on the page (1-based): box by line.

    Raises FileUnreadable where the file or the page cannot be opened, FileEncrypted where it asks
    for a password.
    """
    document = open_pdf(data)
    if document is None:
        raise FileUnreadable("the PDF's pages cannot be drawn; open it and save it anew")
    try:
        if not 1 <= page <= len(document):
            raise FileUnreadable(f"page {page} does not exist; the PDF has {len(document)} pages")
        letters = _letters(document[page - 1])
    except pdfium.PdfiumError as error:
        raise FileUnreadable(f"page {page} cannot be read ({error})") from error
    finally:
        document.close()
    found = _Page(
        text="".join(text for text, _ in letters),
        letters=[letter for text, letter in letters for _ in text],
        used=bytearray(sum(len(text) for text, _ in letters)),
    )
    return tuple(_placed(found, text) for text in texts)


def fold(text: str) -> str:
    """What of a text is compared: its letters and digits, in the form that most others have."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in plain.casefold() if letter.isalnum())


def _letters(page: pdfium.PdfPage) -> list[tuple[str, _Letter]]:
    textpage = page.get_textpage()
    try:
        count = min(raw.FPDFText_CountChars(textpage.raw), MAX_CHARACTERS)
        box, found = raw.FS_RECTF(), []
        for index in range(count):
            code = raw.FPDFText_GetUnicode(textpage.raw, index)
            if code < 0x30 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
                continue
            text = fold(chr(code))
            if not text or not raw.FPDFText_GetLooseCharBox(textpage.raw, index, box):
                continue
            place = _on_picture(page, box)
            if place.x0 < place.x1 and place.y0 < place.y1:  # else it lies beside the page
                found.append((text, _Letter(index, place)))
        return found
    finally:
        textpage.close()


def _on_picture(page: pdfium.PdfPage, box: raw.FS_RECTF) -> PageBox:
    """A box in the page's points → in shares of its picture, turned and cropped as it is drawn."""
    x, y = ctypes.c_int(), ctypes.c_int()
    xs, ys = [], []
    for left, top in ((box.left, box.top), (box.right, box.bottom)):
        raw.FPDF_PageToDevice(page.raw, 0, 0, _DEVICE, _DEVICE, 0, left, top, x, y)
        xs.append(min(max(x.value / _DEVICE, 0.0), 1.0))
        ys.append(min(max(y.value / _DEVICE, 0.0), 1.0))
    return PageBox(x0=min(xs), y0=min(ys), x1=max(xs), y1=max(ys))


def _placed(page: _Page, text: str) -> PlacedText:
    folded = fold(text)
    if not folded:
        return PlacedText(boxes=(), found_share=0.0)
    start, before = page.at, bytes(page.used)
    found = _found(page, folded)
    if len(found) * 2 < len(folded) and _is_right_to_left(text):
        # some files draw it letter by letter from the left
        page.at, page.used = start, bytearray(before)
        found = _found(page, folded[::-1])
    if len(found) < STRAY_SHARE * len(folded):
        return PlacedText(boxes=(), found_share=len(found) / len(folded))
    places = sorted(set(found))
    return PlacedText(
        boxes=_lines([page.letters[place] for place in places]),
        found_share=len(found) / len(folded),
    )


def _found(page: _Page, folded: str) -> list[int]:
    """The places of the text's letters among the page's."""
    places: list[int] = []
    position = 0
    while position < len(folded) and page.misses < MAX_MISSES:
        place = _stretch(page, folded, position, begun=bool(places))
        if place < 0:
            position += 1
            page.misses += 1
            continue
        length = 0
        while (
            position + length < len(folded)
            and place + length < len(page.text)
            and folded[position + length] == page.text[place + length]
            and not (length >= SURE and page.used[place + length])
        ):
            length += 1
        page.used[place : place + length] = b"\1" * length
        places += range(place, place + length)
        position += length
        page.at = place + length
    return places


def _stretch(page: _Page, folded: str, position: int, *, begun: bool) -> int:
    """Where the text goes on from ``position``; -1 where these letters stand nowhere."""
    rest = len(folded) - position
    here = min(FEW, rest)
    if begun and page.text.startswith(folded[position : position + here], page.at):
        return page.at
    for size in (SURE, LIKELY):
        wanted = folded[position : position + size]
        if position and len(wanted) < LIKELY:
            break
        for used in (False, True):
            place = _free(page, wanted, page.at, len(page.text), used=used)
            if place < 0:
                place = _free(page, wanted, 0, page.at + len(wanted), used=used)
            if place >= 0:
                return place
    if begun and rest >= FEW:
        wanted = folded[position : position + FEW]
        return _free(page, wanted, max(0, page.at - NEAR), page.at + NEAR, used=False)
    return -1


def _free(page: _Page, wanted: str, start: int, end: int, *, used: bool) -> int:
    """The first place of these letters where the first one belongs to no text yet, or to some."""
    place = page.text.find(wanted, start, end)
    while place >= 0 and bool(page.used[place]) is not used:
        place = page.text.find(wanted, place + 1, end)
    return place


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def _lines(letters: Sequence[_Letter]) -> tuple[PageBox, ...]:
    """One box for letters that follow each other on one line, level or upright, without a gap."""
    boxes: list[PageBox] = []
    last: PageBox | None = None
    for letter in letters:
        box = letter.box
        if last is not None and (_level(boxes[-1], box) or _upright(boxes[-1], last, box)):
            line = boxes[-1]
            boxes[-1] = PageBox(
                x0=min(line.x0, box.x0),
                y0=min(line.y0, box.y0),
                x1=max(line.x1, box.x1),
                y1=max(line.y1, box.y1),
            )
        else:
            boxes.append(box)
        last = box
    return tuple(boxes)


def _level(line: PageBox, box: PageBox) -> bool:
    height = min(line.y1 - line.y0, box.y1 - box.y0)
    shared = min(line.y1, box.y1) - max(line.y0, box.y0)
    gap = max(box.x0 - line.x1, line.x0 - box.x1)
    width = max(box.x1 - box.x0, (line.y1 - line.y0) / 2)
    return shared >= 0.5 * height and gap <= 4 * width


def _upright(line: PageBox, last: PageBox, box: PageBox) -> bool:
    """Pages lie on their side, and so do labels of drawings."""
    width = min(last.x1 - last.x0, box.x1 - box.x0)
    shared = min(last.x1, box.x1) - max(last.x0, box.x0)
    gap = max(box.y0 - last.y1, last.y0 - box.y1)
    one_wide = line.x1 - line.x0 <= 1.5 * max(last.x1 - last.x0, box.x1 - box.x0)
    return one_wide and shared >= 0.8 * width and gap <= width
