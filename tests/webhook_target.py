"""A real HTTP server that takes webhooks, for tests: what it answers is the test's choice.

It keeps what it was sent. Every way in which targets misbehave is one of the answers below.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.local_server import serving


@dataclass(frozen=True)
class Received:
    """One request."""

    body: bytes
    headers: dict[str, str]
    path: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def type(self) -> str:
        return str(self.json["type"])


@dataclass(frozen=True)
class Status:
    """An answer with this status."""

    code: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b"ok"


@dataclass(frozen=True)
class Hang:
    """No answer until the test ends."""


@dataclass(frozen=True)
class DripHeaders:
    """A status line, and then a byte of a header now and then, for ever."""


@dataclass(frozen=True)
class DripBody:
    """A whole head, and then a byte of the body now and then, for ever."""

    code: int = 200


@dataclass(frozen=True)
class Close:
    """The connection is closed without a word, after the request was read."""


@dataclass(frozen=True)
class Raw:
    """These bytes, whatever they are."""

    data: bytes


@dataclass(frozen=True)
class Wait:
    """The answer comes once the test says so."""

    until: threading.Event
    code: int = 200


Given = Status | Hang | DripHeaders | DripBody | Close | Raw | Wait
Answering = Callable[[Received], Given]
DRIP_SECONDS = 0.02


@dataclass
class TargetServer:
    """Listens on a free port of this machine."""

    answering: Answering = lambda _: Status()
    received: list[Received] = field(default_factory=list)
    url: str = ""
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def answer(self, *given: Given) -> None:
        """From now on: one after the other, the last one for ever."""
        left = list(given)
        self.answering = lambda _: left.pop(0) if len(left) > 1 else left[0]

    def wait_for(self, count: int) -> None:
        """Until so many requests have arrived; fails when they do not."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.received) >= count, timeout=30), (
                f"{len(self.received)} of {count} requests came"
            )


@contextmanager
def target_server() -> Iterator[TargetServer]:
    """A server until the block ends."""
    state = TargetServer()
    let_go = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            received = Received(body, headers, self.path)
            given = state.answering(received)
            with state.arrived:
                state.received.append(received)
                state.arrived.notify_all()
            try:
                self._give(given)
            except OSError:
                pass  # the client did not want to wait
            finally:
                self.close_connection = True

        def do_GET(self) -> None:
            with state.arrived:
                state.received.append(Received(b"", dict(self.headers.items()), self.path))
            self._send(Status())

        def _give(self, given: Given) -> None:
            if isinstance(given, Status):
                self._send(given)
            elif isinstance(given, Wait):
                given.until.wait(30)
                self._send(Status(given.code))
            elif isinstance(given, Hang):
                let_go.wait(30)
            elif isinstance(given, Raw):
                self.wfile.write(given.data)
            elif isinstance(given, DripHeaders):
                self._drip(b"HTTP/1.1 200 OK\r\nx-slow: ")
            elif isinstance(given, DripBody):
                head = f"HTTP/1.1 {given.code} OK\r\ncontent-length: 1000000\r\n\r\n"
                self._drip(head.encode())

        def _drip(self, first: bytes) -> None:
            self.wfile.write(first)
            while not let_go.wait(DRIP_SECONDS):
                self.wfile.write(b"a")

        def _send(self, given: Status) -> None:
            self.send_response(given.code)
            self.send_header("content-length", str(len(given.body)))
            for name, value in given.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(given.body)

        def log_message(self, *_: object) -> None:
            """Nothing: tests are quiet."""

    with serving(Handler, let_go=let_go) as address:
        state.url = f"{address}/hooks/a-path-nobody-should-see"
        yield state
