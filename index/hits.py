"""Which retrievers found a candidate, at which rank and score."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.fuse import Candidates
from index.passage import Hit

Ranks = Mapping[str, NDArray[np.int64]]


def ranks_of(candidates: Candidates) -> Ranks:
    """1-based rank of every candidate with every retriever."""
    ranks: dict[str, NDArray[np.int64]] = {}
    for name in ("exact", "lexical", "dense"):
        scores = getattr(candidates, name)
        order = np.lexsort((candidates.ordinals, -scores))
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(1, len(order) + 1)
        ranks[name] = rank
    return ranks


def hits_of(candidates: Candidates, ranks: Ranks, rows: Sequence[int]) -> tuple[Hit, ...]:
    """The hits of the candidates in these rows, of each retriever the best.

    All candidates have been compared by their vectors.
    """
    hits: list[Hit] = []
    exact = _first(ranks["exact"], [row for row in rows if candidates.exact[row] > 0])
    if exact is not None:
        hits.append(
            Hit(
                retriever="exact",
                rank=int(ranks["exact"][exact]),
                score=float(candidates.exact[exact]),
                fuzzy=bool(candidates.fuzzy[exact]),
            )
        )
    lexical = _first(ranks["lexical"], [row for row in rows if candidates.lexical[row] > 0])
    if lexical is not None:
        hits.append(
            Hit(
                retriever="lexical",
                rank=int(ranks["lexical"][lexical]),
                score=float(candidates.lexical[lexical]),
            )
        )
    dense = _first(ranks["dense"], rows)
    if dense is not None:
        hits.append(
            Hit(
                retriever="dense",
                rank=int(ranks["dense"][dense]),
                score=float(candidates.dense[dense]),
            )
        )
    return tuple(hits)


def _first(ranks: NDArray[np.int64], rows: Sequence[int]) -> int | None:
    return min(rows, key=lambda row: int(ranks[row]), default=None)
