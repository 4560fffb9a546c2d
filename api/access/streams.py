"""A stream of events goes to whoever may still have it, and ends with their key, session or role.

Rights are looked at when a request comes; a stream comes once and lasts for hours. So who sent for
it is asked again meanwhile, by the same headers, whatever they say they accept.
"""

import time

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.authorise import caller_of
from api.access.caller import Caller
from api.access.identify import Access
from ingest.errors import KbError

STREAM = "text/event-stream"
LOOK_SECONDS = 10.0
"""How often it is asked; a silent stream at its next sign of life."""


class Streams:
    """ASGI middleware behind ``Identify``."""

    def __init__(self, app: ASGIApp, *, access: Access, look_seconds: float = LOOK_SECONDS) -> None:
        self._app = app
        self._access = access
        self._look_seconds = look_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller = caller_of(scope)
        if scope["type"] != "http" or not caller.is_known:
            await self._app(scope, receive, send)
            return
        stream = _Stream(
            send,
            access=self._access,
            caller=caller,
            headers=Headers(scope=scope),
            look_seconds=self._look_seconds,
        )
        await self._app(scope, receive, stream.send)


class _Stream:
    """Sends on until the caller is another one than began it."""

    def __init__(
        self,
        send: Send,
        *,
        access: Access,
        caller: Caller,
        headers: Headers,
        look_seconds: float,
    ) -> None:
        self._send = send
        self._access = access
        self._caller = caller
        self._headers = headers
        self._look_seconds = look_seconds
        self._looked_at = time.monotonic()
        self._is_stream = False
        self._is_over = False

    async def send(self, message: Message) -> None:
        """The next part; the last one where they may have no more, and nothing after it."""
        if self._is_over:
            # whoever streams hears from the server that nobody listens any more
            return
        if message["type"] == "http.response.start":
            given = Headers(raw=message["headers"]).get("content-type", "")
            self._is_stream = given.startswith(STREAM)
        elif self._is_stream and time.monotonic() - self._looked_at >= self._look_seconds:
            self._looked_at = time.monotonic()
            if not await run_in_threadpool(self._goes_on):
                self._is_over = True
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
                return
        await self._send(message)

    def _goes_on(self) -> bool:
        try:
            now = self._access.caller(self._headers)
        except KbError:  # it cannot be looked up now: the next look tells
            return True
        return now is not None and (now.kind, now.id, now.scopes) == (
            self._caller.kind,
            self._caller.id,
            self._caller.scopes,
        )
