"""Where a passage shares words with a question, as character ranges for the eye, not for scores."""

import re
import unicodedata
from collections.abc import Iterator

MAX_RANGES = 60
_WORD = re.compile(r"[^\W_]+(?:[-/.'’][^\W_]+)*")
# scripts written without spaces: any two neighbouring characters stand for a word
_UNSPACED = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_ALPHABETS = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]")
_SHORTEST_WORD, _SHORTEST_ELSEWHERE = 4, 2
"""Shorter words of an alphabet are nearly all articles and the like; not so in other scripts."""


def highlights(text: str, *, query: str) -> tuple[tuple[int, int], ...]:
    """Half-open ranges of ``text``, in order and apart, at most ``MAX_RANGES``."""
    words = set(_words(query))
    pairs = set(_pairs(query))
    found: list[tuple[int, int]] = []
    for start, end in sorted((*_word_ranges(text, words), *_pair_ranges(text, pairs))):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif len(found) == MAX_RANGES:
            break
        else:
            found.append((start, end))
    return tuple(found)


def _words(query: str) -> Iterator[str]:
    for match in _WORD.finditer(_UNSPACED.sub(" ", query)):
        word = match.group()
        shortest = _SHORTEST_WORD if _ALPHABETS.match(word) else _SHORTEST_ELSEWHERE
        if len(word) >= shortest or any(map(str.isdigit, word)) or word.isupper():
            yield _folded(word)


def _word_ranges(text: str, words: set[str]) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text):
        if _folded(match.group()) in words:
            yield match.span()


def _pairs(query: str) -> Iterator[str]:
    for match in _UNSPACED.finditer(query):
        run = match.group()
        yield from (run[index : index + 2] for index in range(len(run) - 1))


def _pair_ranges(text: str, pairs: set[str]) -> Iterator[tuple[int, int]]:
    for match in _UNSPACED.finditer(text):
        run = match.group()
        for index in range(len(run) - 1):
            if run[index : index + 2] in pairs:
                yield match.start() + index, match.start() + index + 2


def _folded(word: str) -> str:
    """Case and accents away, for comparing only."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))
