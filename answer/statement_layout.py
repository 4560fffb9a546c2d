"""Statements → paragraphs: what rests on the same place stands together, lists stay lists. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer.reply import Citation, Statement

BULLET = "• "
MAX_INLINE_CHARACTERS = 120
_OWN_MARKER = re.compile(r"(?:[(（]?(?:\d{1,3}|[a-zA-Z])[.)）、:]|[•‣●○▪–—*-])\s")
_LINE_BREAKING = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Group:
    """Consecutive statements that rest on the same places."""

    sources: tuple[tuple[str, str], ...]
    """Document and page label of every place, in order."""
    statements: tuple[Statement, ...]


def grouped(statements: Sequence[Statement]) -> tuple[Group, ...]:
    """The statements in order, those in a row that rest on the same places together."""
    groups: list[Group] = []
    for statement in statements:
        sources = tuple(dict.fromkeys(map(_place, statement.citations)))
        if groups and groups[-1].sources == sources:
            groups[-1] = Group(sources, (*groups[-1].statements, statement))
        else:
            groups.append(Group(sources, (statement,)))
    return tuple(groups)


def _place(citation: Citation) -> tuple[str, str]:
    return citation.document, page_of(citation)


def page_of(citation: Citation) -> str:
    """The page as the document labels it; empty where it has none."""
    if citation.page_label:
        return one_line(citation.page_label)
    return str(citation.page) if citation.page is not None else ""


def body_of(statements: Sequence[Statement]) -> str:
    """One group's statements: runs of one paragraph stay together, separate ones get bullets."""
    paragraphs: list[str] = []
    header = ""
    last_end = -1
    for statement in statements:
        first = statement.citations[0] if statement.citations else None
        own_header = first.table_header if first else ""
        adjacent = first is not None and first.start - last_end in (0, 1) and last_end >= 0
        if paragraphs and adjacent and not own_header and "\n" not in statement.text:
            gap = " " if first is not None and first.start > last_end else ""
            paragraphs[-1] += gap + statement.text
        elif own_header and own_header != header:
            paragraphs.append(f"{own_header}\n{statement.text}")
        else:
            paragraphs.append(statement.text)
        header = own_header
        last_end = first.end if first else -1
    if len(paragraphs) == 1 or header:
        return "\n".join(paragraphs)
    return "\n".join(
        text if "\n" in text or _OWN_MARKER.match(text) else BULLET + text for text in paragraphs
    )


def one_line(value: str) -> str:
    """A value for the frame: no line breaks, controls or direction marks, of bounded length."""
    line = _LINE_BREAKING.sub(" ", value).strip()
    if len(line) > MAX_INLINE_CHARACTERS:
        return line[: MAX_INLINE_CHARACTERS - 1].rstrip() + "…"
    return line
