"""Steps of cases as they happen, over a real server: to everybody, without gaps, until it stops."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import uvicorn

from api import case_events
from api.app import create_app
from api.bootstrap import Application
from api.connections import WatchedProtocol
from api.listeners import LISTEN_AGAIN_SECONDS, MOST_OF_ONE
from api.serve import StoppingServer, bind
from api.settings import Settings
from tests.api.real_desk import DeskClient, desk_application, desk_client
from tests.everyone import EVERYONE

WAIT_SECONDS = 20.0
"""A step is told within one; a test that has to wait so long has failed."""


@pytest.fixture(scope="module")
def application(
    company: Application, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    with desk_application(company, tmp_path_factory.mktemp("events")) as made:
        yield made


@pytest.fixture(scope="module")
def desk(application: Application) -> Iterator[DeskClient]:
    with desk_client(application) as made:
        yield made


@contextmanager
def serving(application: Application) -> Iterator[tuple[StoppingServer, int]]:
    """A server as ``tradewind serve`` runs it, and its port.

    It has to stop in good order: nothing here would cut off what is under way.
    """
    app = create_app(application.services(), access=EVERYONE)
    listening = bind(Settings(port=0))
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        http=WatchedProtocol,
    )
    server = StoppingServer(config, before_stop=app.state.context.case_events.close)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    wait_for(lambda: server.started)
    try:
        yield server, listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(WAIT_SECONDS)
        listening.close()
        assert not thread.is_alive()


@pytest.fixture(scope="module")
def port(application: Application) -> Iterator[int]:
    with serving(application) as (_, found):
        yield found


def wait_for(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class Listener:
    """One stream of events."""

    def __init__(self, port: int, *, query: str = "", last: int | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS)
        headers = {} if last is None else {"Last-Event-ID": str(last)}
        self._connection.request("GET", f"/v1/handoffs/events{query}", headers=headers)
        self.response = self._connection.getresponse()

    def next(self) -> dict[str, Any]:
        """The next event, with its id and kind."""
        fields: dict[str, str] = {}
        while True:
            line = self.response.readline().decode()
            assert line, "the stream has ended"
            if line == "\n" and "data" in fields:
                event: dict[str, Any] = json.loads(fields["data"])
                assert int(fields["id"]) == event["id"]
                assert fields["event"] == "case"
                return event
            name, _, value = line.rstrip("\n").partition(": ")
            fields[name] = value

    def has_ended(self) -> bool:
        """Whether nothing more comes; waits for it."""
        while line := self.response.readline():
            assert line.startswith(b":") or line == b"\n", line
        return True

    def close(self) -> None:
        self.response.close()
        self._connection.close()

    def __enter__(self) -> "Listener":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def test_every_listener_is_told_of_every_step_in_order(desk: DeskClient, port: int) -> None:
    with ExitStack() as open_streams:
        listeners = [open_streams.enter_context(Listener(port)) for _ in range(5)]
        for one in listeners:
            assert one.response.status == 200
            assert one.response.getheader("content-type", "").startswith("text/event-stream")
            assert one.response.getheader("cache-control") == "no-store"
        # what is there when nothing has happened: the stream stands
        assert listeners[0].response.readline() == b": still here\n"
        case = desk.case()
        desk.take(case, "claim")
        desk.take(case, "reply", text="Hello!", then="resolve")
        for one in listeners:
            told = [one.next() for _ in range(4)]
            assert [event["step"] for event in told] == ["opened", "claimed", "replied", "resolved"]
            assert {event["case_id"] for event in told} == {case}
            assert [event["actor"] for event in told] == ["desk", "li", "li", "li"]


def test_who_lost_the_connection_goes_on_after_the_last_event(desk: DeskClient, port: int) -> None:
    case = desk.case()
    with Listener(port, query="?after=0") as first:
        while first.next()["case_id"] != case:
            pass
        last = desk.get("/v1/handoffs")["last_event_id"]
    desk.take(case, "claim")
    desk.take(case, "note", note="while nobody listened")
    with Listener(port, last=last, query="?after=0") as again:
        told = [again.next() for _ in range(2)]
    assert [event["step"] for event in told] == ["claimed", "noted"]
    assert [event["id"] for event in told] == [last + 1, last + 2]
    # one that knows more than there is (a store put back) hears what comes
    with Listener(port, last=last + 1_000_000) as ahead:
        time.sleep(2 * case_events.LOOK_SECONDS)
        desk.take(case, "release")
        assert ahead.next()["step"] == "released"


def test_more_than_a_page_of_missed_events_comes_whole(desk: DeskClient, port: int) -> None:
    case = desk.case()
    last = desk.get("/v1/handoffs")["last_event_id"]
    count = case_events.EVENTS_AT_ONCE + 7
    for number in range(count):
        desk.take(case, "note", note=str(number))
    with Listener(port, last=last) as one:
        told = [one.next()["id"] for _ in range(count)]
    assert told == list(range(last + 1, last + 1 + count))


def test_one_caller_listens_so_often_and_is_answered_all_the_same(
    desk: DeskClient, port: int
) -> None:
    with ExitStack() as open_streams:
        for _ in range(MOST_OF_ONE):
            one = open_streams.enter_context(Listener(port))
            assert one.response.status == 200
            assert one.response.readline() == b": still here\n"
        with Listener(port) as refused:
            assert refused.response.status == 429
            assert refused.response.getheader("retry-after") == str(LISTEN_AGAIN_SECONDS)
            assert json.loads(refused.response.read())["type"].endswith(":too-many-listeners")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS)
        connection.request("GET", "/v1/handoffs")
        assert connection.getresponse().status == 200
        connection.close()
        case = desk.case()
        while one.next()["case_id"] != case:
            pass

    def has_room() -> bool:
        with Listener(port) as new:
            return new.response.status == 200

    wait_for(has_room)


def test_a_server_that_stops_ends_its_streams(application: Application) -> None:
    with serving(application) as (server, port), Listener(port) as one:
        assert one.response.readline() == b": still here\n"
        server.should_exit = True
        assert one.has_ended()
