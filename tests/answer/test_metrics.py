"""Metrics: each against an independent implementation, or against a truth that is known."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, ndcg_score, roc_auc_score

from answer.metrics import (
    auroc,
    average_precision,
    calibration_error,
    coverage_at,
    discounted_gain,
    estimate,
    false_answers_at,
    mean,
    mean_difference,
    recall_at,
    reciprocal_rank,
    risk_coverage,
    risk_coverage_area,
)

JUDGED = st.lists(st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), max_size=60)


@settings(deadline=None)
@given(JUDGED)
def test_auroc_is_what_sklearn_computes(judged: list[tuple[float, bool]]) -> None:
    scores, right = [score for score, _ in judged], [label for _, label in judged]
    if len(set(right)) < 2:
        assert math.isnan(auroc(scores, right))
    else:
        assert auroc(scores, right) == pytest.approx(roc_auc_score(right, scores))


@pytest.mark.parametrize("rank", range(1, 14))
def test_ranking_figures(rank: int) -> None:
    relevant = np.zeros((1, 20))
    relevant[0, rank - 1] = 1
    scores = np.arange(20, 0, -1)[None, :]
    assert discounted_gain(rank) == pytest.approx(ndcg_score(relevant, scores, k=10))
    assert reciprocal_rank(rank) == (1 / rank if rank <= 10 else 0)
    assert recall_at(rank, 5) == float(rank <= 5)


def test_not_found_counts_nothing() -> None:
    assert discounted_gain(0) == reciprocal_rank(0) == recall_at(0, 10) == 0


def drawn(count: int, *, shift: float, seed: int) -> tuple[list[float], list[bool]]:
    """Probabilities, and outcomes that come true ``shift`` less often than they say."""
    random = np.random.default_rng(seed)
    stated = random.uniform(0.3, 0.95, count)
    return stated.tolist(), (random.random(count) < stated - shift).tolist()


def plain_error(stated: list[float], right: list[bool]) -> float:
    """The same bins without taking off what sampling adds."""
    pairs = sorted(zip(stated, right, strict=True))
    parts = np.array_split(np.array(pairs, float), 15)
    gaps = [abs(part[:, 0].mean() - part[:, 1].mean()) * len(part) for part in parts]
    return float(sum(gaps) / len(pairs))


@pytest.mark.parametrize(("count", "most"), [(200, 0.07), (2_000, 0.025)])
def test_a_perfect_judge_is_blamed_for_little_of_the_sampling(count: int, most: float) -> None:
    samples = [drawn(count, shift=0.0, seed=seed) for seed in range(40)]
    errors = [calibration_error(*sample) for sample in samples]
    assert float(np.mean(errors)) < most
    assert float(np.mean(errors)) < 0.65 * float(np.mean([plain_error(*s) for s in samples]))


@pytest.mark.parametrize("shift", [0.1, 0.2])
@pytest.mark.parametrize("count", [200, 2_000])
def test_a_judge_that_promises_too_much_is_found_out(shift: float, count: int) -> None:
    errors = [calibration_error(*drawn(count, shift=shift, seed=seed)) for seed in range(30)]
    assert float(np.mean(errors)) == pytest.approx(shift, abs=0.02)


def test_calibration_error_of_nothing_and_of_one() -> None:
    assert calibration_error([], []) == 0
    assert calibration_error([1.0], [True]) == 0
    assert calibration_error([1.0], [False]) == 1


@given(JUDGED, st.floats(0, 1))
def test_coverage_keeps_its_budget_and_could_not_be_larger(
    judged: list[tuple[float, bool]], budget: float
) -> None:
    scores, right = [score for score, _ in judged], [label for _, label in judged]
    best = 0.0
    for threshold in set(scores):
        answered = [label for score, label in judged if score >= threshold]
        if answered.count(False) / len(answered) <= budget:
            best = max(best, len(answered) / len(judged))
    assert coverage_at(scores, right, wrong_share=budget) == pytest.approx(best)


def test_risk_rises_along_the_curve_of_a_good_judge() -> None:
    scores = [number / 100 for number in range(100, 0, -1)]
    right = [number < 70 for number in range(100)]
    curve = risk_coverage(scores, right)
    assert [share for share, _ in curve] == pytest.approx([tenth / 10 for tenth in range(1, 11)])
    assert curve[0][1] == 0
    assert curve[-1][1] == pytest.approx(0.3)
    assert [wrong for _, wrong in curve] == sorted(wrong for _, wrong in curve)
    assert risk_coverage([], []) == []


def test_an_interval_holds_its_mean_and_narrows_with_more_questions() -> None:
    few, many = ([float(n % 4 > 0) for n in range(count)] for count in (20, 2_000))
    small, large = mean(few), mean(many)
    for found in (small, large):
        assert found.low <= found.value <= found.high
        assert found.value == 0.75
    assert large.high - large.low < (small.high - small.low) / 3
    assert mean(few) == small
    assert mean([]).count == 0


@given(st.lists(st.booleans(), min_size=1, max_size=40).filter(any))
def test_average_precision_is_what_sklearn_computes(found: list[bool]) -> None:
    scores = list(range(len(found), 0, -1))
    whole = average_precision(found, relevant=sum(found))
    assert whole == pytest.approx(average_precision_score(found, scores))
    assert average_precision(found, relevant=2 * sum(found)) == pytest.approx(whole / 2)


def test_a_paired_difference_is_surer_than_two_means() -> None:
    random = np.random.default_rng(5)
    before = random.random(200)
    after = before + 0.02 + random.normal(0, 0.02, 200)
    gain = mean_difference(before.tolist(), after.tolist())
    assert 0 < gain.low < gain.value < gain.high < 0.04
    apart = mean(after.tolist()).low - mean(before.tolist()).high
    assert apart < 0, "unpaired, the intervals overlap"
    with pytest.raises(ValueError, match="200 values before, 1 after"):
        mean_difference(before.tolist(), [0.0])


def test_an_estimate_leaves_out_draws_that_determine_nothing() -> None:
    right = np.array([True, False, True])
    found = estimate(3, lambda chosen: auroc([0.9, 0.1, 0.8], right[chosen].tolist()))
    assert found.count == 3
    assert not math.isnan(found.low + found.high)
    assert estimate(2, lambda chosen: math.nan).count == 0
    assert estimate(0, lambda chosen: 1.0).count == 0


def test_the_area_under_risk_and_coverage_lies_between_perfect_and_blind() -> None:
    right = [True, True, False, True, False]
    # by hand: (0 + 0 + 1/3 + 1/4 + 2/5) / 5
    assert risk_coverage_area([0.9, 0.8, 0.7, 0.6, 0.5], right) == pytest.approx(0.196667, abs=1e-6)
    best = risk_coverage_area([0.9, 0.8, 0.2, 0.7, 0.1], right)
    worst = risk_coverage_area([0.1, 0.2, 0.8, 0.3, 0.9], right)
    blind = risk_coverage_area([0.5] * 5, right)
    assert best == pytest.approx((1 / 4 + 2 / 5) / 5)
    assert best < blind < worst
    assert blind == pytest.approx(0.4), "scores that say nothing: the share wrong"
    assert risk_coverage_area([], []) == 0
    assert risk_coverage_area([0.3, 0.2], [True, True]) == 0


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=8))
def test_the_area_takes_equal_scores_in_every_order_alike(pairs: list[tuple[int, bool]]) -> None:
    scores, right = [score / 5 for score, _ in pairs], [one for _, one in pairs]
    area = risk_coverage_area(scores, right)
    backwards = risk_coverage_area(scores[::-1], right[::-1])
    assert area == pytest.approx(backwards)
    assert 0 <= area <= 1


def test_false_answers_at_a_share_of_false_refusals() -> None:
    answerable = [True] * 10 + [False] * 4
    scores = [0.1, *[0.5] * 4, *[0.9] * 5, 0.05, 0.3, 0.6, 0.95]
    assert false_answers_at(scores, answerable, false_refusals=0.0) == 0.75
    assert false_answers_at(scores, answerable, false_refusals=0.1) == 0.5
    # the four equal ones are refused together, which is more than a third
    assert false_answers_at(scores, answerable, false_refusals=0.3) == 0.5
    assert false_answers_at(scores, answerable, false_refusals=0.5) == 0.25
    assert math.isnan(false_answers_at(scores[:10], answerable[:10], false_refusals=0.1))


def test_a_finer_curve_passes_through_the_coarse_one() -> None:
    random = np.random.default_rng(7)
    scores = random.random(400).tolist()
    right = (random.random(400) < scores).tolist()
    assert set(risk_coverage(scores, right)) <= set(risk_coverage(scores, right, steps=100))
