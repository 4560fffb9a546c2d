"""A stored document → its sections as passages, so that whole documents are read like evidence."""

from collections.abc import Iterator

from index.content import StoredDocument
from index.passage import Passage, PassageBlock


def document_sections(document: StoredDocument) -> tuple[Passage, ...]:
    """One passage for each heading with what stands below it, and one for what stands before."""
    return tuple(_sections(document))


def _sections(document: StoredDocument) -> Iterator[Passage]:
    above: list[tuple[int, str]] = []
    gathered: list[PassageBlock] = []
    for block in document.blocks:
        if block.kind == "heading":
            if gathered:
                yield _passage(document, tuple(gathered), tuple(text for _, text in above))
            gathered = []
            while above and above[-1][0] >= block.level:
                above.pop()
            above.append((block.level, document.text[block.start : block.end]))
        else:
            gathered.append(block)
    if gathered:
        yield _passage(document, tuple(gathered), tuple(text for _, text in above))


def _passage(
    document: StoredDocument, blocks: tuple[PassageBlock, ...], headings: tuple[str, ...]
) -> Passage:
    start, end = blocks[0].start, blocks[-1].end
    pages = tuple(dict.fromkeys(block.page for block in blocks if block.page is not None))
    return Passage(
        chunk_ids=(),
        found_start=start,
        found_end=end,
        document_id=document.id,
        document=document.path,
        title=document.title,
        facts=document.facts,
        heading_path=headings,
        pages=pages,
        page=blocks[0].page,
        page_label=blocks[0].page_label,
        language=blocks[0].language or document.language,
        start=start,
        end=end,
        text=document.text[start:end],
        blocks=blocks,
        identifiers=(),
        table_header="",
        score=0.0,
        hits=(),
    )
