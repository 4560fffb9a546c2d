"""One build at a time, aside, with its progress for whoever looks, in whatever process."""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from api.job_file import JobFile, Launch
from api.problems import public_message
from api.services import Releases
from api.time_left import TimeLeft
from index.build_progress import BuildProgress
from index.manifest import NOBODY, Builder, RefreshReport
from ingest.errors import BuildCancelled, KbError, PublishRefused

State = Literal["idle", "running", "done", "refused", "cancelled", "failed"]
NAME = "reindex"
TOLD_SECONDS = 0.1
"""Between two writes of how far it is; another stage is told at once."""
LOOK_SECONDS = 0.02
ENDED = "The build was ended from outside before it was done; start it again."
logger = logging.getLogger("tradewind")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReindexStatus:
    """How the latest build stands; ``version`` grows with every change."""

    version: int = 0
    state: State = "idle"
    """``refused``: built, and kept as a candidate that the golden gate did not let pass."""
    progress: BuildProgress | None = None
    seconds_left: int | None = None
    """Of the stage it is in; None while nothing can be said."""
    error: str = ""
    report: RefreshReport | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReindexOrder:
    """What is to be built and for whom, and by whom it is published."""

    publish: bool = True
    by: str = ""
    builder: Builder = NOBODY


class Reindexing:
    """Starts builds and tells how the latest one stands. Safe for many threads and processes."""

    def __init__(
        self,
        releases: Releases,
        *,
        folder: Path,
        launch: Launch[ReindexOrder] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """``launch`` starts a build in a process of its own; without it, a thread builds."""
        self._releases = releases
        self._now = now
        self._file = JobFile(folder, NAME, idle=ReindexStatus())
        self._launch = launch or self._in_a_thread

    @property
    def status(self) -> ReindexStatus:
        """As it was told last; of a build that was killed, that it was."""
        status = self._file.read()
        if status.state != "running" or self._file.is_worked_on():
            return status
        last = self._file.read()  # it may have ended between the two looks
        if last.state != "running":
            return last
        return replace(last, version=last.version + 1, state="failed", error=ENDED)

    def start(
        self, *, publish: bool = True, by: str = "", builder: Builder = NOBODY
    ) -> ReindexStatus:
        """Starts one; raises ``IndexBusy`` while another is running."""
        held = self._file.take()
        status = ReindexStatus(version=self._file.read().version + 2, state="running")
        try:
            self._file.write(status)
            self._launch(ReindexOrder(publish=publish, by=by, builder=builder), held)
        except BaseException:
            os.close(held)
            raise
        return status

    def cancel(self) -> ReindexStatus:
        """Asks the running build to stop, which it does at the next file or batch."""
        self._file.ask_to_stop()
        return self.status

    def wait(self, timeout_seconds: float) -> ReindexStatus:
        """The status once the running one has ended, or after ``timeout_seconds``."""
        deadline = time.monotonic() + timeout_seconds
        while self._file.is_worked_on() and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
        return self.status

    def run(self, order: ReindexOrder) -> None:
        """Builds, for whoever holds the lock, and tells how it stands until it has ended."""
        left, told = TimeLeft(self._now), _Told(self._file)

        def show(progress: BuildProgress) -> None:
            told.progress(progress, seconds_left=left.after(progress))

        stopped = self._file.is_asked_to_stop
        try:
            report = self._releases.build(progress=show, cancelled=stopped, builder=order.builder)
            told.change(report=report)
            if order.publish:
                publication = self._releases.publish(
                    report.release,
                    by=order.by,
                    by_id=order.builder.id,
                    progress=show,
                    cancelled=stopped,
                )
                report = replace(report, published=True, verdict=publication.verdict)
        except BuildCancelled as error:
            logger.info("re-indexing was stopped: %s", error)
            told.change(state="cancelled")
        except PublishRefused as error:
            logger.warning("%s", error)
            told.change(state="refused", error=public_message(error))
        except KbError as error:
            logger.warning("re-indexing failed: %s", error)
            told.change(state="failed", error=public_message(error))
        except Exception as error:  # outermost edge of this thread or process
            logger.error("re-indexing failed", exc_info=error)
            told.change(state="failed", error="Something failed; the server's log names it.")
        else:
            told.change(state="done", report=report)

    def _in_a_thread(self, order: ReindexOrder, held: int) -> None:
        def build() -> None:
            try:
                self.run(order)
            finally:
                os.close(held)

        threading.Thread(target=build, name=NAME, daemon=True).start()


class _Told:
    """What one build has told so far."""

    def __init__(self, file: JobFile[ReindexStatus]) -> None:
        self._file = file
        self._status = file.read()
        self._at = float("-inf")

    def progress(self, progress: BuildProgress, *, seconds_left: int | None) -> None:
        known = self._status.progress
        self._status = replace(
            self._status,
            version=self._status.version + 1,
            progress=progress,
            seconds_left=seconds_left,
        )
        is_new_stage = known is None or known.stage != progress.stage
        if is_new_stage or time.monotonic() - self._at >= TOLD_SECONDS:
            self._write()

    def change(self, **values: object) -> None:
        version = self._status.version + 1
        self._status = replace(self._status, version=version, **values)  # type: ignore[arg-type]
        self._write()

    def _write(self) -> None:
        self._at = time.monotonic()
        self._file.write(self._status)
