"""What is suggested on pages of the small company: answered, in the documents' own words."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from answer.insight.page_situation import Situation, Suggested
from answer.insight.question_record import QuestionRecord
from answer.insight.record_question import record_question
from answer.insight.suggest_on_page import PageSuggestions
from answer.insight.suggestible_units import suggestible_units
from answer.question import Question
from api.access.caller import CHATBOT
from api.access.identify import Access
from api.app import create_app
from api.bootstrap import Application
from tests.api.real_desk import desk_application
from tests.conftest import PROJECT
from tests.small_company import SECRET

RESET = "How do I reset the controller?"
PAGE = "https://shop.example/xr-200a?order=77"
SITUATION = Situation(page="shop.example/xr-200a", title="XR-200A", product="XR-200A")


@pytest.fixture(scope="module")
def suggestions(company: Application) -> PageSuggestions:
    searcher = company.searcher()
    return PageSuggestions(searcher, company.engines.engine(), cards=searcher.release.content.cards)


def log(company: Application, question: str, *askers: str) -> list[QuestionRecord]:
    """The question as so many visitors of the page asked it."""
    engine = company.engines.engine()
    records = []
    for asker in askers:
        asked = Question(
            id=asker, question=question, customer_id=asker, page_url=PAGE, product="XR-200A"
        )
        prepared = engine.prepare(asked)
        reply = engine.reply(asked, prepared=prepared)
        records.append(record_question(reply, prepared, at=datetime.now(UTC)))
    return records


def shown(
    suggestions: PageSuggestions, situation: Situation, records: list[QuestionRecord]
) -> tuple[Suggested, ...]:
    candidates = suggestions.candidates(situation, suggestions.demand(records))
    while True:
        found, unsure = suggestions.known(candidates, situation)
        if not unsure:
            return found
        suggestions.ask(unsure[0], situation)


def test_the_log_knows_the_page_and_nothing_else_of_the_visitor(company: Application) -> None:
    (record,) = log(company, RESET, "ana")
    assert record.page == "shop.example/xr-200a"
    assert record.passages[0].startswith("manuals/xr-200-en.md#")


def test_what_three_visitors_asked_comes_first_and_what_two_asked_does_not(
    suggestions: PageSuggestions, company: Application
) -> None:
    before = shown(suggestions, SITUATION, [])
    three = shown(suggestions, SITUATION, log(company, RESET, "ana", "bo", "cy"))
    two = shown(suggestions, SITUATION, log(company, RESET, "ana", "bo", "bo"))
    assert three[0].unit.shown == "Resetting the controller"
    assert two == before
    likely = [one.probability for one in three]
    assert likely == sorted(likely, reverse=True)
    assert all(0 < one <= 1 for one in likely)


def test_the_section_in_view_counts(suggestions: PageSuggestions) -> None:
    looks = Situation(
        title="XR-200A",
        product="XR-200A",
        section="Lubrication",
        dwell_seconds=20,
        scroll_depth=0.8,
    )
    ranked = [unit.shown for unit, _ in suggestions.candidates(looks, suggestions.demand([]))]
    without = replace(looks, section="")
    before = [unit.shown for unit, _ in suggestions.candidates(without, suggestions.demand([]))]
    assert ranked[0] == "Lubrication"
    assert before[0] != "Lubrication"


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("zh-Hans", "复位控制器"),
        ("es", "Restablecer el controlador"),
        ("en", "Resetting the controller"),
    ],
)
def test_a_section_is_shown_in_the_visitors_language_where_it_is_translated(
    suggestions: PageSuggestions, company: Application, language: str, heading: str
) -> None:
    # asked in English: a translation is the same thing
    records = log(company, RESET, "ana", "bo", "cy")
    situation = Situation(
        page="shop.example/xr-200a", title="XR-200A", product="XR-200A", language=language
    )
    first, _ = suggestions.candidates(situation, suggestions.demand(records))[0]
    assert (first.shown, first.language) == (heading, language)


def test_whatever_is_suggested_is_answered_from_where_it_says(
    suggestions: PageSuggestions, company: Application
) -> None:
    for title in ("XR-200A controller", "Shipping and payment", "Warranty", "Waterproof drive"):
        for found in shown(suggestions, Situation(title=title), []):
            reply = company.engines.engine().reply(
                Question(id="", question=found.question, language="en")
            )
            assert reply.kind == "answer"
            cited = {one.document for made in reply.statements for one in made.citations}
            assert found.unit.document in cited


def test_nothing_internal_is_suggestible(company: Application) -> None:
    content = company.searcher().release.content
    for card in content.cards:
        document = content.document(card.path)
        assert document is not None
        units = suggestible_units(document)
        if card.path == "faq.csv":
            assert [one.kind for one in units] == ["faq"] * 3
            assert units[1].shown == "Can I pay by bank transfer?"
    searcher = company.searcher()
    made = PageSuggestions(searcher, company.engines.engine(), cards=content.cards)
    for title in ("Goodwill discounts", SECRET, "Rücksendungen Kulanz"):
        for unit, _ in made.candidates(Situation(title=title), made.demand([])):
            facts = next(one.facts for one in content.cards if one.path == unit.document)
            assert facts.audience == "customer"
            assert SECRET not in "".join((unit.shown, *unit.asked))


@pytest.fixture(scope="module")
def served(
    company: Application, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Application, TestClient]]:
    with desk_application(company, tmp_path_factory.mktemp("proactive")) as application:
        app = create_app(application.services(), access=Access(unknown=CHATBOT))
        with TestClient(app, base_url="http://localhost") as client:
            yield application, client


def test_a_page_asks_over_http_until_all_is_known(
    served: tuple[Application, TestClient],
) -> None:
    application, client = served
    for number in range(3):
        body = {"question": RESET, "page_url": PAGE, "customer": {"id": f"v{number}"}}
        assert client.post("/v1/answers", json=body).status_code == 200
    told = {"page_url": PAGE, "title": "XR-200A", "product": "XR-200A", "language": "en-GB"}
    for _ in range(10):
        response = client.post("/v1/proactive", json=told)
        assert response.status_code == 200, response.text
        if response.json()["is_ready"]:
            break
        application.suggesting.wait()
    found = response.json()
    assert found["is_ready"]
    first = found["suggestions"][0]
    assert first["question"] == "Resetting the controller"
    assert first["kind"] == "manual"
    assert client.get(first["citation"]["url"]).status_code == 200
    assert RESET not in json.dumps(found), "no visitor's words"
    again = client.post("/v1/proactive", json=told).json()
    assert again == found


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"page_url": "x"}, 200),
        ({"page_url": "https://shop.example", "product": "none such", "market": "Atlantis"}, 200),
        ({"page_url": "https://[", "title": "<b>", "section": "\0" * 9}, 200),
        ({"page_url": ""}, 422),
        ({}, 422),
        ({"page_url": "x", "scroll_depth": 2}, 422),
        ({"page_url": "x", "customer": {"id": "ana"}}, 422),
    ],
)
def test_what_a_page_tells_is_taken_as_far_as_it_is_known(
    served: tuple[Application, TestClient], body: dict[str, object], status: int
) -> None:
    assert served[1].post("/v1/proactive", json=body).status_code == status


def test_the_example_of_the_documentation_works_as_it_stands(
    served: tuple[Application, TestClient],
) -> None:
    application, client = served
    page = (PROJECT / "docs" / "proactive.md").read_text(encoding="utf-8")
    command = re.search(r"```sh\n(curl .*?)\n```", page, re.DOTALL)
    told = re.search(r"```json\n(.*?)\n```", page, re.DOTALL)
    assert command
    assert told
    words = shlex.split(command.group(1))
    path, body = urlsplit(words[2]).path, json.loads(words[words.index("-d") + 1])
    found = client.post(path, json=body).json()
    while not found["is_ready"]:
        application.suggesting.wait()
        found = client.post(path, json=body).json()
    promised = json.loads(told.group(1))
    assert found.keys() == promised.keys()
    first, example = found["suggestions"][0], promised["suggestions"][0]
    assert first.keys() == example.keys()
    for name in ("question", "kind", "title", "language"):
        assert first[name] == example[name]
    assert first["citation"] == example["citation"]
