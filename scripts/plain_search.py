"""What the product is measured against in the same run: plain BM25 and plain e5, nothing else.

BM25 as the floors of the evaluation data were computed: k1 1.2, b 0.75, Lucene's idf, words in
lower case, bigrams of Chinese, Japanese and Thai. e5 with its own prefixes and cosines.
"""

import math
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.embedder import Matrix

K1 = 1.2
B = 0.75
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
_RUN = re.compile(f"[{_UNSPACED}]+|[^\\W{_UNSPACED}]+")
_UNSPACED_RUN = re.compile(f"[{_UNSPACED}]+")


def plain_tokens(text: str) -> list[str]:
    """Words in lower case; of a script without spaces its overlapping pairs of characters."""
    found: list[str] = []
    for match in _RUN.finditer(text.lower()):
        run = match.group()
        if _UNSPACED_RUN.fullmatch(run) and len(run) > 1:
            found.extend(run[at : at + 2] for at in range(len(run) - 1))
        else:
            found.append(run)
    return found


class PlainBm25:
    """Okapi BM25 over whole texts (Robertson and Zaragoza 2009)."""

    def __init__(self, texts: Sequence[str]) -> None:
        places: defaultdict[str, array[int]] = defaultdict(lambda: array("l"))
        counts: defaultdict[str, array[int]] = defaultdict(lambda: array("l"))
        lengths = np.zeros(len(texts))
        for place, text in enumerate(texts):
            tokens = plain_tokens(text)
            lengths[place] = len(tokens)
            for token, count in Counter(tokens).items():
                places[token].append(place)
                counts[token].append(count)
        norms = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
        self._size = len(texts)
        self._gains: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}
        for token, held in places.items():
            where, times = np.array(held, np.int64), np.array(counts[token], np.float64)
            idf = math.log(1 + (self._size - len(where) + 0.5) / (len(where) + 0.5))
            self._gains[token] = where, idf * times * (K1 + 1) / (times + norms[where])

    def scores(self, question: str) -> NDArray[np.float64]:
        """One score a text, 0 where no word agrees; a word asked twice counts twice."""
        scores = np.zeros(self._size)
        for token in plain_tokens(question):
            if token in self._gains:
                where, gains = self._gains[token]
                scores[where] += gains
        return scores


class PlainE5:
    """Cosines of e5's vectors as they come, texts whole."""

    def __init__(self, vectors: Matrix) -> None:
        self._vectors = vectors

    def scores(self, question: NDArray[np.float32]) -> NDArray[np.float64]:
        """One cosine a text for the question's vector."""
        return np.asarray(self._vectors @ question, np.float64)


def best_first(scores: NDArray[np.float64], *, limit: int, least: float = -1.0) -> list[int]:
    """Places of at most ``limit`` texts that score above ``least``; ties in the texts' order."""
    order = np.argsort(-scores, kind="stable")[:limit]
    return [int(place) for place in order if scores[place] > least]
