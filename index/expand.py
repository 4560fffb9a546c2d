"""A found chunk → the passage a reader gets, with its document's facts and structure."""

from index.content import DocumentCard, StoredChunk
from index.passage import Hit, Passage, PassageBlock


def to_passage(
    chunk: StoredChunk,
    document: DocumentCard,
    *,
    blocks: tuple[PassageBlock, ...],
    score: float,
    hits: tuple[Hit, ...],
) -> Passage:
    """The chunk as a passage; ``blocks`` are those of its document that overlap it."""
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
        blocks=blocks,
        identifiers=chunk.identifiers,
        table_header=chunk.table_header,
        score=score,
        hits=hits,
    )
