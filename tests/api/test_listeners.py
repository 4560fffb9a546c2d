"""Who may listen to streams that never end, and who has to wait."""

import json
from collections.abc import AsyncIterator
from typing import Any

import anyio
import pytest
from starlette.types import Message

from api.access.caller import Caller
from api.access.identify import CALLER
from api.listeners import LISTEN_AGAIN_SECONDS, ListenedStream, Listeners


class Asked:
    """One caller's request for a stream, and what came of it."""

    def __init__(self, who: str) -> None:
        caller = Caller(kind="person", name=who, id=who)
        self.scope: dict[str, Any] = {"type": "http", "asgi": {"spec_version": "2.4"}}
        self.scope[CALLER] = caller
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""

    async def receive(self) -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        self.body += message.get("body", b"")


def told(
    callers: list[str], *, most: int, most_of_one: int, fails: bool = False
) -> tuple[list[Asked], Listeners, int]:
    """What each was told while all of them listen; and how many listened at once."""
    listeners = Listeners(most=most, most_of_one=most_of_one)
    asked = [Asked(who) for who in callers]
    counts: list[int] = []

    async def run() -> None:
        over = anyio.Event()

        async def events() -> AsyncIterator[str]:
            yield ": still here\n\n"
            await over.wait()
            if fails:
                raise RuntimeError

        async def one(request: Asked) -> None:
            stream = ListenedStream(events, listeners=listeners)
            try:
                await stream(request.scope, request.receive, request.send)
            except RuntimeError:
                return

        async with anyio.create_task_group() as group:
            for request in asked:
                group.start_soon(one, request)
            await anyio.wait_all_tasks_blocked()
            counts.append(listeners.count)
            over.set()

    anyio.run(run)
    return asked, listeners, counts[0]


def test_one_caller_leaves_room_to_others() -> None:
    asked, _, count = told(["li"] * 5 + ["bo"] * 2, most=10, most_of_one=3)
    assert [one.status for one in asked] == [200] * 3 + [429] * 2 + [200] * 2
    assert count == 5
    assert json.loads(asked[4].body)["type"] == "urn:tradewind:problem:too-many-listeners"
    assert asked[4].headers[b"retry-after"] == str(LISTEN_AGAIN_SECONDS).encode()


def test_all_together_are_no_more_than_a_worker_keeps() -> None:
    asked, _, count = told([f"agent {number}" for number in range(6)], most=4, most_of_one=3)
    assert [one.status for one in asked] == [200] * 4 + [503] * 2
    assert count == 4
    assert asked[-1].headers[b"retry-after"] == str(LISTEN_AGAIN_SECONDS).encode()


@pytest.mark.parametrize("fails", [False, True])
def test_who_goes_leaves_their_place(fails: bool) -> None:
    _, listeners, count = told(["li"] * 3, most=4, most_of_one=3, fails=fails)
    assert count == 3
    assert listeners.count == 0
    assert listeners.refusal("person:li") is None
