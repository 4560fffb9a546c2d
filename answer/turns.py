"""A sentence → which of the words stand in it that turn its meaning: not, only, except, must.

The words of the product's languages are in ``answer/data/turns.tsv``.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, cast, get_args

from ingest.language import primary

Turn = Literal[
    "not",
    "as good as not",
    "without",
    "only",
    "except",
    "must",
    "asked",
    "may",
    "before",
    "after",
    "in order",
    "warning",
]
_NOT_MEANT = "not_meant"
_AS_WRITTEN = frozenset({"must", "asked", "may", "warning", "in order"})
"""Looked for in the whole text; the others where what only looks like them is taken away."""


@lru_cache(maxsize=4096)
def turns(text: str, language: str) -> frozenset[Turn]:
    """The turns of a sentence; none in a language without words for them."""
    patterns = _patterns(primary(language))
    # not casefolded: that would write ß as ss
    lowered = text.lower()
    meant = patterns[_NOT_MEANT].sub(" ", lowered) if _NOT_MEANT in patterns else lowered
    return frozenset(
        cast(Turn, turn)
        for turn, pattern in patterns.items()
        if turn != _NOT_MEANT and pattern.search(lowered if turn in _AS_WRITTEN else meant)
    )


@cache
def knows_turns(language: str) -> bool:
    """Whether there are words for turns in a language."""
    return bool(_patterns(primary(language)))


@cache
def _patterns(base: str) -> Mapping[str, re.Pattern[str]]:
    return {
        turn: re.compile(pattern)
        for (turn, language), pattern in _words().items()
        if language == base
    }


@cache
def _words() -> Mapping[tuple[str, str], str]:
    """(turn, base language) → what it is looked for by."""
    text = (resources.files("answer.data") / "turns.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    found = {(turn, language): pattern for turn, language, pattern in rows[1:]}
    assert {turn for turn, _ in found} == {*get_args(Turn), _NOT_MEANT}
    return found
