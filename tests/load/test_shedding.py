"""Under overload: what is answered, what is told to come back, and what is always taken."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from answer.desk.conversation import Conversation
from answer.desk.conversation_store import ConversationStore
from answer.desk.database import DeskDatabase
from answer.risk import Risk
from api.access.caller import Caller
from api.access.identify import CALLER
from api.admission import Admission
from api.asked_texts import messages_in
from api.shedding import Shedding
from api.urgent import MOST_CHARACTERS, MOST_TEXTS, Urgent
from ingest.errors import DeskMissing

BOT = Caller(kind="key", id="bot", scopes=frozenset({"chatbot"}))
AGENT = Caller(kind="person", id="li", scopes=frozenset({"agent"}))
RISKS = (Risk(risk_class="safety", probability=0.9, level="L2", action="hand_over", priority=1),)


class Busy:
    """An application that answers when it is told to, behind its queue."""

    def __init__(self, *, most_waiting: int = 1) -> None:
        self.may_answer = asyncio.Event()
        self.bodies: list[bytes] = []
        self.looked_at: list[object] = []
        self.kept: list[tuple[str, object, str, Caller]] = []
        self.admission = Admission(at_once=1, most_waiting=most_waiting)
        self._shedding = Shedding(
            self._answer, admission=self.admission, is_urgent=self._is_urgent, keep=self._keep
        )

    def send(
        self,
        body: object,
        *,
        path: str = "/v1/answers",
        caller: Caller = BOT,
        chunk: int = 7,
        visit: str = "",
    ) -> asyncio.Task[tuple[int, dict[str, str], Any]]:
        """Sends a request; the response when it is there."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        parts = [content[at : at + chunk] for at in range(0, len(content), chunk)] or [b""]
        messages = [
            {"type": "http.request", "body": part, "more_body": number < len(parts)}
            for number, part in enumerate(parts, start=1)
        ]

        async def receive() -> Message:
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        async def sent() -> tuple[int, dict[str, str], Any]:
            told: list[Message] = []

            async def send(message: Message) -> None:
                told.append(message)

            headers = [(b"tradewind-conversation", visit.encode())] if visit else []
            scope: Scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
            scope[CALLER] = caller
            await self._shedding(scope, receive, send)
            given = {name.decode(): value.decode() for name, value in told[0]["headers"]}
            return told[0]["status"], given, json.loads(told[1]["body"] or b"null")

        return asyncio.create_task(sent())

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.bodies.append(body)
        await self.may_answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    def _keep(self, path: str, body: object, visit: str, caller: Caller) -> bool:
        self.kept.append((path, body, visit, caller))
        return bool(visit)

    def _is_urgent(self, body: object, visit: str, caller: str) -> bool:
        self.looked_at.append(body)
        return isinstance(body, Mapping) and body.get("question") == "a person, please"


async def settle() -> None:
    for _ in range(3):
        await asyncio.sleep(0.02)


def test_without_room_a_question_is_told_to_come_back_and_a_hand_off_is_not() -> None:
    async def overload() -> None:
        busy = Busy()
        first, second = busy.send({"question": "1"}), busy.send({"question": "2"})
        await settle()
        assert busy.looked_at == []
        status, headers, told = await busy.send({"question": "3"})
        assert (status, headers["content-type"]) == (503, "application/problem+json")
        assert told["type"] == "urn:tradewind:problem:overloaded"
        assert int(headers["retry-after"]) >= 1
        person = busy.send({"question": "a person, please"})
        other = busy.send({"question": "4"}, caller=Caller(kind="key", id="other"))
        await settle()
        busy.may_answer.set()
        assert (await first)[0] == (await person)[0] == 200
        # one place, two callers who send one question each: whoever was first keeps it
        assert sorted([(await second)[0], (await other)[0]]) == [200, 503]
        # what was looked at reaches the application whole
        assert json.loads(busy.bodies[1]) == {"question": "a person, please"}
        assert (await busy.send({"question": "5"}))[0] == 200

    asyncio.run(overload())


