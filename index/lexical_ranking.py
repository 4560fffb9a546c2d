"""Scores of all chunks → the few that count, without looking at every one again."""

import numpy as np
from numpy.typing import NDArray


def within_reach(
    scores: NDArray[np.float32],
    *,
    limit: int,
    left: float,
    allowed: NDArray[np.bool_] | None,
) -> NDArray[np.int64] | None:
    """The chunks that can be among the first ``limit`` when what is ``left`` is added; None: any.

    Terms are added from the rarest to the most frequent. Once those that are left cannot lift a
    chunk over the one that stands at ``limit`` now, only the chunks near it have to be looked at
    (MaxScore: Turtle and Flood, *Query evaluation: strategies and optimizations*, 1995).
    """
    above = np.flatnonzero(scores > left)
    if allowed is not None:
        above = above[allowed[above]]
    if len(above) < limit:
        # whatever has one of the words left may still come in
        return None
    least = float(np.partition(scores[above], len(above) - limit)[len(above) - limit])
    # a little lower, as sums are rounded
    near = np.flatnonzero(scores >= least - left * 1.001 - 1e-3)
    return near if allowed is None else near[allowed[near]]


def best_first(
    scores: NDArray[np.float32], found: NDArray[np.int64], limit: int
) -> NDArray[np.int64]:
    """At most ``limit`` of the chunks found, best first; equal ones by ordinal."""
    reached = scores[found]
    if len(found) > limit:
        least = np.partition(reached, len(found) - limit)[len(found) - limit]
        found = found[reached >= least]
    order: NDArray[np.int64] = found[np.lexsort((found, -scores[found]))][:limit]
    return order
