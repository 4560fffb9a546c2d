"""What one process does for all of them: whoever holds the lock does it, and the next one after."""

import fcntl
import logging
import threading
from collections.abc import Callable
from pathlib import Path

LOCK = "leader.lock"
"""Below the folder of all state; who holds it is let go by the system, however it ends."""
LOOK_SECONDS = 0.5
"""How long nobody leads, once the leader is gone."""
AFTER_ERROR_SECONDS = 15.0
logger = logging.getLogger("tradewind")


def lead_when_first(lock: Path, lead: Callable[[], None], stopped: threading.Event) -> None:
    """Waits until no other process leads, then leads; returns once ``stopped``.

    ``lead`` returns when ``stopped`` is set; what it raises is logged, and somebody tries again.
    """
    while not stopped.wait(LOOK_SECONDS):
        try:
            lock.parent.mkdir(parents=True, exist_ok=True)
            with lock.open("a") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                logger.info("this process sees to clocks, webhooks and what is due")
                lead()
        except BlockingIOError:
            continue
        except Exception:  # a thread's outermost edge: without it no clock would ring any more
            logger.exception("what one process does for all of them")
            stopped.wait(AFTER_ERROR_SECONDS)
