"""How often somebody may ask: one count for all processes of a server, in memory they share.

The generic cell rate algorithm (ITU-T I.371): of everybody one number is kept, the time at which
they have their whole allowance again. It grows by one request's share with each request; who would
move it further than a whole period into the future has asked too often. An allowance is full at
first, refills steadily, and nothing happens at the borders of periods.

Two processes that count the same caller in the same microsecond count one request for two.
"""

import hashlib
import math
import mmap
import re
import secrets
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

PLACES = 2**16
"""Callers that are remembered; one megabyte."""
TRIED_PLACES = 8
"""A caller is in one of so many; where all are taken, who has most left is forgotten."""
_SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
_ALLOWANCE = re.compile(
    r"\s*(?P<requests>[0-9]{1,9})\s*(?:/|\sper\s)\s*(?:(?P<periods>[0-9]{1,6})\s*)?"
    r"(?P<unit>second|minute|hour|day)s?\s*",
    re.IGNORECASE,
)
_ENTRY = struct.Struct("=Qd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """So many requests in so many seconds."""

    requests: int
    seconds: int

    @property
    def share(self) -> float:
        """The seconds that one request takes of it."""
        return self.seconds / self.requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What somebody has left after a request, or lacked for it."""

    is_allowed: bool
    requests: int
    full_after_seconds: int
    retry_after_seconds: int = 0


def allowance_of(text: str) -> Allowance:
    """``600/minute``, ``10 per 2 seconds`` …; raises ``ValueError``."""
    found = _ALLOWANCE.fullmatch(text)
    if found is None:
        raise ValueError(
            f"{text!r} is no allowance; write it as 600/minute, or 10 per 2 seconds "
            f"({', '.join(_SECONDS)})"
        )
    requests, periods = int(found["requests"]), int(found["periods"] or 1)
    if not requests or not periods:
        raise ValueError(f"{text!r} allows nothing; give numbers above 0")
    return Allowance(requests=requests, seconds=periods * _SECONDS[found["unit"].lower()])


class Allowances:
    """Who has how much left. Made before processes are forked, it is theirs together."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._memory = mmap.mmap(-1, PLACES * _ENTRY.size)
        # nobody can find out whose place another has
        self._secret = secrets.token_bytes(16)
        self._now = now

    def take(self, who: str, allowance: Allowance) -> Left:
        """Counts a request of somebody, unless they have asked too often."""
        return self._counted(who, allowance, takes=True)

    def look(self, who: str, allowance: Allowance) -> Left:
        """Whether somebody could ask now; counts nothing."""
        return self._counted(who, allowance, takes=False)

    def owe(self, who: str, allowance: Allowance, units: int) -> Left:
        """Counts what a request that was allowed turned out to cost beside the one it counted as.

        More than is left is owed, and has to come back before the next request; never more than a
        whole allowance is owed.
        """
        now = self._now()
        mark = self._mark(who)
        place, full_at = self._found(mark, now)
        most = max(full_at, now + 2 * allowance.seconds)
        full_at = min(max(full_at, now) + units * allowance.share, most)
        _ENTRY.pack_into(self._memory, place * _ENTRY.size, mark, full_at)
        return self.look(who, allowance)

    def _counted(self, who: str, allowance: Allowance, *, takes: bool) -> Left:
        now = self._now()
        mark = self._mark(who)
        place, full_at = self._found(mark, now)
        after = max(full_at, now) + allowance.share
        is_allowed = after - now <= allowance.seconds + 1e-9
        if is_allowed and takes:
            full_at = after
            _ENTRY.pack_into(self._memory, place * _ENTRY.size, mark, full_at)
        owed = max(0.0, full_at - now)
        return Left(
            is_allowed=is_allowed,
            requests=max(0, int((allowance.seconds - owed) / allowance.share + 1e-9)),
            full_after_seconds=math.ceil(owed),
            retry_after_seconds=(
                0 if is_allowed else max(1, math.ceil(after - now - allowance.seconds))
            ),
        )

    def _mark(self, who: str) -> int:
        digest = hashlib.blake2b(who.encode(), key=self._secret, digest_size=8).digest()
        return int.from_bytes(digest) or 1

    def _found(self, mark: int, now: float) -> tuple[int, float]:
        """The place that is a caller's, and when their allowance is full; or one they may have."""
        places = [(mark + one) % PLACES for one in range(TRIED_PLACES)]
        best, soonest = places[0], math.inf
        for place in places:
            held, full_at = _ENTRY.unpack_from(self._memory, place * _ENTRY.size)
            if held == mark:
                return place, full_at
            if full_at < soonest:
                best, soonest = place, full_at
        return best, now
