"""The seam where another reranker comes in: what reads a question and a text together.

``index/cross_encoder.py`` is the one that ships, for models of the sentence-transformers library;
``tests/contracts/pair_scorer.py`` holds every implementation to the same promises.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class PairScorer(Protocol):
    """How well texts answer a question. A score depends on its pair alone."""

    @property
    def name(self) -> str:
        """What a person calls the model."""
        ...

    def score_pairs(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """A finite score for every text, shape (texts,): higher is better, in any unit."""
        ...
