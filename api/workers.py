"""Worker processes, forked from one that has loaded what they share; one that ends is replaced.

The parent answers nothing and keeps every listening socket open: connections that reach the socket
of a worker that was killed wait for the one that takes its place, some tenths of a second.

- ``SIGTERM``, ``SIGINT``: the workers finish what is under way, then all ends.
- ``SIGHUP``: one after another is replaced, each once the new one answers.
"""

import ctypes
import gc
import logging
import mmap
import os
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from socket import socket
from typing import NoReturn, Protocol

from ingest.errors import KbError, ModelUnavailable

LOOK_SECONDS = 0.5
LOOK_SOON_SECONDS = 0.02
"""While one is being started."""
START_SECONDS = 300.0
"""For a worker to open the release and be warm; then it is taken to hang."""
SILENT_SECONDS = 60.0
"""A worker whose event loop has not turned for so long is killed and replaced."""
KILL_AFTER_SECONDS = 10.0
"""Beyond the time that requests under way are given, for what is closed after them."""
MOST_WAIT_SECONDS = 30.0
"""Before a worker is started again that keeps ending before it is ready."""
READY = b"R"
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
_BEAT = struct.Struct("d")
_SET_PARENT_DEATH_SIGNAL = 1
_MESSAGE_BYTES = 65_536
logger = logging.getLogger("tradewind")


class Run(Protocol):
    """Serves on a socket until it is told to stop, in a process of its own."""

    def __call__(
        self,
        number: int,
        listening: socket,
        *,
        ready: Callable[[], None],
        alive: Callable[[], None],
    ) -> None:
        """``ready`` is called once it answers, ``alive`` every few seconds from then on.

        ``number`` is its own among those that run. Raises ``KbError`` where it can never answer.
        """
        ...


@dataclass(slots=True, kw_only=True)
class _Worker:
    place: int
    """Of its socket."""
    number: int
    process: int
    told: int
    """The end of a pipe on which it says that it is ready, or why it never will be."""
    started_at: float
    replaces: int = 0
    """The process that stops once this one is ready."""
    is_ready: bool = False
    is_stopping: bool = False


