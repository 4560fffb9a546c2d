"""A request's body on its way to the disk: never whole in memory, never waited for too long."""

import contextlib
from collections.abc import AsyncIterator
from functools import partial

import anyio
import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from ingest.incoming import Incoming

AT_ONCE = 8
"""Uploads that one server takes at the same time."""
IDLE_SECONDS = 30.0
"""Without a byte from the client."""
STEP_BYTES = 2**20


class Uploads:
    """One server's. Used from its event loop alone."""

    def __init__(self, *, idle_seconds: float = IDLE_SECONDS, at_once: int = AT_ONCE) -> None:
        self._idle_seconds = idle_seconds
        self._free = at_once

    @contextlib.asynccontextmanager
    async def one_more(self) -> AsyncIterator[None]:
        """Refused with 503 where too many are under way."""
        if self._free < 1:
            raise HTTPException(
                503, "Too many uploads are under way; try again.", headers={"Retry-After": "5"}
            )
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1

    async def receive(self, request: Request, incoming: Incoming) -> None:
        """Writes the body as it comes; raises as ``Incoming.write`` does.

        A client that goes silent is refused with 408, one that goes away is left.
        """
        stream = aiter(request.stream())
        waiting = bytearray()
        try:
            while True:
                with anyio.fail_after(self._idle_seconds):
                    step = await anext(stream, None)
                if step is None:
                    break
                waiting += step
                if len(waiting) >= STEP_BYTES:
                    await anyio.to_thread.run_sync(partial(incoming.write, bytes(waiting)))
                    waiting.clear()
            if waiting:
                await anyio.to_thread.run_sync(partial(incoming.write, bytes(waiting)))
        except TimeoutError as error:
            raise HTTPException(
                408,
                f"Nothing came for {self._idle_seconds:.0f} s; send the file again.",
                headers={"Connection": "close"},
            ) from error
        except ClientDisconnect as error:
            raise HTTPException(400, "The body ended early; send the file again.") from error
