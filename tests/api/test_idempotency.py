"""``Idempotency-Key``: one request, sent as often as the network asks for."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from answer.desk.database import DeskDatabase
from answer.desk.kept_response_store import KeptResponseStore
from answer.question import PreparedQuestion, Question
from answer.reply import Reply
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from api.access.caller import SCOPES, Caller
from api.access.identify import Access
from api.app import create_app
from api.bootstrap import Application
from api.idempotent_route import named_in, renewing
from api.services import Services
from tests.api.real_desk import VOLTAGE, DeskClient, desk_application
from tests.everyone import EVERYONE
from tests.fakes import FakeEngine, FakeKnowledge, fake_services, small_company

BODY = {"question": "rated voltage 24 V"}


class CountingEngine(FakeEngine):
    """Counts what it is asked; may be held back, or fail once."""

    def __init__(self, knowledge: FakeKnowledge) -> None:
        super().__init__(knowledge)
        self.started, self.go = threading.Event(), threading.Event()
        self.go.set()
        self.failures: list[Exception] = []

    def reply(
        self,
        question: Question,
        *,
        prepared: PreparedQuestion | None = None,
        progress: ReplyProgress = NOBODY_WAITS,
    ) -> Reply:
        self.started.set()
        assert self.go.wait(10)
        reply = super().reply(question, prepared=prepared, progress=progress)
        if self.failures:
            raise self.failures.pop()
        return replace(reply, id=f"reply-{len(self.asked)}")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DeskDatabase]:
    with DeskDatabase(tmp_path / "desk.db") as made:
        yield made


@pytest.fixture
def services(tmp_path: Path, database: DeskDatabase) -> Services:
    made = fake_services(tmp_path)
    engine = CountingEngine(FakeKnowledge(small_company(made.documents_dir)))
    return replace(made, engine=engine, kept_responses=KeptResponseStore(database))


def client_of(services: Services, access: Access = EVERYONE) -> TestClient:
    app = create_app(services, access=access)
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def post(client: TestClient, key: str, **body: Any) -> Any:
    return client.post("/v1/answers", json={**BODY, **body}, headers={"Idempotency-Key": key})


def engine_of(services: Services) -> CountingEngine:
    assert isinstance(services.engine, CountingEngine)
    return services.engine


def test_the_second_gets_the_first_s_response(services: Services) -> None:
    with client_of(services) as client, client_of(services) as other_worker:
        first, second = post(client, "k"), post(other_worker, "k")
        assert "idempotency-replayed" not in first.headers
        assert second.headers["idempotency-replayed"] == "true"
        assert second.content == first.content
        assert second.headers["content-type"] == first.headers["content-type"]
        assert len(engine_of(services).asked) == 1
        assert post(client, "another").json()["id"] != first.json()["id"]


def test_a_stream_is_kept_whole(services: Services) -> None:
    with client_of(services) as client:
        first, second = post(client, "k", stream=True), post(client, "k", stream=True)
        assert b"event: done" in first.content
        assert second.content == first.content
        assert second.headers["x-accel-buffering"] == "no"
        # the same question without a stream is another request
        assert post(client, "k").status_code == 422


def test_another_body_under_the_same_key_is_refused(services: Services) -> None:
    with client_of(services) as client:
        post(client, "k")
        response = post(client, "k", market="DE")
    assert response.status_code == 422
    assert "Idempotency-Key" in response.json()["detail"]
    assert len(engine_of(services).asked) == 1


def test_while_the_first_is_at_work_the_second_is_told_to_wait(services: Services) -> None:
    engine = engine_of(services)
    engine.go.clear()
    with client_of(services) as client, ThreadPoolExecutor(1) as pool:
        first = pool.submit(post, client, "k")
        assert engine.started.wait(10)
        second = post(client, "k")
        engine.go.set()
        assert first.result().status_code == 200
        assert second.status_code == 409
        assert 1 <= int(second.headers["retry-after"]) <= 6
        assert post(client, "k").content == first.result().content


@pytest.mark.parametrize("stream", [False, True])
def test_what_failed_may_be_sent_again(services: Services, stream: bool) -> None:
    engine_of(services).failures.append(RuntimeError("a cable"))
    with client_of(services) as client:
        failed = post(client, "k", stream=stream)
        assert failed.status_code == 500 or b"event: error" in failed.content
        again = post(client, "k", stream=stream)
        assert again.status_code == 200
        assert b"event: error" not in again.content
        assert "idempotency-replayed" not in again.headers
        # and what was refused, as soon as it is mended
        assert post(client, "k2", market=5).status_code == 422
        assert post(client, "k2").status_code == 200


def test_a_stream_that_never_began_frees_its_key(tmp_path: Path, database: DeskDatabase) -> None:
    kept = KeptResponseStore(database)
    empty = replace(fake_services(tmp_path, published=False), kept_responses=kept)
    with client_of(empty) as client:
        assert post(client, "k", stream=True).status_code == 503
    with client_of(replace(fake_services(tmp_path), kept_responses=kept)) as client:
        assert b"event: done" in post(client, "k", stream=True).content


@pytest.mark.parametrize("key", ["", "x" * 256, "schlüssel", "a\tb"])
def test_a_key_is_short_and_printable(services: Services, key: str) -> None:
    with client_of(services) as client:
        headers = {b"Idempotency-Key": key.encode("latin-1")}
        response = client.post("/v1/answers", json=BODY, headers=headers)
    assert response.status_code == 400


def test_a_right_that_was_taken_away_opens_no_kept_response(services: Services) -> None:
    rights = {"one": set(SCOPES), "two": set(SCOPES)}

    def by_key(key: str) -> Caller | None:
        return Caller(kind="key", id=key, scopes=frozenset(rights[key]))

    with client_of(services, Access(by_key=by_key)) as client:

        def ask(key: str) -> Any:
            headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "k"}
            return client.post("/v1/answers", json=BODY, headers=headers)

        first = ask("one")
        assert ask("one").content == first.content
        assert ask("two").json()["id"] != first.json()["id"], "a key is its caller's own"
        rights["one"].clear()
        assert ask("one").status_code == 403


def test_a_long_request_keeps_its_key(database: DeskDatabase) -> None:
    store = KeptResponseStore(database)
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    lease = store.begin("key:1", "k", request_print="b", at=long_ago).lease

    def state() -> str:
        return store.begin("key:1", "k", request_print="b", at=datetime.now(UTC)).state

    async def work() -> None:
        async with renewing(store, lease, every_seconds=0.01):
            with anyio.fail_after(5):
                while await anyio.to_thread.run_sync(leased_until) < datetime.now(UTC):
                    await anyio.sleep(0.01)

    def leased_until() -> datetime:
        with database.reading() as reader:
            (until,) = reader.execute("select leased_until from kept_responses").fetchone()
        return datetime.fromtimestamp(until / 1_000_000, UTC)

    assert leased_until() < datetime.now(UTC)
    anyio.run(work)
    assert state() == "under_way"


def test_whom_a_request_is_about_is_read_wherever_it_may_be_said() -> None:
    def named(**body: Any) -> tuple[str, str]:
        found = named_in(json.dumps(body).encode(), {})
        return found.customer_id, found.conversation_id

    assert named(customer={"id": "u"}, conversation_id="c") == ("u", "c")
    assert named(customer_id="u") == ("u", "")
    assert named(user="u", metadata={"conversation_id": "c"}) == ("u", "c")
    assert named(tradewind={"customer_id": "u", "conversation_id": "c"}) == ("u", "c")
    assert named(customer="u", tradewind=[], metadata=3) == ("", "")
    assert named_in(b"[1", {"case_id": "n"}).case_id == "n"
    # chat completions pass over what they do not know
    assert named(user="u", customer={"id": "x"}, customer_id="x") == ("u", "")
    said = {"customer_id": "u", "conversation_id": "c"}
    assert named(tradewind=said, user="x", conversation_id="x") == ("u", "c")


def test_a_message_and_its_case_exist_once_also_when_the_response_was_lost(
    company: Application, tmp_path: Path
) -> None:
    with (
        desk_application(company, tmp_path) as application,
        client_of(application.services()) as http,
    ):
        desk = DeskClient(http)
        case = desk.case(conversation_id="c-1", customer={"id": "u-1"})
        headers = {"Idempotency-Key": "k"}

        def note() -> Any:
            body = {"agent": "li", "note": "Call back at nine."}
            return http.post(f"/v1/handoffs/{case}/note", json=body, headers=headers)

        assert note().content == note().content
        steps = [event["step"] for event in desk.packet(case)["events"]]
        assert steps.count("noted") == 1

        asked = {"question": VOLTAGE, "customer": {"id": "u-2"}, "conversation_id": "c-2"}
        first = http.post("/v1/answers", json=asked, headers=headers | {"x": "1"})
        assert first.status_code == 422, "the note's key"
        headers = {"Idempotency-Key": "k3"}
        first = http.post("/v1/answers", json=asked, headers=headers)
        store = application.services().kept_responses
        assert store is not None
        assert store.erase("u-1") == 1, "the note is about the case's customer"
        # as if the worker had died before it kept the response
        assert store.erase("u-2") == 1
        second = http.post("/v1/answers", json=asked, headers=headers)
        assert second.json()["id"] == first.json()["id"]
        messages = application.desk.desk.conversations.messages("c-2")
        assert [one.role for one in messages].count("customer") == 1
        assert messages[0].at <= datetime.now(UTC)
        assert Headers(second.headers)["content-type"] == "application/json"
