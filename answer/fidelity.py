"""Nothing that can be wrong by one character may differ between evidence and reply.

Numbers, identifiers, links and negations of a statement are compared with those of its quotes; a
statement that says another number than its evidence is dropped, whoever wrote it.
"""

import dataclasses
import re
import unicodedata

from answer.draft import Draft
from answer.reply import Statement
from ingest.identifiers import extract

_NUMBER = re.compile(r"(?<![\w.,])[-−+±]?\d+(?:[.,\u00a0\u202f' ]\d+)*(?:\s?[%‰°])?")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'）)]+", re.IGNORECASE)


def check_fidelity(draft: Draft) -> tuple[Draft, bool]:
    """The draft without unfaithful statements, and whether any had to go."""
    kept = tuple(statement for statement in draft.statements if is_faithful(statement))
    return dataclasses.replace(draft, statements=kept), len(kept) < len(draft.statements)


def is_faithful(statement: Statement) -> bool:
    """Whether every number, identifier and link of the statement stands in its evidence."""
    evidence = "\n".join(
        f"{citation.table_header}\n{citation.quote}" for citation in statement.citations
    )
    if statement.text in evidence:
        return True
    return (
        numbers(statement.text) <= numbers(evidence)
        and _identifiers(statement.text) <= _identifiers(evidence)
        and _links(statement.text) <= _links(evidence)
    )


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text, digits in ASCII, grouping and decimal marks made equal."""
    plain = unicodedata.normalize("NFKC", text)
    ascii_digits = "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in plain
    )
    return frozenset(
        re.sub(r"[\u00a0\u202f' ]", "", match.group()).replace(",", ".").replace("−", "-")
        for match in _NUMBER.finditer(ascii_digits)
    )


def _identifiers(text: str) -> frozenset[str]:
    return frozenset(found.canonical for found in extract(text))


def _links(text: str) -> frozenset[str]:
    return frozenset(match.group().rstrip(".,;") for match in _LINK.finditer(text))
