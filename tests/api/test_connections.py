"""Connections that wait: none holds up the others, and each is ended in its time."""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import uvicorn

from api.connections import ConnectionLimits, WatchedProtocol, allow_connections
from api.guard import SECURITY_HEADERS

QUICK = ConnectionLimits(
    idle_seconds=0.8,
    head_seconds=0.4,
    body_seconds=0.6,
    body_bytes_per_second=1_000.0,
    stopped_body_seconds=0.4,
    reader_seconds=0.5,
    look_seconds=0.05,
    most_connections=30,
    most_requests=6,
)
WAIT_SECONDS = 10.0
"""What ends, ends long before; a test that has to wait so long has failed."""
ENDLESS = threading.Event()
"""Set when the endless answer has been told that nobody reads it."""


class Quick(WatchedProtocol):
    limits = QUICK


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answers with the length of the body; ``/endless`` answers without end, ``/waits`` late."""
    if scope["type"] != "http":
        return
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = str(length).encode()
    headers = [(b"x-app", b"yes")]
    if scope["path"] == "/":
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if scope["path"] == "/endless":
        for _ in range(100_000):
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
            if (await _disconnected(receive)) or ENDLESS.is_set():
                break
        ENDLESS.set()
        return
    if scope["path"] == "/waits":
        await receive()  # until the client goes
    await send({"type": "http.response.body", "body": body})


async def _disconnected(receive: Any) -> bool:
    try:
        async with asyncio.timeout(0.001):
            return bool((await receive())["type"] == "http.disconnect")
    except TimeoutError:
        return False


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        server = uvicorn.Server(
            uvicorn.Config(
                application, log_config=None, access_log=False, server_header=False, http=Quick
            )
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        deadline = time.monotonic() + WAIT_SECONDS
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        server.force_exit = True
        thread.join(WAIT_SECONDS)


@contextlib.contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=WAIT_SECONDS) as made:
        yield made


def rest_of(one: socket.socket) -> bytes:
    """Everything until the server ends the connection."""
    found = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while piece := one.recv(65_536):
            found += piece
    return bytes(found)


def ask(port: int, body: bytes = b"") -> bytes:
    with connected(port) as one:
        head = f"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {len(body)}"
        one.sendall(f"{head}\r\n\r\n".encode() + body)
        return rest_of(one)


def problem_in(response: bytes) -> dict[str, Any]:
    """The problem document, after a look at its headers."""
    head, _, body = response.partition(b"\r\n\r\n")
    lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
    headers = {name.lower(): value for name, value in lines}
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    assert SECURITY_HEADERS.items() <= headers.items()
    assert "server" not in headers
    found: dict[str, Any] = json.loads(body)
    return found


def test_an_answer_is_an_answer(port: int) -> None:
    assert ask(port, b"12345").endswith(b"5")


def test_who_says_nothing_is_ended_without_a_word(port: int) -> None:
    with connected(port) as one:
        assert rest_of(one) == b""


@pytest.mark.parametrize("drip", [b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\nX-A: "])
def test_a_head_that_trickles_is_ended(port: int, drip: bytes) -> None:
    with connected(port) as one:
        one.sendall(drip)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(200):
                one.sendall(b"x")
                time.sleep(0.01)
        found = problem_in(rest_of(one))
    assert found["status"] == 408
    assert "head" in found["detail"]


@pytest.mark.parametrize("pieces", [0, 100])
def test_a_body_that_stops_or_trickles_is_ended(port: int, pieces: int) -> None:
    with connected(port) as one:
        one.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(pieces):
                one.sendall(b"x")
                time.sleep(0.02)
        found = problem_in(rest_of(one))
    assert found["status"] == 408
    assert "body" in found["detail"]


def test_a_long_body_has_the_time_that_it_earns(port: int) -> None:
    with connected(port) as one:
        one.sendall(
            b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 8000\r\n\r\n"
        )
        for _ in range(8):
            one.sendall(b"x" * 1_000)
            time.sleep(0.15)
        assert rest_of(one).endswith(b"8000")


def test_an_answer_that_nobody_takes_is_given_up(port: int) -> None:
    ENDLESS.clear()
    with connected(port) as one:
        one.sendall(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
        assert ENDLESS.wait(WAIT_SECONDS), "the application was never told"
        assert ask(port).endswith(b"0")


def test_who_waits_for_an_answer_is_not_ended(port: int) -> None:
    with connected(port) as one:
        one.sendall(b"GET /waits HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(1.5)
        one.settimeout(0.05)
        head = one.recv(4_096)
        assert b"x-app: yes" in head
        with pytest.raises(TimeoutError):
            one.recv(1)


def test_one_connection_serves_many_requests(port: int) -> None:
    with connected(port) as one:
        for number in range(5):
            one.sendall(
                b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % number + b"x" * number
            )
            found = b""
            while b"\r\n\r\n" not in found or found.endswith(b"\r\n\r\n"):
                found += one.recv(4_096)
            assert found.endswith(b"\r\n\r\n%d" % number)
            time.sleep(0.1)


def test_requests_sent_ahead_are_answered_in_order(port: int) -> None:
    with connected(port) as one:
        for number in range(1, 5):
            closes = b"Connection: close\r\n" if number == 4 else b""
            head = b"POST / HTTP/1.1\r\nHost: a\r\n%sContent-Length: %d\r\n\r\n" % (closes, number)
            one.sendall(head + b"x" * number)
        parts = rest_of(one).split(b"\r\n\r\n")
    assert [part[:1] for part in parts[1:]] == [b"1", b"2", b"3", b"4"]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        (b"G\x00T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc", 400),
        (b"GET / HTTP/1.1\r\nX-A: " + b"a" * 70_000, 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGARBAGE\r\n\r\n", 0),
    ],
)
def test_what_is_no_http_is_told_so(port: int, sent: bytes, status: int) -> None:
    with connected(port) as one:
        one.sendall(sent)
        response = rest_of(one)
    if status:
        assert problem_in(response)["status"] == status
    assert b"Traceback" not in response
    assert ask(port).endswith(b"0")


def test_of_too_many_connections_the_longest_idle_go(port: int) -> None:
    with contextlib.ExitStack() as opened:
        idle = [opened.enter_context(connected(port)) for _ in range(3 * QUICK.most_connections)]
        assert ask(port, b"abc").endswith(b"3"), "idle connections keep nobody out"
        idle[0].settimeout(0.5)
        assert idle[0].recv(1) == b"", "it was idle for longest"


def test_requests_beyond_the_bound_are_refused_and_then_taken_again(port: int) -> None:
    with contextlib.ExitStack() as opened:
        for _ in range(QUICK.most_requests):
            one = opened.enter_context(connected(port))
            one.sendall(b"GET /waits HTTP/1.1\r\nHost: a\r\n\r\n")
            one.recv(4_096)
        assert b" 503 " in ask(port).split(b"\r\n")[0]
    deadline = time.monotonic() + WAIT_SECONDS
    while not ask(port).endswith(b"0"):
        assert time.monotonic() < deadline


def test_a_process_may_hold_as_many_connections_as_it_may_open_files() -> None:
    assert allow_connections() >= 64
    assert replace(QUICK, most_connections=allow_connections()).most_connections >= 64
