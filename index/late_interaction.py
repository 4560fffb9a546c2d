"""How well a question's tokens are met in chunks of a release, and in stretches of one."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.centre import LanguageMeans, mean_vector
from index.content import Content
from index.embedder import Embedder, Matrix
from index.token_index import TokenIndex

NOWHERE = -1
CHUNKS_KEPT = 1024
"""Places of tokens, a few kilobytes each."""


class LateInteraction:
    """Compares a question's centred tokens with those of one release. Safe for many threads."""

    def __init__(
        self,
        content: Content,
        tokens: TokenIndex | None,
        *,
        means: LanguageMeans,
        embedder: Embedder,
    ) -> None:
        """``tokens`` are those of the release, if it keeps any, ``means`` those of its tokens."""
        self._content, self._tokens, self._means = content, tokens, means
        self._embedder = embedder
        self._places_of = lru_cache(maxsize=CHUNKS_KEPT)(self._places)

    def in_chunks(self, question: Matrix, ordinals: Sequence[int]) -> Matrix:
        """The best cosine of every token of the question in every chunk, shape (n, tokens).

        No columns where the release keeps no tokens.
        """
        if self._tokens is None or not len(question):
            return np.zeros((len(ordinals), 0), np.float32)
        languages = [self._content.chunk_languages[ordinal] for ordinal in ordinals]
        means = {one: self._mean(one) for one in set(languages)}
        return self._tokens.similarities(question, ordinals, languages=languages, means=means)

    def in_stretches(
        self, question: Matrix, ordinals: Sequence[int], stretches: Sequence[tuple[int, int]]
    ) -> NDArray[np.float32] | None:
        """The mean, over the question's tokens, of the best cosine in each stretch, shape (n,).

        ``ordinals`` are those of consecutive chunks, ``stretches`` half-open ranges of their
        document's text. One in which no token lies counts as all the chunks with their headings.
        None where the release keeps no tokens.
        """
        placed = self._placed(question, ordinals)
        if placed is None:
            return None
        cosines, places = placed
        found = np.empty(len(stretches), np.float32)
        for index, stretch in enumerate(stretches):
            inside = _inside(places, stretch)
            found[index] = (cosines[inside] if len(inside) else cosines).max(axis=0).mean()
        return found

    def both_ways(
        self,
        question: Matrix,
        weights: NDArray[np.float32],
        ordinals: Sequence[int],
        stretches: Sequence[tuple[int, int]],
        *,
        least_tokens: int,
    ) -> NDArray[np.float32]:
        """How nearly each stretch says what the question says and nothing else, shape (n,).

        The harmonic mean of how well the question's tokens are met in the stretch, each by what it
        says (``weights``), and of how well the stretch's are met in the question; 0 where one of
        both is not above 0, for stretches of fewer than ``least_tokens`` beside longer ones, and
        where the release keeps no tokens.
        """
        found = np.zeros(len(stretches), np.float32)
        placed = self._placed(question, ordinals) if stretches else None
        if placed is None:
            return found
        cosines, places = placed
        rows = [_inside(places, stretch) for stretch in stretches]
        enough = min(least_tokens, max(map(len, rows), default=0))
        for index, inside in enumerate(rows):
            if not len(inside) or len(inside) < enough:
                continue
            met = float(cosines[inside].max(axis=0) @ weights / weights.sum())
            meets = float(cosines[inside].max(axis=1).mean())
            if met > 0 and meets > 0:
                found[index] = 2 * met * meets / (met + meets)
        return found

    def counts(self, ordinals: Sequence[int]) -> list[int]:
        """How many tokens each chunk has; none where the release keeps no tokens."""
        tokens = self._tokens
        return [] if tokens is None else [tokens.count(ordinal) for ordinal in ordinals]

    def _placed(
        self, question: Matrix, ordinals: Sequence[int]
    ) -> tuple[Matrix, NDArray[np.int64]] | None:
        """Every token of the chunks with every token of the question, and where it lies."""
        if self._tokens is None or not len(question) or not ordinals:
            return None
        parts = [self._cosines(question, ordinal) for ordinal in ordinals]
        cosines = np.concatenate(parts)
        if not len(cosines):
            return None
        places = np.concatenate(
            [
                self._places_of(ordinal)[: len(part)]
                for ordinal, part in zip(ordinals, parts, strict=True)
            ]
        )
        return cosines, places

    def _cosines(self, question: Matrix, ordinal: int) -> Matrix:
        assert self._tokens is not None
        language = self._content.chunk_languages[ordinal]
        mean = self._mean(language)
        return self._tokens.cosines(question, ordinal, language=language, mean=mean)

    def _mean(self, language: str) -> NDArray[np.float32]:
        return mean_vector(language, self._means, role="passage")

    def _places(self, ordinal: int) -> NDArray[np.int64]:
        """Where a chunk's tokens lie in its document, shape (tokens, 2)."""
        chunk = self._content.chunks([ordinal])[ordinal]
        offsets = self._embedder.token_offsets(chunk.text_for_search)
        # the text stands last, after what it is searched under
        shift = chunk.end - len(chunk.text_for_search)
        places = np.array(offsets, np.int64).reshape(-1, 2) + shift
        # what a chunk is searched under stands elsewhere, if at all: it lies in no stretch
        places[places[:, 0] < chunk.start] = NOWHERE
        return places


def _inside(places: NDArray[np.int64], stretch: tuple[int, int]) -> NDArray[np.int64]:
    start, end = stretch
    return np.flatnonzero((places[:, 0] < end) & (places[:, 1] > start))
