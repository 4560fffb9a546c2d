"""What the levers of ``scripts/benchmark_levers.py`` need of a set, made once for all questions."""

import re
import tempfile
from collections import Counter, defaultdict
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.centre import centre
from index.fuse import Floats
from index.lexical import LexicalIndex
from index.search import Searcher
from index.tokens import positions
from scripts.remembering_embedder import RememberingE5

LINKS = ("", "s", "es", "n", "en", "er", "e", "ns")
LEAST_PART = 4
WORTH_SPLITTING = 1.25
"""Windows: a chunk not longer than this many is one."""


class Made:
    """What a lever needs of a set, made once."""

    def __init__(self, searcher: Searcher, embedder: RememberingE5) -> None:
        self.searcher, self.embedder = searcher, embedder
        self.content = searcher.release.content
        self.languages = self.content.chunk_languages
        self.chunks = self.content.chunks(range(len(self.languages)))
        self.windows = lru_cache(maxsize=None)(self._windows)
        self.index = lru_cache(maxsize=None)(self._index)
        self.split = lru_cache(maxsize=None)(self._split)
        self.places = lru_cache(maxsize=None)(self._places)
        words = (set(words_of(chunk.text_for_search)) for chunk in self.chunks.values())
        self.holders = Counter(word for found in words for word in found)

    def _windows(self, size: int) -> tuple[Floats, NDArray[np.int64]]:
        """Vectors of overlapping windows of ``size`` tokens, and the ordinals of their chunks."""
        texts: list[str] = []
        owners: list[int] = []
        for ordinal, chunk in self.chunks.items():
            offsets = self.embedder.token_offsets(chunk.text_for_search)
            whole = len(offsets) <= size * WORTH_SPLITTING
            for start in [0] if whole else range(0, len(offsets) - size // 2, size // 2):
                last = offsets[-1] if whole else offsets[min(start + size, len(offsets)) - 1]
                texts.append(chunk.text_for_search[offsets[start][0] : last[1]])
                owners.append(ordinal)
        vectors = self.embedder.remembered_passages(texts)
        tags = [self.languages[owner] for owner in owners]
        return centre(vectors, tags, self.searcher.release.means, role="passage"), np.array(
            owners, np.int64
        )

    def _index(self, heading: int, compounds: bool) -> LexicalIndex:
        """The lexical index with headings counted so often, and parts of compounds added."""
        texts = []
        for ordinal, chunk in self.chunks.items():
            above = chunk.text_for_search.removesuffix(chunk.text)
            parts = [part for word in words_of(chunk.text) for part in self.split(word)]
            more = " ".join(parts) if compounds else ""
            texts.append((f"{above * heading}{chunk.text} {more}", self.languages[ordinal]))
        with tempfile.TemporaryDirectory() as folder:
            LexicalIndex.build(Path(folder), texts)
            return LexicalIndex.open(Path(folder))

    def _split(self, word: str) -> tuple[str, ...]:
        """A word as two of the release's, the pair that more chunks hold."""
        found: list[tuple[int, tuple[str, str]]] = []
        for place in range(LEAST_PART, len(word) - LEAST_PART + 1):
            right = word[place:]
            for link in LINKS:
                left = word[:place].removesuffix(link)
                if word[:place].endswith(link) and len(left) >= LEAST_PART:
                    found.append((self.holders[left] * self.holders[right], (left, right)))
        best = max(found, default=(0, ("", "")))
        return best[1] if best[0] else ()

    def _places(self, ordinal: int) -> dict[str, set[int]]:
        """Form → the positions of a chunk that have it."""
        chunk = self.chunks[ordinal]
        found: defaultdict[str, set[int]] = defaultdict(set)
        for number, position in enumerate(
            positions(chunk.text_for_search, language=self.languages[ordinal])
        ):
            for form in (form for slot in position for form in slot):
                found[form].add(number)
        return found


def words_of(text: str) -> list[str]:
    """Runs of letters in lower case."""
    return re.findall(r"[^\W\d_]+", text.casefold())
