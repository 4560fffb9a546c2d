"""A passage → the units that can be quoted alone, each on one page, in the document's own words."""

import dataclasses
from collections.abc import Iterable

from answer.draft import Unit
from index.passage import Passage, PassageBlock
from ingest.sentences import split

LONG_PARAGRAPH_CHARACTERS = 700
"""A paragraph over this is quoted in parts of a few sentences."""
WHOLE_TABLE_CHARACTERS = 900
"""A table up to this size is quoted whole: splitting it would hide what it compares."""
WHOLE_LIST_CHARACTERS = 1600
LEAD_IN_CHARACTERS = 160


def units(passage: Passage) -> tuple[Unit, ...]:
    """The passage's units in reading order; headings are context, never a unit."""
    found: list[Unit] = []
    blocks = [block for block in passage.blocks if block.kind != "heading"]
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if block.kind == "table":
            found.extend(_table_units(passage, block))
            index += 1
            continue
        if _introduces_table(blocks, index):
            start, end = _clip(passage, block.start, blocks[index + 1].end)
            found.append(_unit(passage, start, end, block))
            index += 2
            continue
        last = _list_end(blocks, index)
        if last > index:
            found.extend(_list_units(passage, blocks[index : last + 1]))
            index = last + 1
            continue
        found.extend(_text_units(passage, block))
        index += 1
    return tuple(found)


def part_of(unit: Unit, start: int, end: int, *, header: str) -> Unit:
    """One stretch of a unit as a unit of its own, beside its table's header."""
    text = text_of(unit, start, end)
    context = unit.text_to_compare.removesuffix(unit.text).split("\n")
    lines = [line for line in dict.fromkeys((*context, header)) if line]
    return dataclasses.replace(
        unit,
        start=start,
        end=end,
        table_header=header,
        text=text,
        text_to_compare="\n".join((*lines, text)),
        is_whole=False,
    )


def text_of(unit: Unit, start: int, end: int) -> str:
    """What stands in one stretch of the document, of those the unit's passage holds."""
    return _text(unit.passage, start, end)


def _introduces_table(blocks: list[PassageBlock], index: int) -> bool:
    """A caption or short lead-in says nothing without the small table below it."""
    if index + 1 >= len(blocks):
        return False
    block, table = blocks[index], blocks[index + 1]
    return (
        block.kind in ("paragraph", "figure_caption")
        and table.kind == "table"
        and table.page == block.page
        and block.end - block.start <= LEAD_IN_CHARACTERS
        and table.end - block.start <= WHOLE_TABLE_CHARACTERS + LEAD_IN_CHARACTERS
    )


def _list_end(blocks: list[PassageBlock], index: int) -> int:
    """The last block of the list that starts here, with a paragraph that introduces it."""
    last = index
    while last + 1 < len(blocks) and blocks[last + 1].kind == "list_item":
        last += 1
    return last


def _list_units(passage: Passage, blocks: list[PassageBlock]) -> Iterable[Unit]:
    start, end = _clip(passage, blocks[0].start, blocks[-1].end)
    same_page = len({block.page for block in blocks}) == 1
    if same_page and end - start <= WHOLE_LIST_CHARACTERS:
        yield _unit(passage, start, end, blocks[0])
        return
    # a procedure over two pages: one citation a page, in order
    run: list[PassageBlock] = []
    for block in blocks:
        too_long = run and block.end - run[0].start > WHOLE_LIST_CHARACTERS
        if run and (block.page != run[0].page or too_long):
            yield _unit(passage, *_clip(passage, run[0].start, run[-1].end), run[0])
            run = []
        run.append(block)
    if run:
        yield _unit(passage, *_clip(passage, run[0].start, run[-1].end), run[0])


def _text_units(passage: Passage, block: PassageBlock) -> Iterable[Unit]:
    start, end = _clip(passage, block.start, block.end)
    if end <= start:
        return
    text = _text(passage, start, end)
    if len(text) <= LONG_PARAGRAPH_CHARACTERS or block.kind == "code":
        yield _unit(passage, start, end, block)
        return
    part_start = 0
    for _, sentence_end in split(text, language=block.language or passage.language):
        if sentence_end - part_start >= LONG_PARAGRAPH_CHARACTERS // 2:
            yield from _part(passage, block, start + part_start, start + sentence_end)
            part_start = sentence_end
    if part_start < len(text):
        yield from _part(passage, block, start + part_start, end)


def _part(passage: Passage, block: PassageBlock, start: int, end: int) -> Iterable[Unit]:
    text = _text(passage, start, end)
    lead = len(text) - len(text.lstrip())
    if text.strip():
        yield _unit(passage, start + lead, start + lead + len(text.strip()), block)


def _table_units(passage: Passage, block: PassageBlock) -> Iterable[Unit]:
    start, end = _clip(passage, block.start, block.end)
    # a table that goes on from an earlier page has its header there, not in its text
    header = (passage.table_header if start > block.start else "") or block.table_header
    if end - start <= WHOLE_TABLE_CHARACTERS:
        yield _unit(passage, start, end, block, header=header)
        return
    lines = _lines(passage, start, end)
    if not header and block.header_rows:
        header = "\n".join(_text(passage, *line) for line in lines[: block.header_rows])
        lines = lines[block.header_rows :]
    for line_start, line_end in lines:
        yield _unit(passage, line_start, line_end, block, header=header)


def _lines(passage: Passage, start: int, end: int) -> list[tuple[int, int]]:
    spans, position = [], start
    for line in _text(passage, start, end).split("\n"):
        if line.strip():
            spans.append((position, position + len(line)))
        position += len(line) + 1
    return spans


def _unit(passage: Passage, start: int, end: int, block: PassageBlock, *, header: str = "") -> Unit:
    text = _text(passage, start, end)
    context = [passage.title, *passage.heading_path[-2:], header]
    lines = [line for line in dict.fromkeys(context) if line]
    return Unit(
        passage=passage,
        start=start,
        end=end,
        page=block.page,
        page_label=block.page_label,
        table_header=header,
        text=text,
        text_to_compare="\n".join((*lines, text)),
    )


def _clip(passage: Passage, start: int, end: int) -> tuple[int, int]:
    return max(start, passage.start), min(end, passage.end)


def _text(passage: Passage, start: int, end: int) -> str:
    return passage.text[start - passage.start : end - passage.start]
