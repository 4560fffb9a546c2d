"""A found chunk → the passage a reader gets: with what it was cut from, its facts and structure.

A chunk is as long as one vector can stand for, which may be half a procedure. What a reader wants
is the section: chunks of one section that were found both become one passage, and a passage takes
in the chunks around it, up to ``SECTION_CHUNKS``. It keeps the place and hits of what was found.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.content import Content, DocumentCard, StoredChunk
from index.passage import Hit, Passage, PassageBlock

SECTION_CHUNKS = 2
"""That a passage holds at most, about a page: with more, drafts quoted worse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Chunks of one section that become one passage."""

    found: int
    """The ordinal of the one that stands highest."""
    ordinals: tuple[int, ...]
    """Of all of them, consecutive, in reading order."""


def stretches(
    found: Iterable[int], content: Content, *, limit: int, size: int = SECTION_CHUNKS
) -> tuple[Stretch, ...]:
    """The first ``limit`` passages-to-be of the chunks ``found``, best first, each in one only."""
    taken: set[int] = set()
    result: list[Stretch] = []
    for ordinal in found:
        if ordinal in taken:
            continue  # a better passage holds it
        if len(result) == limit:
            break
        ordinals = _grown(ordinal, content, taken=taken, size=size)
        taken.update(ordinals)
        result.append(Stretch(found=ordinal, ordinals=ordinals))
    return tuple(result)


def _grown(found: int, content: Content, *, taken: set[int], size: int) -> tuple[int, ...]:
    """The chunk with those after and before it in turn; after it first, where an answer goes on."""

    def belongs(ordinal: int) -> bool:
        return (
            0 <= ordinal < len(content.chunk_documents)
            and ordinal not in taken
            and content.chunk_documents[ordinal] == content.chunk_documents[found]
            and content.sections_of_chunks[ordinal] == content.sections_of_chunks[found]
            and content.chunk_languages[ordinal] == content.chunk_languages[found]
        )

    first = last = found
    while last - first + 1 < size:
        after = belongs(last + 1)
        if after:
            last += 1
        before = last - first + 1 < size and belongs(first - 1)
        if before:
            first -= 1
        if not after and not before:
            break
    return tuple(range(first, last + 1))


def to_passage(
    chunks: Sequence[StoredChunk],
    document: DocumentCard,
    *,
    found: StoredChunk,
    text: str,
    blocks: tuple[PassageBlock, ...],
    score: float,
    hits: tuple[Hit, ...],
) -> Passage:
    """Consecutive chunks as a passage; ``text`` is theirs, ``blocks`` those that overlap it."""
    return Passage(
        chunk_ids=tuple(chunk.id for chunk in chunks),
        found_start=found.start,
        found_end=found.end,
        document_id=document.id,
        document=document.path,
        title=document.title,
        facts=document.facts,
        heading_path=found.heading_path,
        pages=tuple(dict.fromkeys(page for chunk in chunks for page in chunk.pages)),
        page=found.pages[0] if found.pages else None,
        page_label=found.page_labels[0] if found.page_labels else None,
        language=found.language,
        start=chunks[0].start,
        end=chunks[-1].end,
        text=text,
        blocks=blocks,
        identifiers=tuple(dict.fromkeys(name for chunk in chunks for name in chunk.identifiers)),
        table_header=chunks[0].table_header,
        score=score,
        hits=hits,
    )
