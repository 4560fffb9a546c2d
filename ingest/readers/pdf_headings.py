"""Which lines are headings, and of what level: from the outline, the size of type and numbers."""

import re
import statistics
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from ingest.readers.pdf_page import Line, OutlineEntry, PageContent

MAX_LEVEL = 6
MAX_HEADING_CHARACTERS = 160
LARGER = 1.13
"""Times the body size: from here on size alone makes a heading."""
_NUMBERED = re.compile(
    r"(?:(?:\d{1,2}(?:\.\d{1,3}){0,5}\.?|[A-Z](?:\.\d{1,3}){1,4}|[IVX]{1,5}\.)\s+[^\W\d_]"
    r"|第[\d一二三四五六七八九十百]{1,4}[章节節部分篇条條]"
    r"|제\s?\d{1,3}\s?[장절조]"
    r"|[一二三四五六七八九十]{1,3}[、．.]"
    r"|\d{1,2}(?:\.\d{1,3}){1,5}\s*[^\W\d_]|\d{1,2}、"
    r"|(?:chapter|appendix|annex|part|section|kapitel|anhang|chapitre|annexe|capítulo|anexo"
    r"|глава|приложение)\s+[\dA-ZIVX]{1,5}\b)",
    re.IGNORECASE,
)
_DEPTH = re.compile(r"(\d{1,2}(?:\.\d{1,3}){1,5})\.?(?:\s|[^\W\d_])")
_CHAPTER = re.compile(
    r"第\s?[\d一二三四五六七八九十百]{1,4}\s?[章部篇]|제\s?\d{1,3}\s?장"
    r"|(?:chapter|kapitel|chapitre|capítulo|глава)\s+[\dIVX]",
    re.IGNORECASE,
)
_ENDS_SENTENCE = (".", "。", "；", ";", "!", "！", ",", "，", "、")
_BULLET = re.compile(r"[•●○▪■□◆◇►▶➢✓\uf0b7\uf0a7\uf06c*-]\s")


def body_size(pages: Sequence[PageContent]) -> float:
    """The size of type most characters are set in, in points; 0.0 where there are no lines."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for item in page.items:
            if isinstance(item, Line):
                sizes[_rounded(item.size)] += len(item.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def heading_levels(
    pages: Sequence[PageContent], outline: Sequence[OutlineEntry]
) -> dict[tuple[int, int], int]:
    """For (page number, item index) of every heading line its level, 1 to 6."""
    body = body_size(pages)
    if not body:
        return {}
    bold_body = _is_body_bold(pages, body)
    listed = _outlined(pages, outline)
    by_size: dict[tuple[int, int], float] = {}
    by_number: dict[tuple[int, int], float] = {}
    for page in pages:
        for index, item in enumerate(page.items):
            if not isinstance(item, Line) or (page.number, index) in listed:
                continue
            if not _may_head(item):
                continue
            if item.size >= LARGER * body and not _is_running_text(page, index, body):
                by_size[page.number, index] = item.size
            elif item.size >= 0.93 * body and _stands_out(page, index, bold_body=bold_body):
                by_number[page.number, index] = item.size
    return _levelled(pages, listed, by_size, by_number)


def _rounded(size: float) -> float:
    return round(size * 2) / 2


def _is_body_bold(pages: Sequence[PageContent], body: float) -> bool:
    """Whether body text is set in a font that calls itself bold: then bold tells nothing."""
    bold = plain = 0
    for page in pages:
        for item in page.items:
            if isinstance(item, Line) and _rounded(item.size) == body:
                if item.bold:
                    bold += len(item.text)
                else:
                    plain += len(item.text)
    return bold > plain


def _may_head(line: Line) -> bool:
    text = line.text.strip()
    if len(text) > MAX_HEADING_CHARACTERS or _BULLET.match(text):
        return False
    letters = sum(unicodedata.category(character)[0] == "L" for character in text)
    if letters < 2 or letters * 3 < len(text.replace(" ", "")):
        return False
    return not (text.endswith(_ENDS_SENTENCE) and len(text) > 3 and not _NUMBERED.match(text))


def _stands_out(page: PageContent, index: int, *, bold_body: bool) -> bool:
    """Whether a line of body size is a heading: short, apart or bold, numbered or alone."""
    line = page.items[index]
    assert isinstance(line, Line)
    text = line.text.strip()
    if len(text) > 90 or text.endswith(_ENDS_SENTENCE) or "|" in text:
        return False
    before = page.items[index - 1] if index else None
    after = page.items[index + 1] if index + 1 < len(page.items) else None
    bold = line.bold and not bold_body and not line.mono
    numbered = _NUMBERED.match(text) is not None
    height = line.y1 - line.y0
    apart = (
        not isinstance(before, Line)
        or before.column != line.column
        or (before.y0 - line.y1 > 0.45 * height)
    )
    if bold and numbered:
        return True
    if bold:
        followed = after is not None and not (isinstance(after, Line) and after.bold)
        short = line.x1 - line.x0 < 0.75 * max(1.0, line.column_x1 - line.column_x0)
        return apart and followed and short and len(text) <= 70 and text[:1] not in "(（["
    return False


def _is_running_text(page: PageContent, index: int, body: float) -> bool:
    """Whether a larger line belongs to a paragraph set larger: three lines, or a sentence's end."""
    line = page.items[index]
    assert isinstance(line, Line)
    if line.size >= 1.6 * body:
        return False
    below = page.items[index + 1] if index + 1 < len(page.items) else None
    width = line.column_x1 - line.column_x0
    if (
        isinstance(below, Line)
        and line.x1 - line.x0 > 0.93 * width > 0
        and len(line.text) > 24
        and line.y0 - below.y1 < 1.3 * line.size
        and below.size >= 0.85 * line.size
    ):
        return True
    first, last = index, index
    while first > 0 and _adjoins(page.items[first - 1], page.items[first]):
        first -= 1
    while last + 1 < len(page.items) and _adjoins(page.items[last], page.items[last + 1]):
        last += 1
    if first == last:
        return False
    end = page.items[last]
    assert isinstance(end, Line)
    return last - first >= 2 or end.text.rstrip().endswith(_ENDS_SENTENCE)


