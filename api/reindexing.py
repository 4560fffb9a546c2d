"""One re-indexing at a time, in the background, with its progress for whoever looks."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from api.problems import public_message
from api.services import Progress
from index.manifest import RefreshReport
from ingest.errors import IndexBusy, KbError

State = Literal["idle", "running", "done", "failed"]
logger = logging.getLogger("tradewind")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReindexStatus:
    """How the latest re-indexing stands; ``version`` grows with every change."""

    version: int = 0
    state: State = "idle"
    stage: str = ""
    done: int = 0
    total: int = 0
    item: str = ""
    error: str = ""
    report: RefreshReport | None = None


class Reindexing:
    """Starts re-indexings and remembers how the latest one stands. Safe for many threads."""

    def __init__(self, reindex: Callable[[Progress], RefreshReport]) -> None:
        self._reindex = reindex
        self._lock = threading.Lock()
        self._status = ReindexStatus()
        self._thread: threading.Thread | None = None

    @property
    def status(self) -> ReindexStatus:
        """A snapshot."""
        with self._lock:
            return self._status

    def start(self) -> ReindexStatus:
        """Starts one in the background; raises ``IndexBusy`` while another is running."""
        with self._lock:
            if self._status.state == "running":
                raise IndexBusy("a release is being built by this server; wait until it is done")
            self._status = ReindexStatus(version=self._status.version + 1, state="running")
            self._thread = threading.Thread(target=self._run, name="reindex", daemon=True)
            self._thread.start()
            return self._status

    def wait(self, timeout_seconds: float) -> ReindexStatus:
        """The status once the running one has ended, or after ``timeout_seconds``."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout_seconds)
        return self.status

    def _run(self) -> None:
        try:
            report = self._reindex(self._progress)
        except KbError as error:
            logger.warning("re-indexing failed: %s", error)
            self._change(state="failed", error=public_message(error))
        except Exception as error:  # outermost edge of this thread
            logger.error("re-indexing failed", exc_info=error)
            self._change(state="failed", error="Something failed; the server's log names it.")
        else:
            self._change(state="done", report=report, item="")

    def _progress(self, stage: str, done: int, total: int, item: str) -> None:
        self._change(stage=stage, done=done, total=total, item=item)

    def _change(self, **values: object) -> None:
        with self._lock:
            self._status = replace(
                self._status,
                version=self._status.version + 1,
                **values,  # type: ignore[arg-type]
            )
