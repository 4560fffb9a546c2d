"""Connections that cost nothing while nobody asks: uvicorn's protocol, with the times it lacks.

uvicorn waits for ever: for the first byte, for the rest of a head, for a body, for a reader. Here

1. a connection on which nothing is asked may stay open for a minute;
2. a request's head has ten seconds, from its first byte;
3. a body has to come, at 8 KiB a second after the first twenty, and never stops for ten;
4. what is answered has to be taken: half a minute without a byte gone ends the connection;
5. above a number of open connections those go that were idle longest, before anybody is refused.

What is refused below the application is told as the application tells it: as a problem document.
"""

import json
import resource
import sys
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.guard import SECURITY_HEADERS

RESERVED_FILES = 256
"""Open files that are no connections: the release, the database, pipes, requests to others."""
MOST_FILES = 65_536
_GOING_SHARE = 50
"""One in so many idle connections goes at once where there are too many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """How long a connection may wait for what."""

    idle_seconds: float = 60.0
    head_seconds: float = 10.0
    body_seconds: float = 20.0
    body_bytes_per_second: float = 8_192.0
    stopped_body_seconds: float = 10.0
    reader_seconds: float = 30.0
    look_seconds: float = 2.5
    """Between two looks at one connection."""
    most_connections: int = 9_000
    most_requests: int = 2_000
    """Being answered or waiting at once; what asks the engine is bounded far below."""


class WatchedProtocol(H11Protocol):
    """One connection of a server."""

    limits = ConnectionLimits()
    """Of all connections of a class: a server that has others makes a class of its own."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._look: Any = None
        self._since = 0.0
        """When what is waited for began."""
        self._received = 0
        """Bytes of the head or body that is waited for."""
        self._last_byte = 0.0
        self._unread = 0
        self._unread_since = 0.0
        self._waits_for = "request"

    @property
    def is_idle(self) -> bool:
        """Whether nothing is asked and nothing has begun to be."""
        return self._waits_for == "request" and (self.cycle is None or self.cycle.response_complete)

    @property
    def idle_since(self) -> float:
        """By the clock of the loop."""
        return self._since

    def connection_made(self, transport: Any) -> None:
        """As uvicorn does, once there is room."""
        super().connection_made(transport)
        self._since = self._last_byte = self.loop.time()
        self._look = self.loop.call_later(self.limits.look_seconds, self._looked_at)
        if len(self.connections) > self.limits.most_connections:
            make_room(self.connections)
            if len(self.connections) > self.limits.most_connections:
                self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections; try again.")

    def connection_lost(self, exc: Exception | None) -> None:
        """As uvicorn does; nobody looks any more."""
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """As uvicorn does, counted."""
        if self.is_idle:
            self._waits("head")
        self._received += len(data)
        self._last_byte = self.loop.time()
        before = self.cycle
        super().data_received(data)
        self._follow(before)

    def handle_events(self) -> None:
        """As uvicorn does, but open connections count for nothing in its limit, only requests."""
        is_full = len(self.tasks) >= self.limits.most_requests
        self.limit_concurrency = self.limits.most_requests if is_full else None
        super().handle_events()

    def on_response_complete(self) -> None:
        """As uvicorn does; from now on the next request is waited for."""
        before = self.cycle
        self._waits("request")
        super().on_response_complete()
        self._follow(before)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP, as a problem document; uvicorn calls this where it cannot read on."""
        error = sys.exc_info()[1]
        hint = getattr(error, "error_status_hint", 400)
        status = HTTPStatus(hint) if hint in {431, 501} else HTTPStatus.BAD_REQUEST
        detail = (
            "The request's head is too long; send fewer or shorter headers."
            if status == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            else "This is not HTTP/1.1 as it is written down; mend the request."
        )
        self._refuse(status, detail)

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing: whoever asks to upgrade is answered in HTTP, and fills no log."""

    def _follow(self, before: Any) -> None:
        """What is waited for after something came."""
        cycle = self.cycle
        if cycle is None or cycle.response_complete:
            return
        if cycle.more_body:
            if cycle is not before or self._waits_for != "body":
                self._waits("body")
        else:
            self._waits("answer")

    def _waits(self, what: str) -> None:
        self._waits_for, self._since, self._received = what, self.loop.time(), 0

    def _looked_at(self) -> None:
        """Ends the connection where it waited too long; else looks again later."""
        self._look = self.loop.call_later(self.limits.look_seconds, self._looked_at)
        now, limits = self.loop.time(), self.limits
        if self._is_not_read(now):
            self._tell_application()
            self.transport.abort()
            return
        waited = now - self._since
        if self.transport.is_closing():
            return
        match self._waits_for:
            case "request" if self.is_idle and waited > limits.idle_seconds:
                self.timeout_keep_alive_handler()
            case "head" if waited > limits.head_seconds:
                self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The request's head came too slowly.")
            case "body" if self._is_slow(now, waited):
                self._refuse(HTTPStatus.REQUEST_TIMEOUT, "The request's body came too slowly.")

    def _is_slow(self, now: float, waited: float) -> bool:
        """Whether a body stopped, or trickles; what nobody takes does not count as slow."""
        if self.flow.read_paused:
            self._since, self._last_byte, self._received = now, now, 0
            return False
        earned = self.limits.body_seconds + self._received / self.limits.body_bytes_per_second
        return waited > earned or now - self._last_byte > self.limits.stopped_body_seconds

    def _is_not_read(self, now: float) -> bool:
        """Whether what was sent lies there, and no byte of it has gone for long."""
        unread = self.transport.get_write_buffer_size()
        if unread == 0 or unread < self._unread:
            self._unread_since = now
        self._unread = unread
        return unread > 0 and now - self._unread_since > self.limits.reader_seconds

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        """Says why, where nothing is being said, and ends the connection."""
        self._tell_application()
        if self.transport.is_closing():
            return
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.write(_refusal(status, detail))
        self.transport.close()

    def _tell_application(self) -> None:
        """Whoever answers on this connection hears that its client is gone."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self.flow.resume_writing()


def make_room(connections: Any) -> None:
    """Ends the longest idle connections, a few at once: looking through all of them costs."""
    idle = sorted(
        (one for one in connections if isinstance(one, WatchedProtocol) and one.is_idle),
        key=lambda one: one.idle_since,
    )
    for one in idle[: max(1, len(idle) // _GOING_SHARE)]:
        one.timeout_keep_alive_handler()
        connections.discard(one)


def allow_connections() -> int:
    """How many connections a process may hold, once it may open as many files as the system lets
    it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return max(64, (MOST_FILES if soft == resource.RLIM_INFINITY else soft) - RESERVED_FILES)


def watched(*, most_connections: int) -> type[WatchedProtocol]:
    """The protocol of a server that may hold so many connections."""

    class _Watched(WatchedProtocol):
        limits = ConnectionLimits(most_connections=most_connections)

    return _Watched


def _refusal(status: HTTPStatus, detail: str) -> bytes:
    content = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
    }
    body = json.dumps(content).encode()
    headers = {
        **SECURITY_HEADERS,
        "content-type": "application/problem+json",
        "content-length": str(len(body)),
        "connection": "close",
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {int(status)} {status.phrase}\r\n{head}\r\n".encode() + body
