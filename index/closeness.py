"""The noun a search's confidence is judged from: how question and passages lie to one another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """Of one question and n passages, in their order."""

    tokens_met: Floats
    """The best cosine of every token of the question in each passage, shape (n, tokens); without
    columns where the release keeps no tokens."""
    token_weights: Floats
    """How much each of those tokens says before any passage is looked at, shape (tokens,)."""
    alike: Floats
    """Centred cosines of the passages with one another, 0 to 1, shape (n, n); 1 on the diagonal."""
    lengths: tuple[int, ...]
    """Tokens of each passage; empty where the release keeps none."""
    base: int
    """How many chunks the question's filters leave to be found."""
