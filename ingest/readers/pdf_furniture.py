"""Running headers, footers and page numbers: found by their repetition, taken out of the pages."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ingest.readers.pdf_page import Ink, Line, PageContent, PageInk, Span, Table

EDGE = 0.15
"""Share of the page's height at top and bottom in which furniture stands."""
TABLE_EDGE = 0.25
"""The same for a repeated table: a form's head is taller."""
PLACE = 4.0
"""Points: repeated furniture stands at the same height within this."""
MIN_PAGES = 3
MAX_TAKEN = 50
"""Texts that are kept of what was taken out: page numbers make each one another."""
LONG_TEXT = 8
"""Characters: from here on the words alone tell furniture, wherever at the edge they stand."""
_NUMBER = re.compile(r"\d+")
_COUNTING = re.compile(r"\d+|\b[ivxlc]{1,6}\b")
_PAGE_OF = re.compile(
    r"(?:page|seite|página|pagina|strona|стр\.?|الصفحة|صفحة|trang|halaman|sayfa|หน้า)\s*\d+"
    r"(?:\s*(?:of|/|von|de|di|z|из|sur|van|من|trên|dari)\s*\d+)?"
    r"|第\s*\d+\s*[页頁]?(?:\s*[,，/]?\s*共?\s*\d+\s*[页頁]?)?|\d+\s*/\s*\d+|[-–—]\s*\d+\s*[-–—]",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:\d{1,4}|[ivxlcdm]{1,7}|[A-Z]{1,2}-?\d{1,3}|\d{1,2}-\d{1,3})", re.IGNORECASE
)


def without_furniture(pages: Sequence[PageContent]) -> tuple[PageContent, ...]:
    """The pages without what is repeated at their edges; printed page numbers become labels.

    A label the file states itself (``/PageLabels``) is kept.
    """
    repeated = _repeated(pages)
    numbers = _page_numbers(pages)
    result: list[PageContent] = []
    for page in pages:
        label = page.label
        kept: list[Line | Table] = []
        for index, item in enumerate(page.items):
            printed = numbers.get((page.number, index))
            if printed is not None:
                label = label or printed
            elif (page.number, index) not in repeated:
                kept.append(item)
        content = tuple(kept) if kept or _only_numbers(page, numbers) else page.items
        result.append(replace(page, items=content, label=label))
    return tuple(result)


class EdgeWords:
    """Counts words at the edges of pages, so that furniture is known before a page is laid out.

    A running header that stays in the page would join with the text below it, or hide a gutter.
    Bare numbers are left: they become page labels later.
    """

    def __init__(self) -> None:
        self._pages: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        self._anywhere: dict[str, list[int]] = defaultdict(list)
        self.taken: dict[str, None] = {}
        """What was taken out so far, each text once, in order."""

    def note(self, ink: PageInk, page_number: int) -> None:
        """Remembers the words at the edges of this page."""
        for direction in ink.directions[:1]:
            for span in direction.spans:
                key = _edge_key(span, direction)
                if key is None:
                    continue
                if self._pages[key][-1:] != [page_number]:
                    self._pages[key].append(page_number)
                if len(key[0]) >= LONG_TEXT and self._anywhere[key[0]][-1:] != [page_number]:
                    self._anywhere[key[0]].append(page_number)

    def strip(self, ink: PageInk, *, keep_from_size: float = 1e9) -> PageInk:
        """The page without the words that run through the pages noted so far.

        Words of ``keep_from_size`` points and more stay: a title that is repeated as header.
        """
        taken: list[str] = []
        directions: list[Ink] = []
        for direction in ink.directions[:1]:
            spans: list[Span] = []
            for span in direction.spans:
                is_title = span.size >= keep_from_size and span.y0 > direction.y1 / 2
                if is_title or not self._runs(span, direction):
                    spans.append(span)
                else:
                    taken.append(span.text)
            directions.append(replace(direction, spans=tuple(spans)))
        if not any(direction.spans for direction in directions):
            return ink  # what repeats is all the page holds: that is its content
        if len(self.taken) < MAX_TAKEN:
            self.taken.update(dict.fromkeys(taken))
        return replace(ink, directions=(*directions, *ink.directions[1:]))

    def _runs(self, span: Span, direction: Ink) -> bool:
        key = _edge_key(span, direction)
        if key is None:
            return False
        text, x, y = key
        numbers = sorted(
            number
            for place in (y - 1, y, y + 1)
            for beside in (x - 1, x, x + 1)
            for number in self._pages.get((text, beside, place), ())
        )
        # A sheet turned sideways has the same words at another place.
        return _is_run(numbers) or _is_run(self._anywhere.get(text, ()))


