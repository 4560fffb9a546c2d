"""Spans onto rows: what stands side by side on a page, top to bottom, left to right."""

from collections.abc import Iterable, Sequence

from ingest.readers.pdf_direction import is_right_to_left
from ingest.readers.pdf_mending import join_lines, without_stray_spaces
from ingest.readers.pdf_page import Span
from ingest.readers.pdf_spans import SPAN_GAP, make_spans


def rows_of(spans: Iterable[Span]) -> list[list[Span]]:
    """Rows from the top of the page, each from left to right, neighbours joined.

    A span belongs to a row when it overlaps the row's tallest span by more than half of the lower
    of the two: an index or exponent stays on its line.
    """
    rows: list[tuple[Span, list[Span]]] = []
    for span in sorted(spans, key=lambda span: (-span.y1, span.x0)):
        best: int | None = None
        best_share = 0.5
        # Rows are in order from the top, so only the last few can reach down here.
        for index in range(len(rows) - 1, max(-1, len(rows) - 9), -1):
            anchor = rows[index][0]
            overlap = min(anchor.y1, span.y1) - max(anchor.y0, span.y0)
            share = overlap / max(0.1, min(anchor.y1 - anchor.y0, span.y1 - span.y0))
            if share > best_share:
                best, best_share = index, share
        if best is None:
            rows.append((span, [span]))
        else:
            anchor, members = rows[best]
            members.append(span)
            if span.size > anchor.size * 1.05:
                rows[best] = (span, members)
    rows.sort(key=lambda row: -(row[0].y0 + row[0].y1))
    return [_joined(members) for _, members in rows]


def text_of(spans: Sequence[Span]) -> str:
    """The text of spans inside one cell: rows mended into a paragraph."""
    if len(spans) == 1:
        return without_stray_spaces(join_lines([spans[0].text]))
    lines = [row_text(row) for row in rows_of(spans)]
    breaks_words = any(line.endswith(" ") for line in lines)
    return without_stray_spaces(join_lines(lines, breaks_words=breaks_words))


def row_text(row: Sequence[Span]) -> str:
    """The row's text in the order it is read: from the right where most of it is written so."""
    if sum(any(map(is_right_to_left, span.text)) for span in row) * 2 > len(row):
        row = row[::-1]
    return " ".join(span.text for span in row) + (" " if row[-1].space_after else "")


def _joined(members: list[Span]) -> list[Span]:
    """Spans of one row from left to right; those a word's width apart become one."""
    if len(members) == 1:
        return members
    members.sort(key=lambda span: span.x0)
    result = [members[0]]
    for span in members[1:]:
        last = result[-1]
        gap = span.x0 - last.x1
        if gap > SPAN_GAP * max(span.size, last.size) or _same_ink(last, span):
            result.append(span)
            continue
        if any(map(is_right_to_left, last.text + span.text)):
            result[-1] = make_spans([*last.glyphs, *span.glyphs])[0]
            continue
        result[-1] = _side_by_side(last, span, gap=gap)
    return result


def _same_ink(first: Span, second: Span) -> bool:
    """Words that lie over each other (a caption over a drawing): not one text."""
    overlap = min(first.x1, second.x1) - max(first.x0, second.x0)
    return overlap > 0.5 * min(first.x1 - first.x0, second.x1 - second.x0) + 1.0


def _side_by_side(first: Span, second: Span, *, gap: float) -> Span:
    main = first if len(first.text) >= len(second.text) else second
    spaced = gap > 0.14 * main.size or (bool(second.glyphs) and second.glyphs[0].space_before)
    return Span(
        text=first.text + (" " if spaced else "") + second.text,
        x0=min(first.x0, second.x0),
        x1=max(first.x1, second.x1),
        y0=main.y0,
        y1=main.y1,
        size=main.size,
        bold=first.bold and second.bold,
        mono=first.mono and second.mono,
        glyphs=(*first.glyphs, *second.glyphs),
        space_after=second.space_after,
    )
