"""A streamed reply: what is told meanwhile, what is never told, and who went away."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from answer.question import PreparedQuestion, Question
from answer.reply import Reply
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from api.app import create_app
from api.bootstrap import Application
from api.event_stream import EventStream
from tests.api.real_desk import PERSON, VOLTAGE, DeskClient, desk_application
from tests.browser import served, served_app
from tests.everyone import EVERYONE
from tests.fakes import FakeEngine, FakeKnowledge, fake_services, small_company

ASKED = "rated voltage 24 V"


def events_of(text: str) -> list[tuple[str, Any]]:
    """Name and data of every event."""
    found = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if lines:
            name, data = lines
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


class HeldEngine(FakeEngine):
    """Tells that it searches, then waits until it is let go."""

    def __init__(self, knowledge: FakeKnowledge) -> None:
        super().__init__(knowledge)
        self.go, self.done = threading.Event(), threading.Event()
        self.failure: Exception | None = None

    def reply(
        self,
        question: Question,
        *,
        prepared: PreparedQuestion | None = None,
        progress: ReplyProgress = NOBODY_WAITS,
    ) -> Reply:
        class Held:
            def searching(inner, prepared: Any) -> None:  # noqa: N805
                progress.searching(prepared)
                assert self.go.wait(10)
                if self.failure:
                    raise self.failure

            def found(inner, citations: Any) -> None:  # noqa: N805
                progress.found(citations)

        reply = super().reply(question, prepared=prepared, progress=Held())
        self.done.set()
        return reply


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    services = fake_services(tmp_path_factory.mktemp("stream"))
    with TestClient(create_app(services, access=EVERYONE), base_url="http://localhost") as made:
        yield made


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[HeldEngine, str]]:
    services = fake_services(tmp_path)
    engine = HeldEngine(FakeKnowledge(small_company(services.documents_dir)))
    with served(replace(services, engine=engine)) as address:
        yield engine, address
        engine.go.set()


def stream(client: TestClient, question: str, **fields: Any) -> Any:
    return client.post("/v1/answers", json={"question": question, "stream": True, **fields})


def test_a_reply_is_told_step_by_step_and_whole_at_the_end(client: TestClient) -> None:
    response = stream(client, ASKED)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"
    events = events_of(response.text)
    names = [name for name, _ in events]
    texts = names.count("text")
    assert names == ["searching", "passages", *["text"] * texts, "done"]
    whole = events[-1][1]
    assert "".join(data["delta"] for name, data in events if name == "text") == whole["text"]
    assert texts > 1, "sentences, not one lump"
    assert events[0][1] == {"language": "en", "question": ASKED}
    assert whole == client.post("/v1/answers", json={"question": ASKED}).json()


def test_passages_are_the_places_of_the_reply_without_their_words(client: TestClient) -> None:
    events = dict(events_of(stream(client, ASKED).text))
    cited = events["done"]["citations"]
    assert cited
    for place, citation in zip(events["passages"]["passages"], cited, strict=True):
        assert "quote" not in place
        assert place == {name: value for name, value in citation.items() if name != "quote"}
        assert client.get(place["url"]).status_code == 200


def test_of_what_is_handed_over_no_place_is_told(client: TestClient) -> None:
    events = dict(events_of(stream(client, "rebate twelve per cent dealers").text))
    assert events["done"]["kind"] == "handoff"
    assert events["passages"] == {"passages": []}


def test_what_is_refused_at_once_has_its_status(client: TestClient, tmp_path: Path) -> None:
    assert stream(client, " ").status_code == 422
    assert stream(client, "x" * 5_000).json()["type"] == "urn:tradewind:problem:question-invalid"
    empty = create_app(fake_services(tmp_path, published=False), access=EVERYONE)
    with TestClient(empty, base_url="http://localhost") as unpublished:
        response = stream(unpublished, ASKED)
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"


def test_the_search_is_told_before_it_begins(held: tuple[HeldEngine, str]) -> None:
    engine, address = held
    body = {"question": ASKED, "stream": True}
    with httpx2.stream("POST", f"{address}/v1/answers", json=body, timeout=10) as response:
        lines = response.iter_lines()
        assert next(lines) == "event: searching"
        assert not engine.done.is_set()
        engine.go.set()
        assert "event: done" in list(lines)


def test_what_fails_halfway_is_the_last_event_and_names_no_internals(
    held: tuple[HeldEngine, str],
) -> None:
    engine, address = held
    engine.failure = RuntimeError("/var/lib/secret.db is gone")
    engine.go.set()
    response = httpx2.post(f"{address}/v1/answers", json={"question": ASKED, "stream": True})
    assert response.status_code == 200
    events = events_of(response.text)
    assert [name for name, _ in events] == ["searching", "error"]
    assert events[-1][1]["status"] == 500
    assert "secret" not in response.text


def test_a_silent_stream_has_a_heartbeat() -> None:
    go = threading.Event()

    def work(emit: Any) -> None:
        go.wait(5)
        emit("event: done\ndata: {}\n\n")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)
        if message.get("body", b"").startswith(b":"):
            go.set()

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    streamed = EventStream(work, told=str, heartbeat_seconds=0.02)
    anyio.run(streamed, {"type": "http"}, receive, send)
    bodies = [message["body"] for message in sent[1:]]
    assert bodies[0] == b": still working\n\n"
    assert bodies[-2:] == [b"event: done\ndata: {}\n\n", b""]


def test_who_goes_away_leaves_nothing_half_written(company: Application, tmp_path: Path) -> None:
    with desk_application(company, tmp_path) as application:
        app = create_app(application.services(), access=EVERYONE)
        with served_app(app) as address, httpx2.Client(base_url=address, timeout=20) as http:
            body = {
                "question": PERSON,
                "stream": True,
                "conversation_id": "left",
                "customer": {"id": "u-1"},
            }
            with http.stream("POST", "/v1/answers", json=body) as response:
                assert next(response.iter_lines()) == "event: searching"
            store = application.desk.desk.conversations
            deadline = time.monotonic() + 10
            while not (case := store.conversation("left").case_id):
                assert time.monotonic() < deadline, "the case was never opened"
                time.sleep(0.02)
            (message,) = store.messages("left")[:1]
            assert store.reply_to(message.id, conversation_id="left")
            assert application.desk.desk.cases.case(case).message_id == message.id

            # and what is asked in a conversation is streamed like a stranger's
            asked = DeskClient(http)
            text = http.post(
                "/v1/answers",
                json={"question": VOLTAGE, "stream": True, "customer": {"id": asked.name()}},
            ).text
            events = dict(events_of(text))
            assert events["done"]["kind"] == "answer"
            assert events["passages"]["passages"][0]["document"]

            # the same message again was answered before: nothing is searched
            again = {**body, "id": message.id}
            names = [name for name, _ in events_of(http.post("/v1/answers", json=again).text)]
            assert names[0] == "text"
            assert names[-1] == "done"
