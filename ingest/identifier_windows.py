"""Every stretch of a question that might be an identifier, however it was typed.

``xr 200a/5 v`` has no shape to go by, so nothing is decided here: each run of neighbouring letters
and digits is offered in canonical form, with how it was typed and what it was cut from. The index
knows which of them exist.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from ingest.identifier_form import canonical, fold
from ingest.identifier_model import WORD, is_quantity
from ingest.identifier_words import UNITS

MAX_RUNS = 14
MAX_LENGTH = 48
_MAX_QUESTION = 4_000
"""Characters read; a longer message is not one question about one product."""

Edge = Literal["whole", "option", "cut"]
"""What a window leaves out of what was typed: nothing; an option (``/5V``, ``-EU``); more."""


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
_UNIT_KEYS = frozenset(map(canonical, UNITS))


def windows(text: str) -> Iterator[Window]:
    """Candidates in no particular order; ``text[start:end]`` is what was typed."""
    folded = fold(text[:_MAX_QUESTION])
    runs = _runs(folded.text)
    offsets = folded.offsets
    for first in range(len(runs)):
        if _left_is_glued(runs, first):
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
            edge = _edge(runs, first, last, spaced)
            if digits and edge is not None and not _is_phrase(runs, first, last):
                yield Window(
                    key=key,
                    start=offsets[runs[first].start],
                    end=offsets[run.end - 1] + 1,
                    edge=edge,
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
        following = found[place + 1].start() if place + 1 < len(found) else -1
        between = source[match.end() : following] if following >= 0 else "\n"
        plain = match.group() if match.group().isdigit() else canonical(match.group())
        if plain:
            runs.append(
                _Run(
                    plain=plain,
                    start=match.start(),
                    end=match.end(),
                    gap=_gap(between),
                    slash=between in {"/", "&", ",", "\\"},
                )
            )
    return runs


def _gap(between: str) -> _Gap:
    if not between:
        return _Gap.NONE
    if _TYPED.fullmatch(between):
        return _Gap.TYPED
    return _Gap.SPACED if _SPACED.fullmatch(between) else _Gap.BREAK


def _left_is_glued(runs: list[_Run], first: int) -> bool:
    """Whether a window starting here would begin in the middle of what was typed."""
    if first == 0:
        return False
    before = runs[first - 1]
    if before.gap is not _Gap.TYPED:
        return before.gap is _Gap.NONE
    if before.slash:
        return False
    word_before = not before.is_number and len(before.plain) >= 3
    alone = first == 1 or runs[first - 2].gap >= _Gap.SPACED
    return not (word_before and alone)


def _edge(runs: list[_Run], first: int, last: int, spaced: int) -> Edge | None:
    """What the window leaves out on its right; None when it ends within letters or digits."""
    gap = runs[last].gap
    if gap is _Gap.NONE:
        return None
    rest = _rest_of_unit(runs, last)
    if gap is _Gap.TYPED:
        return _edge_before(runs[last], rest)
    if gap is _Gap.SPACED and spaced and rest and len(rest) == 1:
        # "xr 200 b": typed with spaces, so the letter may well belong to it
        word = rest[0].plain
        if not rest[0].is_number and len(word) <= 2 and word not in _SMALL_KEYS | _UNIT_KEYS:
            return "option"
    return "whole"


def _edge_before(run: _Run, rest: list[_Run]) -> Edge:
    typed = "".join(piece.plain for piece in rest)
    letters_only = not any(map(str.isdigit, typed))
    if letters_only and len(typed) >= 4:
        return "whole"
    if run.slash and len(typed) >= 4 and not is_quantity(typed):
        return "whole"
    if letters_only or run.slash or (is_quantity(typed) and not typed.isdigit()):
        return "option"
    is_year = typed.isdigit() and len(typed) == 4 and typed[:2] in {"19", "20"}
    return "option" if is_year else "cut"


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
    if span[0].gap is _Gap.SPACED and len(span) <= 2 and span[0].plain in _SMALL_KEYS:
        return True
    if len(span) == 1 and len(span[0].plain) < 4:
        return True
    following = runs[last + 1 : last + 2]
    if len(span) == 1 and following and runs[last].gap is _Gap.SPACED:
        return following[0].plain in _UNIT_KEYS
    return len(span) == 2 and span[0].is_number and span[1].plain in _UNIT_KEYS
