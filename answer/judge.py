"""Signals → a calibrated probability that the draft is right.

A logistic model over the signals and their products with ``same_language`` (a coverage of words
means nothing across languages), fitted by ``scripts/fit_confidence.py`` on questions split by
topic; its coefficients, the reliability found and the threshold ship as data.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from answer.recalibration import UNCHANGED, Recalibration
from answer.reply import Band, Confidence, Signal, ThresholdSource
from answer.signals import NAMES
from ingest.errors import SettingsInvalid

MEDIUM_SHARE = 0.6
"""Below this share of the threshold a confidence is called low."""
NEARLY_CERTAIN = 0.995
"""The threshold of a budget under the smallest that was fitted."""
PRODUCT = "*same"
"""Ends the name of a signal's product with ``same_language``."""
_ALL_ONE = dict.fromkeys(NAMES, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one signal adds to a draft's log odds, compared with an average question."""

    name: str
    value: float
    mean: float
    """Of the signal, over the questions that the model was fitted on."""
    share: float
    """Above 0 it raises the probability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceModel:
    """Coefficients per feature and a threshold for each error budget."""

    intercept: float
    coefficients: Mapping[str, float]
    thresholds: tuple[tuple[float, float], ...]
    """(share of wrong answers allowed, threshold), smallest share first."""
    data_hash: str
    means: Mapping[str, float]
    """Of every feature, over the questions that the model was fitted on."""
    right_means: Mapping[str, float] = field(default_factory=dict)
    """Of every feature, over those of them whose draft was right."""
    recalibration: Recalibration = UNCHANGED
    """What the company's own judgements correct."""
    certified: frozenset[float] = frozenset()
    """The budgets whose threshold the company's own judgements certify; others are prior."""

    def threshold_for(self, max_wrong_share: float) -> float:
        """The threshold fitted for the largest budget that is not above the one asked for.

        A budget under the smallest that was fitted asks for near certainty.
        """
        return self._fitted(max_wrong_share)[1]

    def source_for(self, max_wrong_share: float) -> ThresholdSource:
        """Where the threshold of a budget comes from."""
        return "certified" if self._fitted(max_wrong_share)[0] in self.certified else "prior"

    def contributions(self, found: Sequence[Signal]) -> tuple[Contribution, ...]:
        """Each signal's share of the log odds, in the order of the signals.

        A signal's share holds its product with ``same_language`` too. The shares sum to the log
        odds less those of a question whose features are all average.
        """
        shares: dict[str, float] = {}
        for feature, value in features({signal.name: signal.value for signal in found}).items():
            name = feature.removesuffix(PRODUCT)
            share = self.coefficients.get(feature, 0.0) * (value - self.means[feature])
            shares[name] = shares.get(name, 0.0) + share
        return tuple(
            Contribution(
                name=signal.name,
                value=signal.value,
                mean=self.means[signal.name],
                share=shares[signal.name],
            )
            for signal in found
        )

    def probability(self, found: Sequence[Signal], *, language: str = "") -> float:
        """P(right), strictly between 0 and 1, corrected for the question's language."""
        return self.recalibration.apply(self._shipped(found), language=language)

    def _fitted(self, max_wrong_share: float) -> tuple[float, float]:
        fitted = [pair for pair in self.thresholds if pair[0] <= max_wrong_share + 1e-9]
        return fitted[-1] if fitted else (0.0, NEARLY_CERTAIN)

    def _shipped(self, found: Sequence[Signal]) -> float:
        total = self.intercept
        for name, value in features({signal.name: signal.value for signal in found}).items():
            total += self.coefficients.get(name, 0.0) * value
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def load_model() -> ConfidenceModel:
    """The shipped model."""
    text = (resources.files("answer.data") / "confidence.json").read_text(encoding="utf-8")
    values: dict[str, Any] = json.loads(text)
    try:
        return ConfidenceModel(
            intercept=float(values["intercept"]),
            coefficients={name: float(value) for name, value in values["coefficients"].items()},
            thresholds=tuple(
                sorted((float(share), float(value)) for share, value in values["thresholds"])
            ),
            data_hash=str(values["data_hash"]),
            means=_means(values["means"]),
            right_means=_means(values["right_means"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsInvalid(
            f"answer/data/confidence.json is not a confidence model: {type(error).__name__} "
            f"{error}; write it with 'python -m scripts.fit_confidence --write'"
        ) from error


def _means(values: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(values[name]) for name in features(_ALL_ONE)}


def features(values: Mapping[str, float]) -> dict[str, float]:
    """The model's features: every signal, and its product with ``same_language``."""
    same = values["same_language"]
    found = {name: values[name] for name in NAMES}
    found.update(
        {f"{name}{PRODUCT}": values[name] * same for name in NAMES if name != "same_language"}
    )
    return found


def judge(
    found: Sequence[Signal],
    *,
    model: ConfidenceModel,
    threshold: float,
    language: str = "",
    threshold_source: ThresholdSource = "prior",
) -> Confidence:
    """The confidence of a draft with these signals, for a question in ``language``."""
    value = round(model.probability(found, language=language), 4)
    return Confidence(
        value=value,
        threshold=threshold,
        signals=tuple(found),
        band=band(value, threshold=threshold),
        threshold_source=threshold_source,
    )


def band(value: float, *, threshold: float) -> Band:
    """High at or above the threshold, medium down to 60 % of it, low below."""
    if value >= threshold:
        return "high"
    return "medium" if value >= MEDIUM_SHARE * threshold else "low"
