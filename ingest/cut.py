"""Document → chunks: consecutive blocks under one heading, near a size, never over it.

The rules, in the order they apply:

1. A block longer than the limit is cut where it may be: a table between rows, code between lines,
   text between sentences, and only a monster sentence between words.
2. A heading opens a chunk; one with nothing under it joins what follows, or what came before.
3. An entry (an FAQ question) opens a chunk and is never merged with its neighbour.
4. A list with the paragraph that introduces it stays whole when it fits into ``max_tokens`` and a
   half, because half a procedure answers wrongly.
5. A section over the limit is cut into parts of about the same size, not into full ones and a rest.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from ingest.cut_units import LONGEST_TOKEN, CountTokens, Unit, counted, cut_units
from ingest.document import Chunk, Document
from ingest.identifiers import extract

WHOLE_LIST_FACTOR = 1.5
"""A procedure may exceed the target by this factor rather than be torn apart."""

MAX_CONTEXT_TOKENS = 96
"""What title, headings and header may add to ``text_for_search``; more is left out."""


LEAD_TOKENS = 48
"""What opens a section stays with what follows it up to this size."""
MOST_UNITS = 2_000
"""In one part: what a tokenizer counts as nothing has no end."""
STRAY_TOKENS = 40
"""Text above a document's first heading stands alone from this size."""

TELLING_LETTERS = 4
"""A word in a file name counts as one from this many letters."""

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """Units under one heading path."""

    heading_path: tuple[str, ...]
    units: tuple[Unit, ...]


def cut(
    document: Document, *, count_tokens: CountTokens, max_tokens: int = 256
) -> tuple[Chunk, ...]:
    """Chunks that tile the document's non-blank text, each of at most ``1.5 × max_tokens`` tokens.

    Raises ``ValueError`` for a ``max_tokens`` under 16, below which no header would fit.
    """
    if max_tokens < 16:
        raise ValueError(f"max_tokens must be at least 16, not {max_tokens!r}")
    count_tokens = partial(counted, count_tokens)
    chunks: list[Chunk] = []
    sections = _sections(document, count_tokens=count_tokens, max_tokens=max_tokens)
    for number, section in enumerate(sections):
        for part in _parts(section.units, max_tokens=max_tokens):
            for units in _within_size(
                document, part, count_tokens=count_tokens, max_tokens=max_tokens
            ):
                chunks.append(
                    _chunk(
                        document,
                        section.heading_path,
                        units,
                        ordinal=len(chunks),
                        section=number,
                        count_tokens=count_tokens,
                    )
                )
    return tuple(chunks)


def _sections(document: Document, *, count_tokens: CountTokens, max_tokens: int) -> list[_Section]:
    sections: list[_Section] = []
    path: list[tuple[int, str]] = []
    units: list[Unit] = []
    path_of_units: tuple[str, ...] = ()
    # counted as they come: a file may be nothing but headings
    holds_text = False
    tokens = 0

    def flush() -> None:
        nonlocal holds_text, tokens
        if units:
            sections.append(_Section(heading_path=path_of_units, units=tuple(units)))
            units.clear()
            holds_text, tokens = False, 0

    for block in document.blocks:
        if not document.text[block.start : block.end].strip():
            continue
        if block.kind == "heading":
            # a bare heading or a line above the first heading (a certificate's number) joins what
            # follows: alone it would be found and say nothing
            if holds_text and (path or tokens > STRAY_TOKENS):
                flush()
            while path and path[-1][0] >= block.level:
                path.pop()
            path.append((block.level, _one_line(document.text[block.start : block.end])))
        elif block.starts_entry:
            flush()
        path_of_units = tuple(text for _, text in path)
        found = cut_units(document, block, count_tokens=count_tokens, max_tokens=max_tokens)
        units.extend(found)
        holds_text = holds_text or (bool(found) and block.kind != "heading")
        tokens += _tokens(found)
    if sections and units and all(unit.block.kind == "heading" for unit in units):
        last = sections.pop()
        units[:0] = last.units
        path_of_units = last.heading_path
    flush()
    return sections


