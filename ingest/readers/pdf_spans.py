"""Characters in content order into spans: what stands on one line without a wide gap."""

import re
import unicodedata
from collections import defaultdict
from itertools import pairwise

from ingest.readers.pdf_direction import is_right_to_left, logical_order, mend_brackets
from ingest.readers.pdf_mending import SOFT_HYPHEN
from ingest.readers.pdf_page import Glyph, Ruling, Span

SPAN_GAP = 1.15
"""In font sizes: a wider gap on a line separates cells or columns."""
WORD_GAP = 0.24
"""In font sizes: a narrower gap stands inside a word; PDFium's own guesses are kept as well."""

_LATIN_END = re.compile("([A-Za-z]{2})(?=[\u0620-\u064a])")


def spans_of(glyphs: list[Glyph], verticals: list[Ruling]) -> list[Span]:
    """Spans in content order; ``verticals`` are upright strokes from left to right."""
    spans: list[Span] = []
    current: list[Glyph] = []
    for glyph in glyphs:
        if current and not _continues(current[-1], glyph, verticals):
            spans.extend(make_spans(current))
            current = []
        current.append(glyph)
    spans.extend(make_spans(current))
    return spans


def _continues(last: Glyph, glyph: Glyph, verticals: list[Ruling]) -> bool:
    """Whether the glyph stands beside the last one on the same line, nothing drawn between."""
    size = max(last.size, glyph.size)
    if abs(last.baseline - glyph.baseline) > 0.42 * size:
        return False
    gap = max(glyph.x0 - last.x1, last.x0 - glyph.x1)
    if gap > SPAN_GAP * size:
        return False
    if (
        glyph.x1 < last.x0 - 0.5 * size
        and not is_right_to_left(glyph.text[0])
        and (not is_right_to_left(last.text[0]))
    ):
        return last.text == " " or glyph.text == " "
    if gap > 0.5 and verticals:
        left, right = min(last.x1, glyph.x1), max(last.x0, glyph.x0)
        for ruling in verticals:
            if ruling.x0 > right + 0.5:
                break
            if ruling.x0 >= left - 0.5 and ruling.y0 <= last.baseline + 1 <= ruling.y1:
                return False
    return True


def make_spans(glyphs: list[Glyph]) -> list[Span]:
    """The span of these neighbours on one line; none when they are all white space."""
    start, end = 0, len(glyphs)
    while start < end and glyphs[start].text == " ":
        start += 1
    while end > start and glyphs[end - 1].text == " ":
        end -= 1
    space_after = end < len(glyphs)
    glyphs = glyphs[start:end]
    if not glyphs:
        return []
    content = "".join([glyph.text for glyph in glyphs])
    right_to_left = not content.isascii() and any(map(is_right_to_left, content))
    text = _read_right_to_left(glyphs) if right_to_left else _read(glyphs)
    sizes: dict[float, int] = defaultdict(int)
    for glyph in glyphs:
        sizes[glyph.size] += 1
    size = max(sizes, key=lambda size: (sizes[size], size))
    baseline = next(glyph.baseline for glyph in glyphs if glyph.size == size)
    drawn = [glyph for glyph in glyphs if glyph.text != " "]
    return [
        Span(
            text=text,
            x0=min(glyph.x0 for glyph in drawn),
            x1=max(glyph.x1 for glyph in drawn),
            y0=baseline - 0.22 * size,
            y1=baseline + 0.78 * size,
            size=round(size, 1),
            bold=sum(glyph.bold for glyph in drawn) * 10 >= 9 * len(drawn),
            mono=_is_mono(drawn),
            glyphs=tuple(glyphs),
            space_after=space_after,
        )
    ]


def _is_mono(drawn: list[Glyph]) -> bool:
    """Whether the font says so and the widths bear it out: many a font says so wrongly."""
    if sum(glyph.mono for glyph in drawn) * 10 < 9 * len(drawn):
        return False
    widths = sorted(glyph.x1 - glyph.x0 for glyph in drawn)
    return widths[-1] - widths[0] <= 0.1 * drawn[0].size


def _read(glyphs: list[Glyph]) -> str:
    """The text of neighbours in content order, words apart."""
    parts = [glyphs[0].text]
    end, size = glyphs[0].x1, glyphs[0].size
    for glyph in glyphs[1:]:
        if glyph.space_before or glyph.x0 - end > WORD_GAP * (
            size if size > glyph.size else glyph.size
        ):
            parts.append(" ")
        parts.append(glyph.text)
        end, size = glyph.x1, glyph.size
    text = " ".join("".join(parts).split())
    # PDFium takes a dash that opens a line for a hyphen that ends one.
    return "-" + text[1:] if text[0] == SOFT_HYPHEN else text


def _read_right_to_left(glyphs: list[Glyph]) -> str:
    """The same where right-to-left letters are among them: spaces are put in by place first."""
    spaced = list(glyphs)
    for before, after in pairwise(glyphs):
        if unicodedata.combining(after.text[0]) or unicodedata.combining(before.text[0]):
            continue
        if after.space_before and after.x1 <= before.x0 + 0.1 * before.size:
            spaced.append(_space((after.x1 + before.x0) / 2, after))
    # Vowel signs lie over their letters and have no width of their own.
    letters = [glyph for glyph in glyphs if not unicodedata.combining(glyph.text[0])]
    by_place = sorted(letters, key=lambda glyph: glyph.x0)
    for left, right in pairwise(by_place):
        if right.x0 - left.x1 > WORD_GAP * max(left.size, right.size):
            spaced.append(_space((left.x1 + right.x0) / 2, right))
    text = "".join(glyph.text for glyph in logical_order(spaced))
    # Word processors draw the space after a Latin word on its right side, where the word begins.
    text = _LATIN_END.sub(r"\1 ", text)
    return mend_brackets(" ".join(text.split()))


def _space(x: float, beside: Glyph) -> Glyph:
    return beside._replace(text=" ", x0=x, x1=x)
