"""Which retrievers found a candidate, at which rank and score."""

from collections.abc import Mapping

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


def hits_of(candidates: Candidates, ranks: Ranks, index: int) -> tuple[Hit, ...]:
    """The hits of the candidate in row ``index``; all have been compared by their vectors."""
    hits: list[Hit] = []
    if candidates.exact[index] > 0:
        hits.append(
            Hit(
                retriever="exact",
                rank=int(ranks["exact"][index]),
                score=float(candidates.exact[index]),
                fuzzy=bool(candidates.fuzzy[index]),
            )
        )
    if candidates.lexical[index] > 0:
        hits.append(
            Hit(
                retriever="lexical",
                rank=int(ranks["lexical"][index]),
                score=float(candidates.lexical[index]),
            )
        )
    hits.append(
        Hit(
            retriever="dense",
            rank=int(ranks["dense"][index]),
            score=float(candidates.dense[index]),
        )
    )
    return tuple(hits)
