"""A response of Server-Sent Events whose work runs in a thread, and is done whoever listens.

A client that goes away ends nothing: what was begun is finished and kept, only nobody reads it.
What goes wrong before the first event is a response with a status of its own, as without a stream;
what goes wrong afterwards is the last event.
"""

import math
from collections.abc import Callable
from contextlib import suppress

import anyio
import anyio.from_thread
import anyio.to_thread
from anyio.streams.memory import MemoryObjectReceiveStream
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

HEARTBEAT_SECONDS = 10.0
"""Proxies close what is silent for longer, most of them after a minute."""
HEARTBEAT = ": still working\n\n"
HEADERS = {
    "Cache-Control": "no-store",
    # nginx and its kind gather a response before they pass it on, unless told not to
    "X-Accel-Buffering": "no",
}
FAILED = "tradewind.stream_failed"
"""Set in the scope of a request whose stream ended with an error: status 200 says nothing of it."""

Emit = Callable[[str], None]
"""Sends one event; from the thread that the work runs in."""


class EventStream(Response):
    """Sends events as the work emits them, and a comment where it is silent for ten seconds."""

    media_type = "text/event-stream"

    def __init__(
        self,
        work: Callable[[Emit], None],
        *,
        told: Callable[[Exception], str],
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        """``told`` gives the last event of work that failed."""
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._work = work
        self._told = told
        self._heartbeat_seconds = heartbeat_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The events; raises what the work raises before its first one."""
        sending, receiving = anyio.create_memory_object_stream[str](math.inf)
        failures: list[Exception] = []

        def emit(event: str) -> None:
            # a server that can send no more has closed its end; the work goes on
            with suppress(anyio.BrokenResourceError):
                anyio.from_thread.run_sync(sending.send_nowait, event)

        async def work() -> None:
            with sending:
                try:
                    await anyio.to_thread.run_sync(self._work, emit)
                except Exception as error:  # noqa: BLE001  told below, to whoever waits
                    failures.append(error)

        async with receiving, anyio.create_task_group() as group:
            group.start_soon(work)
            first = await self._next(receiving)
            if first:
                await self._begin(send)
                event = first
                while event:
                    await self._send(send, event)
                    event = await self._next(receiving)
        if failures and not first:
            raise failures[0]
        if not first:
            await self._begin(send)
        for failure in failures:
            scope[FAILED] = True
            await self._send(send, self._told(failure))
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _next(self, events: MemoryObjectReceiveStream[str]) -> str:
        """The next event, or a heartbeat where none comes in time; empty at the end."""
        with anyio.move_on_after(self._heartbeat_seconds):
            try:
                return await events.receive()
            except anyio.EndOfStream:
                return ""
        return HEARTBEAT

    async def _begin(self, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
        )

    @staticmethod
    async def _send(send: Send, event: str) -> None:
        await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
