"""Risks told from messages by the real model: how well, in parts, by an editor's own words."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer.desk.classify_risk import RiskClassifier, embed_with, parts_of
from answer.desk.risk_files import load_risks
from answer.desk.risk_weights import (
    RiskWeights,
    load_risk_weights,
    read_risk_weights,
    write_risk_weights,
)
from answer.risk import Example, Keyword, RiskBook
from index.e5 import E5Embedder
from index.embedder import Matrix
from scripts.benchmark_risks import figures, macro_f1, tell
from scripts.risk_sets import open_cases, ordinary_messages
from tests.desk.test_risk_cases import CLASSES

BOOK = load_risks()
MACRO_F1 = 0.70
PLAIN_RECALL = 0.88
HARMLESS_LEFT_ALONE = 0.82
CLASS_F1 = 0.55
"""Below what ``python -m scripts.benchmark_risks`` measured, by less than one message a class."""


@pytest.fixture(scope="module")
def model(e5: E5Embedder) -> RiskWeights:
    found = load_risk_weights(e5.fingerprint)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def classifier(e5: E5Embedder, model: RiskWeights) -> RiskClassifier:
    return RiskClassifier(BOOK, model=model, embed=embed_with(e5))


def names(classifier: RiskClassifier, text: str, language: str = "en") -> list[str]:
    """What is told of it; what is only suspected is not."""
    found = classifier.classify(text, language)
    return [risk.risk_class for risk in found if not risk.is_suspected]


def test_cases_that_no_weights_were_fitted_on_are_told_as_well_as_measured(
    classifier: RiskClassifier,
) -> None:
    told = [tell(one, classifier) for one in open_cases(half=1)]
    assert macro_f1(told, CLASSES) >= MACRO_F1
    plain = [one for one in told if one.message.difficulty == "plain"]
    met = [one for one in plain if one.classes & set(one.message.classes)]
    assert len(met) / len(plain) >= PLAIN_RECALL
    harmless = [one for one in told if one.message.difficulty == "harmless"]
    assert sum(not one.classes for one in harmless) / len(harmless) >= HARMLESS_LEFT_ALONE
    for name in CLASSES:
        assert figures(told, name).f1 >= CLASS_F1, name
    assert figures(told, "legal").recall >= 0.95
    assert figures(told, "data_subject").recall >= 0.95
    assert figures(told, "safety").recall >= 0.68


def test_ordinary_messages_raise_hardly_an_alarm(classifier: RiskClassifier) -> None:
    told = [tell(one, classifier) for one in ordinary_messages(half=1)]
    assert sum(bool(one.classes) for one in told) / len(told) <= 0.04


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "The charger caught fire and burned my hand", "safety"),
        ("zh-Hans", "充电器起火,把我的手烧伤了", "safety"),
        ("ar", "اشتعل الشاحن وأحرق يدي", "safety"),
        ("de", "Mein Anwalt wird sich bei Ihnen melden", "legal"),
        ("ja", "弁護士から連絡させます", "legal"),
        ("fr", "Merci de supprimer toutes mes données personnelles", "data_subject"),
        ("ko", "제 개인정보를 모두 삭제해 주세요", "data_subject"),
        ("th", "ศุลกากรยึดพัสดุไป", "customs"),
        ("ru", "Вы поставляете в Крым?", "sanctions"),
        ("es", "Quiero hablar con una persona", "wants_person"),
        ("id", "Kalau pesan 500 bisa dapat diskon?", "negotiation"),
    ],
)
def test_what_is_said_outright_is_told(
    classifier: RiskClassifier, language: str, text: str, name: str
) -> None:
    assert name in names(classifier, text, language)


def test_a_risk_carries_what_the_desk_does_about_it(classifier: RiskClassifier) -> None:
    risks = classifier.classify("The charger caught fire, my lawyer will write to you", "en")
    assert [risk.risk_class for risk in risks][:2] == ["safety", "legal"]
    for risk in risks:
        of_class = BOOK.classes[risk.risk_class]
        assert (risk.level, risk.action, risk.priority) == (
            of_class.level,
            of_class.action,
            of_class.priority,
        )
        assert of_class.threshold <= risk.probability <= 1
    assert [risk.term for risk in risks[:2]] == ["caught fire", "my lawyer"]


ORDINARY = (
    "Thank you for the quick delivery of the last two orders. The boxes were complete. "
    "We have mounted the rails in the upper hall as shown on page 12 of your manual. "
)
MORE = (
    "Could you also send us the drawing of the bracket as a PDF file? "
    "The colour should be the same as last time, and the invoice goes to the office in Leeds. "
)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("By the way, one of the chargers caught fire and burned a worker's hand. ", "safety"),
        ("Our lawyer will take you to court over the last delivery. ", "legal"),
        ("Please delete all personal data that you hold about me. ", "data_subject"),
    ],
)
def test_a_risk_buried_in_a_long_message_is_found(
    classifier: RiskClassifier, said: str, name: str
) -> None:
    assert names(classifier, ORDINARY + MORE) == []
    for text in (ORDINARY + said + MORE, said + ORDINARY + MORE, ORDINARY + MORE + said):
        assert name in names(classifier, text)


def test_parts_of_a_message_hold_all_of_it_and_are_few() -> None:
    assert parts_of("A short one. Two sentences.", "en") == ("A short one. Two sentences.",)
    text = ORDINARY + MORE
    whole, *parts = parts_of(text, "en")
    assert whole == text
    assert " ".join(parts) == text.strip()
    assert all(len(part) >= 60 for part in parts[:-1])
    assert len(parts_of("Yes. " * 1_000, "en")) <= 14
    assert len(parts_of("今天收到货了,谢谢。水泵声音有点大,请问正常吗?" * 8, "zh-Hans")) > 2


@pytest.mark.parametrize("text", ["", "   ", "???", "👍", "\n\n"])
def test_what_says_nothing_holds_no_risk(classifier: RiskClassifier, text: str) -> None:
    assert classifier.classify(text, "und") == ()


def test_a_keyword_that_decides_is_enough_unless_it_is_denied(
    e5: E5Embedder, model: RiskWeights
) -> None:
    decides = Keyword(
        term="code purple",
        language="",
        risk_class="safety",
        owner="me",
        next_review=date.max,
        strength="decides",
    )
    book = replace(BOOK, keywords=(*BOOK.keywords, decides))
    own = RiskClassifier(book, model=model, embed=embed_with(e5))
    asked = "Which shelf is the code purple label for?"
    assert names(own, asked) == ["safety"]
    assert names(own, "This is not code purple, which shelf is it?") == []
    assert names(RiskClassifier(BOOK, model=model, embed=embed_with(e5)), asked) == []


def test_an_editors_examples_are_heeded_in_other_words(
    e5: E5Embedder, model: RiskWeights, tmp_path: Path
) -> None:
    (tmp_path / "risks.yaml").write_text(
        "risks:\n"
        "  recall:\n"
        "    level: L2\n    action: hand_over\n    priority: 5\n    owner: quality\n"
        "    reason: {en: A recall is asked about.}\n"
        "    examples:\n"
        "      en: [is my toaster part of the product recall]\n"
        "      de: [Ist mein Wasserkocher vom Rückruf betroffen?]\n",
        encoding="utf-8",
    )
    book = load_risks(tmp_path)
    own = RiskClassifier(book, model=model, embed=embed_with(e5))
    assert names(own, "Is my toaster one of those in the product recall?")[0] == "recall"
    assert names(own, "Ist der Wasserkocher von einem Rückruf betroffen?", "de")[0] == "recall"
    assert "recall" not in names(own, "How long is the cable of the toaster?")


def test_an_editors_ordinary_message_raises_no_alarm_any_more(
    e5: E5Embedder, model: RiskWeights, classifier: RiskClassifier
) -> None:
    text = "The charger caught fire and burned my hand"
    assert names(classifier, text)
    book = replace(BOOK, examples=(Example(text=text, language="en"),))
    assert "safety" not in names(RiskClassifier(book, model=model, embed=embed_with(e5)), text)


def test_an_own_threshold_is_kept(e5: E5Embedder, model: RiskWeights) -> None:
    safety = replace(BOOK.classes["safety"], threshold=0.98)
    book = RiskBook(classes={**BOOK.classes, "safety": safety}, keywords=BOOK.keywords)
    strict = RiskClassifier(book, model=model, embed=embed_with(e5))
    text = "The lamp smells a little of burnt plastic"
    probability = strict.probabilities(text, "en")["safety"]
    assert ("safety" in names(strict, text)) == (probability >= 0.98)


def _never(texts: Sequence[str], language: str) -> Matrix:
    raise AssertionError("nothing is to be embedded")


def test_without_weights_for_the_embedder_keywords_tell() -> None:
    blind = RiskClassifier(BOOK, model=None, embed=_never)
    assert names(blind, "My lawyer will write to you") == ["legal"]
    assert names(blind, "Which cable do I need?") == []
    assert load_risk_weights("another embedder") is None


def test_weights_are_what_was_written(tmp_path: Path, model: RiskWeights) -> None:
    path = tmp_path / "weights.npz"
    write_risk_weights(path, model)
    again = read_risk_weights(path.read_bytes())
    assert (again.fingerprint, again.classes) == (model.fingerprint, model.classes)
    assert np.abs(again.prototypes - model.prototypes).max() < 0.005
    assert np.allclose(again.weights, model.weights, atol=0.01)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(max_size=120), language=st.sampled_from(["en", "zh-Hans", "ar", "und", "xx"]))
def test_whatever_comes_is_classified_and_the_same_again(
    classifier: RiskClassifier, text: str, language: str
) -> None:
    first = classifier.classify(text, language)
    assert first == classifier.classify(text, language)
    assert [risk.priority for risk in first] == sorted(risk.priority for risk in first)
    assert all(BOOK.classes[risk.risk_class].by_text for risk in first)


def test_below_the_threshold_a_class_is_suspected_and_stands_behind(
    e5: E5Embedder, model: RiskWeights
) -> None:
    text = "The charger caught fire, my lawyer will write to you"
    safety = replace(BOOK.classes["safety"], threshold=0.9999, suspected_from=0.1)
    book = replace(BOOK, classes={**BOOK.classes, "safety": safety})
    found = RiskClassifier(book, model=model, embed=embed_with(e5)).classify(text, "en")
    assert (found[0].risk_class, found[0].is_suspected) == ("legal", False)
    assert (found[-1].risk_class, found[-1].is_suspected) == ("safety", True)
    unsuspected = replace(safety, suspected_from=1.0)
    book = replace(BOOK, classes={**BOOK.classes, "safety": unsuspected})
    found = RiskClassifier(book, model=model, embed=embed_with(e5)).classify(text, "en")
    assert "safety" not in [risk.risk_class for risk in found]
