"""The Python client against a running server, and against one that fails."""

import asyncio
import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from api.bootstrap import Application
from api.client import (
    AsyncTradewind,
    Conflict,
    Done,
    Forbidden,
    NotAnswered,
    NotFound,
    PassagesFound,
    Refused,
    ResponseUnreadable,
    Searching,
    ServerFailed,
    TextPiece,
    TooFast,
    Tradewind,
    Unauthorized,
)
from api.client.reading import read_as
from api.client.replies import Citation, Confidence
from api.client.responses import EventLines, Retrying
from tests.api.real_desk import PERSON, SECRET, VOLTAGE
from tests.api.served_company import ServedCompany, served_company

CONFIDENCE = {"value": 1, "threshold": 0.5, "threshold_source": "prior", "band": "high"}


@pytest.fixture(scope="module")
def served(
    company: Application, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServedCompany]:
    with served_company(company, tmp_path_factory.mktemp("client")) as found:
        yield found


@pytest.fixture(scope="module")
def client(served: ServedCompany) -> Iterator[Tradewind]:
    with Tradewind(served.address, served.chatbot_key) as made:
        yield made


@pytest.fixture(scope="module")
def agent(served: ServedCompany) -> Iterator[Tradewind]:
    with Tradewind(served.address, served.agent_key) as made:
        yield made


def test_a_question_is_answered_with_its_place(client: Tradewind) -> None:
    reply = client.ask(VOLTAGE, market="DE", history=[{"role": "customer", "text": "Hello"}])
    assert reply.kind == "answer"
    assert "24 V" in reply.text
    assert reply.confidence.value >= reply.confidence.threshold
    assert reply.citations[0].document == "manuals/xr-200-en.md"
    assert reply.signals is None


def test_a_stream_ends_with_the_whole_reply(client: Tradewind) -> None:
    events = list(client.stream(VOLTAGE))
    assert isinstance(events[0], Searching)
    assert isinstance(events[1], PassagesFound)
    assert events[1].passages[0].title
    last = events[-1]
    assert isinstance(last, Done)
    assert "".join(one.delta for one in events if isinstance(one, TextPiece)) == last.reply.text


def test_a_message_has_a_history_and_a_case(client: Tradewind, agent: Tradewind) -> None:
    reply = client.ask(PERSON, customer_id="u-1", conversation_id="c/1", market="DE")
    assert reply.handoff is not None
    assert reply.handoff.due_at is not None
    assert reply.handoff.queue_id
    conversation = client.conversation("c/1")
    assert [one.role for one in conversation.messages] == ["customer", "assistant"]
    assert conversation.messages[0].at <= conversation.messages[1].at
    assert client.conversation("c/1", after=conversation.messages[-1].id).messages == ()
    queue = agent.handoffs(customer="u-1")
    assert [one.id for one in queue.cases] == [reply.handoff.queue_id]
    case = agent.handoff(reply.handoff.queue_id)
    assert (case.customer_id, case.market, case.question) == ("u-1", "DE", PERSON)
    with pytest.raises(Forbidden):
        client.handoffs()


def test_many_questions_have_their_results(client: Tradewind) -> None:
    good, bad = client.ask_batch([VOLTAGE, {"question": VOLTAGE, "market": "x" * 300}])
    assert good.reply is not None
    assert good.reply.kind == "answer"
    assert bad.problem is not None
    assert bad.problem.errors[0]["field"] == "market"


def test_passages_are_for_those_who_may_read_them(client: Tradewind, agent: Tradewind) -> None:
    goodwill = "goodwill for customers who were hurt"
    assert all(SECRET not in one.text for one in client.search(goodwill, limit=20))
    found = agent.search(goodwill, limit=20, audience="agent")
    assert any(one.audience == "agent" and SECRET in one.text for one in found)
    with pytest.raises(Forbidden):
        client.search(goodwill, audience="agent")


def test_a_reply_is_judged(client: Tradewind) -> None:
    reply = client.ask(VOLTAGE, customer_id="u-2")
    assert client.feedback("right", reply_id=reply.id)
    with pytest.raises(NotFound):
        client.feedback("right", reply_id="nothing")


def test_what_is_wrong_is_told_with_what_to_change(
    client: Tradewind, served: ServedCompany
) -> None:
    with pytest.raises(Refused) as refused:
        client.ask("", market="x" * 300)
    assert refused.value.status == 422
    assert {one["field"] for one in refused.value.errors} == {"market"}
    with Tradewind(served.address, "tw_wrong") as stranger, pytest.raises(Unauthorized):
        stranger.ask(VOLTAGE)
    with pytest.raises(Refused) as refused:
        list(client.stream(" "))
    assert refused.value.type.endswith("question-invalid")


def test_the_other_client_says_the_same(served: ServedCompany) -> None:
    async def ask() -> tuple[Any, Any, Any]:
        async with AsyncTradewind(served.address, served.chatbot_key) as client:
            reply = await client.ask(VOLTAGE)
            events = [event async for event in client.stream(VOLTAGE)]
            (result,) = await client.ask_batch([VOLTAGE])
            with pytest.raises(Refused):
                await client.ask(" ")
            async for event in client.stream(VOLTAGE):
                assert isinstance(event, Searching)
                break  # nobody waits for the rest
            return reply, events[-1], result.reply

    reply, last, of_batch = asyncio.run(ask())
    assert reply.text == last.reply.text == of_batch.text


