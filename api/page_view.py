"""One page of a document laid out for reading, with a range marked. Text only; no HTML in here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from api.services import ReleasedDocument
from index.passage import PassageBlock
from ingest.document import CELL_SEPARATOR, Block

PART_CHARACTERS = 20_000
"""A document without pages is shown in parts of about this size."""

Stretch = TypeVar("Stretch", bound=Block | PassageBlock, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text that is marked or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """Cells of one row; ``header`` rows name the columns."""

    cells: tuple[tuple[Piece, ...], ...]
    header: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewBlock:
    """A block ready to be laid out."""

    kind: Literal["heading", "paragraph", "list_item", "table", "code", "figure_caption"]
    level: int
    language: str
    pieces: tuple[Piece, ...] = ()
    rows: tuple[TableRow, ...] = ()
    first_mark: bool = False
    """The mark begins in this block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page, or one part of a document without pages. ``number`` is 1-based."""

    number: int
    count: int
    label: str
    paged: bool
    blocks: tuple[ViewBlock, ...]
    start: int
    """Where this page's first block starts; for a link that marks nothing."""


def view_page(
    document: ReleasedDocument, *, page: int | None, start: int | None, end: int | None
) -> PageView | None:
    """The page asked for, or the one on which ``start`` stands; None when there is no such page."""
    paged = document.page_count > 0
    parts = pages_of(document)
    count = document.page_count if paged else len(parts)
    number = page if page is not None else page_at(parts, start)
    if not 1 <= number <= max(count, 1):
        return None
    blocks = parts.get(number, ())
    marked = (start or 0, end or 0)
    label = next((block.page_label for block in blocks if block.page_label), "") or ""
    return PageView(
        number=number,
        count=max(count, 1),
        label=label if label != str(number) else "",
        paged=paged,
        blocks=tuple(_laid_out(document.text, blocks, marked)),
        start=blocks[0].start if blocks else 0,
    )


class Paged(Protocol[Stretch]):
    """A document with its blocks, of a release or as it was just read."""

    @property
    def page_count(self) -> int: ...
    @property
    def blocks(self) -> Sequence[Stretch]: ...


def pages_of(document: Paged[Stretch]) -> dict[int, tuple[Stretch, ...]]:
    """The blocks of every page; of a document without pages, of parts that one can read."""
    return _pages(document) if document.page_count > 0 else _parts(document.blocks)


def _pages(document: Paged[Stretch]) -> dict[int, tuple[Stretch, ...]]:
    pages: dict[int, list[Stretch]] = {}
    for block in document.blocks:
        pages.setdefault(block.page or 1, []).append(block)
    return {number: tuple(blocks) for number, blocks in pages.items()}


def _parts(blocks: Sequence[Stretch]) -> dict[int, tuple[Stretch, ...]]:
    parts: dict[int, list[Stretch]] = {}
    number, size = 1, 0
    for block in blocks:
        if size and size + block.end - block.start > PART_CHARACTERS:
            number, size = number + 1, 0
        parts.setdefault(number, []).append(block)
        size += block.end - block.start
    return {part: tuple(found) for part, found in parts.items()}


def page_at(parts: Mapping[int, Sequence[Stretch]], start: int | None) -> int:
    """The page on which a place stands; the first where none does."""
    if start is None:
        return 1
    for number, blocks in parts.items():
        if any(block.start <= start < block.end for block in blocks):
            return number
    return 1


def _laid_out(
    text: str, blocks: Sequence[PassageBlock], marked: tuple[int, int]
) -> Iterator[ViewBlock]:
    begun = False
    for block in blocks:
        here = max(block.start, marked[0]) < min(block.end, marked[1])
        first, begun = here and not begun, begun or here
        if block.kind == "table":
            rows = tuple(_rows(text, block, marked))
            pieces: tuple[Piece, ...] = ()
        else:
            rows = ()
            pieces = _pieces(text, block.start, block.end, marked)
        yield ViewBlock(
            kind=block.kind,
            level=block.level,
            language=block.language,
            pieces=pieces,
            rows=rows,
            first_mark=first,
        )


def _rows(text: str, block: PassageBlock, marked: tuple[int, int]) -> Iterator[TableRow]:
    position = block.start
    for number, line in enumerate(text[block.start : block.end].split("\n")):
        cells: list[tuple[Piece, ...]] = []
        at = position
        for cell in line.split(CELL_SEPARATOR):
            cells.append(_pieces(text, at, at + len(cell), marked))
            at += len(cell) + len(CELL_SEPARATOR)
        yield TableRow(cells=tuple(cells), header=number < block.header_rows)
        position += len(line) + 1


def _pieces(text: str, start: int, end: int, marked: tuple[int, int]) -> tuple[Piece, ...]:
    low = min(max(marked[0], start), end)
    high = min(max(marked[1], low), end)
    found = (
        Piece(text=text[start:low], marked=False),
        Piece(text=text[low:high], marked=True),
        Piece(text=text[high:end], marked=False),
    )
    return tuple(piece for piece in found if piece.text)
