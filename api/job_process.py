"""What takes minutes is done in a process of its own, that leaves the processor to whoever asks.

It outlives the worker that started it, and tells how it stands through a file (``job_file.py``).
It does not outlive the server, whose processes hold a pipe open that it listens at.
"""

import contextlib
import ctypes
import os
import pickle
import select
import subprocess
import sys
import threading
from typing import Any

from api.job_file import Launch
from api.settings import Settings
from ingest.errors import StorageFull

MODULE = "api.run_job"
LOWEST_PRIORITY = 19
_OF_PROCESS = 1
_LOWEST_BEST_EFFORT = (2 << 13) | 7
"""Behind all other reading and writing, and not idle: what waits for a lock must get it."""
_SET_IO_PRIORITY = {"x86_64": 251, "aarch64": 30}


def launch_aside(settings: Settings, *, lifeline: int) -> Launch[Any]:
    """Starts orders with these settings, each in a process of its own.

    ``lifeline`` is the end to be read of a pipe that closes with the last process of the server.
    """

    def launch(order: object, held: int) -> None:
        try:
            # a group of its own: an interrupt at the terminal is not meant for it; no session of
            # its own, in which it would compete as a whole and its priority count for nothing
            process = subprocess.Popen(
                [sys.executable, "-m", MODULE],
                stdin=subprocess.PIPE,
                pass_fds=(held, lifeline),
                process_group=0,
            )
            assert process.stdin is not None
            with process.stdin as orders:
                orders.write(pickle.dumps((settings, order, lifeline)))
        except OSError as error:
            raise StorageFull(
                f"no process could be started for {type(order).__name__} ({error.strerror}); "
                f"end others, or give it more memory"
            ) from error
        os.close(held)
        threading.Thread(target=process.wait, daemon=True, name="job").start()

    return launch


def end_with_server(lifeline: int) -> None:
    """This process ends when the pipe closes: what it does is made to be killed at any moment."""

    def listen() -> None:
        os.read(lifeline, 1)
        os._exit(1)

    if select.select((lifeline,), (), (), 0)[0]:
        listen()
    threading.Thread(target=listen, daemon=True, name="lifeline").start()


def lower_priority() -> None:
    """This process comes after all others, for the processor and for the disk."""
    with contextlib.suppress(OSError):
        os.nice(LOWEST_PRIORITY)
    number = _SET_IO_PRIORITY.get(os.uname().machine)
    if sys.platform == "linux" and number is not None:
        ctypes.CDLL(None).syscall(number, _OF_PROCESS, 0, _LOWEST_BEST_EFFORT)