def test_without_room_a_message_is_kept_where_it_can_be() -> None:
    async def overload() -> None:
        busy = Busy()
        waiting = [busy.send({"question": "1"}), busy.send({"question": "2"})]
        await settle()
        body, path = {"id": "message-1", "text": "volts?"}, "/v1/widget/messages"
        status, headers, told = await busy.send(body, path=path, visit="s1")
        assert (status, int(headers["retry-after"]) >= 1) == (503, True)
        assert "was kept and will be answered" in told["detail"]
        assert busy.kept == [(path, body, "s1", BOT)]
        for other in (busy.send(body, path=path), busy.send(b"no json", path=path, visit="s1")):
            status, _, told = await other
            assert (status, "nothing was kept" in told["detail"]) == (503, True)
        assert len(busy.kept) == 2, "what is no JSON is looked at by nobody"
        busy.may_answer.set()
        assert {(await one)[0] for one in waiting} == {200}

    asyncio.run(overload())


def test_who_sends_most_makes_room_for_another() -> None:
    async def overload() -> None:
        busy = Busy(most_waiting=3)
        mine = [busy.send({"question": str(number)}) for number in range(4)]
        await settle()
        other = busy.send({"question": "other"}, caller=Caller(kind="key", id="other"))
        status, headers, told = await mine[3]
        assert (status, told["type"]) == (429, "urn:tradewind:problem:share-used-up")
        assert int(headers["retry-after"]) >= 1
        busy.may_answer.set()
        assert [(await one)[0] for one in (*mine[:3], other)] == [200] * 4

    asyncio.run(overload())


def test_who_was_let_wait_is_looked_at_before_they_are_sent_away_for_another() -> None:
    async def overload() -> None:
        busy = Busy(most_waiting=3)
        mine = [busy.send({"question": str(number)}) for number in range(3)]
        mine.append(busy.send({"question": "a person, please"}))
        await settle()
        assert busy.looked_at == []
        other = busy.send({"question": "other"}, caller=Caller(kind="key", id="other"))
        await settle()
        assert {"question": "a person, please"} in busy.looked_at
        busy.may_answer.set()
        assert [(await one)[0] for one in (*mine, other)] == [200] * 5

    asyncio.run(overload())


def test_agents_have_a_queue_of_their_own() -> None:
    async def overload() -> None:
        busy = Busy()
        waiting = [busy.send({"question": "1"}), busy.send({"question": "2"})]
        await settle()
        agent = busy.send({"question": "3"}, path="/v1/suggestions", caller=AGENT)
        asked = busy.send({"question": "4"}, caller=AGENT)
        await settle()
        busy.may_answer.set()
        assert {(await one)[0] for one in waiting} == {200}
        assert (await agent)[0] == 200
        assert (await asked)[0] == 503
        order = [json.loads(body)["question"] for body in busy.bodies]
        assert order == ["1", "3", "2"]

    asyncio.run(overload())


