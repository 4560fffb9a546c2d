"""How many seconds a stage of a build still takes, from how fast it went so far."""

from collections.abc import Callable

from index.build_progress import BuildProgress, Stage

LEAST_SECONDS = 1.0
"""A stage that is younger says nothing of its speed."""
WINDOW_SECONDS = 20.0
"""Looked back at: files and texts differ in size, so the last ones tell more than the first."""


class TimeLeft:
    """Follows one build; the stages differ too much to tell the time of one from another's."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._stage: Stage | None = None
        self._marks: list[tuple[float, int]] = []

    def after(self, progress: BuildProgress) -> int | None:
        """Whole seconds until the stage ends; None while nothing can be said."""
        moment = self._now()
        if progress.stage != self._stage:
            self._stage, self._marks = progress.stage, [(moment, progress.done)]
            return None
        self._marks.append((moment, progress.done))
        while len(self._marks) > 2 and moment - self._marks[1][0] > WINDOW_SECONDS:
            del self._marks[0]
        began, done_then = self._marks[0]
        seconds, done = moment - began, progress.done - done_then
        if seconds < LEAST_SECONDS or done <= 0:
            return None
        return round(seconds / done * (progress.total - progress.done))
