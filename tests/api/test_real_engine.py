"""The routes over the real engine: files on disk, re-indexed by HTTP, replies and their sources."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.bootstrap import Application
from api.settings import Settings
from tests.everyone import EVERYONE
from tests.fakes import pdf_bytes

MODELS = Path(__file__).resolve().parents[2] / "var" / "models"
FAQ = """# Shipping and returns

## How long does delivery to Germany take?

Parcels to Germany arrive within four working days after the order is confirmed.

## How do I return a pump?

Ask for a return number first, then send the pump back in its original box within thirty days.

## Which oil does the pump need?

Fill the QP-450 with 0.6 litres of ISO VG 46 mineral oil and change it every 2000 hours.
"""
INTERNAL = """---
audience: agent
kind: sop
---
# Goodwill

## Discount for dealers

Dealers may be granted a discount of 17 percent on the pump after two complaints.
"""
CHINESE = """# QP-450 水泵说明书

## 安装

水泵必须水平安装，四周至少留出二十厘米的空间以便散热。
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    content = tmp_path_factory.mktemp("content")
    documents = content / "documents"
    for path, data in {
        "faq.md": FAQ.encode(),
        "internal/goodwill.md": INTERNAL.encode(),
        "manuals/qp-450-zh.md": CHINESE.encode(),
        "manuals/qp-450.pdf": pdf_bytes(
            (
                "QP-450 pump. Maximum delivery head 32 m, rated power 750 W.",
                "Error E07 means that the pump runs dry. Close the valve and fill the casing.",
            )
        ),
        "broken.pdf": b"%PDF-1.7\nnothing else",
    }.items():
        target = documents / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    var = tmp_path_factory.mktemp("var")
    MODELS.mkdir(parents=True, exist_ok=True)
    (var / "models").symlink_to(MODELS, target_is_directory=True)
    application = Application(Settings(content_dir=content, var_dir=var))
    app = create_app(application.services(), access=EVERYONE)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as made:
        assert made.get("/readyz").status_code == 503
        assert made.post("/v1/releases").status_code == 202
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            status = made.get("/v1/releases/progress").json()
            if status["state"] != "running":
                break
            time.sleep(0.1)
        assert status["state"] == "done", status
        yield made
    application.close()


def post(client: TestClient, path: str, question: str, **more: Any) -> Any:
    response = client.post(path, json={"question": question, **more})
    assert response.status_code == 200, response.text
    return response.json()


def test_the_report_names_what_was_read_and_what_was_not(client: TestClient) -> None:
    report = client.get("/v1/releases/progress").json()["report"]
    assert report["documents"] == 4
    assert "manuals/qp-450.pdf" in report["added"]
    failed = [found["path"] for found in report["problems"] if found["severity"] == "error"]
    assert failed == ["broken.pdf"]
    assert client.get("/readyz").json()["documents"] == 4
    assert client.get("/v1/releases/current").json()["release"] == report["release"]


@pytest.mark.parametrize(
    ("question", "document", "quote"),
    [
        ("How long does delivery to Germany take?", "faq.md", "four working days"),
        ("What does error E07 mean?", "manuals/qp-450.pdf", "runs dry"),
        ("水泵四周要留多少空间？", "manuals/qp-450-zh.md", "二十厘米"),
        ("¿Qué aceite lleva la bomba QP-450?", "faq.md", "ISO VG 46"),
    ],
)
def test_every_suggestion_opens_at_its_marked_quote(
    client: TestClient, question: str, document: str, quote: str
) -> None:
    suggestions = post(client, "/v1/suggestions", question)["suggestions"]
    assert 1 <= len(suggestions) <= 3
    for reply in suggestions:
        assert 0 <= reply["confidence"]["value"] <= 1
        assert reply["signals"]
        for citation in reply["citations"]:
            page = client.get(citation["url"])
            assert page.status_code == 200
            assert "<mark>" in page.text
    best = suggestions[0]["citations"][0]
    assert best["document"] == document
    assert any(quote in citation["quote"] for citation in suggestions[0]["citations"])


def test_a_page_of_a_real_pdf_is_pictured_in_the_sandbox(client: TestClient) -> None:
    passages = post(client, "/v1/search", "What does error E07 mean?")["passages"]
    found = next(passage for passage in passages if passage["document"] == "manuals/qp-450.pdf")
    assert "/pages/" in client.get(found["url"]).text
    picture = client.get("/v1/documents/manuals/qp-450.pdf/pages/2.png")
    assert picture.headers["content-type"] == "image/png", picture.text
    assert picture.content.startswith(b"\x89PNG")


def test_internal_documents_stay_internal(client: TestClient) -> None:
    question = "What discount may dealers be granted after two complaints?"
    path = "internal/goodwill.md"
    for route in ("/v1/answers", "/v1/suggestions", "/v1/search"):
        assert "17 percent" not in str(post(client, route, question))
        assert path not in str(post(client, route, question))
    assert client.get(f"/v1/documents/{path}").status_code == 404
    found = post(client, "/v1/search", question, audience="agent")["passages"]
    assert found[0]["document"] == path
    assert "17 percent" in client.get(found[0]["url"]).text


def test_a_reply_is_always_something_to_show_in_the_customers_language(client: TestClient) -> None:
    reply = post(client, "/v1/answers", "Hallo, ich möchte bitte mit einem Menschen sprechen")
    assert reply["kind"] == "handoff"
    assert reply["handoff"]["reason"] == "asked_for_person"
    assert reply["language"] == "de"
    assert "an unser Team weiter" in reply["text"]
    assert reply["citations"] == []
    greeting = post(client, "/v1/answers", "hello")
    assert (greeting["kind"], greeting["citations"]) == ("answer", [])


def test_asking_twice_gives_the_same_reply(client: TestClient) -> None:
    first, second = (post(client, "/v1/answers", "How do I return a pump?") for _ in range(2))
    for changing in ("id", "took_ms"):
        first.pop(changing)
        second.pop(changing)
    assert first == second


def test_no_question_fails_while_a_release_is_built_and_published(client: TestClient) -> None:
    before = client.get("/v1/releases/current").json()["release"]
    assert client.post("/v1/releases").status_code == 202
    seen: list[str] = []
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        reply = post(client, "/v1/answers", "How do I return a pump?", audience="agent")
        assert reply["citations"][0]["document"] == "faq.md"
        seen.append(reply["release"])
        after = client.get("/v1/releases/current").json()["release"]
        if after not in ("", before) and reply["release"] == after:
            break
    assert seen[0] == before
    assert seen[-1] != before
    assert seen == sorted(seen)
    report = client.get("/v1/releases/progress").json()["report"]
    assert report is None or report["embedded"] == 0
