"""How a company's own judgements bend the shipped probabilities: a line on the log odds.

The noun alone; ``answer.calibrate`` fits it, ``answer.judge`` applies it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.language import primary

MOST_LOG_ODDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOddsLine:
    """``log odds → intercept + slope · log odds`` (Platt 1999); the slope lies above 0."""

    intercept: float = 0.0
    slope: float = 1.0


AS_SHIPPED = LogOddsLine()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalibration:
    """One line for all questions, and one for each language that had enough of its own."""

    whole: LogOddsLine = AS_SHIPPED
    languages: Mapping[str, LogOddsLine] = field(default_factory=dict)
    """By primary subtag: ``de``, ``zh``."""

    def apply(self, probability: float, *, language: str) -> float:
        """The probability as this company's judgements correct it, strictly between 0 and 1."""
        line = self.languages.get(primary(language), self.whole) if language else self.whole
        if line == AS_SHIPPED:
            return probability
        return from_log_odds(line.intercept + line.slope * log_odds(probability))


UNCHANGED = Recalibration()


def log_odds(probability: float) -> float:
    """log(p / (1 − p)), finite for every probability."""
    if probability <= 0.0:
        return -MOST_LOG_ODDS
    if probability >= 1.0:
        return MOST_LOG_ODDS
    return math.log(probability) - math.log1p(-probability)


def from_log_odds(value: float) -> float:
    """The probability with these log odds."""
    return 1.0 / (1.0 + math.exp(-max(-MOST_LOG_ODDS, min(MOST_LOG_ODDS, value))))
