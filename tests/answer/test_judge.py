"""Confidence: between 0 and 1, rising with its evidence, with a threshold for each budget."""

import dataclasses
import json
import math
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.judge import ConfidenceModel, band, features, judge, load_model
from answer.reply import Signal
from answer.signals import NAMES, RIVALS, rivals_of, signals
from ingest.document import DocumentFacts
from ingest.errors import SettingsInvalid
from tests.answer.samples import asked, draft, evidence, passage, quote, stored

MET = np.array([[0.9, 0.5], [0.4, 0.5]], np.float32)
"""Two passages, two tokens: the first passage meets the first better, the second says nothing."""
NOTHING_MET = np.zeros((0, 0), np.float32)
VALUE = st.floats(-1, 6, allow_nan=False)
MODEL = ConfidenceModel(
    intercept=-2.0,
    coefficients={"dense_best": 5.0, "lexical_coverage*same": 2.0, "identifier_missing": -3.0},
    thresholds=((0.03, 0.9), (0.1, 0.7)),
    data_hash="x",
    means=features(dict.fromkeys(NAMES, 0.25)),
)


def found(**values: float) -> tuple[Signal, ...]:
    return tuple(Signal(name=name, value=values.get(name, 0.0)) for name in NAMES)


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, VALUE)))
def test_a_probability_lies_between_0_and_1(values: dict[str, float]) -> None:
    for model in (MODEL, load_model()):
        assert 0 < model.probability(found(**values)) < 1


@given(st.floats(0.2, 0.7), st.floats(0.01, 0.25), st.booleans(), st.floats(0, 1))
def test_more_evidence_never_lowers_it(
    nearness: float, more: float, same: bool, coverage: float
) -> None:
    """A best passage that is nearer is nearer in all that is measured of it."""

    def case(cosine: float) -> tuple[Signal, ...]:
        return found(
            dense_best=cosine,
            question_met=cosine,
            unit_similarity=cosine,
            same_language=float(same),
            lexical_coverage=coverage * same,
        )

    for model in (MODEL, load_model()):
        assert model.probability(case(nearness + more)) >= model.probability(case(nearness))
    if same:
        covered = case(nearness)
        better = tuple(
            Signal(name=signal.name, value=1.0) if signal.name == "lexical_coverage" else signal
            for signal in covered
        )
        assert load_model().probability(better) >= load_model().probability(covered)
    plain = found(same_language=1.0, lexical_coverage=0.2)
    better = found(same_language=1.0, lexical_coverage=min(1.0, 0.2 + more))
    assert MODEL.probability(better) > MODEL.probability(plain)
    assert MODEL.probability(found(identifier_missing=1.0)) < MODEL.probability(found())


def test_words_in_common_count_only_within_a_language() -> None:
    foreign = found(lexical_coverage=0.9)
    assert MODEL.probability(foreign) == MODEL.probability(found())


def test_features_are_the_signals_and_their_products() -> None:
    made = features(dict.fromkeys(NAMES, 0.5) | {"same_language": 1.0})
    assert set(made) == set(NAMES) | {f"{n}*same" for n in NAMES if n != "same_language"}
    assert made["dense_best*same"] == 0.5


@pytest.mark.parametrize(
    ("budget", "threshold"),
    [(0.03, 0.9), (0.05, 0.9), (0.1, 0.7), (0.5, 0.7), (0.01, 0.995), (0.0, 0.995)],
)
def test_a_tighter_budget_never_asks_for_less(budget: float, threshold: float) -> None:
    assert MODEL.threshold_for(budget) == threshold


def test_the_shipped_model_has_a_threshold_for_the_shipped_budget() -> None:
    model = load_model()
    assert 0.5 < model.threshold_for(0.03) < 1
    assert model.threshold_for(0.01) >= model.threshold_for(0.03) >= model.threshold_for(0.1)
    names = set(features(dict.fromkeys(NAMES, 0.0)))
    assert set(model.coefficients) <= names


def test_bands_follow_the_threshold() -> None:
    assert band(0.8, threshold=0.8) == "high"
    assert band(0.7999, threshold=0.8) == "medium"
    assert band(0.48, threshold=0.8) == "medium"
    assert band(0.47, threshold=0.8) == "low"


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, VALUE)), st.floats(0.05, 0.99))
def test_band_and_value_never_disagree(values: dict[str, float], threshold: float) -> None:
    made = judge(found(**values), model=MODEL, threshold=threshold)
    assert (made.band == "high") == (made.value >= threshold)
    assert made.signals == found(**values)


