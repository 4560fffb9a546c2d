"""Text that a reader found in a file and that no person sees in it: whether it matters.

A document is held for text that says something: what is drawn in the colour of its ground, too
small to read, beside the page or under a box. What is shown on demand only (folded parts, hidden
sheets and rows) was not read to begin with; there the editor is told what is missing. Text that
tells a model what to do is held wherever it hides.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.finding import Finding, FindingKind, UnseenHow, UnseenText
from ingest.instruction_signs import instructs_unseen
from ingest.stretches import excerpt_of

MAX_FINDINGS = 50
_ENOUGH = 20
"""Letters, an ideograph counting two: some four words."""
_ENOUGH_FOLDED = 40
_MARK_PAGES = 3
_FIGURES = re.compile(r"\d+|\b[ivxlc]+\b")
_WIDE_FROM = "\u2e80"
_TOLD: dict[UnseenHow, str] = {
    "faint": "drawn without being seen",
    "tiny": "too small to read",
    "outside": "beside the page",
    "covered": "covered",
    "set_hidden": "set to hidden",
    "folded": "hidden and not read",
    "comment": "in a comment",
}


def find_unseen(unseen: Sequence[UnseenText]) -> tuple[Finding, ...]:
    """Findings of hidden and covered text, and of instructions in it."""
    found: list[Finding] = []
    for item in _without_marks(unseen):
        found += _judged(item)
        if len(found) >= MAX_FINDINGS:
            break
    return tuple(found)


def _without_marks(unseen: Sequence[UnseenText]) -> Iterator[UnseenText]:
    """The same without what stands beside page after page: marks of the press are no message."""
    pages: Counter[str] = Counter()
    for item in unseen:
        if item.how == "outside":
            pages.update({_FIGURES.sub("#", line) for line in item.text.split("\n")})
    for item in unseen:
        if item.how == "outside":
            lines = item.text.split("\n")
            kept = [line for line in lines if pages[_FIGURES.sub("#", line)] < _MARK_PAGES]
            yield replace(item, text="\n".join(kept))
        else:
            yield item


def _judged(item: UnseenText) -> Iterator[Finding]:
    instructs = instructs_unseen(item.text)
    if item.how == "comment":
        if instructs:
            yield _finding(item, "instruction")
        return
    kind: FindingKind = "covered_text" if item.how == "covered" else "hidden_text"
    if item.how == "folded" and item.place:
        matters = weight(item.text) > 0 and bool(item.text.strip())
    else:
        matters = weight(item.text) >= (_ENOUGH_FOLDED if item.how == "folded" else _ENOUGH)
    if matters or instructs:
        yield _finding(item, kind)
    if instructs:
        yield _finding(item, "instruction")


def weight(text: str) -> int:
    """How much a text can say: its letters, an ideograph counting two; names of files count
    nothing, printers put them beside the page."""
    words = [word for word in text.split() if not _is_file_name(word)]
    return sum(
        2 if character >= _WIDE_FROM else 1
        for word in words
        for character in word
        if unicodedata.category(character)[0] == "L"
    )


def _is_file_name(word: str) -> bool:
    return word.rpartition(".")[2].casefold() in {"indd", "qxd", "qxp", "ai", "eps", "pdf"}


def _finding(item: UnseenText, kind: FindingKind) -> Finding:
    told = _TOLD[item.how]
    return Finding(
        kind=kind,
        severity="quarantine" if kind == "instruction" or item.how != "folded" else "warning",
        excerpt=excerpt_of(item.text),
        page=item.page,
        place=f"{item.place}: {told}" if item.place else told,
    )
