"""Signals → a calibrated probability that the draft is right.

1. A logistic model over the qualities of a draft orders drafts: its score z.
2. A line in z, moved and turned by the circumstances, makes it a probability: in a base of ten
   passages, or of questions without answers, the same z means something else. Within a base the
   circumstances hardly differ, so this changes no order there.

``scripts/fit_confidence.py`` fits both on questions split by topic; coefficients, the means of the
signals and the thresholds ship as data.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from answer.recalibration import UNCHANGED, Recalibration
from answer.reply import Band, Confidence, Signal, ThresholdSource
from answer.signals import CIRCUMSTANCES, NAMES, QUALITIES
from ingest.errors import SettingsInvalid

MEDIUM_SHARE = 0.6
"""Below this share of the threshold a confidence is called low."""
NEARLY_CERTAIN = 0.995
"""The threshold of a budget under the smallest that was fitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Log odds in the score z: ``shift + slope * z``."""

    shift: float = 0.0
    slope: float = 0.0


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
    """Coefficients, lines and a threshold for each error budget."""

    intercept: float
    coefficients: Mapping[str, float]
    """Of the qualities; with the intercept they give z."""
    thresholds: tuple[tuple[float, float], ...]
    """(share of wrong answers allowed, threshold), smallest share first."""
    data_hash: str
    means: Mapping[str, float]
    """Of every signal, over the questions that the model was fitted on."""
    right_means: Mapping[str, float] = field(default_factory=dict)
    """Of every signal, over right drafts from texts in the question's language."""
    language_gain: Mapping[str, float] = field(default_factory=dict)
    """How much higher a signal of right drafts is where text and question share a language."""
    line: Line = Line(slope=1.0)
    circumstances: Mapping[str, Line] = field(default_factory=dict)
    """What each adds to the line, as often as its signal says."""
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

        The shares sum to the log odds less those of a question whose signals are all average: a
        quality counts by the slope that holds here, a circumstance by what it does to an average
        draft.
        """
        values = {signal.name: signal.value for signal in found}
        slope = self._line(values).slope
        usual = self._score(self.means)
        shares = {
            name: slope * self.coefficients.get(name, 0.0) * (values[name] - self.means[name])
            for name in QUALITIES
        }
        for name in CIRCUMSTANCES:
            line = self.circumstances.get(name, Line())
            difference = values[name] - self.means[name]
            shares[name] = (line.shift + line.slope * usual) * difference
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
        values = {signal.name: signal.value for signal in found}
        line = self._line(values)
        total = line.shift + line.slope * self._score(values)
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def _score(self, values: Mapping[str, float]) -> float:
        """z of a draft with these signals."""
        return self.intercept + sum(
            self.coefficients.get(name, 0.0) * values[name] for name in QUALITIES
        )

    def _line(self, values: Mapping[str, float]) -> Line:
        """The line that holds in these circumstances."""
        moved = [(values[name], line) for name, line in self.circumstances.items()]
        return Line(
            shift=self.line.shift + sum(value * line.shift for value, line in moved),
            slope=self.line.slope + sum(value * line.slope for value, line in moved),
        )


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
            means=_of_every_signal(values["means"]),
            right_means=_of_every_signal(values["right_means"]),
            language_gain=_of_every_signal(values["language_gain"]),
            line=_line(values["line"]),
            circumstances={name: _line(line) for name, line in values["circumstances"].items()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsInvalid(
            f"answer/data/confidence.json is not a confidence model: {type(error).__name__} "
            f"{error}; write it with 'python -m scripts.fit_confidence --write'"
        ) from error


def _of_every_signal(values: Mapping[str, Any]) -> dict[str, float]:
    return {name: float(values[name]) for name in NAMES}


def _line(values: Mapping[str, Any]) -> Line:
    return Line(shift=float(values["shift"]), slope=float(values["slope"]))


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
