"""A found chunk → the passage a reader gets, with its document's facts and structure."""

from bisect import bisect_left, bisect_right

from index.content import StoredChunk, StoredDocument
from index.passage import Hit, Passage, PassageBlock


def to_passage(
    chunk: StoredChunk, document: StoredDocument, *, score: float, hits: tuple[Hit, ...]
) -> Passage:
    """The chunk as a passage; its blocks are those of the document that overlap it."""
    return Passage(
        chunk_id=chunk.id,
        document_id=document.id,
        document=document.path,
        title=document.title,
        facts=document.facts,
        heading_path=chunk.heading_path,
        pages=chunk.pages,
        page_labels=chunk.page_labels,
        language=chunk.language,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        blocks=_overlapping(document.blocks, chunk.start, chunk.end),
        identifiers=chunk.identifiers,
        table_header=chunk.table_header,
        score=score,
        hits=hits,
    )


def _overlapping(
    blocks: tuple[PassageBlock, ...], start: int, end: int
) -> tuple[PassageBlock, ...]:
    """Blocks stand in reading order and never overlap each other: two look-ups find them."""
    first = bisect_right(blocks, start, key=lambda block: block.end)
    return blocks[first : bisect_left(blocks, end, key=lambda block: block.start)]
