"""Verdicts on suggestions over HTTP: what was judged is kept with its question, the rest is not."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from answer.desk.database import DeskDatabase
from answer.desk.draft_store import DraftStore
from answer.desk.risk_files import load_risks
from answer.desk.service_files import load_service
from answer.locale.market_files import load_markets
from answer.locale.phrases import load_phrases
from answer.question import Question
from api.app import create_app
from api.desking import DeskBooks, DeskServices, open_desk
from api.suggested import show, write_down
from tests.everyone import EVERYONE
from tests.fakes import FakeEngine, fake_services

QUESTION = "What is the rated voltage of XR-200A: ?"
BASE = "http://127.0.0.1:8000"


def nobody() -> Any:
    """The engine and the release behind the desk: a verdict asks neither."""
    raise AssertionError("a verdict needs no engine")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskServices]:
    database = DeskDatabase(tmp_path / "desk" / "tradewind.db")
    yield open_desk(
        database,
        drafts=DraftStore(tmp_path / "drafts"),
        books=DeskBooks(service=load_service(), risks=load_risks()),
        markets=load_markets(),
        phrases=load_phrases,
        engine=nobody,
        searcher=nobody,
        gist=lambda text, language, reader: "",
    )
    database.close()


@pytest.fixture
def client(tmp_path: Path, desk: DeskServices) -> Iterator[TestClient]:
    services = replace(fake_services(tmp_path), desk=desk)
    with TestClient(create_app(services, access=EVERYONE), base_url=BASE) as opened:
        yield opened


def suggested(client: TestClient, **fields: str) -> list[dict[str, Any]]:
    response = client.post("/v1/suggestions", json={"question": QUESTION, **fields})
    found: list[dict[str, Any]] = response.json()["suggestions"]
    return found


def judge(client: TestClient, reply_id: str, verdict: str, **fields: str) -> int:
    body = {"reply_id": reply_id, "verdict": verdict, "agent": "Li Lei", **fields}
    return client.post("/v1/feedback", json=body).status_code


def test_what_is_judged_is_kept_with_its_question_and_its_draft(
    client: TestClient, desk: DeskServices
) -> None:
    first, second, _ = suggested(client, id="q1")
    assert judge(client, first["id"], "right") == 201
    assert judge(client, first["id"], "wrong", reason="model: it is the 300") == 201
    store = desk.desk.conversations
    kept = store.reply(first["id"])
    assert (kept.text, kept.message_id) == (first["text"], "q1")
    assert [one.quote for made in kept.statements for one in made.citations] == [
        one["quote"] for one in first["citations"]
    ]
    messages = store.messages(kept.conversation_id)
    assert [(one.role, one.text, one.language) for one in messages] == [
        ("customer", QUESTION, "en")
    ]
    assert [one.verdict for one in store.feedback_of(first["id"])] == ["right", "wrong"]
    assert judge(client, second["id"], "edited", text="24 V") == 201
    assert store.reply(second["id"]).conversation_id == kept.conversation_id
    assert len(store.messages(kept.conversation_id)) == 1


def test_what_nobody_judged_is_not_kept_and_what_nobody_was_shown_is_unknown(
    client: TestClient, desk: DeskServices
) -> None:
    _, _, third = suggested(client)
    counted = "select count(*) as n from conversations"
    with desk.desk.database.reading() as database:
        assert next(database.query(counted))["n"] == 0
    assert judge(client, "made up", "right") == 404
    assert judge(client, third["id"], "right") == 201


def test_the_oldest_suggestions_are_forgotten_first(
    client: TestClient, desk: DeskServices, tmp_path: Path
) -> None:
    engine: FakeEngine = fake_services(tmp_path / "other").engine  # type: ignore[assignment]
    for number in range(2):
        question = Question(id=f"q{number}", question=QUESTION)
        suggested = engine.advise(question, count=2).suggested
        replies = [replace(one, id=f"{number}-{one.id}") for one in suggested]
        show(question, replies, desk=desk.desk, most_kept=2)
    for reply_id in ("0-a0", "1-a0", "1-a0"):
        write_down(reply_id, desk=desk.desk)
    with desk.desk.database.reading() as database:
        kept = [row["id"] for row in database.query("select id from replies")]
    assert kept == ["1-a0"]
