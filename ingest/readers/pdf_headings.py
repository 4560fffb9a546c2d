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
_DEPTH = re.compile(r"(\d{1,2}(?:\.\d{1,3}){0,5})\.?\s")
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
            if item.size >= LARGER * body and not item.mono:
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
    apart = not isinstance(before, Line) or before.column != line.column or (
        before.y0 - line.y1 > 0.45 * height
    )
    if bold and numbered:
        return True
    if bold:
        followed = after is not None and not (isinstance(after, Line) and after.bold)
        short = line.x1 - line.x0 < 0.75 * max(1.0, line.column_x1 - line.column_x0)
        return apart and followed and short and len(text) <= 70 and text[:1] not in "(（["
    return False


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
    level_of_size: dict[float, int] = {}
    sizes_listed: dict[float, list[int]] = defaultdict(list)
    for key, level in listed.items():
        sizes_listed[_rounded(lines[key].size)].append(level)
    for size, levels in sizes_listed.items():
        level_of_size[size] = statistics.mode(levels)
    # Rare sizes (a cover, a diagram) do not push the others down: near sizes share a level.
    ranks: list[float] = []
    for size in sorted({_rounded(size) for size in by_size.values()}, reverse=True):
        if not ranks or size < ranks[-1] * 0.93:
            ranks.append(size)
    result = dict(listed)
    for key, size in by_size.items():
        rounded = _rounded(size)
        if rounded in level_of_size:
            result[key] = level_of_size[rounded]
        else:
            rank = next(
                (place for place, top in enumerate(ranks) if rounded >= top * 0.93), len(ranks)
            )
            result[key] = min(rank + 1, MAX_LEVEL)
    lowest = max((level for key, level in result.items() if key in by_size), default=0)
    for key in by_number:
        depth = _DEPTH.match(lines[key].text)
        level = lowest + 1
        if depth is not None:
            level = max(min(level, lowest + 1), depth.group(1).count(".") + 1)
        result[key] = min(max(level, 1), MAX_LEVEL)
    return result
