"""Every stretch of a question that might be an identifier, however it was typed.

``xr 200a/5 v`` has no shape to go by, so nothing is decided here: each run of neighbouring letters
and digits is offered in canonical form, with how it was typed and what it was cut from. The index
knows which of them exist.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import islice
from typing import Literal

from ingest.identifier_form import canonical, fold
from ingest.identifier_model import WORD, is_quantity
from ingest.identifier_words import UNITS

MAX_RUNS = 14
MAX_LENGTH = 48
_MAX_QUESTION = 4_000
"""Characters read; a longer message is not one question about one product."""
MAX_WINDOWS = 5_000
"""Offered of one question; the longest letters have some 3,000, rows of numbers 25,000."""

Edge = Literal["whole", "word", "option", "cut"]
"""What a window leaves out of what was typed without a space: nothing; plain words
(``-Netzteil``); an option (``/5V``, ``-EU``); more, and then it is no window."""


class _Gap(IntEnum):
    """What stands between two runs."""

    NONE = 0
    TYPED = 1
    SPACED = 2
    BREAK = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Neighbouring runs of letters and digits, as one candidate."""

    key: str
    """Canonical form."""
    start: int
    end: int
    edge: Edge
    spaced: int
    """How many spaces were read over."""
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    plain: str
    start: int
    end: int
    gap: _Gap
    """What follows it."""
    is_word: bool
    """Typed like a word: lower case, or with a capital at most in front."""
    slash: bool
    """Whether a slash or the like follows: "or" as often as "with"."""

    @property
    def is_number(self) -> bool:
        return self.plain[0].isdigit()


_RUN = re.compile(rf"\d+|(?:(?!\d)[{WORD}])+")
_TYPED = re.compile(r"[-/_+&\\*×:'#]{1,2}|[.,](?! )")
_SPACED = re.compile(r"[ \t\u3000]{1,2}(?:[-/_+&.:#(][ \t]?)?|[-/_:][ \t]{1,2}|\)[ ]?|[ ]?\(")
# Short words of many languages that come before a number without being part of a name.
_SMALL_WORDS = (
    *("a", "an", "and", "as", "at", "be", "by", "do", "for", "if", "in", "is", "it", "no"),
    *("of", "on", "or", "so", "the", "to", "up", "we", "am", "auf", "bei", "der", "die"),
    *("das", "ein", "es", "im", "ist", "mit", "um", "und", "von", "zu", "el", "la", "los"),
    *("las", "de", "del", "en", "un", "una", "y", "o", "e", "se", "si", "su", "al", "con"),
    *("por", "le", "les", "des", "du", "et", "au", "aux", "ou", "une", "sur", "il", "lo"),
    *("gli", "di", "da", "per", "che", "nel", "ed", "op", "te", "van", "het", "een", "met"),
    *("za", "ze", "na", "po", "od", "z", "w", "i", "b", "c", "по", "за", "для", "от", "на"),
    *("и", "ве", "ve", "ile", "co", "cho", "va", "ke", "dan", "yang", "max", "min", "about"),
    *("has", "have", "can", "with", "from", "are"),
)
_SMALL_KEYS = frozenset(map(canonical, _SMALL_WORDS))
_NUMBER_SIGNS = frozenset({"no", "nr"})
_UNIT_KEYS = frozenset(map(canonical, UNITS))


def windows(text: str) -> Iterator[Window]:
    """Candidates by where they start; ``text[start:end]`` is what was typed."""
    yield from islice(_windows(text), MAX_WINDOWS)


def _windows(text: str) -> Iterator[Window]:
    folded = fold(text[:_MAX_QUESTION])
    if not any(map(str.isdigit, folded.text)):
        return
    runs = _runs(folded.text)
    offsets = folded.offsets
    for first in range(len(runs)):
        left = _left_edge(runs, first)
        if left == "cut":
            continue
        key, spaced, digits = "", 0, False
        for last in range(first, min(first + MAX_RUNS, len(runs))):
            run = runs[last]
            if key and key[-1].isdigit() and run.is_number:
                key += "-"
            key += run.plain
            digits = digits or run.is_number
            if len(key) > MAX_LENGTH:
                break
            edge = _right_edge(runs, last, spaced) if digits else "cut"
            if edge != "cut" and not _is_phrase(runs, first, last):
                yield Window(
                    key=key,
                    start=offsets[runs[first].start],
                    end=offsets[run.end - 1] + 1,
                    edge=left if edge == "whole" else edge,
                    spaced=spaced,
                    runs=last - first + 1,
                )
            if run.gap is _Gap.BREAK:
                break
            spaced += run.gap is _Gap.SPACED


