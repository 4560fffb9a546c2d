"""Whether a remote service is asked at all: not while it keeps failing.

Closed, every call goes through. After some failures in a row it opens, and nobody waits for a
service that is down. After a while one call is let through as a probe: its success closes the
circuit, its failure opens it again (Nygard, "Release It!", 2007: circuit breaker).

It is kept in memory that processes share: what one of them found out holds for all. Two that report
in the same microsecond report one failure.
"""

import mmap
import struct
import threading
import time
from collections.abc import Callable
from typing import Literal

CircuitState = Literal["closed", "open", "half_open"]
LONGEST_PROBE_SECONDS = 120.0
"""No call is given more: of a probe that takes longer nobody will tell, its process is gone."""
_FAILURES, _AT = struct.Struct("=q"), struct.Struct("=d")
_OPENED_AT, _PROBED_UNTIL = 8, 16
"""Places in the memory, after the number of failures."""


class Circuit:
    """One service's. Safe for many threads; every admitted call has to report how it ended.

    Made before processes are forked, it is theirs together; the clock has to be theirs too.
    """

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
        self._memory = mmap.mmap(-1, 24)

    @property
    def state(self) -> CircuitState:
        """As the next call would find it."""
        with self._lock:
            return self._state()

    def admits(self) -> bool:
        """Whether a call may be made now; of a half-open circuit only the first who asks."""
        with self._lock:
            state = self._state()
            if state == "half_open" and self._clock() >= self._time(_PROBED_UNTIL):
                self._keep(_PROBED_UNTIL, self._clock() + LONGEST_PROBE_SECONDS)
                return True
            return state == "closed"

    def succeeded(self) -> None:
        """The service answered, if only to say that it will not do this."""
        with self._lock:
            _FAILURES.pack_into(self._memory, 0, 0)
            self._keep(_PROBED_UNTIL, 0.0)

    def failed(self) -> None:
        """The service did not answer, or not in time."""
        with self._lock:
            failures = self._failures() + 1
            if failures >= self._failures_to_open:
                # before the count: whoever looks meanwhile finds it closed, and never half open
                self._keep(_OPENED_AT, self._clock())
            _FAILURES.pack_into(self._memory, 0, failures)
            self._keep(_PROBED_UNTIL, 0.0)

    def _state(self) -> CircuitState:
        if self._failures() < self._failures_to_open:
            return "closed"
        is_open = self._clock() - self._time(_OPENED_AT) < self._open_seconds
        return "open" if is_open else "half_open"

    def _failures(self) -> int:
        """In a row."""
        found: int = _FAILURES.unpack_from(self._memory)[0]
        return found

    def _time(self, place: int) -> float:
        found: float = _AT.unpack_from(self._memory, place)[0]
        return found

    def _keep(self, place: int, at: float) -> None:
        _AT.pack_into(self._memory, place, at)
