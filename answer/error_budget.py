"""Judged probabilities → the lowest threshold that keeps an error budget, certified. Pure.

Learn-then-Test (Angelopoulos, Bates, Candès, Jordan and Lei 2021): the share of wrong among the
answered need not fall as the threshold rises, so it is tested threshold by threshold, each with
the exact binomial tail, in a sequence that is fixed before any judgement is looked at. The walk
goes from high to low and ends at the first threshold that fails, so that all of it holds with the
sureness of a single test.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SURENESS = 0.9
"""With this probability the share of wrong answers is under the budget."""
NEARLY_BEST = 0.95
"""Where the walk begins: at the highest threshold with this much of the best chance to pass."""
HALVINGS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A threshold, and the judgements that certify it."""

    threshold: float
    answered: int
    """Judgements at or above the threshold."""
    wrong: int
    bound: float
    """Clopper–Pearson upper bound of the share of wrong among the answered."""


def certify(
    probabilities: Sequence[float],
    right: Sequence[bool],
    *,
    budget: float,
    sureness: float = SURENESS,
) -> Certified | None:
    """The lowest threshold certified for the budget; None where the judgements do not suffice.

    1. Only counts of answers at which one wrong answer more is forgiven are tested: 76, 129, 175 …
       for 3 %. Between two of them a failure would end the walk and a pass gain little.
    2. The walk begins at the first count that has, by the probabilities' own word, nearly the best
       chance to pass: 76 answers forgive no mistake, hundreds forgive several. Neither looks at
       ``right``, so the sequence is fixed beforehand.
    3. It goes to ever lower thresholds and ends at the first whose tail is too large.

    Raises ``ValueError`` for a budget or sureness outside 0…1 or unequal lengths.
    """
    if len(probabilities) != len(right):
        raise ValueError(f"{len(probabilities)} probabilities, {len(right)} judgements")
    if not (0.0 < budget < 1.0 and 0.0 < sureness < 1.0):
        raise ValueError(f"budget {budget} and sureness {sureness} must lie between 0 and 1")
    values = np.asarray(probabilities, np.float64)
    order = np.argsort(-values, kind="stable")
    values = values[order]
    wrong = np.cumsum(~np.asarray(right, np.bool_)[order])
    tests = _tests(values, budget=budget, sureness=sureness)
    answered = mistakes = 0
    for count, forgiven in tests[_start(values, tests) :]:
        # a threshold lets through all that have its value
        reached = int(np.searchsorted(-values, -values[count - 1], side="right"))
        if wrong[reached - 1] > forgiven:
            break
        answered, mistakes = reached, int(wrong[reached - 1])
    if not answered:
        return None
    return Certified(
        threshold=float(values[answered - 1]),
        answered=answered,
        wrong=mistakes,
        bound=upper_bound(mistakes, answered, sureness=sureness),
    )


def upper_bound(wrong: int, answered: int, *, sureness: float = SURENESS) -> float:
    """The exact (Clopper–Pearson 1934) one-sided upper bound of a share; 1 for no answers."""
    if wrong >= answered:
        return 1.0
    low, high = wrong / answered, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if binomial_tail(wrong, answered, share=middle) > 1.0 - sureness:
            low = middle
        else:
            high = middle
    return high


def lower_bound(wrong: int, answered: int, *, sureness: float = SURENESS) -> float:
    """The exact one-sided lower bound of a share; 0 for no answers."""
    return 1.0 - upper_bound(answered - wrong, answered, sureness=sureness) if wrong else 0.0


def binomial_tail(most: int, count: int, *, share: float) -> float:
    """P(at most ``most`` of ``count``) where each happens with probability ``share``."""
    if most >= count or share <= 0.0:
        return 1.0
    if share >= 1.0:
        return 0.0
    successes = np.arange(most + 1)
    factorials = _log_factorials(1 << count.bit_length())
    terms = (
        factorials[count]
        - factorials[successes]
        - factorials[count - successes]
        + successes * math.log(share)
        + (count - successes) * math.log1p(-share)
    )
    largest = float(terms.max())
    return min(1.0, math.exp(largest) * float(np.exp(terms - largest).sum()))


def _tests(
    values: NDArray[np.float64], *, budget: float, sureness: float
) -> tuple[tuple[int, int], ...]:
    """(answers at or above a threshold to test, wrong ones forgiven), fewest answers first.

    Equal values are answered together.
    """
    if not len(values):
        return ()
    ends = np.flatnonzero(np.append(values[1:] != values[:-1], True)) + 1
    tests: list[tuple[int, int]] = []
    forgiven, needed = 0, _needed(0, 1, budget=budget, sureness=sureness)
    for end in ends.tolist():
        if end < needed:
            continue
        while needed <= end:
            forgiven += 1
            needed = _needed(forgiven, needed, budget=budget, sureness=sureness)
        tests.append((end, forgiven - 1))
    return tuple(tests)


@lru_cache(maxsize=10_000)
def _needed(forgiven: int, at_least: int, *, budget: float, sureness: float) -> int:
    """The least number of answers that certifies the budget with ``forgiven`` wrong."""

    def passes(count: int) -> bool:
        return binomial_tail(forgiven, count, share=budget) <= 1.0 - sureness

    low, step = max(at_least, forgiven + 1), 1
    while not passes(low + step):
        low, step = low + step, 2 * step
    high = low + step
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if passes(middle) else (middle + 1, high)
    return low


def _start(values: NDArray[np.float64], tests: Sequence[tuple[int, int]]) -> int:
    """The index among ``tests`` where the walk begins, from the probabilities alone."""
    expected = np.cumsum(1.0 - np.clip(values, 0.0, 1.0))
    chances = [
        binomial_tail(forgiven, count, share=float(expected[count - 1]) / count)
        for count, forgiven in tests
    ]
    best = max(chances, default=0.0)
    return next((n for n, chance in enumerate(chances) if chance >= NEARLY_BEST * best), 0)


@lru_cache(maxsize=32)
def _log_factorials(up_to: int) -> NDArray[np.float64]:
    """log 0! … log up_to!"""
    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, up_to + 1)))))
