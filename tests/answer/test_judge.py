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

from answer.judge import ConfidenceModel, Line, band, judge, load_model
from answer.reply import Signal
from answer.signals import CIRCUMSTANCES, NAMES, QUALITIES, RIVALS, rivals_of, signals
from index.closeness import Closeness
from ingest.document import DocumentFacts
from ingest.errors import SettingsInvalid
from tests.answer.samples import asked, draft, evidence, passage, quote, stored

NEARBY = Closeness(
    tokens_met=np.array([[0.9, 0.5], [0.4, 0.5]], np.float32),
    token_weights=np.array([3.0, 1.0], np.float32),
    alike=np.array([[1.0, 0.5], [0.5, 1.0]], np.float32),
    lengths=(40, 60),
    base=1_000,
)
"""Two passages, two tokens: the first passage meets the telling one better."""
NOTHING = Closeness(
    tokens_met=np.zeros((0, 2), np.float32),
    token_weights=np.ones(2, np.float32),
    alike=np.ones((0, 0), np.float32),
    lengths=(),
    base=1_000,
)
VALUE = st.floats(-1, 6, allow_nan=False)
MODEL = ConfidenceModel(
    intercept=-2.0,
    coefficients={"dense_best": 5.0, "said_alike": 2.0, "identifier_missing": -3.0},
    thresholds=((0.03, 0.9), (0.1, 0.7)),
    data_hash="x",
    means=dict.fromkeys(NAMES, 0.25),
    line=Line(shift=0.1, slope=1.2),
    circumstances={"few_passages": Line(shift=-0.5, slope=-0.4), "asked_alike": Line(shift=0.7)},
)


def found(**values: float) -> tuple[Signal, ...]:
    return tuple(Signal(name=name, value=values.get(name, 0.0)) for name in NAMES)


@given(st.fixed_dictionaries(dict.fromkeys(NAMES, VALUE)))
def test_a_probability_lies_between_0_and_1(values: dict[str, float]) -> None:
    for model in (MODEL, load_model()):
        assert 0 < model.probability(found(**values)) < 1


CIRCUMSTANCE = st.one_of(
    st.fixed_dictionaries(
        {
            "few_passages": st.floats(0, 1),
            "single_passage": st.just(0.0),
            "brief_passages": st.floats(0, 1),
        }
    ),
    st.just({"few_passages": 1.0, "single_passage": 1.0, "brief_passages": 0.0}),
)


@given(
    CIRCUMSTANCE,
    st.fixed_dictionaries(dict.fromkeys(QUALITIES, st.floats(0, 1))),
    st.sampled_from(("dense_best", "score_spread", "said_alike", "identifier_agrees")),
    st.floats(0.01, 0.5),
)
def test_more_evidence_never_lowers_it(
    circumstances: dict[str, float], qualities: dict[str, float], name: str, more: float
) -> None:
    """Whatever the circumstances."""
    plain = {**qualities, **circumstances}
    plain["asked_alike"] = plain["brief_passages"] * plain["said_alike"]
    better = {**plain, name: plain[name] + more}
    better["asked_alike"] = better["brief_passages"] * better["said_alike"]
    for model in (MODEL, load_model()):
        assert model.probability(found(**better)) >= model.probability(found(**plain)) - 1e-12
    assert MODEL.probability(found(identifier_missing=1.0)) < MODEL.probability(found())