def _adjoins(upper: object, lower: object) -> bool:
    return (
        isinstance(upper, Line)
        and isinstance(lower, Line)
        and abs(upper.size - lower.size) <= 0.6
        and upper.bold == lower.bold
        and -0.5 * upper.size < upper.y0 - lower.y1 < 1.3 * upper.size
        and not _NUMBERED.match(lower.text)
    )


def _outlined(
    pages: Sequence[PageContent], outline: Sequence[OutlineEntry]
) -> dict[tuple[int, int], int]:
    """Lines whose text is a bookmark's title on the page it leads to, with its level."""
    by_page = {page.number: page for page in pages}
    result: dict[tuple[int, int], int] = {}
    for entry in outline:
        page = by_page.get(entry.page)
        wanted = _folded(entry.title)
        if page is None or len(wanted) < 2:
            continue
        for index, item in enumerate(page.items):
            if not isinstance(item, Line) or (page.number, index) in result:
                continue
            end = _matching_end(page, index, wanted)
            if end:
                for covered in range(index, end):
                    result[page.number, covered] = min(entry.level, MAX_LEVEL)
                break
    return result


def _matching_end(page: PageContent, start: int, wanted: str) -> int:
    """One past the last line of a title that begins at ``start``; 0 if it is not the title."""
    joined = ""
    for index in range(start, min(start + 3, len(page.items))):
        item = page.items[index]
        if not isinstance(item, Line):
            return 0
        joined += _folded(item.text)
        if joined == wanted or (
            joined.endswith(wanted) and _NUMBER_ONLY.fullmatch(joined[: -len(wanted)])
        ):
            return index + 1
        if not wanted.startswith(joined) and not _NUMBER_ONLY.match(joined):
            return 0
    return 0


_NUMBER_ONLY = re.compile(r"(?:chapter|appendix|第)?[\d.]{0,12}[章节]?")


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in text if character.isalnum() or character == ".")


def _levelled(
    pages: Sequence[PageContent],
    listed: dict[tuple[int, int], int],
    by_size: dict[tuple[int, int], float],
    by_number: dict[tuple[int, int], float],
) -> dict[tuple[int, int], int]:
    """One scale for all: sizes in falling order, bold lines of body size below them."""
    lines = {
        (page.number, index): item
        for page in pages
        for index, item in enumerate(page.items)
        if isinstance(item, Line)
    }
    result = dict(listed)
    numbered = {
        key: depth
        for key in (*by_size, *by_number)
        if (depth := _numbered_depth(lines[key].text)) is not None
    }
    votes: dict[float, list[int]] = defaultdict(list)
    for key, level in (*listed.items(), *numbered.items()):
        if key not in by_number:
            votes[_rounded(lines[key].size)].append(level)
    level_of_size = {size: statistics.mode(levels) for size, levels in votes.items()}
    ranks = _ranks(by_size)
    for key, size in by_size.items():
        rounded = _rounded(size)
        if key in numbered:
            level = numbered[key]
        elif rounded in level_of_size:
            level = level_of_size[rounded]
        else:
            larger = [level for known, level in level_of_size.items() if known > rounded]
            smaller = [level for known, level in level_of_size.items() if known < rounded]
            rank = sum(rounded < top * 0.93 for top in ranks) + 1
            level = max([rank, *(level + 1 for level in larger)]) if larger else rank
            level = min([level, *smaller]) if smaller else level
        result[key] = min(max(level, 1), MAX_LEVEL)
    lowest = max((level for key, level in result.items() if key in by_size), default=0)
    for key in by_number:
        result[key] = min(numbered.get(key, lowest + 1), MAX_LEVEL)
    return result


def _ranks(by_size: dict[tuple[int, int], float]) -> list[float]:
    """Sizes that make levels, the largest first; near ones share a level.

    What stands only on the cover ranks with the largest size inside.
    """
    pages: dict[float, set[int]] = defaultdict(set)
    for (page, _), size in by_size.items():
        pages[_rounded(size)].add(page)
    inside = sorted((size for size in pages if pages[size] != {1}), reverse=True)
    ranks: list[float] = []
    for size in inside or sorted(pages, reverse=True):
        if not ranks or size < ranks[-1] * 0.93:
            ranks.append(size)
    return ranks


def _numbered_depth(text: str) -> int | None:
    """The level a printed number gives: 1 for ``Chapter 2``, 3 for ``2.1.4``."""
    if _CHAPTER.match(text):
        return 1
    found = _DEPTH.match(text)
    return found.group(1).count(".") + 1 if found is not None else None
