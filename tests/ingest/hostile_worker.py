"""A sandbox whose reader is hostile code: the bytes of the "file" name what it tries."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from ingest import sandbox_worker
from ingest.document import RawBlock, RawDocument
from ingest.sandbox import Sandbox


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _unhook() -> None:
    # An audit hook of one's own cannot overrule the first, and there is no way to remove that.
    sys.addaudithook(lambda *_: None)
    _write_through_an_old_descriptor()


def _new_module() -> None:
    import wave  # noqa: F401


def _write_through_an_old_descriptor() -> None:
    # The standard streams lead nowhere; what they are dup'ed from is the pipe alone.
    os.open("/etc/hostname", os.O_RDONLY)


_TRIES: dict[str, Callable[[], Any]] = {
    "open": lambda: open("/etc/hostname"),  # noqa: SIM115, PTH123
    "write": lambda: open("/tmp/tradewind-escaped", "w"),  # noqa: SIM115, PTH123
    "os.open": _write_through_an_old_descriptor,
    "listdir": lambda: os.listdir("/"),  # noqa: PTH208
    "socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "resolve": lambda: socket.getaddrinfo(b"localhost", 9),
    "subprocess": lambda: subprocess.Popen(["/bin/true"]),
    "system": lambda: os.system("true"),
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "fork": _fork,
    "spawn": lambda: os.spawnv(os.P_NOWAIT, "/bin/true", ["true"]),
    "posix_spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "dlopen": lambda: ctypes.CDLL("libc.so.6"),
    "import": _new_module,
    "unhook": _unhook,
    "kill": lambda: os.kill(os.getppid(), signal.SIGTERM),
    "environment": lambda: os.putenv("A", "b"),
}
ATTEMPTS = tuple(_TRIES)


def _hostile_reader(data: bytes, *, page_done: Callable[[], None]) -> RawDocument:
    name = data.decode()
    if name in _TRIES:
        try:
            _TRIES[name]()
        except (OSError, ImportError, RuntimeError) as error:
            return _said(f"denied: {type(error).__name__}")
    elif name == "hang":
        while True:
            pass
    elif name == "four slow pages":
        for _ in range(4):
            _wait(0.5)
            page_done()
    elif name == "pages without end":
        while True:
            _wait(0.3)
            page_done()
    elif name == "eat memory":
        _said(str(len(bytes(10**9))))
    elif name == "long output":
        return _said("x" * 2**21)
    elif name == "crash":
        signal.raise_signal(signal.SIGSEGV)
    elif name == "lie":
        return _said(page=-5)
    elif name == "recursion":
        return _hostile_reader(data, page_done=page_done)
    return _said("done")


def _wait(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.05)


def _said(text: str = "", *, page: int | None = None) -> RawDocument:
    return RawDocument(blocks=(RawBlock(kind="paragraph", text=text, page=page),))


def main() -> None:
    """The real worker, hook and limits included, with this reader in the place of all others."""
    with contextlib.suppress(AttributeError):
        sandbox_worker.READERS = {"x/hostile": _hostile_reader}  # type: ignore[attr-defined]
    sandbox_worker.preload = lambda: None  # type: ignore[attr-defined]
    sandbox_worker.main()


class HostileSandbox(Sandbox):
    """A sandbox that starts the worker of this file."""

    worker_module = "tests.ingest.hostile_worker"

    def attempt(self, name: str) -> str:
        """What the hostile reader says after having tried."""
        return self.read(name.encode(), media_type="x/hostile").blocks[0].text
