"""Risk classes and keywords as data: shipped, changed by a content folder, wrong in every way."""

from datetime import date
from pathlib import Path

import pytest

from answer.desk.overdue import overdue
from answer.desk.risk_files import load_examples, load_risks
from answer.locale.phrases import SHIPPED_LANGUAGES
from ingest.errors import ContentError
from tests.desk.test_risk_cases import CLASSES

HEADER = "term,language,class,owner,next_review\n"


def refused(folder: Path) -> str:
    with pytest.raises(ContentError) as caught:
        load_risks(folder)
    return str(caught.value)


def test_shipped_are_thirteen_classes_by_text_and_two_by_what_surrounds_them() -> None:
    book = load_risks()
    by_text = {name for name, one in book.classes.items() if one.by_text}
    assert by_text == set(CLASSES)
    assert set(book.classes) - by_text == {"repeated", "alert"}
    priorities = [one.priority for one in book.classes.values()]
    assert priorities == sorted(set(priorities))
    for one in book.classes.values():
        assert one.owner
        assert {"en", "zh-Hans"} <= set(one.reason)


def test_every_class_has_keywords_in_every_language() -> None:
    met = {(one.risk_class, one.language) for one in load_risks().keywords}
    assert [
        (name, language)
        for name in CLASSES
        for language in SHIPPED_LANGUAGES
        if (name, language) not in met
    ] == []


def test_every_class_has_examples_in_every_language_and_ordinary_ones_beside_them() -> None:
    examples = load_examples()
    for name in CLASSES:
        of_class = [one for one in examples if name in one.classes]
        assert len(of_class) >= 40
        assert {one.language for one in of_class} == set(SHIPPED_LANGUAGES), name
    ordinary = [one for one in examples if not one.classes]
    assert {one.language for one in ordinary} == set(SHIPPED_LANGUAGES)
    assert len(ordinary) > 500
    texts = [one.text for one in examples]
    assert len(set(texts)) == len(texts)


def test_a_folder_changes_a_class_key_by_key_and_adds_examples(tmp_path: Path) -> None:
    (tmp_path / "risks.yaml").write_text(
        "risks:\n"
        "  anger:\n    level: L2\n    examples:\n      en: [we are not amused]\n"
        "  urgency: null\n"
        "ordinary:\n  de: [Wie lange brennt die Kerze?]\n",
        encoding="utf-8",
    )
    book, shipped = load_risks(tmp_path), load_risks()
    assert book.classes["anger"].level == "L2"
    assert book.classes["anger"].priority == shipped.classes["anger"].priority
    assert "urgency" not in book.classes
    assert not [one for one in book.keywords if one.risk_class == "urgency"]
    assert {(one.text, one.classes) for one in book.examples} == {
        ("we are not amused", frozenset({"anger"})),
        ("Wie lange brennt die Kerze?", frozenset()),
    }


def test_a_folder_adds_replaces_and_removes_keywords(tmp_path: Path) -> None:
    (tmp_path / "keywords.csv").write_text(
        f"{HEADER}lawyer*,en,anger,care,2027-01-31\nattorney*,en,,,\nTobel,de,safety,me,2027-01-31\n",
        encoding="utf-8",
    )
    found = {(one.term, one.language): one for one in load_risks(tmp_path).keywords}
    shipped = {(one.term, one.language) for one in load_risks().keywords}
    assert found["lawyer*", "en"].risk_class == "anger"
    assert found["Tobel", "de"].place.endswith("keywords.csv:4")
    assert ("attorney*", "en") in shipped
    assert ("attorney*", "en") not in found
    assert len(found) == len(shipped)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("risks: {anger: {levl: L2}}\n", "risks.yaml:1: unknown key 'risks.anger.levl'; did you"),
        ("risks:\n  anger:\n    level: L9\n", "risks.yaml:3: risks.anger.level is 'L9'"),
        ("risks: {angry: null}\n", "there is no 'angry' to take away; did you mean 'anger'?"),
        ("risks:\n  new:\n    level: L1\n", "risks.yaml:2: 'risks.new.action' is missing"),
        ("ordinary: {xx-yy-zz1: [a]}\n", "risks.yaml:1"),
        ("risks: {anger: {threshold: 7}}\n", "risks.yaml:1: risks.anger.threshold is 7"),
        ("risks: [1]\n", "risks.yaml:1"),
    ],
)
def test_what_is_wrong_in_risks_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "risks.yaml").write_text(text, encoding="utf-8")
    assert said in refused(tmp_path)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("word,en,angr,me,2027-01-31", "there is no risk class 'angr'; did you mean 'anger'?"),
        ("word,english,anger,me,2027-01-31", "'english' is no known language"),
        ("word,en,anger,,2027-01-31", "the term 'word' has no owner"),
        ("word,en,anger,me,soon", "'soon' is no date; write it like 2026-11-22"),
        ("a,en,anger,me,2027-01-31", "the term 'a' has no two letters to look for"),
        ("[ab,en,anger,me,2027-01-31", "has a bracket alone"),
        ("word,en,anger", "has not as many cells"),
        ('"word,en,anger,me,2027-01-31', "mend the quotes"),
    ],
)
def test_what_is_wrong_in_a_keyword_is_told_with_its_line(
    tmp_path: Path, row: str, said: str
) -> None:
    (tmp_path / "keywords.csv").write_text(f"{HEADER}{row}\n", encoding="utf-8")
    message = refused(tmp_path)
    assert said in message
    assert "keywords.csv:2" in message


def test_a_wrong_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "keywords.csv").write_text("term,klass\nx,y\n", encoding="utf-8")
    assert "the columns are term, language, class" in refused(tmp_path)


def test_keywords_are_overdue_the_day_after_and_reviewed_within_a_quarter() -> None:
    keywords = load_risks().keywords
    days = sorted({one.next_review for one in keywords})
    assert overdue(keywords, days[0]) == ()
    later = overdue(keywords, date.max)
    assert len(later) == len(keywords)
    assert [one.next_review for one in later] == sorted(one.next_review for one in later)
    assert (days[-1] - days[0]).days < 92
