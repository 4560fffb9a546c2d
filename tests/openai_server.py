"""A real HTTP server that speaks the OpenAI protocol, for tests of writers and translators.

What it answers is the test's choice: a text, streamed in pieces as services do, or one of the ways
in which services fail.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from answer.circuit import Circuit
from tests.local_server import serving

PIECE = 7
"""Characters an event."""


@dataclass(frozen=True)
class Asked:
    """One request."""

    body: dict[str, Any]
    authorization: str
    path: str

    @property
    def instructions(self) -> str:
        return str(self.body["messages"][0]["content"])

    @property
    def message(self) -> str:
        return str(self.body["messages"][1]["content"])

    @property
    def question(self) -> str:
        return str(json.loads(self.message)["question"])

    @property
    def quotes(self) -> list[str]:
        return list(json.loads(self.message)["quotes"].values())


@dataclass(frozen=True)
class Status:
    """An error instead of a stream."""

    code: int
    body: str = '{"error": {"message": "no"}}'
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Hang:
    """Nothing, for a while, and then the text."""

    seconds: float
    text: str = "Too late [1]."


@dataclass(frozen=True)
class Trickle:
    """The text, a pause after every piece."""

    text: str
    seconds: float


@dataclass(frozen=True)
class Raw:
    """These bytes as the stream."""

    data: bytes


@dataclass(frozen=True)
class Ends:
    """The text with this reason for ending; None ends the stream without any."""

    text: str
    reason: str | None


Given = str | Status | Hang | Trickle | Raw | Ends
Answering = Callable[[Asked], Given]


@dataclass
class OpenAiServer:
    """Listens on a free port of this machine."""

    answering: Answering
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def answer(self, given: Given | Answering) -> None:
        """From now on."""
        self.answering = given if callable(given) else lambda _: given


@contextmanager
def openai_server(answering: Answering | None = None) -> Iterator[OpenAiServer]:
    """A server until the block ends."""
    state = OpenAiServer(answering or rewording)
    let_go = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            asked = Asked(body, self.headers.get("authorization", ""), self.path)
            state.asked.append(asked)
            try:
                self._give(state.answering(asked))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client did not want to wait

        def _give(self, given: Given) -> None:
            if isinstance(given, Hang):
                let_go.wait(given.seconds)
                given = given.text
            if isinstance(given, Status):
                self._send(given.code, given.body.encode(), "application/json", given.headers)
                return
            if isinstance(given, Raw):
                self._send(200, given.data, "text/event-stream")
                return
            text = given if isinstance(given, str) else given.text
            reason = given.reason if isinstance(given, Ends) else "stop"
            pause = given.seconds if isinstance(given, Trickle) else 0.0
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("connection", "close")
            self.end_headers()
            self.close_connection = True
            for event in _events(text, reason):
                self.wfile.write(event)
                self.wfile.flush()
                if pause and let_go.wait(pause):
                    return

        def _send(
            self, code: int, data: bytes, kind: str, headers: tuple[tuple[str, str], ...] = ()
        ) -> None:
            self.send_response(code)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(data)))
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Nothing: tests are quiet."""

    with serving(Handler, let_go=let_go) as address:
        state.url = f"{address}/v1"
        yield state


def rewording(asked: Asked) -> str:
    """What a good model does: every quote said again, each line with its number."""
    return "\n".join(
        f"{line} [{number}]"
        for number, quote in enumerate(asked.quotes, 1)
        for line in quote.splitlines()
        if line.strip()
    )


def translating(asked: Asked) -> str:
    """Every line with its number, as the protocol of the translator wants it."""
    return "\n".join(f"[{number}] «{quote}»" for number, quote in enumerate(asked.quotes, 1))


def _events(text: str, reason: str | None) -> Iterator[bytes]:
    for start in range(0, len(text), PIECE):
        yield _event({"content": text[start : start + PIECE]}, None)
    if reason is not None:
        yield _event({}, reason)
    usage = {"prompt_tokens": 100, "completion_tokens": len(text) // 4, "total_tokens": 0}
    yield _data({**_chunk(), "choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def _event(delta: dict[str, str], reason: str | None) -> bytes:
    return _data({**_chunk(), "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]})


def _data(values: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(values)}\n\n".encode()


def _chunk() -> dict[str, Any]:
    created = int(time.time())
    return {"id": "x", "object": "chat.completion.chunk", "created": created, "model": "small"}


def closed_circuit() -> Circuit:
    """One that no test opens."""
    return Circuit(failures_to_open=1_000, open_seconds=1)
