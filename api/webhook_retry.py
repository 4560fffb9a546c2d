"""What a target's answer means: delivered, to be tried again and when, or never."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

BACK_OFF_SECONDS = (5.0, 30.0, 120.0, 600.0, 3_600.0, 21_600.0, 86_400.0)
"""After the first, second … failure; after as many and one more a message is dead (31 hours)."""
JITTER = 0.2
"""Share of a pause by which it is longer or shorter: targets do not get everything at once."""
RETRY_AFTER_SECONDS = (1.0, 3_600.0)
"""Bounds within which a target says itself when; one that is mended is not left alone for days."""
SAYS_WHEN = frozenset({429, 503})
NO_FAULT = frozenset({400, 413, 422})
"""Of one message alone: the target works."""

Outcome = Literal["delivered", "again", "dead", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came back from one try."""

    status: int | None = None
    problem: str = ""
    """Where no answer came, why: in words of ours, for the target's may repeat anything."""
    retry_after_seconds: float | None = None
    took_ms: int = 0

    @property
    def text(self) -> str:
        """In a few words."""
        return self.problem or f"answers with {self.status}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What to do about it."""

    outcome: Outcome
    wait_seconds: float = 0.0
    pause_seconds: float = 0.0
    """For which nothing else goes there either."""
    counts_as_failure: bool = False
    """Of the target, not of this message."""


def judge_answer(
    answered: Answered,
    *,
    attempts: int,
    jitter: Callable[[], float],
    back_off: tuple[float, ...] = BACK_OFF_SECONDS,
) -> Judged:
    """What follows from the answer to try number ``attempts``; ``jitter`` gives 0 to 1."""
    status = answered.status or 0
    if 200 <= status < 300:
        return Judged(outcome="delivered")
    if status == 410:
        return Judged(outcome="gone")
    failed = status not in NO_FAULT
    if attempts > len(back_off):
        return Judged(outcome="dead", counts_as_failure=failed)
    pause = 0.0
    if status in SAYS_WHEN and answered.retry_after_seconds is not None:
        shortest, longest = RETRY_AFTER_SECONDS
        pause = min(longest, max(shortest, answered.retry_after_seconds))
    wait = back_off[attempts - 1] * (1 + JITTER * (2 * jitter() - 1))
    return Judged(
        outcome="again",
        # a target that says "in a second" eight times must not use up a message's tries
        wait_seconds=max(wait, pause),
        pause_seconds=pause,
        counts_as_failure=failed,
    )