@pytest.mark.parametrize(
    "path", ["/v1/handoffs/c1/reply", "/v1/feedback", "/readyz", "/v1/answersx"]
)
def test_what_asks_no_engine_never_waits(path: str) -> None:
    async def overload() -> None:
        busy = Busy()
        waiting = [busy.send({"question": "1"}), busy.send({"question": "2"})]
        await settle()
        through = busy.send({"text": "3"}, path=path)
        await settle()
        assert json.loads(busy.bodies[-1]) == {"text": "3"}
        busy.may_answer.set()
        assert {(await one)[0] for one in (*waiting, through)} == {200}

    asyncio.run(overload())


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"[1]", b'"person"'])
def test_what_is_no_message_is_not_urgent(body: bytes) -> None:
    async def overload() -> None:
        busy = Busy()
        waiting = [busy.send({"question": "1"}), busy.send({"question": "2"})]
        await settle()
        assert (await busy.send(body, chunk=50_000))[0] == 503
        busy.may_answer.set()
        assert {(await one)[0] for one in waiting} == {200}

    asyncio.run(overload())


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"question": "a"}, ("a",)),
        (
            {"messages": [{"role": "user", "content": "a"}, {"role": "user", "content": "b"}]},
            ("b",),
        ),
        (
            {"messages": [{"role": "user", "content": [{"type": "text", "text": "c"}, {"x": 1}]}]},
            ("c",),
        ),
        ({"params": {"name": "answer", "arguments": {"question": "d"}}}, ("d",)),
        ({"questions": [{"question": "e"}, {"question": "f"}]}, ("e", "f")),
        ({"text": "g"}, ("g",)),
        ({"question": 7, "messages": "x", "text": " "}, ()),
        ({"messages": []}, ()),
    ],
)
def test_messages_are_found_wherever_a_surface_has_them(
    body: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert messages_in(body) == expected


@pytest.fixture
def conversations(tmp_path: Path) -> Iterator[ConversationStore]:
    with DeskDatabase(tmp_path / "tradewind.db") as database:
        yield ConversationStore(database)


def test_who_needs_a_person_is_told_by_words_risks_and_conversation(
    conversations: ConversationStore,
) -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    for name in ("with person", "with machine"):
        conversations.open_conversation(
            Conversation(id=name, customer_id="", channel="", opened_at=at, last_message_at=at)
        )
    asked: list[str] = []

    def find_risks(text: str, language: str) -> tuple[Risk, ...]:
        asked.append(language)
        return RISKS if "smoke" in text else ()

    urgent = Urgent(find_risks=find_risks, conversations=lambda: conversations)
    assert urgent({"question": "I want to talk to a person, please."})
    assert urgent({"question": "Ich möchte mit einem Menschen sprechen."})
    assert urgent({"question": "There is smoke coming out of it"})
    assert urgent({"params": {"name": "hand_off", "arguments": {}}})
    assert urgent({"text": "volts, please", "to_person": True})
    assert not urgent({"text": "volts, please", "to_person": False})
    assert not urgent({"question": "How many volts has the XR-200?"})
    assert not urgent({"question": "volts", "conversation_id": "with machine"})
    assert not urgent({"question": "volts", "conversation_id": "nobody's"})
    assert asked[0] == "en"
    with conversations._database.writing() as database:
        database.execute("pragma defer_foreign_keys = on")
        database.execute("update conversations set case_id = 'c1' where id = 'with person'")
        assert urgent({"question": "volts", "conversation_id": "with person"})
        message = {"role": "user", "content": "volts"}
        for said in (
            {"metadata": {"conversation_id": "with person"}},
            {"tradewind": {"conversation_id": "with person"}},
        ):
            assert urgent({"messages": [message], **said})


def test_a_visitor_is_known_by_their_secret_and_what_cannot_be_told_is_urgent() -> None:
    def is_with_person(secret: str, caller: str) -> bool:
        if secret == "unknown":
            raise DeskMissing("there is no such conversation")
        return (secret, caller) == ("s1", "widget")

    urgent = Urgent(find_risks=lambda text, language: (), is_visit_with_person=is_with_person)
    assert urgent({"text": "hello there"}, "s1", "widget")
    assert not urgent({"text": "volts of it"}, "s2", "widget")
    assert urgent({"text": "volts of it"}, "unknown", "widget")


def test_one_body_takes_no_more_looking_than_a_long_question() -> None:
    """Whoever waits to be looked at waits for it, hand-offs too."""
    looked_at: list[str] = []

    def find_risks(text: str, language: str) -> tuple[Risk, ...]:
        looked_at.append(text)
        return ()

    urgent = Urgent(find_risks=find_risks)
    assert not urgent({"questions": [{"question": f"volts of number {one}"} for one in range(900)]})
    assert len(looked_at) == MOST_TEXTS
    looked_at.clear()
    assert not urgent({"questions": [{"question": "volts " * 500} for _ in range(9)]})
    assert sum(map(len, looked_at)) == MOST_CHARACTERS
