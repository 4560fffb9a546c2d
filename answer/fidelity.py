"""Nothing may differ between a statement and what it cites, whoever wrote it.

A statement that is its quote needs no look. What a machine translated or reworded is compared with
its quotes by ``answer/findings.py``: numbers, units, dates, amounts, identifiers, addresses, the
words that turn a sentence about, exchanged words, additions, losses, names that stay, language. An
unfaithful statement is dropped; whoever asked for it sends the quote instead. Frames are not looked
at here: they are data, and checked as data.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Sequence

from answer.aligned_sentences import Likeness
from answer.draft import Draft
from answer.exact_values import numbers, quantities
from answer.findings import Finding, findings
from answer.reply import Citation, Statement
from ingest.identifiers import extract

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'）)]+", re.IGNORECASE)


def check_fidelity(
    draft: Draft,
    *,
    language: str = "",
    is_whole: bool = False,
    fixed_terms: Sequence[str] = (),
    likeness: Likeness | None = None,
) -> tuple[Draft, bool]:
    """The draft without unfaithful statements, and whether any had to go.

    ``language`` is that of the reply; where it is empty only numbers, units, identifiers and links
    are compared, as sets. The others as for ``differences``.
    """
    if not language:
        kept = tuple(statement for statement in draft.statements if is_faithful(statement))
    else:
        found = differences(
            draft.statements,
            language=language,
            is_whole=is_whole,
            fixed_terms=fixed_terms,
            likeness=likeness,
        )
        kept = tuple(
            statement
            for statement, differs in zip(draft.statements, found, strict=True)
            if not differs
        )
    return dataclasses.replace(draft, statements=kept), len(kept) < len(draft.statements)


def differences(
    statements: Sequence[Statement],
    *,
    language: str,
    is_whole: bool = False,
    fixed_terms: Sequence[str] = (),
    likeness: Likeness | None = None,
) -> tuple[tuple[Finding, ...], ...]:
    """What differs from its quotes in each statement; places count from the statement's start.

    Statements that cite the same are looked at together: a warning that one leaves out another may
    give. One that none gives is found in all of them. ``is_whole`` says that they should say all
    that the quotes say, as a translation does; ``fixed_terms`` are never translated; ``likeness``
    compares sentences by a model, where one is at hand.
    """
    found: dict[int, tuple[Finding, ...]] = {}
    for group in _citing_the_same(statements):
        texts = [statements[place].text for place in group]
        citations = statements[group[0]].citations
        if not citations or all(_is_quote(text, citations) for text in texts):
            continue
        whole = findings(
            "\n".join(texts),
            _evidence(citations),
            language=language,
            evidence_language=citations[0].language,
            is_translation=is_whole,
            fixed_terms=fixed_terms,
            likeness=likeness,
        )
        start = 0
        for place, text in zip(group, texts, strict=True):
            if not _is_quote(text, citations):
                found[place] = tuple(_within(whole, start, start + len(text)))
            start += len(text) + 1
    return tuple(found.get(place, ()) for place in range(len(statements)))


def is_faithful(statement: Statement) -> bool:
    """Whether every number, identifier and link of the statement stands in its evidence."""
    evidence = _evidence(statement.citations)
    if statement.text in evidence:
        return True
    headers = "\n".join(citation.table_header for citation in statement.citations)
    in_headers = frozenset(re.findall(r"[^\s\[\](),|]+", unicodedata.normalize("NFKC", headers)))
    proven = quantities(evidence)
    return (
        numbers(statement.text) <= numbers(evidence)
        and all(pair in proven or pair[1] in in_headers for pair in quantities(statement.text))
        and _identifiers(statement.text) <= _identifiers(evidence)
        and _links(statement.text) <= _links(evidence)
    )


def _citing_the_same(statements: Sequence[Statement]) -> list[list[int]]:
    """The places of statements with equal citations, in order."""
    groups: dict[tuple[Citation, ...], list[int]] = {}
    for place, statement in enumerate(statements):
        groups.setdefault(statement.citations, []).append(place)
    return list(groups.values())


def _evidence(citations: Sequence[Citation]) -> str:
    return "\n".join(f"{citation.table_header}\n{citation.quote}".strip() for citation in citations)


def _is_quote(text: str, citations: Sequence[Citation]) -> bool:
    said = text.strip()
    return any(
        said in (citation.quote.strip(), f"{citation.table_header}\n{citation.quote}".strip())
        for citation in citations
    )


def _within(found: Sequence[Finding], start: int, end: int) -> list[Finding]:
    """The findings of one statement among those of several, and those of all of them."""
    mine: list[Finding] = []
    for one in found:
        if one.start == one.end == 0:
            mine.append(one)
        elif one.start < end and start < one.end:
            first, last = max(one.start, start) - start, min(one.end, end) - start
            mine.append(dataclasses.replace(one, start=first, end=last))
    return mine


def _identifiers(text: str) -> frozenset[str]:
    return frozenset(found.canonical for found in extract(text))


def _links(text: str) -> frozenset[str]:
    return frozenset(match.group().rstrip(".,;") for match in _LINK.finditer(text))
