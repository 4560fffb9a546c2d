"""How often a gap is asked now against before: a change, or chance.

Compared with the share of all questions that came in the last seven days, so that neither a busier
shop nor a young log makes a trend. The test is the exact two-sided binomial one (as in R's
``binom.test``): of ``n`` questions so many or fewer usual ones in the last seven days. Of one
question and then two nothing follows; at 0.01 one gap in a hundred moves by chance alone.
"""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from answer.insight.gap import Change, Trend

RECENT = timedelta(days=7)
BEFORE = timedelta(days=28)
LEAST_PROBABILITY = 0.01
_SAME = 1 + 1e-7
"""Probabilities that differ by less are the same."""


def change_of_gap(
    asked_at: Sequence[datetime], *, all_recent: int, all_before: int, until: datetime
) -> Change:
    """The last seven days of a gap against the 28 before them, until ``until``.

    ``all_recent`` and ``all_before`` count every question of the log in the same days.
    """
    recent = sum(until - RECENT <= at < until for at in asked_at)
    before = sum(until - RECENT - BEFORE <= at < until - RECENT for at in asked_at)
    total, of_all = recent + before, all_recent + all_before
    share = all_recent / of_all if of_all else 0.0
    probability = two_sided(recent, total, share)
    trend: Trend = "steady"
    if probability < LEAST_PROBABILITY:
        trend = "rising" if recent > total * share else "falling"
    return Change(
        last_7_days=recent,
        before_28_days=before,
        expected=total * share,
        probability=probability,
        trend=trend,
    )


def two_sided(successes: int, trials: int, share: float) -> float:
    """The probability of a count no likelier than ``successes`` among ``trials``."""
    if trials == 0 or not 0.0 < share < 1.0:
        return 1.0  # nothing to compare with
    of_each = [_probability(count, trials, share) for count in range(trials + 1)]
    limit = of_each[successes] * _SAME
    return min(1.0, math.fsum(one for one in of_each if one <= limit))


def _probability(count: int, trials: int, share: float) -> float:
    ways = math.lgamma(trials + 1) - math.lgamma(count + 1) - math.lgamma(trials - count + 1)
    return math.exp(ways + count * math.log(share) + (trials - count) * math.log1p(-share))
