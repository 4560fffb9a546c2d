"""Files that were left out, pages without text, and text that is no writing. Pure.

What was read wrongly shows itself in marks that no writing has: replacement characters, glyph
numbers of a font without names (``(cid:44)``), private-use characters, and UTF-8 taken for Latin-1
(``Ã¤``), which sets ``Ã`` or ``Â`` before a character that never stands there in a word.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer.insight.defect import Action, Defect, DefectCode, DefectPlace, Severity, defect_id
from answer.insight.document_place import place_at, whole
from index.content import StoredDocument

LEAST_SHARE_OF_MARKS = 0.02
"""Of a block's characters: above, a reader stumbles over every line."""
FEWEST_MARKS = 3
_MARKS = re.compile(
    # UTF-8 taken for Windows-1252: a lead byte and what its second byte is shown as
    "\ufffd+|\\(cid:\\d+\\)|[\ue000-\uf8ff]+|"
    "[\u00c3\u00c2\u00c5\u00c4\u00c6\u00d0\u00d1]"
    "[\u0080-\u00bf\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122\u0152\u0153"
    "\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc]"
)
_OF_READING = re.compile(
    r"pages? \d|it holds no text|and \d+ more warnings|a quotation mark is never closed|"
    r"sheet .* was read up to row"
)
"""Warnings of the readers that tell of text nobody gets to see; others speak of facts, or of what
was taken out on purpose."""
_LETTER = re.compile(r"[^\W_]")
_ACTIONS: tuple[Action, ...] = ("replace", "open_document")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTrouble:
    """What the build said of a file."""

    document: str
    reason: str
    is_left_out: bool


def unreadable_pages(
    documents: Sequence[StoredDocument], troubles: Sequence[FileTrouble]
) -> tuple[Defect, ...]:
    """A defect for each trouble, and for each document whose text is no writing."""
    by_path = {document.path: document for document in documents}
    told = [one for one in troubles if one.is_left_out or _OF_READING.match(one.reason)]
    found = [_of_trouble(one, by_path.get(one.document)) for one in told]
    troubled = {one.document for one in told}
    for document in documents:
        if not _LETTER.search(document.text):
            if document.path not in troubled:
                found.append(_defect("empty", "medium", whole(document), document.sha256))
            continue
        place = _garbled(document)
        if place is not None:
            found.append(_defect("garbled", "high", place, place.line))
    return tuple(found)


def _of_trouble(trouble: FileTrouble, document: StoredDocument | None) -> Defect:
    code: DefectCode = "left_out" if trouble.is_left_out else "read_with_problem"
    place = whole(document) if document else DefectPlace(document=trouble.document)
    severity: Severity = "high" if trouble.is_left_out else "medium"
    return _defect(code, severity, place, trouble.reason)


def _garbled(document: StoredDocument) -> DefectPlace | None:
    """The first block that is mostly no writing."""
    if not _MARKS.search(document.text):
        return None
    for block in document.blocks:
        text = document.text[block.start : block.end]
        marks = _MARKS.findall(text)
        if len(marks) >= FEWEST_MARKS and len(marks) >= LEAST_SHARE_OF_MARKS * len(text.split()):
            return place_at(document, block.start, block.end, value=marks[0])
    return None


def _defect(code: DefectCode, severity: Severity, place: DefectPlace, told: str) -> Defect:
    return Defect(
        id=defect_id("unreadable", code, place.document, told),
        kind="unreadable",
        code=code,
        severity=severity,
        places=(place,),
        values={"reason": told} if code in ("left_out", "read_with_problem") else {},
        actions=_ACTIONS,
    )
