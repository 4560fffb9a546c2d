"""Statements → paragraphs: what rests on the same place stands together, lists stay lists. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answer.reply import Citation, Statement

BULLET = "• "
MAX_INLINE_CHARACTERS = 120
_OWN_MARKER = re.compile(r"(?:[(（]?(?:\d{1,3}|[a-zA-Z])[.)）、:]|[•‣●○▪–—*-])\s")
_STEP = re.compile(r"^(\d{1,3})[.)、] ", re.MULTILINE)
_LINE_BREAKING = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Group:
    """Consecutive statements that rest on the same places."""

    sources: tuple[tuple[str, str], ...]
    """Document and page label of every place, in order."""
    statements: tuple[Statement, ...]


def grouped(statements: Sequence[Statement]) -> tuple[Group, ...]:
    """The statements in order, those in a row that rest on the same places together.

    Steps that a page break tore apart stand in their own order.
    """
    groups: list[Group] = []
    for statement in _in_step_order(statements):
        sources = tuple(dict.fromkeys(map(_place, statement.citations)))
        if groups and groups[-1].sources == sources:
            groups[-1] = Group(sources, (*groups[-1].statements, statement))
        else:
            groups.append(Group(sources, (statement,)))
    return tuple(groups)


def _in_step_order(statements: Sequence[Statement]) -> list[Statement]:
    """Steps 3 to 6, then 1 and 2 of one document: the other way round. All else stays."""
    ordered: list[Statement] = []
    for statement in statements:
        before = ordered[-1] if ordered else None
        goes_on = before is not None and _steps(before)[:1] == [_last(_steps(statement)) + 1]
        if before is not None and goes_on and _document(before) == _document(statement):
            ordered.insert(-1, statement)
        else:
            ordered.append(statement)
    return ordered


def _steps(statement: Statement) -> list[int]:
    return [int(found) for found in _STEP.findall(statement.text)]


def _last(steps: Sequence[int]) -> int:
    return steps[-1] if steps else -1


def _document(statement: Statement) -> str:
    return statement.citations[0].document if statement.citations else ""


def _place(citation: Citation) -> tuple[str, str]:
    return citation.document, page_of(citation)


def page_of(citation: Citation) -> str:
    """The page as the document labels it; empty where it has none."""
    if citation.page_label:
        return one_line(citation.page_label)
    return str(citation.page) if citation.page is not None else ""


def body_of(
    statements: Sequence[Statement],
    *,
    gap: str = " ",
    wrapped: Callable[[str], str] = str,
) -> str:
    """One group's statements: runs of one paragraph stay together, separate ones get bullets.

    ``wrapped`` is what a paragraph is put into, bullets outside. Sentences that reword one quote
    are one run, ``gap`` between them; the steps of a list stay lines.
    """
    runs: list[list[str]] = []
    header = ""
    last: Citation | None = None
    for statement in statements:
        first = statement.citations[0] if statement.citations else None
        # what a machine wrote of a table has its header in it
        own_header = first.table_header if first and statement.text == first.quote else ""
        apart = first.start - last.end if first and last else -1
        if runs and first is not None and first == last:
            if _OWN_MARKER.match(statement.text) or _OWN_MARKER.match(runs[-1][-1]):
                runs[-1].append(statement.text)
            else:
                runs[-1][-1] += gap + statement.text
        elif runs and apart in (0, 1) and not own_header and "\n" not in statement.text:
            runs[-1][-1] += apart * " " + statement.text
        elif own_header and own_header != header:
            runs.append([f"{own_header}\n{statement.text}"])
        else:
            runs.append([statement.text])
        header, last = own_header, first
    paragraphs = ["\n".join(lines) for lines in runs]
    has_mark = [_OWN_MARKER.match(text) is not None for text in paragraphs]
    paragraphs = list(map(wrapped, paragraphs))
    if len(paragraphs) == 1 or header:
        return "\n".join(paragraphs)
    return "\n".join(
        text if "\n" in text or marked else BULLET + text
        for text, marked in zip(paragraphs, has_mark, strict=True)
    )


def one_line(value: str) -> str:
    """A value for the frame: no line breaks, controls or direction marks, of bounded length."""
    line = _LINE_BREAKING.sub(" ", value).strip()
    if len(line) > MAX_INLINE_CHARACTERS:
        return line[: MAX_INLINE_CHARACTERS - 1].rstrip() + "…"
    return line
