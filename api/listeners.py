"""Streams that end when their listener goes: so many in one worker, and of one caller fewer.

Each holds a connection, and costs its share of every look. One who opens them and never reads, by
mistake or not, must leave room for those who do.
"""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.access.authorise import caller_of
from api.problems import ProblemResponse, problem

MOST = 200
"""``api/serve.py`` keeps more connections than these, so that others are answered."""
MOST_OF_ONE = 20
"""More than a person has windows; a helpdesk's program needs one and tells its agents itself."""
LISTEN_AGAIN_SECONDS = 10
_AGAIN = {"Retry-After": str(LISTEN_AGAIN_SECONDS)}
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Listeners:
    """Those of one worker. Used from its event loop alone."""

    def __init__(self, *, most: int = MOST, most_of_one: int = MOST_OF_ONE) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._of = Counter[str]()

    @property
    def count(self) -> int:
        """How many listen."""
        return self._of.total()

    def refusal(self, who: str) -> ProblemResponse | None:
        """Why one more of a caller's may not listen; None where it may."""
        if self._of[who] >= self._most_of_one:
            return problem(
                429,
                f"You listen {self._most_of_one} times already; close one, or pass on what it is "
                f"told.",
                code="too-many-listeners",
                headers=_AGAIN,
            )
        if self.count >= self._most:
            return problem(
                503,
                "As many listen as this server keeps; ask again later, or list what there is.",
                code="overloaded",
                headers=_AGAIN,
            )
        return None

    @contextmanager
    def one_more(self, who: str) -> Iterator[None]:
        """Counted for as long as it listens."""
        self._of[who] += 1
        try:
            yield
        finally:
            self._of[who] -= 1
            if self._of[who] <= 0:
                del self._of[who]


class ListenedStream(StreamingResponse):
    """Events for one listener, where there is room for one; else a problem document."""

    media_type = "text/event-stream"

    def __init__(self, events: Callable[[], AsyncIterator[str]], *, listeners: Listeners) -> None:
        """``events`` begins the stream, and is called where there is room alone."""
        super().__init__(iter(()), headers=_HEADERS)
        self._events = events
        self._listeners = listeners

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # here, not where the route is asked: nothing else happens between the look and the count
        who = caller_of(scope).actor
        refusal = self._listeners.refusal(who)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        with self._listeners.one_more(who):
            self.body_iterator = self._events()
            await super().__call__(scope, receive, send)
