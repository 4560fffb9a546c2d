"""A found chunk → the passage a reader gets, with its document's facts and structure."""

from index.content import StoredChunk, StoredDocument
from index.passage import Hit, Passage


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
        blocks=tuple(
            block
            for block in document.blocks
            if block.start < chunk.end and chunk.start < block.end
        ),
        identifiers=chunk.identifiers,
        table_header=chunk.table_header,
        score=score,
        hits=hits,
    )