def test_signals_are_complete_and_say_what_they_are_named_for() -> None:
    document = stored(("paragraph", "The XR-200A is rated 24 V.", None))
    best = passage(document, nearness=0.8)
    other = passage(stored(("paragraph", "Boil it.", None), path="b.md"), nearness=0.3)
    made = draft(quote(document, document.text), used=(best,))
    prepared = asked("What is the XR-200A rated?")
    values = {
        signal.name: signal.value
        for signal in signals(prepared, evidence(best, other), made, coverage=0.6, tokens_met=MET)
    }
    assert tuple(values) == NAMES
    assert values["dense_best"] == pytest.approx(0.8)
    assert values["question_met"] == pytest.approx(0.9, abs=0.02)
    assert values["tokens_lead"] == pytest.approx(0.5), "one of two tokens is met better here"
    # of two passages, 0.5 apart in cosine, times the sharpness
    share = 1 / (1 + math.exp(-5))
    entropy = -share * math.log(share) - (1 - share) * math.log(1 - share)
    assert values["nearness_entropy"] == pytest.approx(entropy, abs=1e-5)
    assert values["same_language"] == 1.0
    assert values["lexical_coverage"] == pytest.approx(0.6)
    assert (values["identifier_agrees"], values["identifier_missing"]) == (1.0, 0.0)
    foreign = dataclasses.replace(prepared, language="de")
    across = {
        signal.name: signal.value
        for signal in signals(foreign, evidence(best, other), made, coverage=0.6, tokens_met=MET)
    }
    assert (across["same_language"], across["lexical_coverage"]) == (0.0, 0.0)


def test_translations_and_what_stands_in_them_are_no_rivals() -> None:
    english = stored(("paragraph", "The XR-200A is rated 24 V.", None))
    spanish = dataclasses.replace(
        stored(("paragraph", "El XR-200A tiene 24 V.", None), path="es.md"),
        facts=DocumentFacts(translation_of=english.path),
        language="es",
    )
    far = passage(stored(("paragraph", "Boil it.", None), path="b.md"), nearness=0.3)
    best, twin = passage(english, nearness=0.8), passage(spanish, nearness=0.79)
    made = draft(quote(english, english.text), used=(best,))
    assert rivals_of(evidence(best, twin, far), made) == (best, far)
    quoted = draft(quote(spanish, spanish.text), used=(twin,))
    assert rivals_of(evidence(best, twin, far), quoted) == (twin, far)


def test_the_quoted_passage_is_compared_however_far_down_it_stands() -> None:
    many = tuple(
        passage(stored(("paragraph", f"Part {n}.", None), path=f"{n}.md"), score=float(-n))
        for n in range(RIVALS + 5)
    )
    made = draft(quote(stored(("paragraph", "Part 16.", None)), "Part 16."), used=(many[16],))
    found = rivals_of(evidence(*many), made)
    assert len(found) == RIVALS
    assert found[-1] is many[16]


def test_without_a_draft_every_signal_still_has_a_value() -> None:
    values = signals(
        asked("What is the XR-200A rated?"),
        evidence(),
        draft(),
        coverage=0.0,
        tokens_met=NOTHING_MET,
    )
    assert tuple(signal.name for signal in values) == NAMES
    assert 0 < load_model().probability(values) < 0.5


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, VALUE)))
def test_contributions_sum_to_the_distance_from_an_average_question(
    values: dict[str, float],
) -> None:
    for model in (MODEL, load_model()):
        made = model.contributions(found(**values))
        assert tuple(one.name for one in made) == NAMES
        average = sum(
            model.coefficients.get(name, 0.0) * mean for name, mean in model.means.items()
        )
        total = model.intercept + average + sum(one.share for one in made)
        assert model.probability(found(**values)) == pytest.approx(
            1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), abs=1e-9
        )


def test_a_signal_takes_the_share_of_its_product_too() -> None:
    model = dataclasses.replace(MODEL, means=dict.fromkeys(MODEL.means, 0.0))
    shares = {
        one.name: one.share
        for one in model.contributions(found(same_language=1.0, lexical_coverage=0.5))
    }
    assert shares["lexical_coverage"] == pytest.approx(1.0)
    assert shares["same_language"] == 0.0


def test_a_model_without_means_is_refused_by_the_name_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = json.loads((resources.files("answer.data") / "confidence.json").read_text("utf-8"))
    del shipped["means"]
    (tmp_path / "confidence.json").write_text(json.dumps(shipped), encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(SettingsInvalid, match=r"confidence\.json .*'means'.*fit_confidence"):
        load_model()
