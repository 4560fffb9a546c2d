"""So many bytes of bodies are held in memory at once, over all connections of a worker.

Each body is bounded, and thousands of requests may be open: together they would not fit. A long one
is let in while there is room for it, before anything of it is read; one caller gets no more than a
quarter of the room. Short bodies are always let in. Of the long ones that find no room, those that
may ask for a person are read one after the other of each caller, and let in if they do. Documents
that editors send go to the disk as they come.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.authorise import caller_of
from api.admission import Urgency
from api.guard import is_upload
from api.problems import problem
from api.rate_limits import SHED
from api.shedding import ONLY_URGENT, urgency_of

SHORT_BYTES = 64 * 2**10
LEAST_ROOM_BYTES = 64 * 2**20
SHARES = 4
"""One caller gets one of so many."""
MOST_CALLERS = 16
"""Of whom one body is read beyond the room at a time."""
MOST_WAITING = 64
"""Of one caller, with nothing read yet of a body that says its length."""
RETRY_SECONDS = 2
ANYBODY = "anybody"
NO_ROOM = "Too much is being sent at once; nothing was kept, send it again in {seconds} seconds."


class Room:
    """What one worker may hold. Used from its event loop alone."""

    def __init__(self, *, room_bytes: int) -> None:
        self._room_bytes = room_bytes
        self._held = Counter[str]()

    @property
    def held_bytes(self) -> int:
        """What is held now, or has been promised room."""
        return self._held.total()

    def takes(self, who: str, count: int) -> bool:
        """Whether there was room for so many more of a caller's; now they are counted."""
        mine = self._held[who] + count
        if self.held_bytes + count > self._room_bytes or mine > self._room_bytes // SHARES:
            return False
        self._held[who] = mine
        return True

    def frees(self, who: str, count: int) -> None:
        """So many are held no more."""
        self._held[who] -= count
        if self._held[who] <= 0:
            del self._held[who]


class Beyond:
    """Whose turn it is to have a body read for which there is no room, one of each caller."""

    def __init__(self) -> None:
        self._turns: dict[str, asyncio.Lock] = {}
        self._waiting = Counter[str]()

    @asynccontextmanager
    async def turn(self, who: str) -> AsyncIterator[bool]:
        """Inside it is a caller's turn; False, at once, where too many wait already."""
        is_full = who not in self._turns and len(self._turns) >= MOST_CALLERS
        if is_full or self._waiting[who] >= MOST_WAITING:
            yield False
            return
        self._waiting[who] += 1
        try:
            async with self._turns.setdefault(who, asyncio.Lock()):
                yield True
        finally:
            self._waiting[who] -= 1
            if not self._waiting[who]:
                del self._waiting[who], self._turns[who]


class HeldBodies:
    """ASGI middleware inside of whoever tells who calls, around whoever reads bodies."""

    def __init__(self, app: ASGIApp, *, max_body_bytes: int) -> None:
        self._app = app
        self.room = Room(room_bytes=max(LEAST_ROOM_BYTES, SHARES * max_body_bytes))
        self._beyond = Beyond()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_upload(scope):
            await self._app(scope, receive, send)
            return
        who = _who(scope)
        async with AsyncExitStack() as turns:
            body = turns.enter_context(_held(self.room, who))

            async def may_be_looked_at() -> bool:
                """Whether it may ask for a person, and its turn to be read has come."""
                if urgency_of(scope) is not Urgency.ORDINARY:
                    return False
                scope[ONLY_URGENT] = await turns.enter_async_context(self._beyond.turn(who))
                return bool(scope[ONLY_URGENT])

            length = Headers(scope=scope).get("content-length", "")
            if not (body.promises(length) or await may_be_looked_at()):
                scope[SHED] = "bodies"
                await problem(
                    503, no_room(), code="overloaded", headers={"Retry-After": str(RETRY_SECONDS)}
                )(scope, receive, send)
                return

            async def counted() -> Message:
                message = await receive()
                if message["type"] != "http.request" or scope.get(ONLY_URGENT):
                    return message
                if not (body.comes(message.get("body", b"")) or await may_be_looked_at()):
                    scope[SHED] = "bodies"
                    raise HTTPException(503, no_room(), {"Retry-After": str(RETRY_SECONDS)})
                return message

            await self._app(scope, counted, send)


def no_room() -> str:
    """What whoever finds no room is told."""
    return NO_ROOM.format(seconds=RETRY_SECONDS)


class _Body:
    """One body: what has come of it, and what was counted."""

    def __init__(self, room: Room, who: str) -> None:
        self._room = room
        self._who = who
        self._come = 0
        self.counted = 0

    def promises(self, length: str) -> bool:
        """Whether there is room for a body that says its length; one that does not says nothing."""
        return not length.isdecimal() or self._counts(int(length))

    def comes(self, part: bytes) -> bool:
        """Whether there is room for what came."""
        self._come += len(part)
        return self._counts(self._come)

    def _counts(self, whole: int) -> bool:
        more = whole - self.counted
        if whole <= SHORT_BYTES or more <= 0:
            return True
        if not self._room.takes(self._who, more):
            return False
        self.counted += more
        return True


@contextmanager
def _held(room: Room, who: str) -> Iterator[_Body]:
    """A body for as long as its request is answered."""
    body = _Body(room, who)
    try:
        yield body
    finally:
        if body.counted:
            room.frees(who, body.counted)


def _who(scope: Scope) -> str:
    """Whose share it is: all whom nobody knows, and who hold a page's key, have one together,
    for they may come from as many addresses as they like."""
    caller = caller_of(scope)
    return ANYBODY if caller.is_public or not caller.is_known else caller.actor
