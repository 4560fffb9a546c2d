"""The golden gate in the background, one candidate at a time, with progress for whoever looks."""

import logging
import threading
from dataclasses import dataclass, replace
from typing import Literal

from api.problems import public_message
from api.services import ReleaseGate
from ingest.errors import BuildCancelled, IndexBusy, KbError

RunState = Literal["idle", "running", "done", "cancelled", "failed"]
logger = logging.getLogger("tradewind")


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRun:
    """How the gate stands that was started last."""

    release: str = ""
    state: RunState = "idle"
    done: int = 0
    total: int = 0
    error: str = ""


class GateRuns:
    """Starts the gate and remembers how it stands. Safe for many threads."""

    def __init__(self, gate: ReleaseGate) -> None:
        self.gate = gate
        self._lock = threading.Lock()
        self._run = GateRun()
        self._thread: threading.Thread | None = None
        self._cancelled = threading.Event()

    def of(self, release: str) -> GateRun:
        """How the latest run for a release stands; idle where the latest was another's."""
        with self._lock:
            return self._run if self._run.release == release else GateRun(release=release)

    def start(self, release: str, *, anew: bool = False) -> GateRun:
        """Starts one in the background.

        Raises ``ReleaseMissing``, or ``IndexBusy`` while another is under way.
        """
        self.gate.latest(release)
        with self._lock:
            if self._run.state == "running":
                raise IndexBusy("a candidate is being judged by this server; wait until it is done")
            self._cancelled.clear()
            self._run = GateRun(release=release, state="running")
            self._thread = threading.Thread(
                target=self._judge, args=(release, anew), name="gate", daemon=True
            )
            self._thread.start()
            return self._run

    def cancel(self, release: str) -> GateRun:
        """Asks the run for a release to stop, which it does before the next question."""
        run = self.of(release)
        if run.state == "running":
            self._cancelled.set()
        return run

    def wait(self, timeout_seconds: float) -> None:
        """Until the running one has ended, or ``timeout_seconds`` have passed."""
        if self._thread is not None:
            self._thread.join(timeout_seconds)

    def _judge(self, release: str, anew: bool) -> None:
        try:
            self.gate.judge(
                release, progress=self._show, cancelled=self._cancelled.is_set, anew=anew
            )
        except BuildCancelled:
            self._change(state="cancelled")
        except KbError as error:
            logger.warning("the golden gate of release %s failed: %s", release, error)
            self._change(state="failed", error=public_message(error))
        except Exception as error:  # outermost edge of this thread
            logger.error("the golden gate of release %s failed", release, exc_info=error)
            self._change(state="failed", error="Something failed; the server's log names it.")
        else:
            self._change(state="done")

    def _show(self, done: int, total: int) -> None:
        self._change(done=done, total=total)

    def _change(self, **values: object) -> None:
        with self._lock:
            self._run = replace(self._run, **values)  # type: ignore[arg-type]
