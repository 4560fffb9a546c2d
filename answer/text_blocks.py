"""A passage → the paragraphs and list items of a stretch of it, with where they stand. Pure."""

from dataclasses import dataclass

from answer.draft import Place
from index.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """A paragraph, a list item, or a sentence of one."""

    kind: str
    text: str
    start: int
    """Into the document's text."""
    end: int
    page: int | None
    page_label: str | None


def text_blocks(
    passage: Passage, *, start: int | None = None, end: int | None = None
) -> list[TextBlock]:
    """The blocks of running text that lie whole in ``start:end``, by default in the passage."""
    first = passage.start if start is None else max(start, passage.start)
    last = passage.end if end is None else min(end, passage.end)
    found = []
    for block in passage.blocks:
        from_, to = max(block.start, passage.start), min(block.end, passage.end)
        if block.kind not in ("paragraph", "list_item") or from_ < first or to > last:
            continue
        found.append(
            TextBlock(
                kind=block.kind,
                text=passage.text[from_ - passage.start : to - passage.start],
                start=from_,
                end=to,
                page=block.page,
                page_label=block.page_label,
            )
        )
    return found


def place_of(block: TextBlock, passage: Passage, *, value: str) -> Place:
    """Where a block of the passage says a value."""
    return Place(
        passage=passage,
        start=block.start,
        end=block.end,
        page=block.page,
        page_label=block.page_label,
        value=value,
    )