def test_both_clients_have_the_same_methods() -> None:
    def methods(kind: type) -> dict[str, tuple[str, ...]]:
        return {
            name: tuple(inspect.signature(found).parameters)
            for name, found in inspect.getmembers(kind, inspect.isfunction)
            if not name.startswith("_")
        }

    assert methods(Tradewind) == methods(AsyncTradewind)
    assert "handoffs" in methods(Tradewind)


class Failing(httpx2.BaseTransport):
    """Fails in given ways before it answers; keeps what it was sent."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[httpx2.Request] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def keys(self) -> list[str]:
        return [one.headers.get("idempotency-key", "") for one in self.asked]


def refusing(status: int, retry_after: str | None = "0") -> httpx2.Response:
    problem = {"title": "No", "status": status, "detail": "not now", "type": "about:blank"}
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return httpx2.Response(status, json=problem, headers=headers)


def judged() -> httpx2.Response:
    return httpx2.Response(201, json={"id": "f-1"})


def failing(*answers: httpx2.Response | Exception, retries: int = 3) -> tuple[Tradewind, Failing]:
    transport = Failing(*answers)
    return Tradewind("http://localhost", transport=transport, retries=retries), transport


@pytest.mark.parametrize(
    "failure",
    [
        *(lambda status=status: refusing(status) for status in (409, 429, 502, 503, 504)),
        lambda: httpx2.ConnectError("refused"),
        lambda: httpx2.ReadTimeout("silence"),
    ],
)
def test_what_could_not_be_answered_is_sent_again_as_the_same(failure: Callable[[], Any]) -> None:
    client, transport = failing(failure(), failure(), judged())
    client._retrying = Retrying(first_wait_seconds=0.001)
    assert client.feedback("right", reply_id="r") == "f-1"
    assert len(set(transport.keys)) == 1
    assert transport.keys[0]
    assert len({bytes(one.content) for one in transport.asked}) == 1


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (refusing(409, None), Conflict),
        (refusing(429, "3600"), TooFast),
        (refusing(500, None), ServerFailed),
        (refusing(400), Refused),
        (httpx2.Response(200, text="<html>"), ResponseUnreadable),
        (httpx2.Response(502, text="<html>", headers={"Retry-After": "9999"}), ServerFailed),
    ],
)
def test_what_no_second_time_helps_is_told_at_once(
    answer: httpx2.Response, kind: type[Exception]
) -> None:
    client, transport = failing(answer)
    with pytest.raises(kind):
        client.feedback("right", reply_id="r")
    assert len(transport.asked) == 1


def test_a_server_that_is_not_there_is_told_in_the_end() -> None:
    client, transport = failing(*[httpx2.ConnectError("refused")] * 3, retries=2)
    client._retrying = Retrying(times=2, first_wait_seconds=0.001)
    with pytest.raises(NotAnswered, match="is the server there"):
        client.ask(VOLTAGE)
    assert len(transport.asked) == 3


def test_a_stream_is_begun_again_but_not_gone_on_with() -> None:
    event = 'event: text\ndata: {"delta": "a"}\n\n'
    error = 'event: error\ndata: {"status": 503, "title": "", "detail": "gone"}\n\n'
    client, transport = failing(refusing(503), httpx2.Response(200, text=event + error))
    heard = []
    stream = client.stream(VOLTAGE, customer_id="u")
    heard.append(next(stream))
    with pytest.raises(ServerFailed, match="gone"):
        next(stream)
    assert len(heard) == 1
    assert len(transport.asked) == 2
    assert transport.keys[0] == transport.keys[1] != ""


def test_only_what_must_not_happen_twice_has_a_key() -> None:
    values = httpx2.Response(200, json={"passages": []})
    client, transport = failing(values)
    assert client.search(VOLTAGE) == ()
    assert transport.keys == [""]


def test_waits_grow_and_keep_to_what_the_server_says() -> None:
    retrying = Retrying(times=3, first_wait_seconds=1.0)
    waits = [retrying.wait_seconds(attempt, None) for attempt in range(4)]
    assert waits[3] is None
    for attempt, wait in enumerate(waits[:3]):
        assert wait is not None
        assert 0.75 * 2**attempt <= wait <= 1.25 * 2**attempt
    assert retrying.wait_seconds(0, TooFast("", status=429, retry_after_seconds=7.0)) == 7.0


def test_events_may_come_in_lines_of_any_server() -> None:
    lines = EventLines()
    text = (": still working", "event: news", "data: {}", "", "event:text", 'data:{"delta":', "")
    assert [one for line in text[:4] for one in lines.take(line)] == []
    assert list(lines.take("event:text")) == []
    assert list(lines.take('data:{"delta":')) == []
    assert list(lines.take('data: "x"}')) == []
    assert list(lines.take("")) == [TextPiece(delta="x")]


def test_values_are_read_by_their_types() -> None:
    assert read_as(Confidence, {**CONFIDENCE, "new": [1]}).value == 1.0
    wrongs: tuple[Any, ...] = ({**CONFIDENCE, "value": "high"}, {"value": 1.0}, [], None)
    for wrong in wrongs:
        with pytest.raises(ResponseUnreadable, match="Confidence"):
            read_as(Confidence, wrong)
    with pytest.raises(ResponseUnreadable, match="quote"):
        read_as(
            Citation,
            {
                "document": "a",
                "title": "",
                "heading_path": [],
                "url": "",
                "page": 1,
                "page_label": None,
            },
        )


def test_it_brings_nothing_heavy_with_it() -> None:
    code = (
        "import sys, api.client; "
        "heavy = {'numpy', 'onnxruntime', 'pydantic', 'fastapi', 'starlette', 'faiss', "
        "'ingest', 'index', 'answer'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