def _parts(units: tuple[Unit, ...], *, max_tokens: int) -> list[list[Unit]]:
    groups = _groups(units, max_tokens=max_tokens)
    total = sum(_tokens(group) for group in groups)
    count = -(-total // max_tokens)
    target = max_tokens if count <= 1 else min(max_tokens, -(-total // count) * 1.1)
    parts: list[list[Unit]] = []
    current: list[Unit] = []
    tokens, only_headings = 0, True
    for group in groups:
        # headings and a line below them say nothing without what they announce
        is_lead = tokens <= min(LEAD_TOKENS, max_tokens // 4) or only_headings
        limit = max_tokens * WHOLE_LIST_FACTOR if is_lead else target
        if current and (tokens + _tokens(group) > limit or len(current) >= MOST_UNITS):
            parts.append(current)
            current, tokens, only_headings = [], 0, True
        current.extend(group)
        tokens += _tokens(group)
        only_headings = only_headings and all(unit.block.kind == "heading" for unit in group)
    if current:
        parts.append(current)
    return parts


def _within_size(
    document: Document, units: list[Unit], *, count_tokens: CountTokens, max_tokens: int
) -> list[list[Unit]]:
    """The part, halved between units while its whole text counts more than a chunk may hold.

    To some tokenizers a text is more than its pieces: they count the line breaks between them.
    """
    text = document.text[units[0].start : units[-1].end]
    if len(units) == 1 or count_tokens(text) <= max_tokens * WHOLE_LIST_FACTOR:
        return [units]
    middle = len(units) // 2
    return [
        half
        for side in (units[:middle], units[middle:])
        for half in _within_size(document, side, count_tokens=count_tokens, max_tokens=max_tokens)
    ]


def _groups(units: tuple[Unit, ...], *, max_tokens: int) -> list[list[Unit]]:
    """Units that stay together: a list and its introduction, a table and its caption."""
    groups: list[list[Unit]] = []
    index = 0
    while index < len(units):
        start = index
        captioned = list(units[index : index + 2])
        if _is_caption(units, index) and _tokens(captioned) <= max_tokens * WHOLE_LIST_FACTOR:
            groups.append(captioned)
            index += 2
            continue
        if units[index].block.kind == "paragraph" and _is_list_item(units, index + 1):
            index += 1
        while _is_list_item(units, index):
            index += 1
        group = list(units[start:index])
        if len(group) > 1 and _tokens(group) <= max_tokens * WHOLE_LIST_FACTOR:
            groups.append(group)
        else:
            index = max(index, start + 1)
            groups.extend([unit] for unit in units[start:index])
    return groups


def _is_caption(units: Sequence[Unit], index: int) -> bool:
    """A line that announces the table after it."""
    return (
        index + 1 < len(units)
        and units[index].block.kind in ("paragraph", "figure_caption")
        and units[index].tokens <= LEAD_TOKENS
        and units[index + 1].block.kind == "table"
        and units[index + 1].is_first
    )


def _is_list_item(units: Sequence[Unit], index: int) -> bool:
    return index < len(units) and units[index].block.kind == "list_item"


def _tokens(units: Sequence[Unit]) -> int:
    return sum(unit.tokens for unit in units)


def _chunk(
    document: Document,
    heading_path: tuple[str, ...],
    units: Sequence[Unit],
    *,
    ordinal: int,
    section: int,
    count_tokens: CountTokens,
) -> Chunk:
    start, end = units[0].start, units[-1].end
    text = document.text[start:end]
    header = _table_header(document, units[0])
    context = _context(_telling_title(document), heading_path, text, header, count_tokens)
    text_for_search = "\n".join((*context, text))
    pages = tuple(dict.fromkeys(u.block.page for u in units if u.block.page is not None))
    labels = tuple(dict.fromkeys(u.block.page_label for u in units if u.block.page_label))
    found = extract(text_for_search)
    digest = hashlib.sha256(f"{document.id}\0{ordinal}\0{text}".encode()).hexdigest()[:20]
    return Chunk(
        id=digest,
        document_id=document.id,
        ordinal=ordinal,
        section=section,
        start=start,
        end=end,
        text=text,
        text_for_search=text_for_search,
        heading_path=heading_path,
        pages=pages,
        page_labels=labels,
        language=_language(document, units),
        identifiers=tuple(dict.fromkeys(identifier.canonical for identifier in found)),
        table_header=header,
    )


def _table_header(document: Document, first: Unit) -> str:
    """The header lines of the table this chunk opens in the middle of; empty otherwise."""
    block = first.block
    if block.kind != "table":
        return ""
    if not block.header_rows:
        return block.table_header
    if first.is_first:
        return ""
    lines = document.text[block.start : block.end].splitlines()
    return "\n".join(lines[: block.header_rows])


def _telling_title(document: Document) -> str:
    """The title, unless it is only a file name that says nothing ("scan 0017", a hash)."""
    stem = PurePosixPath(document.path).stem
    if _one_line(document.title.replace("_", " ")) != _one_line(stem.replace("_", " ")):
        return document.title
    words = [word for word in _WORD.findall(stem) if len(word) >= TELLING_LETTERS]
    if len(words) > 1 or any(found.kind == "model" for found in extract(document.title)):
        return document.title
    return ""


def _context(
    title: str,
    heading_path: tuple[str, ...],
    text: str,
    header: str,
    count_tokens: CountTokens,
) -> list[str]:
    """Title, headings and table header that the text itself does not open with, while they fit."""
    opening = text.splitlines()[0].strip()
    lines = [line for line in (title.strip(), *heading_path, header) if line and line != opening]
    # what cannot fit is not counted: it would be for every chunk
    fits = MAX_CONTEXT_TOKENS * LONGEST_TOKEN
    lines = [line for line in dict.fromkeys(lines) if len(line) <= fits]
    # the nearest heading says most: when there is no room the title goes first
    while lines and sum(count_tokens(line) for line in lines) > MAX_CONTEXT_TOKENS:
        lines.pop(0)
    return lines


def _language(document: Document, units: Sequence[Unit]) -> str:
    weights: dict[str, int] = {}
    for unit in units:
        language = unit.block.language or document.language
        weights[language] = weights.get(language, 0) + unit.end - unit.start
    return max(weights, key=lambda language: weights[language])


def _one_line(text: str) -> str:
    return " ".join(text.split())
