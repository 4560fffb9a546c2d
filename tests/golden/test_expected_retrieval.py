"""Retrieval on the content that ships is no worse than it was, in no pair of languages."""

from pathlib import Path

import pytest

from answer.golden import read_golden
from api.bootstrap import Application
from api.settings import Settings
from tests.golden.expected_retrieval import (
    ALL,
    DEMO,
    GOLDEN,
    read_expected,
    retrieval_figures,
    shortfalls,
)

HINT = "if that is meant: python -m tests.golden.expected_retrieval --write"


@pytest.fixture(scope="module")
def demo(demo_var: Path) -> Application:
    application = Application(Settings(content_dir=DEMO, var_dir=demo_var))
    assert not application.reindex().failed
    return application


def _short(application: Application, name: str) -> list[str]:
    expected = read_expected()
    assert expected["model"] == application.models.embedder().fingerprint, HINT
    found = retrieval_figures(application, read_golden(GOLDEN[name]))
    return shortfalls(found, expected["contents"][name])


def test_the_small_company_is_searched_as_well_as_before(company: Application) -> None:
    assert _short(company, "company") == [], HINT


def test_the_demo_company_is_searched_as_well_as_before(demo: Application) -> None:
    assert _short(demo, "demo") == [], HINT


def test_every_golden_text_of_the_small_company_stands_in_its_document(
    company: Application,
) -> None:
    searcher = company.searcher()
    for golden in read_golden(GOLDEN["company"]):
        for place in golden.gold:
            document = searcher.document(place.document)
            assert document is not None, place.document
            found = [
                chunk
                for chunk in searcher.release.content.chunks_of(document.ordinal)
                if place.text in chunk.text
            ]
            assert found, (golden.question.id, place.text)


def test_a_fall_beyond_the_tolerance_is_told_and_one_question_less_as_well() -> None:
    expected = read_expected()["contents"]["demo"]
    assert shortfalls(expected, expected) == []
    count = int(expected[ALL]["questions"])
    for lost, told in ((0.5 / count, False), (0.05, True)):
        values = {**expected[ALL], "mrr_at_10": expected[ALL]["mrr_at_10"] - lost}
        found = {**expected, ALL: values}
        assert bool(shortfalls(found, expected)) is told
    fewer = {**expected, ALL: {**expected[ALL], "questions": count - 1}}
    assert shortfalls(fewer, expected) == [f"{ALL}: {count - 1} questions, expected {count}"]
