"""Numbers of an evaluation: ranking, calibration, selective answering, with intervals. Pure."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
BINS = 15
RESAMPLES = 1_000
SEED = 20_261_121


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
    count: int


def reciprocal_rank(rank: int, *, cutoff: int = 10) -> float:
    """1/rank up to the cutoff, else 0; ``rank`` is 1-based, 0 for not found."""
    return 1.0 / rank if 0 < rank <= cutoff else 0.0


def discounted_gain(rank: int, *, cutoff: int = 10) -> float:
    """nDCG with one relevant passage: 1/log2(rank + 1) up to the cutoff (Järvelin 2002)."""
    return 1.0 / math.log2(rank + 1) if 0 < rank <= cutoff else 0.0


def recall_at(rank: int, cutoff: int) -> float:
    """1 when the passage stands among the first ``cutoff``."""
    return float(0 < rank <= cutoff)


def mean(values: Sequence[float], *, resamples: int = RESAMPLES) -> Estimate:
    """The mean with a percentile bootstrap interval (Efron 1979), seeded."""
    sample = np.asarray(values, np.float64)
    return estimate(len(sample), lambda chosen: float(sample[chosen].mean()), resamples=resamples)


def mean_difference(
    before: Sequence[float], after: Sequence[float], *, resamples: int = RESAMPLES
) -> Estimate:
    """What the same questions gained on average: the paired bootstrap draws questions, so what is
    common to both runs does not widen the interval. Raises ``ValueError`` for unequal lengths.
    """
    if len(before) != len(after):
        raise ValueError(f"{len(before)} values before, {len(after)} after: nothing to pair")
    return mean([new - old for old, new in zip(before, after, strict=True)], resamples=resamples)


def estimate(
    count: int, statistic: Callable[[Indices], float], *, resamples: int = RESAMPLES
) -> Estimate:
    """A statistic of ``count`` questions, computed from their indices, with its interval.

    Draws that do not determine it (nan) are left out; a count of 0 says that nothing did.
    """
    everything = np.arange(count)
    value = statistic(everything) if count else math.nan
    if math.isnan(value):
        return Estimate(value=0.0, low=0.0, high=0.0, count=0)
    generator = np.random.default_rng(SEED)
    drawn = [statistic(generator.integers(0, count, count)) for _ in range(resamples)]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Estimate(value=value, low=float(low), high=float(high), count=count)


def average_precision(found: Sequence[bool], *, relevant: int) -> float:
    """Precision at every relevant one of a ranking, averaged over all ``relevant`` ones; those
    that were not found count nothing (Manning et al. 2008, chapter 8).
    """
    hits = np.asarray(found, np.bool_)
    if not relevant:
        return 0.0
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].sum()) / relevant


def auroc(scores: Sequence[float], right: Sequence[bool]) -> float:
    """P(a right one scores above a wrong one), ties half (Mann–Whitney); nan without both kinds."""
    values, labels = np.asarray(scores, np.float64), np.asarray(right, np.bool_)
    positives, negatives = int(labels.sum()), int((~labels).sum())
    if not positives or not negatives:
        return math.nan
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2.0)[inverse]
    total = float(ranks[labels].sum()) - positives * (positives + 1) / 2.0
    return total / (positives * negatives)


def calibration_error(
    probabilities: Sequence[float], right: Sequence[bool], *, bins: int = BINS
) -> float:
    """Expected calibration error over equal-mass bins, less the bias that sampling alone gives.

    Each bin's gap is |mean probability − share right|; with n in a bin the share is noisy, so even
    a perfect judge shows a gap. The expected gap under that noise is a folded normal's mean, and
    what it exceeds the gap by is taken off (Kumar, Liang and Ma 2019, section 5, in closed form).
    """
    values, labels = np.asarray(probabilities, np.float64), np.asarray(right, np.float64)
    if not len(values):
        return 0.0
    order = np.argsort(values, kind="stable")
    plain = biased = 0.0
    for part in np.array_split(order, min(bins, len(order))):
        gap = abs(float(values[part].mean() - labels[part].mean()))
        share = float(labels[part].mean())
        deviation = math.sqrt(share * (1.0 - share) / len(part))
        weight = len(part) / len(values)
        plain += weight * gap
        biased += weight * _folded_normal_mean(gap, deviation)
    return max(0.0, 2.0 * plain - biased)


def _folded_normal_mean(centre: float, deviation: float) -> float:
    if deviation <= 0.0:
        return abs(centre)
    ratio = centre / deviation
    return deviation * math.sqrt(2.0 / math.pi) * math.exp(-0.5 * ratio * ratio) + centre * (
        1.0 - 2.0 * 0.5 * math.erfc(ratio / math.sqrt(2.0))
    )


def coverage_at(scores: Sequence[float], right: Sequence[bool], *, wrong_share: float) -> float:
    """The largest share answerable, most confident first, with at most ``wrong_share`` wrong."""
    values, labels = np.asarray(scores, np.float64), np.asarray(right, np.bool_)
    if not len(values):
        return 0.0
    order = np.argsort(-values, kind="stable")
    wrong = np.cumsum(~labels[order]) / np.arange(1, len(order) + 1)
    # equal scores are answered together or not at all
    last_of_ties = np.append(values[order][1:] != values[order][:-1], True)
    fine = np.flatnonzero((wrong <= wrong_share) & last_of_ties)
    return float((fine[-1] + 1) / len(order)) if len(fine) else 0.0


def risk_coverage_area(scores: Sequence[float], right: Sequence[bool]) -> float:
    """AURC: the share wrong among the answered, averaged over every coverage (Geifman, Uziel and
    El-Yaniv 2019); 0 when nothing is wrong, the share wrong for scores that say nothing.

    Equal scores are taken in every order alike: each counts as wrong as they are on average.
    """
    values, labels = np.asarray(scores, np.float64), np.asarray(right, np.bool_)
    if not len(values):
        return 0.0
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    shares = np.bincount(inverse, weights=~labels) / counts
    wrong = shares[inverse][np.argsort(-values, kind="stable")]
    return float((np.cumsum(wrong) / np.arange(1, len(wrong) + 1)).mean())


def false_answers_at(
    scores: Sequence[float], answerable: Sequence[bool], *, false_refusals: float
) -> float:
    """The smallest share of the unanswerable that is answered when at most ``false_refusals`` of
    the answerable are refused; nan without both kinds.
    """
    values, labels = np.asarray(scores, np.float64), np.asarray(answerable, np.bool_)
    inside, outside = np.sort(values[labels]), values[~labels]
    if not len(inside) or not len(outside):
        return math.nan
    # what is refused stands under the threshold, so that equal scores fare alike
    threshold = inside[min(len(inside) - 1, math.floor(false_refusals * len(inside) + 1e-9))]
    return float((outside >= threshold).mean())


def risk_coverage(
    scores: Sequence[float], right: Sequence[bool], *, steps: int = 10
) -> list[tuple[float, float]]:
    """(share answered, share wrong among them) at every tenth of coverage, or in other steps."""
    values, labels = np.asarray(scores, np.float64), np.asarray(right, np.bool_)
    if not len(values):
        return []
    order = np.argsort(-values, kind="stable")
    wrong = np.cumsum(~labels[order]) / np.arange(1, len(order) + 1)
    points = [max(1, round(len(order) * step / steps)) for step in range(1, steps + 1)]
    return [(point / len(order), float(wrong[point - 1])) for point in points]
