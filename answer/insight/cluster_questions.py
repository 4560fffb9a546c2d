"""Questions' vectors → clusters of those that ask the same, whatever the language.

``what all share taken out → nearest neighbours → how much of them two share → communities``

1. The mean of all questions is taken out: to a maker of chips every question is about chips, and
   what is far there is near elsewhere. With it gone one threshold serves a bank and a chip maker.
2. Each question's nearest are those within a share of its nearest one's cosine: what is close for a
   question that is often asked is far for one that has a twin and nothing else.
3. Two neighbours hold together as far as they have the same neighbours (Jaccard; Jarvis and Patrick
   1973). Two languages' questions do when both lie among the same others; letters play no part.
4. Communities, where a question's mass is 1 / √(1 + those that lie close to it). Where hundreds ask
   in other words a community may be large, where few ask it may not: one resolution serves a log of
   a hundred questions and one of a hundred thousand. With equal masses each size of log wanted a
   resolution of its own, from 0.001 to 0.1.

Numbers chosen on half of the intents of banking77 and CLINC, whole and thinned out to 20 and 5 a
intent, and half of the subjects of a vendor's FAQ; figures of the other half, and of rivals, by
``scripts/benchmark_clusters.py``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from answer.insight.communities import Graph, communities
from index.neighbours import Neighbours, nearest_neighbours

Vectors = NDArray[np.float32]
ALONE = -1
QUESTIONS_OF_A_MEAN = 20
"""So many, and half of their mean is taken out."""
_EDGES_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSettings:
    """How near questions have to be."""

    neighbours: int = 15
    least_cosine: float = 0.4
    """Of two questions that hold together at all."""
    share_of_nearest: float = 0.75
    """And this much of the nearest one's."""
    close_cosine: float = 0.5
    """Of those that a question's mass is made from."""
    most_close: int = 50
    resolution: float = 0.03
    """The larger, the smaller the clusters."""


def cluster_questions(
    vectors: Vectors, *, settings: ClusterSettings | None = None
) -> NDArray[np.int64]:
    """The cluster of each question, from 0; ``ALONE`` where nobody else asks it. Shape (n,).

    ``vectors`` have unit length, are comparable and of shape (n, dimensions). Deterministic; two
    equal vectors are one node, so that a line sent ten thousand times draws nothing to it.
    """
    chosen = settings or ClusterSettings()
    if not len(vectors):
        return np.empty(0, np.int64)
    distinct, place = _distinct(vectors)
    near = nearest_neighbours(
        _without_common(distinct), count=max(chosen.neighbours, chosen.most_close)
    )
    close = (near.cosines >= chosen.close_cosine).sum(axis=1)
    found = communities(
        _graph(near, chosen),
        masses=1.0 / np.sqrt(1.0 + close),
        resolution=chosen.resolution,
    )
    return _without_single(found[place])


def most_central_first(vectors: Vectors) -> NDArray[np.int64]:
    """The order of a cluster's questions by their mean cosine with all of it, shape (n,)."""
    return np.argsort(-(vectors @ vectors.sum(axis=0)), kind="stable")


def _without_common(vectors: Vectors) -> Vectors:
    """The vectors less their mean, as far as there are enough of them to tell it."""
    share = np.float32(len(vectors) / (len(vectors) + QUESTIONS_OF_A_MEAN))
    rest = vectors - share * vectors.mean(axis=0, dtype=np.float64).astype(np.float32)
    lengths = np.linalg.norm(rest, axis=1, keepdims=True)
    return np.asarray(rest / np.maximum(lengths, 1e-6), np.float32)


def _distinct(vectors: Vectors) -> tuple[Vectors, NDArray[np.int64]]:
    """Equal vectors once, in the order they first come, and of each where it is."""
    seen: dict[bytes, int] = {}
    place = np.empty(len(vectors), np.int64)
    first: list[int] = []
    for row, vector in enumerate(np.ascontiguousarray(vectors, np.float32)):
        key = vector.tobytes()
        if key not in seen:
            seen[key] = len(first)
            first.append(row)
        place[row] = seen[key]
    return np.asarray(vectors[first], np.float32), place


def _graph(near: Neighbours, chosen: ClusterSettings) -> Graph:
    """An edge between neighbours, weighed by the neighbours they share."""
    ordinals = near.ordinals[:, : chosen.neighbours]
    cosines = near.cosines[:, : chosen.neighbours]
    total, count = ordinals.shape
    if count == 0:
        none = np.empty(0, np.int64)
        return Graph(nodes=total, ones=none, others=none, weights=np.empty(0))
    least = np.maximum(chosen.least_cosine, chosen.share_of_nearest * cosines[:, :1])
    is_near = (cosines >= least) & (ordinals >= 0)
    # a question is among its own; places without a neighbour hold what no other has
    lists = np.concatenate([np.arange(total)[:, None], np.where(is_near, ordinals, -1)], axis=1)
    sizes = 1 + is_near.sum(axis=1)
    one = np.repeat(np.arange(total), count)[is_near.ravel()]
    other = ordinals.ravel()[is_near.ravel()]
    pairs = np.unique(np.minimum(one, other) * total + np.maximum(one, other))
    ones, others = pairs // total, pairs % total
    shared = np.empty(len(pairs), np.int64)
    for start in range(0, len(pairs), _EDGES_AT_ONCE):
        some = slice(start, start + _EDGES_AT_ONCE)
        left, right = lists[ones[some]][:, :, None], lists[others[some]][:, None, :]
        shared[some] = ((left == right) & (left >= 0)).sum(axis=(1, 2))
    either = sizes[ones] + sizes[others] - shared
    kept = shared > 0
    return Graph(
        nodes=total, ones=ones[kept], others=others[kept], weights=shared[kept] / either[kept]
    )


def _without_single(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Clusters of one are none; the others are numbered anew, by their first question."""
    counts = np.bincount(labels)
    number = np.full(len(counts), ALONE, np.int64)
    several = np.flatnonzero(counts > 1)
    number[several] = np.arange(len(several))
    return number[labels]
