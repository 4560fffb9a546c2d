"""Opens thousands of connections to a server and does nothing with them; others are still answered.

    python -m scripts.check_connections --var DIR [--content DIR] [--connections 10000]

Starts ``tradewind serve`` over an indexed state, asks a question again and again, and looks at how
long that takes: alone; beside idle connections; beside heads and bodies that come byte by byte; and
beside readers that take nothing. Exits 1 when a question is not answered, or takes long.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from scripts.corpora import PROJECT

QUESTION = {"question": "What is the rated voltage of the XR-200A?", "market": "DE"}
ASKED = 25
START_SECONDS = 120.0
MOST_SECONDS = 5.0
"""For one question, whatever else is open."""
Opened = list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--var", type=Path, required=True)
    parser.add_argument("--content", type=Path, default=PROJECT / "kb_content")
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--slow", type=int, default=500)
    options = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < options.connections + 2 * options.slow + 100:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with _served(options.var, options.content) as (port, server):
        return asyncio.run(
            _check(port, server=server, connections=options.connections, slow=options.slow)
        )


@contextlib.contextmanager
def _served(var: Path, content: Path) -> Iterator[tuple[int, int]]:
    """A server on a free port, and its process, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    process = subprocess.Popen(
        [Path(sys.executable).parent / "tradewind", "serve", "--port", str(port)],
        env={
            **os.environ,
            "TRADEWIND_VAR_DIR": str(var),
            "TRADEWIND_CONTENT_DIR": str(content),
            "TRADEWIND_LIMITS__REQUESTS_PER_ADDRESS": "100000/minute",
            "OMP_NUM_THREADS": "1",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", port), 5) as one,
            ):
                one.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if b" 200 " in one.recv(100):
                    break
            time.sleep(0.3)
        else:
            raise SystemExit("the server does not start; run 'tradewind serve' to see why")
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _is_ready(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as one:
        one.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return b" 200 " in one.recv(100)
    return False


async def _check(port: int, *, server: int, connections: int, slow: int) -> int:
    fine = await _asked(port, f"alone ({_memory(server)} MiB)")
    idle = await _open(port, connections, b"")
    fine &= await _asked(port, f"beside {len(idle)} idle connections ({_memory(server)} MiB)")
    print(f"    of {connections} opened {_alive(idle)} are still open")
    for name, first, drip in (
        ("heads", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ", b"x"),
        (
            "bodies",
            b"POST /v1/answers HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 900000\r\n\r\n{",
            b" ",
        ),
    ):
        opened = await _open(port, slow, first)
        dripping = asyncio.create_task(_drip(opened, drip))
        fine &= await _asked(port, f"beside {len(opened)} {name} that come byte by byte")
        await asyncio.wait_for(_until(partial(_all_ended, opened)), 90)
        told = sum([b" 408 " in (await _rest(reader)) for reader, _ in opened])
        print(f"    all {len(opened)} were ended, {told} of them told that they are slow")
        dripping.cancel()
        _close(opened)
    readers = await _open(
        port, slow // 10, b"GET /widget.js HTTP/1.1\r\nHost: localhost\r\n\r\n" * 150, unread=True
    )
    fine &= await _asked(port, f"beside {len(readers)} readers that take nothing")
    _close(readers)
    _close(idle)
    fine &= await _asked(port, "alone again")
    return 0 if fine else 1


async def _open(port: int, count: int, first: bytes, *, unread: bool = False) -> Opened:
    """So many connections, each having sent this."""
    opened: Opened = []
    for start in range(0, count, 200):
        made = await asyncio.gather(
            *(_one(port, first, unread=unread) for _ in range(min(200, count - start)))
        )
        opened += [one for one in made if one is not None]
    return opened


async def _one(
    port: int, first: bytes, *, unread: bool
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(20):
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, limit=1_000 if unread else 2**16
            )
            writer.write(first)
            return reader, writer
    return None


async def _rest(reader: asyncio.StreamReader) -> bytes:
    with contextlib.suppress(OSError):
        return await reader.read(200)
    return b""


async def _drip(opened: Opened, drip: bytes) -> None:
    while True:
        for _, writer in opened:
            if not writer.is_closing():
                writer.write(drip)
        await asyncio.sleep(1)


async def _until(done: Callable[[], bool]) -> None:
    while not done():
        await asyncio.sleep(0.5)


def _alive(opened: Opened) -> int:
    return sum(not writer.is_closing() and not reader.at_eof() for reader, writer in opened)


def _all_ended(opened: Opened) -> bool:
    return all(writer.is_closing() or _has_ended(reader) for reader, writer in opened)


def _has_ended(reader: asyncio.StreamReader) -> bool:
    """Whether the server has closed its side, whatever of its words is not read yet."""
    return bool(getattr(reader, "_eof", False)) or reader.exception() is not None


def _close(opened: Opened) -> None:
    for _, writer in opened:
        writer.transport.abort()


async def _asked(port: int, beside: str) -> bool:
    """Asks again and again; prints how long it took and whether every question was answered."""
    took: list[float] = []
    answered = 0
    for _ in range(ASKED):
        started = time.perf_counter()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(MOST_SECONDS * 2):
                answered += await _ask(port)
        took.append(time.perf_counter() - started)
    took.sort()
    print(
        f"{beside}: {answered} of {ASKED} answered, median {_ms(took, 0.5)} ms, "
        f"95 % {_ms(took, 0.95)} ms, longest {_ms(took, 1.0)} ms",
        flush=True,
    )
    return answered == ASKED and took[-1] < MOST_SECONDS


async def _ask(port: int) -> bool:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = json.dumps(QUESTION).encode()
    head = (
        "POST /v1/answers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: "
        f"application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    response = await reader.read()
    writer.close()
    return response.startswith(b"HTTP/1.1 200 ") and b'"text"' in response


def _ms(took: Sequence[float], share: float) -> int:
    return round(1_000 * took[min(len(took) - 1, int(share * len(took)))])


def _memory(parent: int) -> int:
    """Memory of a process and those it started, each page counted once, in MiB."""
    total = 0
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            above = int((place / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])
            if parent in (above, int(place.name)):
                shared = (place / "smaps_rollup").read_text(encoding="ascii")
                total += int(re.findall(r"^Pss:\s+(\d+)", shared, re.MULTILINE)[0])
    return total // 1024


if __name__ == "__main__":
    sys.exit(main())