class Workers:
    """As many processes as there are sockets; used by one thread, the process's only one."""

    def __init__(self, run: Run, listening: Sequence[socket], *, stop_seconds: float) -> None:
        """``stop_seconds`` is how long requests under way may take when all stops."""
        self._run = run
        self._listening = listening
        self._stop_seconds = stop_seconds
        # a worker and the one that replaces it run side by side
        self._beats = mmap.mmap(-1, 2 * len(listening) * _BEAT.size)
        self._workers: list[_Worker] = []
        self._failures = [0] * len(listening)
        self._due: dict[int, float] = {}
        """Places that are empty, and when somebody is put there."""
        self._to_replace: list[int] = []
        self._has_answered = False
        self._error: KbError | None = None

    def run(self) -> None:
        """Until told to stop. Raises what kept the first workers from ever being ready."""
        # what is loaded by now is left alone by the collector: its pages stay shared
        gc.collect()
        gc.freeze()
        heard, wakes = os.pipe()
        os.set_blocking(heard, False)
        os.set_blocking(wakes, False)
        before = {one: signal.signal(one, lambda *_: None) for one in _SIGNALS}
        # a signal may interrupt a library's thread: a pipe wakes this one all the same
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        try:
            for place in range(len(self._listening)):
                self._start(place)
            while self._error is None and not self._is_told_to_stop(heard):
                self._hear()
                self._bury()
                self._kill_hanging()
                self._replace_next()
                for place in [one for one, at in self._due.items() if time.monotonic() >= at]:
                    del self._due[place]
                    self._start(place)
        finally:
            self._stop()
            signal.set_wakeup_fd(-1)
            for one, handler in before.items():
                signal.signal(one, handler)
            os.close(heard)
            os.close(wakes)
            gc.unfreeze()
        if self._error is not None:
            raise self._error

    def _is_told_to_stop(self, heard: int) -> bool:
        """Waits for something to happen; whether that was the order to stop."""
        is_settled = not self._due and all(one.is_ready for one in self._workers)
        waits = LOOK_SECONDS if is_settled else LOOK_SOON_SECONDS
        if not select.select((heard,), (), (), waits)[0]:
            return False
        signals = frozenset(os.read(heard, _MESSAGE_BYTES))
        if signal.SIGHUP in signals:
            logger.info("every worker is replaced, one after another")
            self._to_replace = [one.process for one in self._workers if not one.is_stopping]
        return bool(signals & {signal.SIGTERM, signal.SIGINT})

    def _start(self, place: int, *, replaces: int = 0) -> None:
        hears, tells = os.pipe()
        taken = {one.number for one in self._workers}
        number = next(n for n in range(2 * len(self._listening) + 1) if n not in taken)
        self._beat(number)
        parent = os.getpid()
        process = os.fork()
        if process == 0:
            os.close(hears)
            self._work(place, number, tells, parent=parent)
        os.close(tells)
        os.set_blocking(hears, False)
        self._workers.append(
            _Worker(
                place=place,
                number=number,
                process=process,
                told=hears,
                started_at=time.monotonic(),
                replaces=replaces,
            )
        )

    def _work(self, place: int, number: int, tells: int, *, parent: int) -> NoReturn:
        """What the new process does, to its end: it must not return into its parent's stack."""
        code = 1
        try:
            _end_with(parent)
            for one in self._workers:
                os.close(one.told)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            self._run(
                number,
                self._listening[place],
                ready=partial(_tell_ready, tells),
                alive=lambda: self._beat(number),
            )
            code = 0
        except KbError as error:
            os.write(tells, f"{type(error).__name__}: {error}".encode())
        except SystemExit:
            code = 0
        except BaseException:  # the outermost edge of this process
            logger.exception("a worker ended")
        finally:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(code)

    def _hear(self) -> None:
        """What workers say that are being started."""
        for worker in [one for one in self._workers if not one.is_ready]:
            try:
                said = os.read(worker.told, _MESSAGE_BYTES)
            except BlockingIOError:
                continue
            if said == READY:
                worker.is_ready = self._has_answered = True
                self._beat(worker.number)
                self._failures[worker.place] = 0
                took = time.monotonic() - worker.started_at
                logger.info("worker %d answers, after %.1f s", worker.process, took)
                for old in self._workers:
                    if old.process == worker.replaces:
                        old.is_stopping = True
                        os.kill(old.process, signal.SIGTERM)
            elif said:
                error = _error_of(said.decode())
                logger.error("worker %d cannot answer: %s", worker.process, error)
                if not self._has_answered:
                    self._error = error

    def _bury(self) -> None:
        """Sees to processes that have ended; also those of others that were left to this one."""
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if process == 0:
                return
            for worker in [one for one in self._workers if one.process == process]:
                self._hear()
                self._workers.remove(worker)
                os.close(worker.told)
                self._fill(worker, os.waitstatus_to_exitcode(status))

    def _fill(self, worker: _Worker, code: int) -> None:
        """Somebody takes the place of a worker that has ended, at once if it had been well."""
        if any(one.place == worker.place and not one.is_stopping for one in self._workers):
            if worker.replaces:
                logger.error("worker %d was never ready, the old one stays", worker.process)
                self._to_replace.clear()
            return
        wait = 0.0
        if not worker.is_ready:
            self._failures[worker.place] += 1
            wait = min(MOST_WAIT_SECONDS, 2.0 ** (self._failures[worker.place] - 1))
        logger.warning("worker %d ended (%d); another takes its place", worker.process, code)
        self._due[worker.place] = time.monotonic() + wait

    def _kill_hanging(self) -> None:
        now = time.monotonic()
        for worker in self._workers:
            told_at: float = _BEAT.unpack_from(self._beats, worker.number * _BEAT.size)[0]
            if now - told_at > (SILENT_SECONDS if worker.is_ready else START_SECONDS):
                logger.error("worker %d has been silent for %.0f s", worker.process, now - told_at)
                os.kill(worker.process, signal.SIGKILL)

    def _replace_next(self) -> None:
        """One at a time: the one before is gone, and the one that came for it answers."""
        if not self._to_replace or len(self._workers) > len(self._listening):
            return
        process = self._to_replace.pop(0)
        for worker in [one for one in self._workers if one.process == process]:
            self._start(worker.place, replaces=process)

    def _stop(self) -> None:
        deadline = time.monotonic() + self._stop_seconds + KILL_AFTER_SECONDS
        for worker in self._workers:
            os.kill(worker.process, signal.SIGTERM)
        while self._workers:
            for worker in tuple(self._workers):
                if os.waitpid(worker.process, os.WNOHANG)[0]:
                    self._workers.remove(worker)
                    os.close(worker.told)
                elif time.monotonic() > deadline:
                    os.kill(worker.process, signal.SIGKILL)
            time.sleep(LOOK_SOON_SECONDS)

    def _beat(self, number: int) -> None:
        _BEAT.pack_into(self._beats, number * _BEAT.size, time.monotonic())


def _tell_ready(tells: int) -> None:
    os.write(tells, READY)


def _error_of(told: str) -> KbError:
    """What a worker raised, to be raised again."""
    kind, _, message = told.partition(": ")
    kinds = [KbError]
    for one in kinds:
        kinds.extend(one.__subclasses__())
    return next((one for one in kinds if one.__name__ == kind), KbError)(message)


def _end_with(parent: int) -> None:
    """This process is told to stop when its parent is killed. Raises where it is already gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        raise ModelUnavailable("the server was ended while a worker was started; start it again")
