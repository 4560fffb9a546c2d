"""Thresholds from an error budget: exact where it can be counted, and kept on fresh samples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import beta, binom

from answer.error_budget import binomial_tail, certify, lower_bound, upper_bound


@pytest.mark.parametrize(
    ("answered", "wrong", "certified"),
    [(75, 0, False), (76, 0, True), (128, 1, False), (129, 1, True), (129, 2, False)],
)
def test_what_certifies_3_percent(answered: int, wrong: int, certified: bool) -> None:
    right = [True] * (answered - wrong) + [False] * wrong
    found = certify([0.9] * answered, right, budget=0.03)
    assert (found is not None) is certified
    assert (upper_bound(wrong, answered) <= 0.03) is certified
    if found is not None:
        assert (found.threshold, found.answered, found.wrong) == (0.9, answered, wrong)
        assert found.bound == pytest.approx(upper_bound(wrong, answered))


def test_a_mistake_anywhere_among_129_is_forgiven() -> None:
    probabilities = np.linspace(0.9999, 0.99, 129)
    for place in (0, 40, 90, 128):
        right = [n != place for n in range(129)]
        found = certify(probabilities.tolist(), right, budget=0.03)
        assert found is not None
        assert (found.answered, found.wrong) == (129, 1)


@given(st.integers(0, 400), st.integers(0, 400), st.floats(0.001, 0.999))
def test_tails_and_bounds_are_exact(first: int, second: int, share: float) -> None:
    wrong, answered = sorted((first, second))
    assert binomial_tail(wrong, answered, share=share) == pytest.approx(
        binom.cdf(wrong, answered, share), abs=1e-9
    )
    high = beta.ppf(0.9, wrong + 1, answered - wrong) if wrong < answered else 1.0
    low = beta.ppf(0.1, wrong, answered - wrong + 1) if wrong else 0.0
    assert upper_bound(wrong, answered) == pytest.approx(high, abs=1e-7)
    assert lower_bound(wrong, answered) == pytest.approx(low, abs=1e-7)


def _risk(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """P(wrong) of a judge that is at its surest among the worst: not monotone."""
    surest = probability > 0.98
    middle = (probability > 0.5) & (probability < 0.6)
    return np.where(surest, 0.05, np.where(middle, 0.3, 0.2 * (1.0 - probability) ** 2))


@pytest.mark.parametrize("budget", [0.03, 0.1])
def test_the_budget_holds_on_fresh_samples_though_the_risk_is_not_monotone(budget: float) -> None:
    generator = np.random.default_rng(7)
    fresh = generator.random(50_000)
    broken = certified = 0
    draws = 200
    for _ in range(draws):
        probabilities = generator.random(1_200)
        right = generator.random(1_200) >= _risk(probabilities)
        found = certify(probabilities.tolist(), right.tolist(), budget=budget)
        if found is None:
            continue
        certified += 1
        broken += float(_risk(fresh[fresh >= found.threshold]).mean()) > budget
    assert broken <= 0.1 * draws
    # a bound that certifies nothing would keep every budget
    assert certified >= 0.25 * draws


def test_a_calibrated_judge_gets_most_of_what_could_be_had() -> None:
    generator = np.random.default_rng(11)
    shares: list[float] = []
    broken = 0
    for _ in range(60):
        probabilities = generator.beta(4, 1, 2_000)
        right = generator.random(2_000) < probabilities
        found = certify(probabilities.tolist(), right.tolist(), budget=0.05)
        order = np.sort(probabilities)[::-1]
        possible = int((np.cumsum(1.0 - order) / np.arange(1, 2_001) <= 0.05).sum())
        shares.append(found.answered / possible if found else 0.0)
        broken += found is not None and float(1.0 - order[: found.answered].mean()) > 0.05
    assert broken <= 6
    assert np.median(shares) >= 0.6


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.sampled_from([0.2, 0.6, 0.8, 0.95]), st.booleans()), max_size=300),
    st.sampled_from([0.03, 0.1, 0.2]),
)
def test_what_is_certified_counts_every_answer_at_or_above_the_threshold(
    judged: list[tuple[float, bool]], budget: float
) -> None:
    found = certify([one for one, _ in judged], [right for _, right in judged], budget=budget)
    if found is not None:
        answered = [right for value, right in judged if value >= found.threshold]
        assert (found.answered, found.wrong) == (len(answered), answered.count(False))
        assert found.bound <= budget + 1e-9


def test_too_little_and_wrong_arguments() -> None:
    assert certify([], [], budget=0.03) is None
    assert certify([0.99] * 20, [True] * 20, budget=0.03) is None
    with pytest.raises(ValueError, match="2 probabilities, 1 judgements"):
        certify([0.1, 0.2], [True], budget=0.03)
    with pytest.raises(ValueError, match="between 0 and 1"):
        certify([0.1], [True], budget=0.0)


def test_a_threshold_lets_through_all_that_have_its_value() -> None:
    # at the 76th count stand 30 equal ones, the wrong ones last
    values = [0.9] * 60 + [0.8] * 30
    sound = [True] * 89 + [False]
    assert certify(values, sound, budget=0.03) is None
    found = certify(values, [True] * 90, budget=0.03)
    assert found is not None
    assert (found.threshold, found.answered) == (0.8, 90)