def _runs(source: str) -> list[_Run]:
    found = list(_RUN.finditer(source))
    runs: list[_Run] = []
    for place, match in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        between = source[match.end() : following.start()] if following else "\n"
        before_number = following is not None and following.group().isdigit()
        typed = match.group()
        if runs and before_number and typed.lower() in _NUMBER_SIGNS:
            continue  # "(EC) No. 1907/2006": the word says nothing
        plain = typed if typed.isdigit() else _plain_run(typed, before_number=before_number)
        if plain:
            runs.append(
                _Run(
                    plain=plain,
                    start=match.start(),
                    end=match.end(),
                    gap=_gap(between),
                    is_word=typed.islower() or typed.istitle(),
                    slash=between in {"/", "&", ",", "\\"},
                )
            )
    return runs


@lru_cache(maxsize=8_192)
def _plain_run(typed: str, *, before_number: bool) -> str:
    """Canonical form of a run of letters; words for "version" and "error" as before a number."""
    return canonical(typed + "1")[:-1] if before_number else canonical(typed)


def _gap(between: str) -> _Gap:
    if not between:
        return _Gap.NONE
    if _TYPED.fullmatch(between):
        return _Gap.TYPED
    return _Gap.SPACED if _SPACED.fullmatch(between) else _Gap.BREAK


def _left_edge(runs: list[_Run], first: int) -> Edge:
    """What a window starting here leaves out on its left."""
    if first == 0:
        return "whole"
    before = runs[first - 1]
    if before.gap is _Gap.NONE:
        return "cut"
    if before.gap is not _Gap.TYPED or before.slash:
        return "whole"
    alone = first == 1 or runs[first - 2].gap >= _Gap.SPACED
    return "word" if alone and before.is_word and len(before.plain) >= 3 else "cut"


def _right_edge(runs: list[_Run], last: int, spaced: int) -> Edge:
    """What the window leaves out on its right."""
    gap = runs[last].gap
    if gap is _Gap.NONE:
        return "cut"
    rest = _rest_of_unit(runs, last)
    if gap is _Gap.TYPED and rest:
        return _edge_before(runs[last], rest)
    if gap is _Gap.SPACED and spaced and len(rest) == 1 and not rest[0].is_number:
        # "xr 200 b": typed with spaces, so the letter may well belong to it
        word = rest[0].plain
        if len(word) <= 2 and word not in _SMALL_KEYS | _UNIT_KEYS:
            return "option"
    return "whole"


def _edge_before(run: _Run, rest: list[_Run]) -> Edge:
    typed = "".join(piece.plain for piece in rest)
    if all(piece.is_word and len(piece.plain) >= 3 for piece in rest) and len(typed) >= 4:
        return "word"
    if run.slash:
        return "option" if len(typed) < 4 or is_quantity(typed) else "whole"
    is_year = typed.isdigit() and len(typed) == 4 and typed[:2] in {"19", "20"}
    is_code = typed.isalpha() and len(typed) <= 4 and len(rest) == 1
    return "option" if is_year or is_code else "cut"


def _rest_of_unit(runs: list[_Run], last: int) -> list[_Run]:
    """The runs after ``last`` up to the next space."""
    rest: list[_Run] = []
    for run in runs[last + 1 :]:
        rest.append(run)
        if run.gap >= _Gap.SPACED or len(rest) > MAX_RUNS:
            break
    return rest if runs[last].gap is not _Gap.BREAK else []


def _is_phrase(runs: list[_Run], first: int, last: int) -> bool:
    """Whether the window is words around a number: ``in 2020``, ``230 V``, ``the 5``."""
    span = runs[first : last + 1]
    head = span[0]
    if head.gap is _Gap.SPACED and len(span) <= 2 and head.plain in _SMALL_KEYS:
        # "ES 8389" may be a chip, "es 8389" is Spanish
        return head.is_word or len(span) < 2 or len(span[1].plain) < 4
    if len(span) == 1:
        following = runs[last + 1 : last + 2]
        counted = bool(following) and head.gap is _Gap.SPACED
        counted = counted and following[0].plain in _UNIT_KEYS - _SMALL_KEYS
        return counted or len(head.plain) < 4
    return len(span) == 2 and head.is_number and span[1].plain in _UNIT_KEYS
