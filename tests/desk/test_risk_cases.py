"""The form of the hand-written risk messages: what they must be for a figure on them to count."""

import unicodedata
from collections import Counter

import pytest

from answer.locale.phrases import SHIPPED_LANGUAGES
from tests.desk.risk_cases import RiskCase, risk_cases

CASES = (*risk_cases(closed=False), *risk_cases(closed=True))
FAMILIES = tuple(sorted({case.family for case in CASES}))
CLASSES = (
    "wants_person anger urgency safety legal customs ip_infringement sanctions fraud "
    "marketplace data_subject dangerous_goods negotiation"
).split()


def _of(family: str) -> list[RiskCase]:
    return [case for case in CASES if case.family == family]


def test_every_id_stands_once() -> None:
    assert [name for name, count in Counter(case.id for case in CASES).items() if count > 1] == []


def test_no_text_stands_twice() -> None:
    counted = Counter(
        " ".join(unicodedata.normalize("NFKC", case.text).casefold().split()) for case in CASES
    )
    assert [text for text, count in counted.items() if count > 1] == []


def test_every_cell_is_known_and_filled() -> None:
    for case in CASES:
        assert case.language in SHIPPED_LANGUAGES, case
        assert case.family in CLASSES, case
        assert set(case.classes) <= set(CLASSES), case
        assert len(set(case.classes)) == len(case.classes), case
        assert case.text, case.id
        assert case.text == case.text.strip(), case


def test_the_id_the_classes_and_the_difficulty_agree() -> None:
    for case in CASES:
        if "-none-" in case.id:
            assert (case.classes, case.difficulty) == ((), "harmless"), case
        else:
            assert case.classes[0] == case.family, case
            assert case.difficulty in ("plain", "hard"), case


@pytest.mark.parametrize("family", FAMILIES)
def test_a_class_has_enough_messages_and_languages(family: str) -> None:
    cases = _of(family)
    positives = [case for case in cases if case.classes]
    assert len(cases) >= 60
    assert len({case.language for case in positives}) >= 8
    several = Counter(case.language for case in cases)
    assert sum(count > 1 for count in several.values()) >= 8
    # harmless ones show false alarms; without enough of both kinds neither figure says a thing
    assert 0.2 <= 1 - len(positives) / len(cases) <= 0.5


@pytest.mark.parametrize("family", FAMILIES)
def test_at_least_half_of_a_class_is_hard(family: str) -> None:
    cases = _of(family)
    hard = [case for case in cases if case.difficulty != "plain"]
    assert len(hard) / len(cases) >= 0.5
    positives = [case for case in cases if case.classes]
    assert sum(case.difficulty == "hard" for case in positives) / len(positives) >= 0.5


@pytest.mark.parametrize("family", FAMILIES)
def test_the_closed_third_holds_both_kinds(family: str) -> None:
    closed = [case for case in _of(family) if case.is_closed]
    assert 0.15 <= len(closed) / len(_of(family)) <= 0.5
    assert any(case.classes for case in closed)
    assert any(not case.classes for case in closed)


def test_open_and_closed_share_nothing_and_leave_nothing_out() -> None:
    opened = {case.id for case in risk_cases(closed=False)}
    closed = {case.id for case in risk_cases(closed=True)}
    assert not opened & closed
    assert opened | closed == {case.id for case in CASES}
