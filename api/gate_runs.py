"""The golden gate aside, one candidate at a time, with progress for whoever looks."""

import contextlib
import logging
import os
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from api.job_file import JobFile, Launch
from api.problems import public_message
from api.services import ReleaseGate
from index.build_progress import BuildProgress, Cancelled, Progress
from index.publication import GateVerdict
from ingest.errors import BuildCancelled, IndexBusy, KbError, ReleaseUnfit

RunState = Literal["idle", "running", "done", "cancelled", "failed"]
NAME = "gate"
TOLD_SECONDS = 0.1
LOOK_SECONDS = 0.02
WAIT_SECONDS = 0.1
"""Between two looks of whoever waits for a verdict."""
ENDED = "It was ended from outside before it was done; start it again."
logger = logging.getLogger("tradewind")


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRun:
    """How the gate stands that was started last."""

    release: str = ""
    state: RunState = "idle"
    done: int = 0
    total: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateOrder:
    """Which candidate is to be judged, and whether a report that is there does not count."""

    release: str
    anew: bool = False


class GateRuns:
    """Starts the gate and tells how it stands. Safe for many threads and processes."""

    def __init__(
        self, gate: ReleaseGate, *, folder: Path, launch: Launch[GateOrder] | None = None
    ) -> None:
        """``launch`` starts a run in a process of its own; without it, a thread judges."""
        self.gate = gate
        self._file = JobFile(folder, NAME, idle=GateRun())
        self._launch = launch or self._in_a_thread

    def of(self, release: str) -> GateRun:
        """How the latest run for a release stands; idle where the latest was another's."""
        run = self._file.read()
        if run.release != release:
            return GateRun(release=release)
        if run.state != "running" or self._file.is_worked_on():
            return run
        last = self._file.read()  # it may have ended between the two looks
        return replace(last, state="failed", error=ENDED) if last.state == "running" else last

    def start(self, release: str, *, anew: bool = False) -> GateRun:
        """Starts one.

        Raises ``ReleaseMissing``, or ``IndexBusy`` while another is under way.
        """
        self.gate.latest(release)
        held = self._file.take()
        run = GateRun(release=release, state="running")
        try:
            self._file.write(run)
            self._launch(GateOrder(release=release, anew=anew), held)
        except BaseException:
            os.close(held)
            raise
        return run

    def cancel(self, release: str) -> GateRun:
        """Asks the run for a release to stop, which it does before the next question."""
        run = self.of(release)
        if run.state == "running":
            self._file.ask_to_stop()
        return run

    def wait(self, timeout_seconds: float) -> None:
        """Until the running one has ended, or ``timeout_seconds`` have passed."""
        deadline = time.monotonic() + timeout_seconds
        while self._file.is_worked_on() and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)

    def verdict(self, release: str, progress: Progress, cancelled: Cancelled) -> GateVerdict:
        """As ``Gating.verdict``, whose questions are asked by a run: this thread only waits.

        A run that is under way is waited for, also another candidate's. Raises ``BuildCancelled``
        where the run was stopped, by whomever, and ``ReleaseUnfit`` where it failed.
        """
        known = self.gate.at_hand(release)
        while known is None:
            run = self._ended(release, progress, cancelled)
            if run.state == "cancelled":
                raise BuildCancelled(
                    f"the golden gate was stopped before it had asked all; release {release!r} is "
                    f"kept as a candidate, and the live release answers on"
                )
            if run.state == "failed":
                raise ReleaseUnfit(
                    f"release {release!r} could not be compared with the live one: {run.error}"
                )
            known = self.gate.at_hand(release, just_made=run.state == "done")
        return known

    def _ended(self, release: str, progress: Progress, cancelled: Cancelled) -> GateRun:
        """How a run for a release ended; idle where another's was waited for."""
        with contextlib.suppress(IndexBusy):
            self.start(release)
        while (run := self.of(release)).state == "running" or self._file.is_worked_on():
            if cancelled():
                self.cancel(release)
            if run.state == "running":
                progress(BuildProgress(stage="checking", done=run.done, total=run.total))
            time.sleep(WAIT_SECONDS)
        return run

    def run(self, order: GateOrder) -> None:
        """Judges, for whoever holds the lock, and tells how it stands until it has ended."""
        run, told_at = GateRun(release=order.release, state="running"), float("-inf")

        def show(done: int, total: int) -> None:
            nonlocal run, told_at
            run = replace(run, done=done, total=total)
            if done == total or time.monotonic() - told_at >= TOLD_SECONDS:
                told_at = time.monotonic()
                self._file.write(run)

        try:
            self.gate.judge(
                order.release,
                progress=show,
                cancelled=self._file.is_asked_to_stop,
                anew=order.anew,
            )
        except BuildCancelled:
            run = replace(run, state="cancelled")
        except KbError as error:
            logger.warning("the golden gate of release %s failed: %s", order.release, error)
            run = replace(run, state="failed", error=public_message(error))
        except Exception as error:  # outermost edge of this thread or process
            logger.error("the golden gate of release %s failed", order.release, exc_info=error)
            told = "Something failed; the server's log names it."
            run = replace(run, state="failed", error=told)
        else:
            run = replace(run, state="done")
        self._file.write(run)

    def _in_a_thread(self, order: GateOrder, held: int) -> None:
        def judge() -> None:
            try:
                self.run(order)
            finally:
                os.close(held)

        threading.Thread(target=judge, name=NAME, daemon=True).start()
