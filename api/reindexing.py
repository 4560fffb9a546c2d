"""One build at a time, in the background, with its progress for whoever looks."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from api.problems import public_message
from api.services import Releases
from api.time_left import TimeLeft
from index.build_progress import BuildProgress
from index.manifest import RefreshReport
from ingest.errors import BuildCancelled, IndexBusy, KbError, PublishRefused

State = Literal["idle", "running", "done", "refused", "cancelled", "failed"]
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


class Reindexing:
    """Starts builds and remembers how the latest one stands. Safe for many threads."""

    def __init__(self, releases: Releases, *, now: Callable[[], float] = time.monotonic) -> None:
        self._releases = releases
        self._now = now
        self._lock = threading.Lock()
        self._status = ReindexStatus()
        self._thread: threading.Thread | None = None
        self._cancelled = threading.Event()

    @property
    def status(self) -> ReindexStatus:
        """A snapshot."""
        with self._lock:
            return self._status

    def start(self, *, publish: bool = True, by: str = "") -> ReindexStatus:
        """Starts one in the background; raises ``IndexBusy`` while another is running."""
        with self._lock:
            if self._status.state == "running":
                raise IndexBusy("a release is being built by this server; wait until it is done")
            self._cancelled.clear()
            self._status = ReindexStatus(version=self._status.version + 1, state="running")
            self._thread = threading.Thread(
                target=self._run, args=(publish, by), name="reindex", daemon=True
            )
            self._thread.start()
            return self._status

    def cancel(self) -> ReindexStatus:
        """Asks the running build to stop, which it does at the next file or batch."""
        self._cancelled.set()
        return self.status

    def wait(self, timeout_seconds: float) -> ReindexStatus:
        """The status once the running one has ended, or after ``timeout_seconds``."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout_seconds)
        return self.status

    def _run(self, publish: bool, by: str) -> None:
        left = TimeLeft(self._now)

        def show(progress: BuildProgress) -> None:
            self._change(progress=progress, seconds_left=left.after(progress))

        try:
            report = self._releases.build(progress=show, cancelled=self._cancelled.is_set)
            self._change(report=report)
            if publish:
                publication = self._releases.publish(
                    report.release, by=by, progress=show, cancelled=self._cancelled.is_set
                )
                report = replace(report, published=True, verdict=publication.verdict)
        except BuildCancelled as error:
            logger.info("re-indexing was stopped: %s", error)
            self._change(state="cancelled")
        except PublishRefused as error:
            logger.warning("%s", error)
            self._change(state="refused", error=public_message(error))
        except KbError as error:
            logger.warning("re-indexing failed: %s", error)
            self._change(state="failed", error=public_message(error))
        except Exception as error:  # outermost edge of this thread
            logger.error("re-indexing failed", exc_info=error)
            self._change(state="failed", error="Something failed; the server's log names it.")
        else:
            self._change(state="done", report=report)

    def _change(self, **values: object) -> None:
        with self._lock:
            self._status = replace(
                self._status,
                version=self._status.version + 1,
                **values,  # type: ignore[arg-type]
            )
