"""Steps of cases as Server-Sent Events, to everybody who listens."""

import time
from collections.abc import AsyncIterator, Callable
from functools import partial

import anyio
import anyio.to_thread

from answer.desk.case import CaseEvent
from answer.desk.case_store import CaseStore
from api.desk_schemas import event_out
from ingest.errors import KbError

LOOK_SECONDS = 0.5
KEEP_ALIVE_SECONDS = 15.0
EVENTS_AT_ONCE = 200


class CaseEvents:
    """Who listens to the desk of one server. All of them together ask the file twice a second."""

    def __init__(self) -> None:
        self._is_closed = False
        self._is_looking = False
        self._looked_at = float("-inf")
        self._newest = 0

    def close(self) -> None:
        """Ends every stream within a moment: a server that stops waits for what is under way."""
        self._is_closed = True

    async def stream(self, cases: CaseStore, *, after: int) -> AsyncIterator[str]:
        """Every step after an event, as it is taken, until the listener or the server goes.

        Asynchronous, unlike everything else: a listener that only waits must not hold a thread.
        """
        silent_seconds = KEEP_ALIVE_SECONDS
        try:
            while not self._is_closed:
                found: tuple[CaseEvent, ...] = ()
                if await self._newest_of(cases.last_event_id) > after:
                    look = partial(cases.events, after_id=after, limit=EVENTS_AT_ONCE)
                    found = await anyio.to_thread.run_sync(look)
                for event in found:
                    after = event.id
                    data = event_out(event).model_dump_json()
                    yield f"id: {event.id}\nevent: case\ndata: {data}\n\n"
                silent_seconds = 0.0 if found else silent_seconds + LOOK_SECONDS
                if silent_seconds >= KEEP_ALIVE_SECONDS:
                    silent_seconds = 0.0
                    yield ": still here\n\n"
                if len(found) < EVENTS_AT_ONCE:
                    await anyio.sleep(LOOK_SECONDS)
        except KbError:  # the listener asks again by itself
            return

    async def _newest_of(self, last_event_id: Callable[[], int]) -> int:
        """The last event as somebody saw it a moment ago: one listener looks for all."""
        is_old = time.monotonic() - self._looked_at >= LOOK_SECONDS / 2
        if is_old and not self._is_looking:
            self._is_looking = True
            try:
                self._newest = await anyio.to_thread.run_sync(last_event_id)
                self._looked_at = time.monotonic()
            finally:
                self._is_looking = False
        return self._newest
