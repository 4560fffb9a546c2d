"""A reranker that needs no model: the share of the question's words that a text holds.

It passes the whole contract of pair scorers (``tests/index/test_cross_encoder.py``).
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")


class WordPairScorer:
    """Shared words, less a little for length; remembers every question and its texts."""

    name = "words"

    def __init__(self, *, wanted: str = "") -> None:
        self.wanted = wanted
        """Where given, only texts that hold it score: an opinion that nothing else shares."""
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def score_pairs(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append((question, tuple(texts)))
        words = set(_WORD.findall(question.casefold()))
        return np.array([self._score(words, text.casefold()) for text in texts], np.float32)

    def _score(self, words: set[str], text: str) -> float:
        if self.wanted:
            return 100.0 * (self.wanted in text)
        found = _WORD.findall(text)
        return len(words.intersection(found)) / max(1, len(words)) - len(text) / 1e6
