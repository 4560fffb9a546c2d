"""Stretches of a document with where they stand, and findings made of them."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.document import Block, BlockKind, Document, RawBlock
from ingest.finding import Finding, FindingKind, FindingSeverity

MAX_EXCERPT = 160
_BEFORE = 30
_EDGE_OF_PAGES = "head or foot of the pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One block's text with where it stands."""

    text: str
    kind: BlockKind
    language: str = ""
    page: int | None = None
    heading: str = ""
    """Of the section it stands in."""
    row_numbers: tuple[int, ...] = ()
    is_edge: bool = False
    """It stands at the head or foot of pages, and is not indexed."""


def raw_stretches(blocks: Sequence[RawBlock]) -> Iterator[Stretch]:
    """Blocks as a reader gave them, with every character that was in the file."""
    heading = ""
    for block in blocks:
        yield Stretch(
            text=block.text,
            kind=block.kind,
            page=block.page,
            heading=heading,
            row_numbers=block.row_numbers,
        )
        if block.kind == "heading":
            heading = block.text


def stretches(document: Document, edges: Sequence[str] = ()) -> Iterator[Stretch]:
    """A document's blocks as they are indexed, then what stands at the edges of its pages."""
    heading = ""
    for block in document.blocks:
        yield _stretch(document, block, heading)
        if block.kind == "heading":
            heading = document.text[block.start : block.end]
    for edge in edges:
        yield Stretch(text=edge, kind="paragraph", language=document.language, is_edge=True)


def _stretch(document: Document, block: Block, heading: str) -> Stretch:
    return Stretch(
        text=document.text[block.start : block.end],
        kind=block.kind,
        language=block.language,
        page=block.page,
        heading=heading,
        row_numbers=block.row_numbers,
    )


def finding_at(
    stretch: Stretch,
    start: int,
    end: int,
    *,
    kind: FindingKind,
    severity: FindingSeverity = "warning",
) -> Finding:
    """The finding at a range of a stretch's characters."""
    return Finding(
        kind=kind,
        severity=severity,
        excerpt=excerpt_of(stretch.text, start, end),
        page=stretch.page,
        place=_place(stretch, start),
    )


def excerpt_of(text: str, start: int = 0, end: int | None = None) -> str:
    """The words around a range in one line, what nobody sees written out, cut to a length."""
    end = len(text) if end is None else end
    first = max(0, start - _BEFORE)
    last = min(len(text), max(end, first + MAX_EXCERPT - _BEFORE))
    shown = "".join(map(_seen, text[first : min(last, first + 2 * MAX_EXCERPT)]))
    shown = " ".join(shown.split())
    cut = len(shown) > MAX_EXCERPT or last < len(text)
    return ("…" if first else "") + shown[:MAX_EXCERPT] + ("…" if cut else "")


def _seen(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character) not in ("Cf", "Cc", "Co", "Cn"):
        return character
    return f"⟨U+{ord(character):04X}⟩"


def _place(stretch: Stretch, start: int) -> str:
    if stretch.is_edge:
        return _EDGE_OF_PAGES
    parts = [f"“{stretch.heading[:60]}”"] if stretch.heading else []
    line = stretch.text.count("\n", 0, start)
    if line < len(stretch.row_numbers):
        parts.append(f"row {stretch.row_numbers[line]}")
    return ", ".join(parts)
