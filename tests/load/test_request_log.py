"""Requests have an id, and one line in the log: of what they were, and of nobody."""

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from answer.question import PreparedQuestion, Question
from answer.reply import Reply
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from api.access.caller import SCOPES, Caller
from api.access.identify import Access
from api.app import create_app
from api.logs import configure_logging
from tests.fakes import FakeEngine, fake_services

KEY = "tw_secretkey_neverlogged"
PERSONAL = ("maria.schmidt@example.com", "+49 151 23456789", "Maria", "cust-4711", "conv-0815")
QUESTION = f"My name is {PERSONAL[2]}, {PERSONAL[0]}, {PERSONAL[1]}: volts of the XR-200?"


class Breaking(FakeEngine):
    """Fails over one question, as nobody foresaw."""

    def reply(
        self,
        question: Question,
        *,
        prepared: PreparedQuestion | None = None,
        progress: ReplyProgress = NOBODY_WAITS,
    ) -> Reply:
        if "break" in question.question:
            raise ZeroDivisionError("nobody foresaw this")
        return super().reply(question, prepared=prepared, progress=progress)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    configure_logging(written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    services = fake_services(tmp_path)
    engine: Any = services.engine
    services = replace(services, engine=Breaking(engine.knowledge))
    caller = Caller(kind="key", id="key-1", name="a bot", scopes=frozenset(SCOPES))
    access = Access(by_key=lambda key: caller if key == KEY else None)
    app = create_app(services, access=access)
    return TestClient(
        app, base_url="http://127.0.0.1", headers={"X-API-Key": KEY}, raise_server_exceptions=False
    )


def lines(logged: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in logged.getvalue().splitlines()]


def test_an_id_is_the_caller_s_or_made_and_in_every_response(client: TestClient) -> None:
    given = client.get("/healthz", headers={"X-Request-Id": "order-2026_17"})
    assert given.headers["x-request-id"] == "order-2026_17"
    made = {client.get("/healthz").headers["x-request-id"] for _ in range(3)}
    assert len(made) == 3
    assert all(len(one) == 32 for one in made)


@pytest.mark.parametrize(
    "id_",
    ["short", "4111111111111111", "a" * 65, "a b c d e f", "möwen-id-12", "<script>alert", ""],
)
def test_what_is_no_id_is_not_taken(client: TestClient, id_: str) -> None:
    given = client.get("/healthz", headers=[(b"X-Request-Id", id_.encode())])
    assert given.headers["x-request-id"] != id_
    assert len(given.headers["x-request-id"]) == 32


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", "/nothing/here", {}, None, 404),
        ("POST", "/v1/answers", {"X-API-Key": "tw_wrong"}, {"question": "x"}, 401),
        ("POST", "/v1/answers", {}, {"question": ""}, 422),
        ("POST", "/v1/answers", {"Host": "evil.example"}, {"question": "x"}, 421),
        ("POST", "/v1/answers", {}, {"question": "break it"}, 500),
        ("PATCH", "/v1/answers", {}, {}, 405),
    ],
)
def test_every_refusal_has_an_id_and_a_line(
    client: TestClient,
    logged: io.StringIO,
    method: str,
    path: str,
    headers: dict[str, str],
    body: dict[str, str] | None,
    status: int,
) -> None:
    sent = {"X-Request-Id": "refused-0001", **headers}
    refused = client.request(method, path, headers=sent, json=body)
    assert refused.status_code == status
    assert refused.headers["x-request-id"] == "refused-0001"
    assert refused.headers["x-content-type-options"] == "nosniff"
    of_request = [one for one in lines(logged) if one["event"] == "request"]
    assert [(one["status"], one["request_id"]) for one in of_request] == [(status, "refused-0001")]
    if status == 500:
        told = [one for one in lines(logged) if "incident" in one["event"]]
        assert [one["request_id"] for one in told] == ["refused-0001"]


def test_one_line_a_request_says_what_it_was_and_nothing_of_anybody(
    client: TestClient, logged: io.StringIO
) -> None:
    asked = {"question": QUESTION}
    client.post("/v1/answers", json=asked)
    client.post("/v1/answers", json={**asked, "customer": {"id": PERSONAL[3]}})
    client.get(f"/v1/conversations/{PERSONAL[4]}")
    client.get(f"/v1/documents/{PERSONAL[2]}.pdf")
    client.get("/v1/handoffs", params={"q": PERSONAL[2], "customer": PERSONAL[3]})
    client.post("/v1/search", json=asked)
    client.post("/v1/suggestions", json=asked)
    client.post("/v1/feedback", json={"reply_id": PERSONAL[4], "verdict": "right"})
    client.get(f"/{PERSONAL[0]}")
    client.post("/v1/answers", content=QUESTION.encode(), headers={"Content-Type": "text/plain"})
    written = logged.getvalue()
    assert KEY not in written
    assert "volts" not in written
    assert [one for one in PERSONAL if one in written] == []
    found = [one for one in lines(logged) if one["event"] == "request"]
    assert [(one["method"], one["route"]) for one in found] == [
        ("POST", "/v1/answers"),
        ("POST", "/v1/answers"),
        ("GET", "/v1/conversations/{conversation_id:path}"),
        ("GET", "/v1/documents/{path:path}"),
        ("GET", "/v1/handoffs"),
        ("POST", "/v1/search"),
        ("POST", "/v1/suggestions"),
        ("POST", "/v1/feedback"),
        ("GET", "-"),
        ("POST", "/v1/answers"),
    ]
    assert {one["caller"] for one in found} == {"key:key-1"}
    assert all(one["ms"] >= 0 for one in found)
    assert len({one["request_id"] for one in found}) == len(found)


def test_what_is_logged_over_a_request_carries_its_id(
    client: TestClient, logged: io.StringIO
) -> None:
    client.get("/v1/handoffs", headers={"X-Request-Id": "desk-is-missing"})
    assert {one["request_id"] for one in lines(logged)} == {"desk-is-missing"}
    assert len(lines(logged)) == 2