@given(
    CIRCUMSTANCE,
    st.fixed_dictionaries(dict.fromkeys(QUALITIES, st.floats(0, 1))),
    st.fixed_dictionaries(dict.fromkeys(QUALITIES, st.floats(0, 1))),
)
def test_circumstances_change_no_order(
    circumstances: dict[str, float], one: dict[str, float], other: dict[str, float]
) -> None:
    """But for what asks the same, which is a quality of brief entries."""
    plain, model = dict.fromkeys(CIRCUMSTANCES, 0.0), load_model()
    values = [model.probability(found(**{**case, **plain})) for case in (one, other)]
    changed = [model.probability(found(**{**case, **circumstances})) for case in (one, other)]
    assert (values[0] - values[1]) * (changed[0] - changed[1]) >= 0


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
    assert set(model.coefficients) == set(QUALITIES)
    assert set(model.circumstances) == set(CIRCUMSTANCES)


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
        for signal in signals(
            prepared, evidence(best, other), made, closeness=NEARBY, said_alike=0.6
        )
    }
    assert tuple(values) == NAMES
    assert values["dense_best"] == pytest.approx(0.8)
    # the telling token counts three times: 0.8 against 0.425, half alike to the fourth power
    share = 1 / (1 + math.exp(-30 * (0.8 - 0.425)))
    entropy = -share * math.log(share + 0.0625 * (1 - share))
    entropy -= (1 - share) * math.log(1 - share + 0.0625 * share)
    assert values["met_entropy"] == pytest.approx(entropy, abs=1e-5)
    assert values["said_alike"] == pytest.approx(0.6)
    assert (values["same_language"], values["several_quotes"]) == (1.0, 0.0)
    assert (values["identifier_agrees"], values["identifier_missing"]) == (1.0, 0.0)
    assert [values[name] for name in CIRCUMSTANCES] == [0.0, 0.0, 0.0, 0.0]
    foreign = dataclasses.replace(prepared, language="de")
    few = dataclasses.replace(NEARBY, lengths=(2, 2), base=10)
    brief = {
        signal.name: signal.value
        for signal in signals(foreign, evidence(best, other), made, closeness=few, said_alike=0.6)
    }
    assert brief["same_language"] == 0.0
    assert [brief[name] for name in CIRCUMSTANCES] == [1.0, 0.0, 1.0, 0.6]
    assert brief["score_spread"] == 0.0
    one = Closeness(
        tokens_met=NEARBY.tokens_met[:1],
        token_weights=NEARBY.token_weights,
        alike=np.ones((1, 1), np.float32),
        lengths=(2,),
        base=1,
    )
    single = {
        signal.name: signal.value
        for signal in signals(foreign, evidence(best), made, closeness=one, said_alike=0.6)
    }
    assert [single[name] for name in CIRCUMSTANCES] == [1.0, 1.0, 0.0, 0.0]


@given(st.integers(2, 8), st.floats(0, 1))
def test_what_says_the_same_is_no_rival(count: int, score: float) -> None:
    """Any number of passages that say one thing are as sure as one."""
    document = stored(("paragraph", "The XR-200A is rated 24 V.", None))
    rivals = tuple(
        passage(dataclasses.replace(document, path=f"{n}.md"), score=score) for n in range(count)
    )
    made = draft(quote(document, document.text), used=(rivals[0],))
    together = Closeness(
        tokens_met=np.full((count, 2), 0.7, np.float32),
        token_weights=np.ones(2, np.float32),
        alike=np.ones((count, count), np.float32),
        lengths=(40,) * count,
        base=1_000,
    )
    apart = dataclasses.replace(together, alike=np.eye(count, dtype=np.float32))
    for closeness, expected in ((together, 0.0), (apart, math.log(count))):
        values = {
            signal.name: signal.value
            for signal in signals(
                asked("What is it?"),
                evidence(*rivals),
                made,
                closeness=closeness,
                said_alike=0.0,
            )
        }
        assert values["score_entropy"] == pytest.approx(expected, abs=1e-5)
        assert values["met_entropy"] == pytest.approx(expected, abs=1e-5)


def test_a_passage_far_behind_leaves_the_rivals_counted() -> None:
    """Its share vanishes; the logarithm of nothing would make all of it nothing."""
    document = stored(("paragraph", "The XR-200A is rated 24 V.", None))
    rivals = tuple(
        passage(dataclasses.replace(document, path=f"{n}.md"), score=score)
        for n, score in enumerate((0.7, 0.7, -10_000.0))
    )
    closeness = Closeness(
        tokens_met=np.full((3, 2), 0.7, np.float32),
        token_weights=np.ones(2, np.float32),
        alike=np.eye(3, dtype=np.float32),
        lengths=(40,) * 3,
        base=1_000,
    )
    found = signals(
        asked("What is it?"),
        evidence(*rivals),
        draft(quote(document, document.text), used=(rivals[0],)),
        closeness=closeness,
        said_alike=0.5,
    )
    value = next(one.value for one in found if one.name == "score_entropy")
    assert value == pytest.approx(math.log(2), abs=1e-6)


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
        closeness=NOTHING,
        said_alike=0.0,
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
        usual = model.probability(found(**model.means))
        total = math.log(usual / (1 - usual)) + sum(one.share for one in made)
        assert model.probability(found(**values)) == pytest.approx(
            1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), abs=1e-9
        )


def test_a_model_without_means_is_refused_by_the_name_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = json.loads((resources.files("answer.data") / "confidence.json").read_text("utf-8"))
    del shipped["means"]
    (tmp_path / "confidence.json").write_text(json.dumps(shipped), encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(SettingsInvalid, match=r"confidence\.json .*'means'.*fit_confidence"):
        load_model()
