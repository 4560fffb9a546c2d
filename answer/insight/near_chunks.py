"""Every chunk's nearest in other documents, by the vectors of a release. Pure.

One product of all vectors with all, a strip at a time: a few seconds for 10,000 chunks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
STRIP = 512
KEPT = 12
"""Neighbours of a chunk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearChunk:
    """A neighbour."""

    ordinal: int
    cosine: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPair:
    """Chunks of two documents that are near each other."""

    cosine: float
    length: int
    """Characters of the first document's chunk."""
    other_length: int


def near_in_other_languages(
    vectors: Vectors,
    *,
    documents: Sequence[int],
    languages: Sequence[str],
    least: float,
    kept: int = KEPT,
) -> tuple[tuple[NearChunk, ...], ...]:
    """For each chunk its nearest in other languages and documents, best first, none below
    ``least``. ``documents`` and ``languages`` are those of the chunks; vectors have shape
    (n, dimensions) and unit length."""
    found: list[tuple[NearChunk, ...]] = []
    if len(set(languages)) < 2:
        return tuple(() for _ in languages)
    number_of = np.array(documents, np.int64)
    _, spoken = np.unique(np.array(languages), return_inverse=True)
    for start in range(0, len(vectors), STRIP):
        cosines = vectors[start : start + STRIP] @ vectors.T
        rows = slice(start, start + STRIP)
        cosines[number_of[rows, None] == number_of[None, :]] = -1.0
        cosines[spoken[rows, None] == spoken[None, :]] = -1.0
        nearest = np.argpartition(-cosines, min(kept, cosines.shape[1] - 1), axis=1)[:, :kept]
        for row, columns in enumerate(nearest):
            best = columns[np.argsort(-cosines[row, columns], kind="stable")]
            found.append(
                tuple(
                    NearChunk(ordinal=int(column), cosine=float(cosines[row, column]))
                    for column in best
                    if cosines[row, column] >= least
                )
            )
    return tuple(found)


def near_documents(
    nearest: Sequence[Sequence[NearChunk]],
    *,
    documents: Sequence[int],
    lengths: Sequence[int],
) -> dict[tuple[int, int], tuple[NearPair, ...]]:
    """For each pair of documents the pairs of chunks that are near, each chunk in one pair.

    ``documents`` and ``lengths`` are those of the chunks; a pair's documents are in order.
    """
    found: dict[tuple[int, int], set[tuple[float, int, int]]] = {}
    for ordinal, neighbours in enumerate(nearest):
        for other in neighbours:
            first, second = sorted((ordinal, other.ordinal), key=lambda one: (documents[one], one))
            found.setdefault((documents[first], documents[second]), set()).add(
                (round(other.cosine, 5), first, second)
            )
    return {pair: _one_to_one(chunks, lengths) for pair, chunks in found.items()}


def _one_to_one(
    chunks: set[tuple[float, int, int]], lengths: Sequence[int]
) -> tuple[NearPair, ...]:
    used: set[int] = set()
    pairs = []
    for cosine, first, second in sorted(chunks, reverse=True):
        if first not in used and second not in used:
            used |= {first, second}
            pairs.append(
                NearPair(cosine=cosine, length=lengths[first], other_length=lengths[second])
            )
    return tuple(pairs)
