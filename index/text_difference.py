"""Two versions of a text → what stayed, went and came, by words; without spaces by characters."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from index.release_difference import SpanKind, TextSpan

MOST_WORDS = 2_000
"""Beyond, what lies between the common ends is one change: a comparison costs their square."""
_UNSPACED = (
    "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
_THAI_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_LETTER = f"(?![{_UNSPACED}\u0e00-\u0e7f])[\\w\u0300-\u036f\u064b-\u065f\u0670]"
_WORD = re.compile(
    # models, amounts and dates are one word: XR-200A/5V, 230.5, 2026-11-22
    f"(?:{_LETTER})+(?:[-./,:](?:{_LETTER})+)*"
    f"|[{_UNSPACED}]"
    f"|[\u0e00-\u0e7f][{_THAI_MARKS}]*"
    r"|\s+|.",
    re.DOTALL,
)


def words(text: str) -> tuple[str, ...]:
    """The words, spaces and signs of a text in order; joined they are the text.

    What is written without spaces (Chinese, Japanese, Thai) comes character by character.
    """
    return tuple(_WORD.findall(text))


def text_difference(before: str, after: str) -> tuple[TextSpan, ...]:
    """The spans of both texts in reading order: without the added ones they are the earlier text,
    without the removed ones the later."""
    one, other = words(before), words(after)
    start = _common(one, other)
    end = _common(one[start:][::-1], other[start:][::-1])
    inner, inner_other = one[start : len(one) - end], other[start : len(other) - end]
    spans = [
        ("same", one[:start]),
        *_between(inner, inner_other),
        ("same", one[len(one) - end :]),
    ]
    return _joined([(kind, "".join(part)) for kind, part in spans if part])


def likeness(before: str, after: str) -> float:
    """How much of two texts' words they share, 0 to 1 (Dice 1945), whatever their order."""
    one, other = _counts(before), _counts(after)
    total = one.total() + other.total()
    return 2.0 * (one & other).total() / total if total else 1.0


def _counts(text: str) -> Counter[str]:
    return Counter(word for word in words(text) if not word.isspace())


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two sequences begin with alike."""
    for number, (first, second) in enumerate(zip(one, other, strict=False)):
        if first != second:
            return number
    return min(len(one), len(other))


def _between(one: Sequence[str], other: Sequence[str]) -> list[tuple[SpanKind, Sequence[str]]]:
    if not one or not other or max(len(one), len(other)) > MOST_WORDS:
        return [("removed", one), ("added", other)]
    spans: list[tuple[SpanKind, Sequence[str]]] = []
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for kind, from_one, to_one, from_other, to_other in matcher.get_opcodes():
        if kind == "equal":
            spans.append(("same", one[from_one:to_one]))
        else:
            spans.append(("removed", one[from_one:to_one]))
            spans.append(("added", other[from_other:to_other]))
    return spans


def _joined(spans: Sequence[tuple[SpanKind, str]]) -> tuple[TextSpan, ...]:
    """Neighbouring changes as one: a space between two changed words stays with them."""
    result: list[TextSpan] = []
    removed = added = ""
    for number, (kind, text) in enumerate(spans):
        inside = removed + added and number + 1 < len(spans)
        if kind == "same" and not (inside and text.isspace()):
            result.extend(_changes(removed, added))
            removed = added = ""
            if result and result[-1].kind == "same":
                text = result.pop().text + text
            result.append(TextSpan(kind="same", text=text))
            continue
        if kind != "added":
            removed += text
        if kind != "removed":
            added += text
    result.extend(_changes(removed, added))
    return tuple(result)


def _changes(removed: str, added: str) -> list[TextSpan]:
    pairs: tuple[tuple[SpanKind, str], ...] = (("removed", removed), ("added", added))
    return [TextSpan(kind=kind, text=text) for kind, text in pairs if text]
