"""What takes seconds to work out: kept for every process, worked out anew behind the scenes once it
is old.

One process at a time works it out, under a lock that the system lets go however it ends; the others
give what is kept, or wait for it.
"""

import contextlib
import fcntl
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from answer.insight.worked_out_store import KeptStanding, WorkedOutStore
from ingest.errors import DeskUnavailable, KbError, StorageFull

FIRST_WAIT_SECONDS = 25.0
"""How long the first who asks waits for it."""
GOOD_FOR_SECONDS = 600.0
"""Though nothing it is made from has changed: times go by, cases are resolved."""
REST = 4.0
"""Times that working it out took, before it is worked out again: a log that grows all day must not
keep a processor from answering."""
TRIES = 3
"""Before it is given up to work it out: each is in vain where a question is deleted meanwhile."""
logger = logging.getLogger("tradewind")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Where processes of one server keep values for each other; nothing is opened before that."""

    store: Callable[[], WorkedOutStore]
    folder: Path
    """For the locks of those that work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known(Generic[Value]):
    standing: KeptStanding
    made_at: datetime
    value: Value

    def is_current(self, key: str) -> bool:
        age = datetime.now(UTC) - self.made_at
        return self.standing.key == key and age < timedelta(seconds=GOOD_FOR_SECONDS)

    @property
    def rests(self) -> bool:
        age = datetime.now(UTC) - self.made_at
        return age < timedelta(seconds=REST * self.standing.seconds)


class WorkedOut(Generic[Value]):
    """One value of all processes of a server. Safe for many threads and processes."""

    def __init__(
        self,
        name: str,
        *,
        kind: type[Value],
        key: Callable[[], str],
        work_out: Callable[[], Value],
        keeping: Keeping,
        first_wait_seconds: float = FIRST_WAIT_SECONDS,
    ) -> None:
        """``key`` tells, at once, what the value would be made from; ``name`` is for messages too.
        ``kind`` is the value's type, by which it is written and read."""
        self._first_wait_seconds = first_wait_seconds
        self._name = name
        self._codec: TypeAdapter[Value] = TypeAdapter(kind)
        self._key = key
        self._work_out = work_out
        self._store, self._folder = keeping.store, keeping.folder
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._working: threading.Thread | None = None
        self._known: _Known[Value] | None = None
        self._error: KbError | None = None
        self._rests_until = 0.0

    def now(self) -> tuple[Value, bool]:
        """The value as last worked out, and whether it is current.

        An old one is given at once while a new one is made. Raises ``DeskUnavailable`` where the
        first is not ready yet, and what went wrong with it.
        """
        key = self._key()
        with self._lock:
            known = self._look()
            if known and known.is_current(key):
                return known.value, True
            rests = known and (known.rests or time.monotonic() < self._rests_until)
            if self._working is None and not rests:
                self._done.clear()
                self._working = threading.Thread(target=self._run, daemon=True, name=self._name)
                self._working.start()
        if known:
            return known.value, False
        self._done.wait(self._first_wait_seconds)
        with self._lock:
            known = self._look()
            if known:
                return known.value, known.standing.key == key
            if self._error:
                raise self._error
        raise DeskUnavailable(f"{self._name}: being worked out; ask again in half a minute")

    def _look(self) -> _Known[Value] | None:
        """What is known now: the newest that any process made, and nothing that was forgotten."""
        standing = self._store().standing(self._name)
        known = self._known
        is_there = known is not None and known.standing.forgotten == standing.forgotten
        # this process's own may be newer: the disk was full
        if known and is_there and (standing.at is None or standing.at <= known.made_at):
            return known
        self._known = None
        standing, value = self._store().read(self._name)
        if standing.at is not None and value is not None:
            # another version's that calls itself the same says nothing
            with contextlib.suppress(ValidationError):
                self._known = _Known(
                    standing=standing, made_at=standing.at, value=self._codec.validate_json(value)
                )
        return self._known

    def _run(self) -> None:
        error: KbError | None = None
        started = time.monotonic()
        try:
            with self._alone():
                self._make()
        except KbError as failed:
            error = failed
            logger.error("%s: %s", self._name, failed)
        except Exception:  # a thread's outermost edge: without it nobody would be told
            error = DeskUnavailable(f"{self._name}: could not be worked out; see the server's log")
            logger.exception("%s", self._name)
        finally:
            with self._lock:
                ended = time.monotonic()
                self._rests_until = ended + REST * (ended - started)
                self._error, self._working = error, None
            self._done.set()

    def _make(self) -> None:
        for _ in range(TRIES):
            key, forgotten = self._key(), self._store().standing(self._name).forgotten
            with self._lock:
                known = self._look()
            if known and known.is_current(key):
                return  # another process was first
            started = time.monotonic()
            made = self._work_out()
            standing = KeptStanding(
                forgotten=forgotten,
                key=key,
                at=datetime.now(UTC),
                seconds=time.monotonic() - started,
            )
            if self._keep(made, standing):
                return
        raise DeskUnavailable(f"{self._name}: the log is being tidied; ask again in half a minute")

    def _keep(self, made: Value, standing: KeptStanding) -> bool:
        """Whether what it was made from is still there; then it is known from now on."""
        assert standing.at is not None
        try:
            if not self._store().write(self._name, self._codec.dump_json(made), standing):
                return False
        except StorageFull as error:
            logger.error("%s: kept by this process alone: %s", self._name, error)
        with self._lock:
            self._known = _Known(standing=standing, made_at=standing.at, value=made)
        return True

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """While no other process works it out."""
        with contextlib.ExitStack() as held:
            # where no file can be written everybody works for themselves
            with contextlib.suppress(OSError):
                self._folder.mkdir(parents=True, exist_ok=True)
                lock = held.enter_context((self._folder / f"{self._name}.lock").open("a"))
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
