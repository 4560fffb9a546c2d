"""Characters that turn the order of letters round: they show what the text does not say.

Isolates and embeddings that are closed again are how programs put a Latin name into Arabic, and
they harm nobody; an override is honest only where its letters run that way anyway. Unicode
Technical Report 36, section 3.7, and "Trojan Source" (CVE-2021-42574) say how they are abused.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from ingest.finding import Finding
from ingest.stretches import Stretch, finding_at

_OPENING = {
    "\u202a": "embedding",
    "\u202b": "embedding",
    "\u202d": "override",
    "\u202e": "override",
    "\u2066": "isolate",
    "\u2067": "isolate",
    "\u2068": "isolate",
}
_CLOSING = {"\u202c": ("embedding", "override"), "\u2069": ("isolate",)}
_MARKS = frozenset((*_OPENING, *_CLOSING))
_TO_THE_LEFT = frozenset("\u202b\u202e\u2067")
_MAX_FINDINGS = 20


def find_bidi(texts: Iterable[Stretch]) -> Iterator[Finding]:
    """Findings of overrides, and of embeddings and isolates that mislead."""
    found = 0
    for text in texts:
        if text.text.isascii() or _MARKS.isdisjoint(text.text):
            continue
        place = _misleads_at(text.text)
        if place >= 0:
            yield finding_at(text, place, place + 1, kind="bidi_override")
            found += 1
            if found == _MAX_FINDINGS:
                return


def _misleads_at(text: str) -> int:
    """Where the first mark stands that misleads; -1 without one."""
    open_marks: list[int] = []
    for place, character in enumerate(text):
        if character in _OPENING:
            open_marks.append(place)
        elif character in _CLOSING and open_marks:
            opened = open_marks.pop()
            if _misleads(text, opened, place):
                return opened
    # what is never closed reaches to the end of the line
    has_right_to_left = any(map(_runs_left, text))
    for opened in open_marks:
        if _misleads(text, opened, len(text)) or not has_right_to_left:
            return opened
    return -1


def _misleads(text: str, start: int, end: int) -> bool:
    """Whether the letters between do not run the way they are told to."""
    mark = text[start]
    inside = text[start + 1 : end]
    left = any(map(_runs_left, inside))
    right = any(unicodedata.bidirectional(character) == "L" for character in inside)
    if _OPENING[mark] == "override":
        if mark in _TO_THE_LEFT:
            return right or not left
        # told to run to the right: honest for Latin letters and figures within Arabic
        return left or not any(map(_runs_left, text))
    return mark in _TO_THE_LEFT and right and not left and not any(map(_runs_left, text))


def _runs_left(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")
