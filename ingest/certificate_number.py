"""The number a certificate bears itself, told from the reports, standards and models it names."""

import re
from collections.abc import Collection

from ingest.identifier_grammar import NUMBER_LABEL
from ingest.identifiers import extract

HEAD_CHARACTERS = 2_000
"""A certificate says its number where it begins."""
LABEL_CHARACTERS = 40

_LABEL_BEFORE = re.compile(rf"{NUMBER_LABEL}[\s.:：|#]{{0,5}}$", re.IGNORECASE)


def certificate_number(text: str, *, models: Collection[str]) -> str:
    """The canonical form of a certificate's own number; empty where it states none.

    ``models`` are the canonical forms it holds for. The first number that a label announces
    counts, else the first written like a certificate's: later ones it replaces or rests on.
    """
    head = text[:HEAD_CHARACTERS]
    found = [
        one
        for one in extract(head)
        if one.kind in ("certificate", "model") and one.canonical not in models
    ]
    for one in found:
        before = head[max(0, one.start - LABEL_CHARACTERS) : one.start]
        if _LABEL_BEFORE.search(before):
            return one.canonical
    return next((one.canonical for one in found if one.kind == "certificate"), "")
