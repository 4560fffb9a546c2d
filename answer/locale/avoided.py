"""Where a text uses a wording that its market avoids. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from answer.locale.market import Avoided, Market

_WITHOUT_WORD_BORDERS = frozenset({"zh-Hans", "zh-Hant", "ja", "ko", "th", "ar"})
"""No spaces, or particles and articles written on to the word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AvoidedWording:
    """A stretch of a text that should be said otherwise."""

    start: int
    end: int
    text: str
    """As written."""
    avoided: Avoided
    """The rule, with its reason and what to write instead."""


def avoided_wordings(text: str, *, market: Market, language: str) -> tuple[AvoidedWording, ...]:
    """Every use in a text, in order; of those that overlap the longest.

    ``language`` is the text's; where only its base is described (es of es-MX), that counts.
    """
    found = [
        AvoidedWording(start=use.start(), end=use.end(), text=use.group(), avoided=one)
        for one in market.avoided
        for use in _uses(text, one, language)
    ]
    kept: list[AvoidedWording] = []
    for use in sorted(found, key=lambda use: (use.start - use.end, use.start)):
        if all(use.end <= other.start or other.end <= use.start for other in kept):
            kept.append(use)
    return tuple(sorted(kept, key=lambda use: use.start))


def _uses(text: str, avoided: Avoided, language: str) -> Sequence[re.Match[str]]:
    tag = language if language in avoided.wordings else language.split("-")[0]
    wordings = avoided.wordings.get(tag, ())
    return tuple(_pattern(wordings, tag).finditer(text)) if wordings else ()


@lru_cache(maxsize=1024)
def _pattern(wordings: tuple[str, ...], language: str) -> re.Pattern[str]:
    """Longest first; ``*`` ends a word's beginning, white space is any."""
    parts = []
    for wording in sorted(wordings, key=len, reverse=True):
        words = r"\s+".join(re.escape(word) for word in wording.split()).replace(r"\*", r"\w*")
        is_whole = language not in _WITHOUT_WORD_BORDERS
        parts.append(rf"(?<!\w){words}(?!\w)" if is_whole else words)
    return re.compile("|".join(parts), re.IGNORECASE)
