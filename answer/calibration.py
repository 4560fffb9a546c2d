"""The nouns of a calibration: the correction, its thresholds, and the figures that speak for it."""

from dataclasses import dataclass
from typing import Literal

from answer.recalibration import Recalibration
from answer.reply import ThresholdSource

Method = Literal["shipped", "whole", "languages"]
"""The shipped probabilities as they are, corrected by one line, or by one for each language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetThreshold:
    """The threshold of one error budget, and what the company's own judgements say of it."""

    max_wrong_share: float
    threshold: float
    source: ThresholdSource
    answered: int
    """Held-back judgements at or above the threshold."""
    wrong: int
    bound: float
    """Upper bound of the share of wrong among the answered, at 90 % sureness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How good the probabilities of a group are, and what its threshold makes of them."""

    auroc: float | None
    """Of right drafts against wrong ones; None without both."""
    calibration_error: float
    log_loss: float
    coverage: float
    """Share answered by itself, at the threshold of the default budget."""
    answered: int
    wrong: int
    """Of the answered."""
    wrong_low: float
    wrong_high: float
    """Clopper–Pearson 95 % interval of the share of wrong among the answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """One group before and after, both on judgements that the fit had not seen."""

    name: str
    """``all`` or a language."""
    drafts: int
    right: int
    before: Figures
    after: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What judged drafts make of the shipped model."""

    method: Method
    recalibration: Recalibration
    thresholds: tuple[BudgetThreshold, ...]
    """Smallest budget first."""
    groups: tuple[GroupFigures, ...]
    """All together, then every language with enough drafts."""
    losses: tuple[tuple[Method, float], ...]
    """Held-back log loss of every method tried."""
    drafts: int
    topics: int
    data_hash: str
    max_wrong_share: float
    """The default budget, for which the figures are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A fit that is kept: what it was made from and for which shipped model."""

    id: str
    made_at: str
    """ISO 8601, UTC."""
    release: str
    fingerprint: str
    """Of the embedding model that the release was built by."""
    model_hash: str
    """Of the shipped confidence model; for another one the correction means nothing."""
    fit: Fit
