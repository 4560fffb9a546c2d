"""What stands only in internal documents: stretches of their text, and identifiers.

Texts are compared by runs of some six words, or ten characters of scripts without spaces, folded;
only the runs' hashes are kept. What any document for customers says too is not internal.
"""

import re
from collections.abc import Iterable, Iterator

from ingest.identifiers import extract

_TOKEN = re.compile(r"[\u0e00-\u0e7f\u2e80-\u9fff\uf900-\ufaff]|[^\W_]+")
_WIDE_FROM = "\u0e00"
_WORD_WEIGHT, _WIDE_WEIGHT = 5, 3
_RUN_WEIGHT = 30
"""Six words, or ten characters."""


class InternalText:
    """The runs and identifiers of internal documents, without those that customers may see."""

    def __init__(self, *, internal: Iterable[str], public: Iterable[str]) -> None:
        runs: set[int] = set()
        names: set[str] = set()
        for text in internal:
            runs.update(key for _, _, key in _runs(text))
            names.update(one.canonical for one in extract(text))
        if runs or names:
            for text in public:
                runs.difference_update(key for _, _, key in _runs(text))
                names.difference_update(one.canonical for one in extract(text))
        self._runs = frozenset(runs)
        self._names = frozenset(names)

    def stretches(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where a text says what only internal documents say; half-open, in order."""
        found: list[tuple[int, int]] = []
        for start, end, key in _runs(text) if self._runs else ():
            if key not in self._runs:
                continue
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return tuple(found)

    def is_internal(self, identifier: str) -> bool:
        """Whether an identifier (canonical form) stands in internal documents alone."""
        return identifier in self._names


def _runs(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, hash) of every run of words that is long enough to be told by."""
    words = [
        (match.start(), match.end(), match.group().casefold()) for match in _TOKEN.finditer(text)
    ]
    last, weight = 0, 0
    for first in range(len(words)):
        while last < len(words) and weight < _RUN_WEIGHT:
            weight += _weight(words[last][2])
            last += 1
        if weight < _RUN_WEIGHT:
            return
        yield (
            words[first][0],
            words[last - 1][1],
            hash(tuple(word for _, _, word in words[first:last])),
        )
        weight -= _weight(words[first][2])


def _weight(word: str) -> int:
    return _WIDE_WEIGHT if word >= _WIDE_FROM and len(word) == 1 else _WORD_WEIGHT
