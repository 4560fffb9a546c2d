"""Requests to a server under load: each connection kept open, every reply with what became of it.

Latency counts from the moment a request was due, not from when it could be sent: who has to wait
for a free connection waits on the server's account (no coordinated omission).
"""

import asyncio
import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_SECONDS = 60.0
BROKEN = 0
"""The status of a request whose connection ended before its response did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One to be sent; ``name`` is what its reply is compared by."""

    name: str
    path: str
    body: Mapping[str, Any]
    key: str = ""
    is_handoff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a request."""

    request: Request
    due_at: float
    """On ``time.monotonic``, as all times here."""
    sent_at: float
    ended_at: float
    status: int
    body: Any
    retry_after: str
    port: int
    """Of this end of its connection."""

    @property
    def seconds(self) -> float:
        """From when it was due."""
        return self.ended_at - self.due_at


@dataclass(slots=True)
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    port: int


@dataclass(kw_only=True)
class Client:
    """So many connections to one server."""

    port: int
    connections: int
    outcomes: list[Outcome] = field(default_factory=list)

    async def closed_loop(self, next_request: Callable[[], Request], *, seconds: float) -> None:
        """Every connection asks again as soon as it is answered."""
        until = time.monotonic() + seconds

        async def ask_on() -> None:
            connection = None
            while time.monotonic() < until:
                now = time.monotonic()
                connection = await self._ask(next_request(), now, connection)
            _close(connection)

        await asyncio.gather(*(ask_on() for _ in range(self.connections)))

    async def open_loop(
        self,
        next_request: Callable[[], Request],
        *,
        a_second: float,
        seconds: float,
        chance: random.Random,
    ) -> None:
        """Requests are due at random moments (a Poisson process), whatever becomes of others."""
        due: asyncio.Queue[tuple[Request, float] | None] = asyncio.Queue()

        async def ask_on() -> None:
            connection = None
            while (one := await due.get()) is not None:
                connection = await self._ask(one[0], one[1], connection)
            _close(connection)

        asking = [asyncio.create_task(ask_on()) for _ in range(self.connections)]
        began = at = time.monotonic()
        while at < began + seconds:
            at += chance.expovariate(a_second)
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            due.put_nowait((next_request(), at))
        for _ in asking:
            due.put_nowait(None)
        await asyncio.gather(*asking)

    async def one_by_one(self, requests: Sequence[Request]) -> None:
        """Each is sent when the one before is answered."""
        connection = None
        for request in requests:
            connection = await self._ask(request, time.monotonic(), connection)
        _close(connection)

    async def _ask(
        self, request: Request, due_at: float, connection: _Connection | None
    ) -> _Connection | None:
        """The connection, for the next one; None where it ended."""
        headers: dict[str, str] = {}
        sent_at, status, body, port = time.monotonic(), BROKEN, None, 0
        try:
            if connection is not None and connection.reader.at_eof():
                # the server has closed what nothing was asked on; nothing was under way
                _close(connection)
                connection = None
            if connection is None:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                connection = _Connection(reader, writer, writer.get_extra_info("sockname")[1])
            port = connection.port
            async with asyncio.timeout(TIMEOUT_SECONDS):
                status, headers, body = await _exchange(connection, request)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            _close(connection)
            connection = None
        self.outcomes.append(
            Outcome(
                request=request,
                due_at=due_at,
                sent_at=sent_at,
                ended_at=time.monotonic(),
                status=status,
                body=body,
                retry_after=headers.get("retry-after", ""),
                port=port,
            )
        )
        if headers.get("connection") == "close":
            _close(connection)
            return None
        return connection


async def _exchange(
    connection: _Connection, request: Request
) -> tuple[int, dict[str, str], dict[str, Any]]:
    content = json.dumps(request.body).encode()
    key = f"Authorization: Bearer {request.key}\r\n" if request.key else ""
    head = (
        f"POST {request.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{key}"
        f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    connection.writer.write(head.encode() + content)
    raw = await connection.reader.readuntil(b"\r\n\r\n")
    first, *lines = raw.decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    body = await connection.reader.readexactly(int(headers["content-length"]))
    return int(first.split()[1]), headers, json.loads(body)


def _close(connection: _Connection | None) -> None:
    if connection is not None:
        connection.writer.close()


def golden_request(golden: dict[str, Any]) -> Request:
    """A golden question, as a line of the file has it, asked over HTTP."""
    names = ("language", "market", "product")
    body = {"question": golden["question"]} | {
        name: golden[name] for name in names if golden.get(name)
    }
    return Request(name=golden["id"], path="/v1/answers", body=body)
