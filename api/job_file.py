"""Work done aside, told through files: one at a time over all processes, for whoever looks.

::

    var/run/reindex.json      how it stands
    var/run/reindex.lock      locked by whoever does it, until their process ends, however it ends
    var/run/reindex.stop      somebody asks it to stop

What a killed process leaves says that it runs, and its lock says that it does not.
"""

import contextlib
import fcntl
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from ingest.errors import IndexBusy, StorageFull

FOLDER = "run"
"""Below the folder of all state; what is in it serves running processes and no later ones."""
TAKE_TRIES = 25
TAKE_SECONDS = 0.02
"""Whoever looks whether the lock is free holds it for some microseconds."""
Status = TypeVar("Status")
Order = TypeVar("Order")
Launch = Callable[[Order, int], None]
"""Starts what is ordered. It is handed the lock's descriptor, which the work keeps open until its
end; the launcher's own is closed."""


class JobFile(Generic[Status]):
    """How one kind of work stands. Safe for many threads and processes."""

    def __init__(self, folder: Path, name: str, *, idle: Status) -> None:
        """``idle`` is told before the first; its type is what is written and read."""
        self._folder = folder
        self._name = name
        self._idle = idle
        self._codec: TypeAdapter[Status] = TypeAdapter(type(idle))

    def take(self) -> int:
        """The lock's descriptor, for whoever does the work; raises ``IndexBusy``."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path("lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StorageFull(
                f"{str(self._folder)!r} cannot be written to ({error.strerror}); make room or let "
                f"it be written to"
            ) from error
        for _ in range(TAKE_TRIES):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(TAKE_SECONDS)
                continue
            self._path("stop").unlink(missing_ok=True)
            return descriptor
        os.close(descriptor)
        raise IndexBusy(f"{self._name}: one is under way on this server; wait until it is done")

    def write(self, status: Status) -> None:
        """Tells how it stands. It is not flushed: after a power cut nobody works on it."""
        aside = self._path(f"new-{secrets.token_hex(4)}")
        try:
            aside.write_bytes(self._codec.dump_json(status))
            aside.replace(self._path("json"))
        except OSError as error:
            raise StorageFull(
                f"{str(self._path('json'))!r} cannot be written ({error.strerror}); make room"
            ) from error
        finally:
            with contextlib.suppress(OSError):
                aside.unlink(missing_ok=True)

    def read(self) -> Status:
        """As it was told last."""
        try:
            return self._codec.validate_json(self._path("json").read_bytes())
        except (OSError, ValidationError):
            # none yet, or another version's
            return self._idle

    def is_worked_on(self) -> bool:
        """Whether a process works on it now."""
        try:
            descriptor = os.open(self._path("lock"), os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def ask_to_stop(self) -> None:
        """Whoever works on it stops as soon as they look; where nobody does, nothing happens."""
        with contextlib.suppress(OSError):
            self._path("stop").touch()

    def is_asked_to_stop(self) -> bool:
        """Whether somebody wants what is under way to stop."""
        return self._path("stop").exists()

    def _path(self, ending: str) -> Path:
        return self._folder / f"{self._name}.{ending}"
