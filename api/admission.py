"""Who is answered now, who waits, and who is told to come back: the queue before one worker's work.

Only so many are answered at once, for more at once are none sooner. Those who wait are let in by
urgency, and among equals each caller in turn: who sends much does not keep others waiting. What is
urgent always waits for its turn; of the rest, beyond a bounded number somebody is sent away at
once, and that is the caller with most in the queue.
"""

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import IntEnum
from typing import Literal

WEIGHT_OF_LATEST = 0.1
"""In the running mean of how long an answer takes."""
FIRST_GUESS_SECONDS = 0.1
MOST_RETRY_SECONDS = 60
MOST_WAIT_SECONDS = 10.0
"""Then somebody is sent away after all, where what is more urgent takes every turn."""
Why = Literal["busy", "share"]


class Urgency(IntEnum):
    """Who is let in first."""

    HANDOFF = 0
    """What may need a person. It is never sent away."""
    STAFF = 1
    ORDINARY = 2
    BATCH = 3


class SentAway(Exception):
    """There is no room. ``share``: others have to be let in before this caller."""

    def __init__(self, why: Why, retry_after_seconds: int) -> None:
        super().__init__(why)
        self.why: Why = why
        self.retry_after_seconds = retry_after_seconds


class _Waiting:
    """One who waits, and how they hear what becomes of it."""

    def __init__(self, who: str) -> None:
        self.who = who
        self.heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class Admission:
    """Of one worker, used on its event loop."""

    def __init__(
        self, *, at_once: int, most_waiting: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._at_once = at_once
        self._most_waiting = most_waiting
        self._now = now
        self.answering = 0
        self._mean_seconds = FIRST_GUESS_SECONDS
        self._queues: dict[Urgency, dict[str, deque[_Waiting]]] = {one: {} for one in Urgency}

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(len(queue) for of in self._queues.values() for queue in of.values())

    def has_room(self, urgency: Urgency) -> bool:
        """Whether somebody of this urgency would not be sent away."""
        return (
            urgency is Urgency.HANDOFF
            or self.answering < self._at_once
            or self._waiting_of(urgency) < self._most_waiting
        )

    @asynccontextmanager
    async def entered(self, who: str, urgency: Urgency) -> AsyncIterator[None]:
        """Inside, it is this caller's turn. Raises ``SentAway``."""
        await self._enter(who, urgency)
        began = self._now()
        try:
            yield
        finally:
            took = self._now() - began
            self._mean_seconds += WEIGHT_OF_LATEST * (took - self._mean_seconds)
            self._leave()

    async def _enter(self, who: str, urgency: Urgency) -> None:
        if self.answering < self._at_once:
            # whoever waits was let in when somebody left
            self.answering += 1
            return
        if not self.has_room(urgency):
            self._make_room(who, urgency)
        one = _Waiting(who)
        self._queues[urgency].setdefault(who, deque()).append(one)
        patience = None if urgency is Urgency.HANDOFF else MOST_WAIT_SECONDS
        try:
            async with asyncio.timeout(patience):
                await self._turn_of(one, urgency)
        except TimeoutError:
            # whoever asked has hardly waited for it
            raise self._sent_away("busy") from None

    async def _turn_of(self, one: _Waiting, urgency: Urgency) -> None:
        try:
            await one.heard
        except asyncio.CancelledError:
            if one.heard.done() and not one.heard.cancelled() and one.heard.exception() is None:
                self._leave()  # it was this one's turn, and it went away
            else:
                self._forget(one, urgency)
            raise

    def _leave(self) -> None:
        """Whoever is next takes the turn of whoever left."""
        while (one := self._next()) is not None:
            if not one.heard.done():
                one.heard.set_result(None)
                return
        self.answering -= 1

    def _next(self) -> _Waiting | None:
        for of in self._queues.values():
            for who, queue in of.items():
                one = queue.popleft()
                # to the end of the round
                del of[who]
                if queue:
                    of[who] = queue
                return one
        return None

    def _make_room(self, who: str, urgency: Urgency) -> None:
        """Sends somebody away; raises ``SentAway`` where that is the newcomer."""
        of = self._queues[urgency]
        most = max(of, key=lambda one: len(of[one]))
        own = len(of.get(who, ()))
        if own + 1 >= len(of[most]):
            has_more = own * len(of) > self._waiting_of(urgency)
            raise self._sent_away("share" if has_more else "busy")
        last = of[most][-1]
        self._forget(last, urgency)
        if not last.heard.done():
            last.heard.set_exception(self._sent_away("share"))

    def _forget(self, one: _Waiting, urgency: Urgency) -> None:
        of = self._queues[urgency]
        queue = of.get(one.who)
        if queue is not None and one in queue:
            queue.remove(one)
            if not queue:
                del of[one.who]

    def _waiting_of(self, urgency: Urgency) -> int:
        return sum(len(queue) for queue in self._queues[urgency].values())

    def _sent_away(self, why: Why) -> SentAway:
        seconds = (self.waiting + 1) * self._mean_seconds / self._at_once
        return SentAway(why, min(MOST_RETRY_SECONDS, max(1, math.ceil(seconds))))
