"""``POST /v1/replies/lint``: what it takes, what it refuses, what it never tells."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.bootstrap import Application
from tests.everyone import EVERYONE
from tests.fakes import INTERNAL_WORDS, fake_services

BASE = "http://127.0.0.1"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    app = create_app(fake_services(tmp_path), access=EVERYONE)
    return TestClient(app, base_url=BASE, raise_server_exceptions=False)


def lint(client: TestClient, text: object, **more: object) -> Any:
    return client.post("/v1/replies/lint", json={"text": text, **more})


def codes(response: Any) -> list[str]:
    assert response.status_code == 200, response.text
    return [hint["code"] for hint in response.json()["hints"]]


def test_a_hint_has_exactly_the_fields_of_the_contract(client: TestClient) -> None:
    text = "😀 Wir melden uns bei dir, ohne \x00 Frage."
    values = lint(client, text, market="de").json()
    assert set(values) == {"hints", "language", "took_ms"}
    assert values["language"] == "de"
    (hint,) = values["hints"]
    assert set(hint) == {"code", "severity", "start", "end", "reason", "suggestion"}
    assert text[hint["start"] : hint["end"]] == "dir"
    assert hint["suggestion"] == "Ihnen"


def test_facts_are_held_against_the_citations_of_a_reply(client: TestClient) -> None:
    question = "what is the rated voltage of XR-200A: ?"
    reply = client.post("/v1/answers", json={"question": question}).json()
    cited = {"question": question, "citations": reply["citations"]}
    assert codes(lint(client, "XR-200A: rated voltage 24 V DC.", **cited)) == []
    assert codes(lint(client, "XR-200A: rated voltage 48 V DC.", **cited)) == [
        "number_not_in_source"
    ]
    assert codes(lint(client, "XR-900A: rated voltage 24 V DC.", **cited)) == [
        "identifier_not_in_source"
    ]


def test_the_language_is_the_stated_the_customer_s_or_the_market_s(client: TestClient) -> None:
    text = "Please send us a photo of the label on the back."
    assert codes(lint(client, text, language="de")) == ["wrong_language"]
    assert codes(lint(client, text, question="Wie bekomme ich ein neues Gerät?")) == [
        "wrong_language"
    ]
    assert codes(lint(client, text, market="DE")) == []
    assert lint(client, text, language="de-AT").json()["language"] == "de"
    assert codes(lint(client, text)) == []


def test_terms_and_internal_words_are_pointed_at(client: TestClient) -> None:
    found = codes(lint(client, f"The power brick: {INTERNAL_WORDS[0]}.", language="en"))
    assert found == ["forbidden_term", "internal_text"]


@pytest.mark.parametrize(
    ("body", "mention"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": 1}, "text"),
        ({"text": None}, "text"),
        ({"text": "a" * 20_001}, "text"),
        ({"text": "a", "language": "klingon!"}, "language"),
        ({"text": "a", "market": "x" * 300}, "market"),
        ({"text": "a", "citations": [{"document": ""}]}, "citations"),
        ({"text": "a", "citations": [{"quote": "a"}]}, "citations"),
        ({"text": "a", "citations": [{"document": "a"}] * 31}, "citations"),
        ({"text": "a", "citations": [{"document": "../../etc/passwd"}]}, "citations"),
        ({"text": "a", "citations": [{"document": "x\u0000.md"}]}, "citations"),
        ({"text": "a", "sources": []}, "sources"),
        ([], "body"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_field(
    client: TestClient, body: object, mention: str
) -> None:
    response = client.post("/v1/replies/lint", json=body)
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert mention in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b'{"text": NaN}', "application/json", 400),
        (b'{"text": "\xff"}', "application/json", 400),
        (b'{"text": "\\ud800"}', "application/json", 422),
        (b'{"text": "a"}', "text/plain", 415),
    ],
)
def test_a_body_that_is_no_json_is_refused(
    client: TestClient, content: bytes, media_type: str, status: int
) -> None:
    response = client.post(
        "/v1/replies/lint", content=content, headers={"content-type": media_type}
    )
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"


def test_drafts_are_linted_before_the_first_release_but_not_with_citations(
    tmp_path: Path,
) -> None:
    app = create_app(fake_services(tmp_path, published=False), access=EVERYONE)
    client = TestClient(app, base_url=BASE, raise_server_exceptions=False)
    assert codes(lint(client, "Wir melden uns bei dir.", market="DE")) == ["informal_address"]
    response = lint(client, "a", citations=[{"document": "a.md"}])
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"


@given(text=st.text(max_size=200), question=st.text(max_size=50), market=st.text(max_size=3))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_linted_or_refused(
    client: TestClient, text: str, question: str, market: str
) -> None:
    response = lint(client, text, question=question, market=market)
    assert response.status_code in (200, 422)
    if response.status_code == 200:
        for hint in response.json()["hints"]:
            assert 0 <= hint["start"] <= hint["end"] <= len(text)


def test_the_real_release_knows_its_internal_documents(company: Application) -> None:
    client = TestClient(create_app(company.services(), access=EVERYONE), base_url=BASE)
    content = company.searcher().release.content
    internal = [card.path for card in content.cards if not card.facts.seen_by("customer")]
    assert internal
    document = content.document(internal[0])
    assert document is not None
    words = max(document.text.split("\n"), key=len)
    found = lint(client, f"As we say here: {words}", language=document.language)
    assert "internal_text" in codes(found)
    public = next(card.path for card in content.cards if card.facts.seen_by("customer"))
    shown = content.document(public)
    assert shown is not None
    line = max(shown.text.split("\n"), key=len)
    said = codes(lint(client, line, citations=[{"document": public, "quote": line}]))
    assert "internal_text" not in said
    assert not [code for code in said if code.endswith("_in_source")]
