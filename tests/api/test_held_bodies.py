"""What bodies take of a worker's memory together, however many are sent at once."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from answer.question import Question
from answer.reply import Reply
from api.access.caller import Caller, CallerKind
from api.access.identify import CALLER
from api.app import create_app
from api.held_bodies import (
    MOST_CALLERS,
    MOST_WAITING,
    RETRY_SECONDS,
    SHORT_BYTES,
    HeldBodies,
    Room,
)
from api.urgent import Urgent
from tests.everyone import EVERYONE
from tests.fakes import FakeEngine, FakeKnowledge, fake_services, small_company

LONG = 4 * SHORT_BYTES


class Reading:
    """An application that reads what it is sent, and answers when it is told to."""

    def __init__(self) -> None:
        self.go = anyio.Event()
        self.most_bytes = 0
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        mine, more = 0, True
        try:
            while more:
                message = await receive()
                mine += len(message.get("body", b""))
                self._bytes += len(message.get("body", b""))
                self.most_bytes = max(self.most_bytes, self._bytes)
                more = message.get("more_body", False)
            await self.go.wait()
        finally:
            self._bytes -= mine
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class Sent:
    """One request, in parts."""

    def __init__(
        self,
        parts: Sequence[bytes],
        *,
        who: str,
        length: bool = True,
        path: str = "/v1/answers/batch",
    ) -> None:
        self._parts = list(parts)
        headers = [(b"content-length", str(sum(map(len, parts))).encode())] if length else []
        caller = Caller(kind="key", name=who, id=who)
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": "POST",
            "path": path,
            "headers": headers,
            CALLER: caller,
        }
        self.taken = 0
        self.status = 0
        self.headers: dict[bytes, bytes] = {}

    async def receive(self) -> Message:
        self.taken += 1
        body = self._parts.pop(0) if self._parts else b""
        await anyio.sleep(0)
        return {"type": "http.request", "body": body, "more_body": bool(self._parts)}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])


def held(sent: Sequence[Sent], *, room_bytes: int) -> tuple[Reading, HeldBodies, list[int]]:
    """What came of requests that are all under way before the first is answered: the application,
    what held them, and what each was told."""
    reading = Reading()
    middleware = HeldBodies(reading, max_body_bytes=1)
    middleware.room = Room(room_bytes=room_bytes)

    async def one(request: Sent) -> None:
        try:
            await middleware(request.scope, request.receive, request.send)
        except HTTPException as error:  # as the application around it answers
            request.status = error.status_code

    async def run() -> None:
        async with anyio.create_task_group() as group:
            for request in sent:
                group.start_soon(one, request)
            await anyio.wait_all_tasks_blocked()
            reading.go.set()

    anyio.run(run)
    return reading, middleware, [one.status for one in sent]


@pytest.mark.parametrize("length", [True, False])
def test_no_more_is_held_at_once_than_there_is_room_for(length: bool) -> None:
    parts = [b"x" * SHORT_BYTES] * 4
    sent = [Sent(parts, who=str(number), length=length) for number in range(64)]
    reading, middleware, statuses = held(sent, room_bytes=8 * LONG)
    assert statuses.count(200) >= (8 if length else 1)
    assert statuses.count(503) == 64 - statuses.count(200)
    short = 64 * (SHORT_BYTES + 1)  # short ones are counted by nobody
    assert reading.most_bytes <= 8 * LONG + (0 if length else short)
    assert middleware.room.held_bytes == 0


def test_who_finds_no_room_is_told_before_anything_is_read() -> None:
    sent = [Sent([b"x" * LONG], who=str(number)) for number in range(5)]
    _, _, statuses = held(sent, room_bytes=4 * LONG)
    assert statuses == [200] * 4 + [503]
    assert sent[-1].taken == 0
    assert sent[-1].headers[b"retry-after"] == str(RETRY_SECONDS).encode()


def test_one_caller_leaves_room_to_others() -> None:
    mine = [Sent([b"x" * LONG], who="mine") for _ in range(5)]
    others = [Sent([b"x" * LONG], who=str(number)) for number in range(3)]
    _, _, statuses = held([*mine, *others], room_bytes=8 * LONG)
    assert statuses == [200] * 2 + [503] * 3 + [200] * 3


def test_whoever_has_no_credentials_shares_with_all_others_of_that_kind() -> None:
    strangers = [Sent([b"x" * LONG], who=str(number)) for number in range(5)]
    for number, one in enumerate(strangers):
        origins = ("https://shop.example",) if number % 2 else ()
        kind: CallerKind = "key" if number % 2 else "anonymous"
        one.scope[CALLER] = Caller(kind=kind, id=str(number), origins=origins)
        one.scope["tradewind.address"] = f"203.0.113.{number}"
    known = [Sent([b"x" * LONG], who=str(number)) for number in range(3)]
    _, _, statuses = held([*strangers, *known], room_bytes=8 * LONG)
    assert statuses == [200] * 2 + [503] * 3 + [200] * 3


def test_what_is_short_is_always_let_in() -> None:
    full = [Sent([b"x" * LONG], who=str(number)) for number in range(4)]
    short = [Sent([b"x" * SHORT_BYTES], who="0") for _ in range(100)]
    _, _, statuses = held([*full, *short], room_bytes=4 * LONG)
    assert statuses == [200] * 104


class Slow(FakeEngine):
    """Answers when it may."""

    def __init__(self, knowledge: FakeKnowledge) -> None:
        super().__init__(knowledge)
        self.started, self.go = threading.Event(), threading.Event()

    def reply(self, question: Question, **more: Any) -> Reply:
        self.started.set()
        assert self.go.wait(10)
        return super().reply(question, **more)


def test_a_server_holds_no_more_and_takes_a_question_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.held_bodies.LEAST_ROOM_BYTES", 0)
    services = fake_services(tmp_path, max_body_bytes=2 * SHORT_BYTES)
    engine = Slow(FakeKnowledge(small_company(services.documents_dir)))
    app = create_app(replace(services, engine=engine), access=EVERYONE)
    turns = [{"role": "customer", "text": "x" * 18_000}] * 5
    long = {"question": "rated voltage 24 V", "history": turns}
    with (
        TestClient(app, base_url="http://localhost") as client,
        ThreadPoolExecutor(2) as threads,
    ):
        first = threads.submit(client.post, "/v1/answers", json=long)
        assert engine.started.wait(10)
        refused = client.post("/v1/answers", json=long)
        engine.started.clear()
        short = threads.submit(client.post, "/v1/answers", json={"question": "rated voltage 24 V"})
        assert engine.started.wait(10)
        engine.go.set()
        assert (first.result().status_code, short.result().status_code) == (200, 200)
        assert refused.status_code == 503
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.json()["type"] == "urn:tradewind:problem:overloaded"
        assert client.post("/v1/answers", json=long).status_code == 200


@pytest.mark.parametrize("length", [True, False])
def test_of_what_may_ask_for_a_person_one_of_each_caller_is_read_beyond_the_room(
    length: bool,
) -> None:
    full = [Sent([b"x" * LONG], who=str(number)) for number in range(4)]
    parts = [b"x" * SHORT_BYTES] * 4
    mine = [Sent(parts, who="0", path="/v1/answers", length=length) for _ in range(70)]
    others = [
        Sent(parts, who=f"other {number}", path="/v1/chat/completions", length=length)
        for number in range(20)
    ]
    reading, middleware, statuses = held([*full, *mine, *others], room_bytes=4 * LONG)
    assert statuses[:4] == [200] * 4
    # whoever waits waits for its turn, and no endless row of them
    assert (statuses[4:74].count(200), statuses[4:74].count(503)) == (MOST_WAITING, 6)
    assert (statuses[74:].count(200), statuses[74:].count(503)) == (MOST_CALLERS - 1, 5)
    short = 0 if length else 90 * (SHORT_BYTES + SHORT_BYTES)
    assert reading.most_bytes <= (4 + MOST_CALLERS) * LONG + short
    assert middleware.room.held_bytes == 0


def test_without_room_a_long_message_that_asks_for_a_person_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.held_bodies.LEAST_ROOM_BYTES", 0)
    services = fake_services(tmp_path, max_body_bytes=2 * SHORT_BYTES)
    engine = Slow(FakeKnowledge(small_company(services.documents_dir)))
    urgent = Urgent(find_risks=lambda text, language: ())
    app = create_app(replace(services, engine=engine, is_urgent=urgent), access=EVERYONE)
    turns = [{"role": "customer", "text": "x" * 18_000}] * 5
    long = {"question": "rated voltage 24 V", "history": turns}
    person = {"question": "I want to talk to a person, please.", "history": turns}
    with (
        TestClient(app, base_url="http://localhost") as client,
        ThreadPoolExecutor(2) as threads,
    ):
        first = threads.submit(client.post, "/v1/answers", json=long)
        assert engine.started.wait(10)
        engine.started.clear()
        taken = threads.submit(client.post, "/v1/answers", json=person)
        assert engine.started.wait(10), "it is answered while there is no room"
        batch = client.post("/v1/answers/batch", json={"questions": [person]})
        assert (batch.status_code, batch.headers["retry-after"]) == (503, str(RETRY_SECONDS))
        engine.go.set()
        assert (first.result().status_code, taken.result().status_code) == (200, 200)
