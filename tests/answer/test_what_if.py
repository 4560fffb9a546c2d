"""What would raise a probability: told only where the model itself says so."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.draft import Evidence
from answer.explanation_words import percent
from answer.reply import Signal
from answer.what_if import Case, Judges, WhatIf, what_would_raise, without_vetoes_on
from ingest.document import DocumentFacts
from tests.answer.explained_cases import (
    DRAFT,
    FAR,
    MODEL,
    NEAR,
    NOTHING,
    TYPING_ERROR,
    case,
    judges,
    lines,
    vetoed,
)
from tests.answer.samples import evidence, passage, stored


def raised(given_case: Case) -> dict[str, WhatIf]:
    return {one.change: one for one in what_would_raise(given_case, judges=judges(given_case))}


def test_naming_the_model_is_told_only_where_other_models_compete() -> None:
    sister = stored(
        ("paragraph", "The fuse is rated 8 A.", None),
        path="sister.md",
        facts=DocumentFacts(models=("XR-300",)),
    )
    rival = passage(sister, nearness=0.69, score=2.9)
    own = dataclasses.replace(NEAR, identifiers=("XR200A", "XR200B"))
    made = dataclasses.replace(DRAFT, used=(own,))
    competing = case(found=evidence(own, rival, FAR), made=made, value=0.3)
    told = raised(competing)["model_named"]
    assert told.names == ("XR-200A", "XR-200B")
    assert told.value is not None
    assert told.value > 0.3
    # what is told is the model's own judgement of the case without the rival
    alone = {**_values(competing), **_values(case(found=evidence(own, FAR), made=made))}
    alone |= {"identifier_agrees": 1.0}
    by_hand = [Signal(name=name, value=value) for name, value in alone.items()]
    assert told.value == pytest.approx(MODEL.probability(by_hand), abs=1e-6)
    assert "model_named" not in raised(case(found=evidence(own, FAR), made=made, value=0.3))
    named = case("What is the fuse of the XR-200A rated?", found=competing.evidence, made=made)
    assert "model_named" not in raised(dataclasses.replace(named, judged=competing.judged))


def _values(given_case: Case) -> dict[str, float]:
    return {signal.name: signal.value for signal in given_case.judged.signals}


def test_a_translation_is_told_only_across_languages() -> None:
    across = case(value=0.05, language="de")
    sure = dataclasses.replace(judges(across), by_signals=lambda found: 0.7)
    told = {one.change: one for one in what_would_raise(across, judges=sure)}
    assert told["translated"].names == ("de", "manual.md")
    at_home = {one.change for one in what_would_raise(case(value=0.05), judges=sure)}
    assert at_home == {"entry_written"}


def test_a_text_of_its_own_raises_what_was_not_found() -> None:
    lost = case(found=evidence(), made=NOTHING, value=0.1)
    told = raised(lost)["entry_written"]
    assert told.value is not None
    assert told.value > 0.48
    text = lines(lost, [told])["raise"].text
    assert text.startswith(f"Would be about {percent(told.value, beside=0.8)} with a text in")


def test_a_choice_is_looked_up_anew_without_a_number() -> None:
    given_case = case(found=TYPING_ERROR)
    (told,) = what_would_raise(given_case, judges=judges(given_case))
    assert told == WhatIf(change="model_chosen", value=None, names=("XR200", "XR210"))
    text = lines(given_case, [told])["raise"].text
    assert text == "Would be looked up anew with a known model named instead (XR200 or XR210)."


def test_what_no_document_names_needs_one_that_does() -> None:
    unknown = case(found=evidence(NEAR, unknown=("ZZ-9",)))
    (told,) = what_would_raise(unknown, judges=judges(unknown))
    text = lines(unknown, [told])["raise"].text
    assert text == "Would be looked up anew with a document that names ZZ-9."


@given(st.floats(0, 1), st.floats(0, 1))
def test_no_change_is_told_that_lowers_or_leaves_it_doubtful(value: float, changed: float) -> None:
    given_case = case(value=value, suggested=True, language="de")
    constant = Judges(
        by_signals=lambda found: changed,
        by_evidence=lambda prepared, found: changed,
        without_veto=lambda veto: changed,
        right_means=MODEL.right_means,
        language_gain=MODEL.language_gain,
    )
    told = what_would_raise(given_case, judges=constant)
    assert bool(told) == (changed >= max(value + 0.02, 0.6 * 0.8))


def test_freeing_a_document_frees_all_its_passages_and_no_other() -> None:
    other = vetoed("expired")
    other = dataclasses.replace(
        other, passage=dataclasses.replace(other.passage, document="other.md")
    )
    before = Evidence(passages=(NEAR, FAR), vetoed=(vetoed("expired"), other, vetoed("expired")))
    after = without_vetoes_on("old.md", before)
    assert [one.document for one in after.passages] == ["old.md", "old.md", "manual.md", "b.md"]
    assert after.vetoed == (other,)
