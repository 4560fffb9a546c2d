"""Who sends slowly keeps nobody from being answered."""

import asyncio
from typing import Any

from api.access.caller import CHATBOT
from api.access.identify import CALLER
from api.admission import Admission
from api.shedding import Shedding


def test_a_body_is_read_before_its_sender_takes_a_turn() -> None:
    asyncio.run(_slow_sender())


async def _slow_sender() -> None:
    admission = Admission(at_once=1, most_waiting=4)
    answered: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        message = await receive()
        body = message["body"]
        while message.get("more_body"):
            message = await receive()
            body += message["body"]
        answered.append(body.decode())

    shedding = Shedding(
        application, admission=admission, is_urgent=lambda body, visit, caller: False
    )
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/answers",
        "headers": [],
        CALLER: CHATBOT,
    }
    rest = asyncio.Event()

    async def slow() -> Any:
        if not parts:
            await rest.wait()
            return {"type": "http.request", "body": b"slow", "more_body": False}
        return parts.pop()

    async def quick() -> Any:
        return {"type": "http.request", "body": b"quick", "more_body": False}

    async def send(message: Any) -> None:
        raise AssertionError(message)

    parts = [{"type": "http.request", "body": b"very ", "more_body": True}]
    slow_one = asyncio.create_task(shedding(scope, slow, send))
    await asyncio.sleep(0)
    await asyncio.wait_for(shedding(scope, quick, send), 5)
    assert answered == ["quick"]
    rest.set()
    await asyncio.wait_for(slow_one, 5)
    assert answered == ["quick", "very slow"]