def _is_run(numbers: Sequence[int]) -> bool:
    """Whether these pages are many and close together."""
    stretch = numbers[-1] - numbers[0] + 1 if numbers else 0
    return len(numbers) >= MIN_PAGES and len(numbers) >= 0.3 * stretch


def _edge_key(span: Span, direction: Ink) -> tuple[str, int, int] | None:
    height = direction.y1 - direction.y0
    if direction.y0 + EDGE * height < span.y0 < direction.y1 - EDGE * height - span.size:
        return None
    if len(span.text) > 150 or _LABEL.fullmatch(span.text) or _PAGE_OF.fullmatch(span.text):
        return None
    masked = _mask(span.text)
    return masked, round(span.x0 / 12), round((span.y0 - direction.y0) / PLACE)


def _only_numbers(page: PageContent, numbers: dict[tuple[int, int], str]) -> bool:
    return all((page.number, index) in numbers for index in range(len(page.items)))


def _masked(item: Line | Table) -> str:
    text = item.text if isinstance(item, Line) else "\n".join(map(" ".join, item.rows))
    return _mask(text)


def _mask(text: str) -> str:
    """The text without what differs from page to page: numbers, Roman ones too."""
    return "".join(_COUNTING.sub("#", text).split()).casefold()


def _at_edge(page: PageContent, item: Line | Table) -> bool:
    height = page.y1 - page.y0
    if height <= 0:
        return False
    if isinstance(item, Table):
        return (
            item.y0 > page.y1 - TABLE_EDGE * height or item.y1 < page.y0 + EDGE * height
        ) and item.y1 - item.y0 < TABLE_EDGE * height
    return item.y0 > page.y1 - EDGE * height or item.y1 < page.y0 + EDGE * height


def _repeated(pages: Sequence[PageContent]) -> set[tuple[int, int]]:
    """(page, item) of what stands at the same place on many pages of a stretch."""
    places: dict[str, list[tuple[float, int, int]]] = defaultdict(list)
    for page in pages:
        for index, item in enumerate(page.items):
            if _at_edge(page, item):
                height = item.y0 - page.y0
                places[_masked(item)].append((height, page.number, index))
    result: set[tuple[int, int]] = set()
    for found in places.values():
        if len(found) < min(MIN_PAGES, max(2, len(pages))):
            continue
        found.sort()
        group: list[tuple[float, int, int]] = []
        for entry in [*found, (float("inf"), 0, 0)]:
            if group and entry[0] - group[-1][0] > PLACE:
                if _runs(group, len(pages)):
                    result.update((number, index) for _, number, index in group)
                group = []
            group.append(entry)
    return result


def _runs(group: Sequence[tuple[float, int, int]], page_count: int) -> bool:
    """Whether these pages are many and close together: a header runs through a chapter."""
    numbers = sorted({number for _, number, _ in group})
    if len(numbers) < MIN_PAGES:
        return False
    span = numbers[-1] - numbers[0] + 1
    # Left and right pages may differ, and chapters open without a header.
    return len(numbers) >= 0.3 * span or len(numbers) >= 0.3 * page_count


def _page_numbers(pages: Sequence[PageContent]) -> dict[tuple[int, int], str]:
    """(page, item) of printed page numbers, with the label each prints.

    A bare number counts only where it grows with the pages: two pages agree about the difference
    between the printed and the physical number.
    """
    certain: dict[tuple[int, int], str] = {}
    bare: dict[tuple[int, int], str] = {}
    differences: dict[int, int] = defaultdict(int)
    for page in pages:
        for index, item in enumerate(page.items):
            if not isinstance(item, Line) or not _at_edge(page, item):
                continue
            text = item.text.strip()
            if len(text) > 40:
                continue
            numbers = _NUMBER.findall(text)
            if numbers and _PAGE_OF.fullmatch(text):
                certain[page.number, index] = numbers[0]
            elif _LABEL.fullmatch(text) and text.casefold() != "mm":
                bare[page.number, index] = text
                differences[_value(text) - page.number] += 1
    growing = {
        (number, index): text
        for (number, index), text in bare.items()
        if differences[_value(text) - number] >= 2 or (len(pages) <= 2 and _value(text) == number)
    }
    return {**certain, **growing}


def _value(label: str) -> int:
    digits = _NUMBER.findall(label)
    if digits:
        return int(digits[-1])
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
    total, last = 0, 0
    for letter in reversed(label.casefold()):
        value = values.get(letter, 0)
        total += value if value >= last else -value
        last = max(last, value)
    return total
