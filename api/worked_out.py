"""What takes seconds to work out: kept, and worked out anew behind the scenes once it is old."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from ingest.errors import DeskUnavailable, KbError

FIRST_WAIT_SECONDS = 25.0
"""How long the first who asks waits for it."""
GOOD_FOR_SECONDS = 600.0
"""Though nothing it is made from has changed: times go by, cases are resolved."""
REST = 4.0
"""Times that working it out took, before it is worked out again: a log that grows all day must not
keep a processor from answering."""
logger = logging.getLogger("tradewind")
Value = TypeVar("Value")


class WorkedOut(Generic[Value]):
    """One value of a server. Safe for many threads; one at a time works it out."""

    def __init__(
        self,
        name: str,
        *,
        key: Callable[[], str],
        work_out: Callable[[], Value],
        first_wait_seconds: float = FIRST_WAIT_SECONDS,
    ) -> None:
        """``key`` tells, at once, what the value would be made from; ``name`` is for messages."""
        self._first_wait_seconds = first_wait_seconds
        self._name = name
        self._key = key
        self._work_out = work_out
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._working: threading.Thread | None = None
        self._known: tuple[str, float, Value] | None = None
        self._error: KbError | None = None
        self._rests_until = 0.0

    def now(self) -> tuple[Value, bool]:
        """The value as last worked out, and whether it is current.

        An old one is given at once while a new one is made. Raises ``DeskUnavailable`` where the
        first is not ready yet, and what went wrong with it.
        """
        key = self._key()
        with self._lock:
            known = self._known
            if known and known[0] == key and time.monotonic() - known[1] < GOOD_FOR_SECONDS:
                return known[2], True
            if self._working is None and (known is None or time.monotonic() >= self._rests_until):
                self._done.clear()
                self._working = threading.Thread(
                    target=self._run, args=(key,), daemon=True, name=self._name
                )
                self._working.start()
        if known:
            return known[2], False
        self._done.wait(self._first_wait_seconds)
        with self._lock:
            if self._known:
                return self._known[2], self._known[0] == key
            if self._error:
                raise self._error
        raise DeskUnavailable(f"{self._name}: being worked out; ask again in half a minute")

    def _run(self, key: str) -> None:
        error: KbError | None = None
        started = time.monotonic()
        try:
            made = self._work_out()
            with self._lock:
                self._known = key, time.monotonic(), made
        except KbError as failed:
            error = failed
            logger.error("%s: %s", self._name, failed)
        except Exception:  # a thread's outermost edge: without it nobody would be told
            error = DeskUnavailable(f"{self._name}: could not be worked out; see the server's log")
            logger.exception("%s", self._name)
        finally:
            with self._lock:
                ended = time.monotonic()
                self._rests_until = ended + REST * (ended - started)
                self._error, self._working = error, None
            self._done.set()
