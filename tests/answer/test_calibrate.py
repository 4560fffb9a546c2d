"""Own judgements against the shipped model: blended by their number, taken only where better."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.calibrate import LEAST_DRAFTS, calibrate, calibrated
from answer.calibration import Calibration, Fit
from answer.fit_recalibration import doubt, fit_recalibration, folds, held_back
from answer.judge import load_model
from answer.judged_draft import JudgedDraft
from answer.recalibration import AS_SHIPPED, LogOddsLine, Recalibration, from_log_odds, log_odds

SHIPPED = dataclasses.replace(load_model(), thresholds=((0.03, 0.85), (0.1, 0.7)))


def judged(
    count: int,
    *,
    intercept: float = 0.0,
    slope: float = 1.0,
    language: str = "en",
    seed: int = 5,
    surest: float = 0.99,
) -> list[JudgedDraft]:
    """Drafts of a company whose log odds are ``intercept + slope`` times what is shipped."""
    generator = np.random.default_rng(seed)
    values = generator.uniform(0.05, surest, count).tolist()
    return [
        JudgedDraft(
            id=f"{language}{n}",
            topic=f"{language}{n // 2}",
            language=language,
            signals=(),
            value=value,
            right=bool(generator.random() < from_log_odds(intercept + slope * log_odds(value))),
        )
        for n, value in enumerate(values)
    ]


def fitted(drafts: Sequence[JudgedDraft], *, max_wrong_share: float = 0.03) -> Fit:
    return calibrate(drafts, shipped=SHIPPED, max_wrong_share=max_wrong_share)


def test_few_judgements_move_little_and_many_decide() -> None:
    lines = [
        fit_recalibration(judged(count, intercept=-0.6, slope=1.4), by_language=False).whole
        for count in (0, 40, 5_000)
    ]
    far = [abs(line.intercept + 0.6) for line in lines]
    assert far[0] == pytest.approx(0.6)
    assert far[2] < 0.1 < far[0]
    assert lines[2].slope == pytest.approx(1.4, abs=0.1)


def test_what_judgements_leave_open_shrinks_with_their_number() -> None:
    drafts = judged(1_000)
    open_of = [doubt(drafts[:count], AS_SHIPPED, at=1.5) for count in (0, 10, 100, 1_000)]
    assert open_of == sorted(open_of, reverse=True)
    assert open_of[0] == pytest.approx(0.5 * (1 + 1.5**2) ** 0.5)


def test_a_language_s_line_is_drawn_to_that_of_all() -> None:
    common = judged(2_000, intercept=0.5)
    other = judged(60, intercept=-1.0, language="de-AT", seed=8)
    few = judged(10, intercept=-1.0, language="fr", seed=9)
    found = fit_recalibration([*common, *other, *few], by_language=True)
    alone = fit_recalibration(other, by_language=False).whole
    assert set(found.languages) == {"en", "de"}
    assert alone.intercept < found.languages["de"].intercept < found.whole.intercept
    assert found.apply(0.8, language="de") < found.apply(0.8, language="fr")
    assert found.apply(0.8, language="fr") == found.apply(0.8, language="")


def test_more_evidence_never_lowers_it_whatever_is_judged() -> None:
    upside_down = [
        dataclasses.replace(draft, right=draft.value < 0.5) for draft in judged(400, seed=3)
    ]
    assert fit_recalibration(upside_down, by_language=False).whole.slope > 0


@given(
    st.floats(0.0001, 0.9999),
    st.floats(0.0001, 0.9999),
    st.floats(-3, 3),
    st.floats(0.1, 3),
    st.sampled_from(["", "en", "de", "und"]),
)
def test_a_correction_keeps_the_order_and_stays_a_probability(
    first: float, second: float, intercept: float, slope: float, language: str
) -> None:
    line = LogOddsLine(intercept=intercept, slope=slope)
    found = Recalibration(whole=line, languages={"de": AS_SHIPPED})
    low, high = sorted((first, second))
    assert 0 < found.apply(low, language=language) <= found.apply(high, language=language) < 1


@settings(max_examples=50)
@given(st.lists(st.integers(0, 12), max_size=60))
def test_a_topic_is_in_one_fold_and_every_draft_in_one(topics: list[int]) -> None:
    drafts = [
        JudgedDraft(id=str(n), topic=str(one), language="en", signals=(), value=0.5, right=True)
        for n, one in enumerate(topics)
    ]
    made = folds(drafts)
    assert sorted(n for fold in made for n in fold) == list(range(len(drafts)))
    of_topic = [{drafts[n].topic for n in fold} for fold in made]
    assert sum(map(len, of_topic)) == len(set(topics))


def test_a_held_back_probability_does_not_know_its_own_judgement() -> None:
    drafts = judged(200)
    before = held_back(drafts, by_language=False)
    turned = [
        dataclasses.replace(draft, right=not draft.right) if draft.topic == drafts[0].topic
        else draft
        for draft in drafts
    ]  # fmt: skip
    after = held_back(turned, by_language=False)
    for n, draft in enumerate(drafts):
        if draft.topic == drafts[0].topic:
            assert after[n] == before[n]
    assert after != before


def test_a_model_that_is_off_is_corrected_and_one_that_is_not_stays() -> None:
    off = fitted(judged(600, intercept=-1.2))
    assert off.method == "whole"
    assert dict(off.losses)["whole"] < dict(off.losses)["shipped"]
    figures = off.groups[0]
    assert figures.after.calibration_error < 0.3 * figures.before.calibration_error
    # judged exactly as shipped probabilities say: no line is better on what it has not seen
    exact = [
        JudgedDraft(
            id=f"{n}-{k}", topic=f"{k}", language="en", signals=(), value=n / 10, right=k < n
        )
        for n in range(1, 10)
        for k in range(10)
    ]
    same = fitted(exact)
    assert same.method == "shipped"
    assert same.recalibration == Recalibration()
    assert same.groups[0].after.log_loss == same.groups[0].before.log_loss


def test_never_worse_on_judgements_held_back() -> None:
    for seed in range(12):
        found = fitted(judged(60, intercept=0.3, seed=seed))
        assert dict(found.losses)[found.method] <= dict(found.losses)["shipped"]
        assert found.groups[0].after.log_loss <= found.groups[0].before.log_loss


def test_enough_own_judgements_certify_a_budget() -> None:
    drafts = [
        *judged(300, surest=0.7),
        *(
            dataclasses.replace(draft, id=f"s{draft.id}", topic=f"s{draft.topic}", value=value)
            for draft, value in zip(
                [dataclasses.replace(one, right=True) for one in judged(200, seed=2)],
                np.linspace(0.9, 0.98, 200).tolist(),
                strict=True,
            )
        ),
    ]
    found = fitted(drafts)
    own = next(one for one in found.thresholds if one.max_wrong_share == 0.03)
    assert own.source == "certified"
    assert own.bound <= 0.03
    assert own.answered >= 76


def test_what_is_certified_holds_for_questions_yet_to_come() -> None:
    """Certified on held-back probabilities, applied with the line of all: the budget holds."""
    truth = LogOddsLine(intercept=0.6, slope=1.3)
    generator = np.random.default_rng(4)
    fresh = generator.uniform(0.05, 0.99, 4_000).tolist()
    risk = np.array([1.0 - from_log_odds(0.6 + 1.3 * log_odds(value)) for value in fresh])
    broken = certified = 0
    draws = 60
    for seed in range(draws):
        found = fitted(
            judged(400, intercept=truth.intercept, slope=truth.slope, seed=seed),
            max_wrong_share=0.05,
        )
        own = next(one for one in found.thresholds if one.max_wrong_share == 0.05)
        if own.source == "prior":
            continue
        certified += 1
        now = np.array([found.recalibration.apply(value, language="en") for value in fresh])
        broken += float(risk[now >= own.threshold].mean()) > 0.05
    assert broken <= 0.1 * draws
    assert certified >= 0.25 * draws


def test_too_few_judgements_leave_the_shipped_threshold_with_a_margin() -> None:
    found = fitted(judged(LEAST_DRAFTS - 1))
    assert [method for method, _ in found.losses] == ["shipped"]
    own = next(one for one in found.thresholds if one.max_wrong_share == 0.03)
    assert own.source == "prior"
    assert own.threshold > 0.85
    many = fitted(judged(2_000, surest=0.8))
    other = next(one for one in many.thresholds if one.max_wrong_share == 0.03)
    assert other.source == "prior"
    assert 0.85 < other.threshold < own.threshold


def test_own_judgements_that_contradict_the_shipped_threshold_raise_it() -> None:
    # between 0.9 and 0.95 every second draft is wrong, whatever the shipped model says
    drafts = [
        JudgedDraft(
            id=f"{n:03}", topic=f"{n}", language="en", signals=(),
            value=0.9 + 0.05 * n / 300, right=n % 2 == 0, weight=1.0,
        )
        for n in range(300)
    ]  # fmt: skip
    found = fitted(drafts)
    for one in found.thresholds:
        if one.source == "prior":
            assert one.wrong <= one.max_wrong_share * one.answered


@pytest.mark.parametrize("seed", range(6))
def test_a_larger_budget_never_asks_for_more(seed: int) -> None:
    drafts = judged(500, intercept=0.4, seed=seed)
    found = calibrate(drafts, shipped=SHIPPED, max_wrong_share=0.07, budgets=[0.015, 0.3])
    shares = [one.max_wrong_share for one in found.thresholds]
    assert {0.015, 0.07, 0.3} <= set(shares)
    assert shares == sorted(shares)
    values = [one.threshold for one in found.thresholds]
    assert values == sorted(values, reverse=True)


def test_light_judgements_fit_but_do_not_certify() -> None:
    sure = [
        JudgedDraft(
            id=f"{n}", topic=f"{n}", language="en", signals=(), value=0.95, right=True, weight=0.5
        )
        for n in range(200)
    ]
    own = next(one for one in fitted(sure).thresholds if one.max_wrong_share == 0.03)
    assert (own.source, own.answered) == ("prior", 0)
    full = [dataclasses.replace(draft, weight=1.0) for draft in sure]
    own = next(one for one in fitted(full).thresholds if one.max_wrong_share == 0.03)
    assert own.source == "certified"


def test_languages_with_fifty_drafts_have_figures_of_their_own() -> None:
    found = fitted([*judged(120), *judged(50, language="de"), *judged(49, language="fr")])
    counted = [(one.name, one.drafts) for one in found.groups]
    assert counted == [("all", 219), ("en", 120), ("de", 50)]


def test_the_same_judgements_give_the_same_fit_in_any_order() -> None:
    drafts = judged(150)
    assert fitted(drafts) == fitted(list(reversed(drafts)))
    other = [dataclasses.replace(drafts[0], right=not drafts[0].right), *drafts[1:]]
    assert fitted(other).data_hash != fitted(drafts).data_hash


def test_the_model_in_force_corrects_and_says_what_its_threshold_rests_on() -> None:
    fit = fitted(judged(600, intercept=-1.2))
    calibration = Calibration(
        id="x", made_at="", release="", fingerprint="", model_hash=SHIPPED.data_hash, fit=fit
    )
    model = calibrated(SHIPPED, calibration)
    for one in fit.thresholds:
        assert model.threshold_for(one.max_wrong_share) == one.threshold
        assert model.source_for(one.max_wrong_share) == one.source
    assert model.source_for(0.001) == "prior"
    assert calibrated(SHIPPED, None) is SHIPPED
