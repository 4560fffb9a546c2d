"""A document as the engine sees it: blocks, cells, identifiers and chunks of one page."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from api.documents_wire import FindingOut
from api.page_view import page_at, pages_of
from api.parse_wire import (
    BoxOut,
    IdentifierOut,
    ParsedBlockOut,
    ParsedChunkOut,
    ParseOut,
)
from api.parsed import Locate, Parsed, ParsedChunk
from index.passage import PassageBlock
from ingest.document import CELL_SEPARATOR, Block
from ingest.identifiers import extract
from ingest.placed_text import PlacedText


def parse_out(
    parsed: Parsed, *, page: int | None, start: int | None, locate: Locate | None, picture: str
) -> ParseOut | None:
    """One page of it; None where there is no such page. ``start`` finds the page by a place."""
    document = parsed.document
    pages = pages_of(document)
    paged = document.page_count > 0
    count = max(document.page_count if paged else len(pages), 1)
    number = page if page is not None else page_at(pages, start)
    if not 1 <= number <= count:
        return None
    found = pages.get(number, ())
    blocks = [_block(document.text, block, parsed.chunks) for block in found]
    chunks = [
        _chunk(ordinal, chunk)
        for ordinal, chunk in enumerate(parsed.chunks)
        if any(_overlap(chunk, block) for block in found)
    ]
    if paged and locate is not None and blocks:
        placed = locate(number, [block.text for block in blocks])
        blocks = [
            _placed(block, where, number) for block, where in zip(blocks, placed, strict=True)
        ]
        chunks = [chunk.model_copy(update={"boxes": _boxes_of(chunk, blocks)}) for chunk in chunks]
    return ParseOut(
        path=document.path,
        of="release" if parsed.release else "file",
        release=parsed.release,
        title=document.title,
        language=document.language,
        media_type=document.media_type,
        sha256=document.sha256,
        page=number,
        page_count=count,
        paged=paged,
        blocks=blocks,
        chunks=chunks,
        chunk_count=len(parsed.chunks),
        warnings=list(parsed.warnings),
        findings=[
            FindingOut(
                kind=one.kind,
                severity=one.severity,
                page=one.page,
                place=one.place,
                excerpt=one.excerpt,
                accepted=one.kind in parsed.accepted,
            )
            for one in parsed.findings
        ],
        picture=f"{picture}/pages/{number}.png" if picture and paged else "",
    )


def boxes_out(placed: PlacedText, page: int) -> list[BoxOut]:
    """Where a text is drawn."""
    return [BoxOut(page=page, x0=box.x0, y0=box.y0, x1=box.x1, y1=box.y1) for box in placed.boxes]


def _block(text: str, block: Block | PassageBlock, chunks: Sequence[ParsedChunk]) -> ParsedBlockOut:
    own = text[block.start : block.end]
    return ParsedBlockOut(
        kind=block.kind,
        level=block.level,
        text=own,
        rows=[row.split(CELL_SEPARATOR) for row in own.split("\n")]
        if block.kind == "table"
        else [],
        header_rows=block.header_rows,
        table_header=block.table_header,
        start=block.start,
        end=block.end,
        page=block.page,
        page_label=block.page_label,
        language=block.language,
        chunk=next(
            (ordinal for ordinal, chunk in enumerate(chunks) if _overlap(chunk, block)), None
        ),
        identifiers=[
            IdentifierOut(
                canonical=one.canonical,
                kind=one.kind,
                text=one.text,
                start=block.start + one.start,
                end=block.start + one.end,
            )
            for one in extract(own)
        ],
        boxes=[],
        found_share=None,
    )


def _chunk(ordinal: int, chunk: ParsedChunk) -> ParsedChunkOut:
    before, found, after = chunk.text_for_search.partition(chunk.text)
    added = "\n".join(part.strip("\n") for part in (before, after) if part.strip())
    return ParsedChunkOut(
        ordinal=ordinal,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        pages=list(chunk.pages),
        heading_path=list(chunk.heading_path),
        language=chunk.language,
        identifiers=list(chunk.identifiers),
        table_header=chunk.table_header,
        added=added if found else chunk.text_for_search,
        boxes=[],
    )


def _placed(block: ParsedBlockOut, where: PlacedText, page: int) -> ParsedBlockOut:
    return block.model_copy(
        update={"boxes": boxes_out(where, page), "found_share": round(where.found_share, 3)}
    )


def _boxes_of(chunk: ParsedChunkOut, blocks: Iterable[ParsedBlockOut]) -> list[BoxOut]:
    """Of the blocks that it holds."""
    return [box for block in blocks if _overlap(chunk, block) for box in block.boxes]


class _Stretch(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def _overlap(one: _Stretch, other: _Stretch) -> bool:
    return max(one.start, other.start) < min(one.end, other.end)
