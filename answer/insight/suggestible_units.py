"""A document → what of it can be suggested: entries by their question, sections by their heading.

Pure. What a cover page, a table of contents or a heading without text says is nothing to ask for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from answer.insight.suggestible import Suggestible, SuggestibleKind
from index.content import StoredDocument
from index.passage import PassageBlock

QUESTION_MARKS = ("?", "？", "؟")
FEWEST_LETTERS = 40
"""Of a section's text; less is a cover or a line of contents. A Chinese sign counts as three."""
MOST_SHOWN = 110
"""A longer heading is a sentence that became one by its looks."""
_NUMBER = re.compile(r"^\s*(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[IVX]{1,5}[.)])\s+")
_DOTTED = re.compile(r"\.{4,}|(?:\s\.){4,}")
"""From a heading to its page, as tables of contents have it."""
MOST_NUMBERED = 4
_ENDS_IN_PAGE = re.compile(r"[\s.|]\d{1,4}$")
_SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading's place among the blocks, the headings above it and itself, and its text."""

    block: int
    headings: tuple[str, ...]
    blocks: tuple[PassageBlock, ...]


def suggestible_units(
    document: StoredDocument, *, groups: Mapping[int, str] | None = None
) -> tuple[Suggestible, ...]:
    """What of a document can be suggested, in its order.

    ``groups`` gives for a heading's place among the blocks the group of the section that it
    translates; without one a section is a group of its own.
    """
    sections = tuple(_sections(document))
    if document.facts.kind == "certificate":
        return _certificate(document, sections)
    return tuple(
        unit
        for section in sections
        if (unit := _unit(document, section, (groups or {}).get(section.block, ""))) is not None
    )


def groups_by_heading(document: StoredDocument) -> Mapping[int, str]:
    """For each heading's place among a document's blocks the group of what stands below it."""
    return {one.block: _group(document, one) for one in _sections(document)}


def _certificate(
    document: StoredDocument, sections: tuple[_Section, ...]
) -> tuple[Suggestible, ...]:
    """Its name: nobody asks for the second page of one."""
    if not document.blocks or not document.title.strip():
        return ()
    title = " ".join(document.title.split())
    models = ", ".join(document.facts.models[:2])
    first = document.blocks[0]
    below = [one.headings[-1] for one in sections[:3] if one.headings]
    return (
        Suggestible(
            document=document.path,
            start=0,
            end=len(document.text),
            group=document.facts.translation_of or document.path,
            kind="certificate",
            shown=title,
            asked=tuple(
                dict.fromkeys((title, f"{title}: {models}", *(f"{title}: {one}" for one in below)))
            ),
            language=document.language,
            title=document.title,
            page=first.page,
            page_label=first.page_label,
        ),
    )


def _unit(document: StoredDocument, section: _Section, group: str) -> Suggestible | None:
    if not section.headings or not section.blocks:
        return None
    heading = _plain(section.headings[-1])
    start, end = section.blocks[0].start, section.blocks[-1].end
    text = document.text[start:end]
    is_entry = document.facts.kind == "faq" or heading.endswith(QUESTION_MARKS)
    if not 2 <= len(heading) <= MOST_SHOWN or heading == _plain(document.title):
        return None
    if not is_entry and _is_contents(section, document):
        return None
    if not is_entry and (_letters(text) < FEWEST_LETTERS or _DOTTED.search(text)):
        return None
    kind: SuggestibleKind = "faq" if is_entry else "manual"
    above = _plain(section.headings[-2]) if len(section.headings) > 1 else _plain(document.title)
    model = next(iter(document.facts.models or document.facts.products), "")
    return Suggestible(
        document=document.path,
        start=start,
        end=end,
        group=group or _group(document, section),
        kind=kind,
        shown=heading,
        asked=(heading,)
        if is_entry
        else tuple(dict.fromkeys((heading, f"{above}: {heading}", f"{model} {heading}".strip()))),
        language=section.blocks[0].language or document.language,
        title=document.title,
        page=section.blocks[0].page,
        page_label=section.blocks[0].page_label,
    )


def _sections(document: StoredDocument) -> Iterator[_Section]:
    above: list[tuple[int, str]] = []
    gathered: list[PassageBlock] = []
    begins = -1
    for place, block in enumerate(document.blocks):
        if block.kind != "heading":
            gathered.append(block)
            continue
        if gathered:
            yield _Section(begins, tuple(text for _, text in above), tuple(gathered))
        gathered, begins = [], place
        while above and above[-1][0] >= block.level:
            above.pop()
        above.append((block.level, document.text[block.start : block.end]))
    if gathered:
        yield _Section(begins, tuple(text for _, text in above), tuple(gathered))


def _group(document: StoredDocument, section: _Section) -> str:
    return f"{document.path}#{section.blocks[0].start}"


def _is_contents(section: _Section, document: StoredDocument) -> bool:
    """Whether most of its lines end in a page's number."""
    lines = [
        line.strip()
        for block in section.blocks
        for line in document.text[block.start : block.end].splitlines()
    ]
    return len(lines) >= MOST_NUMBERED and sum(
        map(bool, map(_ENDS_IN_PAGE.search, lines))
    ) * 2 > len(lines)


def _letters(text: str) -> int:
    return len(text) + 2 * len(_SIGNS.findall(text))


def _plain(heading: str) -> str:
    """A heading without its number and line breaks."""
    return _NUMBER.sub("", " ".join(heading.split())).strip()
