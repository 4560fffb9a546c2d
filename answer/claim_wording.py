"""What the wording of two claims sets apart: opposite poles, conditions. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from answer.claim_words import CONDITIONS, HAN_CONDITIONS, POLES
from ingest.language import primary

_UNSPACED = "\u2e80"
"""From here on scripts are written without spaces."""


def names_opposites(one: str, two: str) -> bool:
    """Whether the texts name opposite poles of something: input and output, net and gross."""
    return any(
        mine != theirs and sorted(mine) == [False, True] and theirs == mine[::-1]
        for mine, theirs in zip(_poles(one), _poles(two), strict=True)
    )


def says_if(text: str, language: str) -> bool:
    """Whether a text sets a condition in words."""
    code = primary(language)
    if code in ("zh", "ja"):
        return any(word in text for word in HAN_CONDITIONS)
    words = CONDITIONS.get(code, frozenset())
    return bool(words & set(re.findall(r"\w+", text.casefold())))


def _beginnings(words: Sequence[str]) -> re.Pattern[str]:
    """Finds words that begin so; in scripts without spaces they stand anywhere."""
    spaced = [re.escape(word).replace(r"\-", "[- ]") for word in words if word[0] < _UNSPACED]
    unspaced = [word for word in words if word[0] >= _UNSPACED]
    return re.compile("|".join((rf"(?<![^\W\d_])(?:{'|'.join(spaced)})", *unspaced)))


_POLES = tuple((_beginnings(one), _beginnings(other)) for one, other in POLES)


@lru_cache(maxsize=4096)
def _poles(text: str) -> tuple[tuple[bool, bool], ...]:
    """Of each pair of opposites, which the text names."""
    return tuple((bool(one.search(text)), bool(two.search(text))) for one, two in _POLES)
