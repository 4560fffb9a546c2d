"""Whether a remote service is asked at all: not while it keeps failing.

Closed, every call goes through. After some failures in a row it opens, and nobody waits for a
service that is down. After a while one call is let through as a probe: its success closes the
circuit, its failure opens it again (Nygard, "Release It!", 2007: circuit breaker).
"""

import threading
import time
from collections.abc import Callable
from typing import Literal

CircuitState = Literal["closed", "open", "half_open"]


class Circuit:
    """One service's. Safe for many threads; every admitted call has to report how it ended."""

    def __init__(
        self,
        *,
        failures_to_open: int,
        open_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._failures_to_open = failures_to_open
        self._open_seconds = open_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._opened_at = 0.0
        self._probing = False

    @property
    def state(self) -> CircuitState:
        """As the next call would find it."""
        with self._lock:
            return self._state()

    def admits(self) -> bool:
        """Whether a call may be made now; of a half-open circuit only the first who asks."""
        with self._lock:
            state = self._state()
            if state == "half_open" and not self._probing:
                self._probing = True
                return True
            return state == "closed"

    def succeeded(self) -> None:
        """The service answered, if only to say that it will not do this."""
        with self._lock:
            self._failures = 0
            self._probing = False

    def failed(self) -> None:
        """The service did not answer, or not in time."""
        with self._lock:
            self._failures += 1
            self._probing = False
            if self._failures >= self._failures_to_open:
                self._opened_at = self._clock()

    def _state(self) -> CircuitState:
        if self._failures < self._failures_to_open:
            return "closed"
        return "open" if self._clock() - self._opened_at < self._open_seconds else "half_open"
