"""What the risk classes were fitted to: prototypes in the embedder's space, and what they count.

The score of a class is a sum over the prototypes, each weighed by how near the message is (a
Gaussian kernel on centred unit vectors), over the keywords met, and over how the message is worded
(``answer/desk/letter_grams.py``). The prototypes are the shipped examples;
``scripts/fit_risks.py`` writes the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from answer.desk.letter_grams import gram_scores
from index.embedder import Matrix

FILE_NAME = "risk_weights.npz"
Floats = NDArray[np.float32]
_LEVELS = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskWeights:
    """Scores are log-odds, so placed that 0 is the fitted threshold of every class."""

    fingerprint: str
    """Of the embedder whose vectors the prototypes are."""
    classes: tuple[str, ...]
    nearness: float
    """Of the kernel: exp(-nearness · squared distance)."""
    prototypes: Matrix
    """Centred vectors of examples, shape (prototypes, dimensions)."""
    weights: Floats
    """Shape (prototypes, classes)."""
    keyword_weights: Floats
    """Of a class's pointing keyword met, then of its hint; shape (2 · classes, classes)."""
    rareness: Floats
    """Of runs of letters, shape (places,)."""
    gram_weights: NDArray[np.float16]
    """Shape (places, classes)."""
    offsets: Floats
    """Shape (classes,)."""

    def scores(self, texts: Sequence[str], vectors: Matrix, keywords: Floats) -> Floats:
        """Log-odds of every class, shape (texts, classes); ``keywords`` as ``keyword_weights``."""
        near = kernel(vectors, self.prototypes, nearness=self.nearness)
        worded = gram_scores(texts, self.rareness, self.gram_weights)
        return near @ self.weights + worded + keywords @ self.keyword_weights + self.offsets


def kernel(vectors: Matrix, others: Matrix, *, nearness: float) -> Floats:
    """1 for the same unit vectors, less the further apart, shape (vectors, others)."""
    found: Floats = np.exp(-2 * nearness * (1 - vectors @ others.T)).astype(np.float32)
    return found


def write_risk_weights(path: Path, weights: RiskWeights) -> None:
    """The weights in one file, prototypes and runs of letters in a byte a number."""
    scale = np.abs(weights.prototypes).max(axis=1, keepdims=True) / _LEVELS
    worded = np.abs(weights.gram_weights.astype(np.float32)).max(axis=0, keepdims=True)
    gram_scale = np.maximum(worded, 1e-6) / _LEVELS
    np.savez_compressed(
        path,
        fingerprint=np.array(weights.fingerprint),
        classes=np.array(weights.classes),
        nearness=np.array(weights.nearness),
        prototypes=np.round(weights.prototypes / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        weights=weights.weights.astype(np.float16),
        keyword_weights=weights.keyword_weights.astype(np.float32),
        rareness=weights.rareness.astype(np.float16),
        gram_weights=np.round(weights.gram_weights / gram_scale).astype(np.int8),
        gram_scale=gram_scale,
        offsets=weights.offsets.astype(np.float32),
    )


def load_risk_weights(fingerprint: str) -> RiskWeights | None:
    """The shipped weights; None where they were fitted on another embedder's vectors."""
    data = (resources.files("answer.desk.data") / FILE_NAME).read_bytes()
    weights = read_risk_weights(data)
    return weights if weights.fingerprint == fingerprint else None


def read_risk_weights(data: bytes) -> RiskWeights:
    """What ``write_risk_weights`` wrote."""
    with np.load(BytesIO(data), allow_pickle=False) as values:
        return RiskWeights(
            fingerprint=str(values["fingerprint"]),
            classes=tuple(values["classes"].tolist()),
            nearness=float(values["nearness"]),
            prototypes=values["prototypes"].astype(np.float32) * values["scale"],
            weights=values["weights"].astype(np.float32),
            keyword_weights=values["keyword_weights"],
            rareness=values["rareness"].astype(np.float32),
            gram_weights=(values["gram_weights"] * values["gram_scale"]).astype(np.float16),
            offsets=values["offsets"],
        )
