"""A server as an operator runs it, on a copy of everything; its workers are found, and killed."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from api.measured_state import proportional_bytes

START_SECONDS = 120.0
STATE = ("cache", "models", "releases")
"""What of a state folder is copied; a database begins empty."""
PAGE = os.sysconf("SC_PAGESIZE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Bytes of the server's processes at one moment."""

    at: float
    resident: int
    """The sum over the processes: what they share counts more than once."""
    proportional: int
    processes: int


class LoadServer:
    """``tradewind serve``, started and stopped; a context manager."""

    def __init__(self, folder: Path, *, content: Path, state: Path, workers: int) -> None:
        self.folder = folder
        self.content = folder / "content"
        self.var = folder / "var"
        shutil.copytree(content, self.content)
        self.var.mkdir()
        for name in STATE:
            if (state / name).exists():
                shutil.copytree(state / name, self.var / name, symlinks=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._workers = workers
        self.log = folder / "server.log"
        self.key = ""

    def __enter__(self) -> "LoadServer":
        environment = {
            **os.environ,
            "TRADEWIND_CONTENT_DIR": str(self.content),
            "TRADEWIND_VAR_DIR": str(self.var),
            "TRADEWIND_WORKERS": str(self._workers),
            # the load comes from one address: what is measured is the work
            "TRADEWIND_LIMITS__REQUESTS_PER_CALLER": "1000000/minute",
            "TRADEWIND_LIMITS__REQUESTS_PER_ADDRESS": "1000000/minute",
        }
        program = [sys.executable, "-c", "from api.cli import main; main()"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*program, "serve", "--port", str(self.port)],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout is not None
        self.key = _first_key(self._process.stdout)
        deadline = time.monotonic() + START_SECONDS
        while len(self.workers()) < self._workers or not self.is_ready():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"the server did not start; see {self.log}")
            time.sleep(0.2)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)

    @property
    def process(self) -> int:
        """The one that started all others."""
        return self._process.pid

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            return bool(self.call("GET", "/readyz"))
        except (OSError, urllib.error.URLError):
            return False

    def workers(self) -> list[int]:
        """Its worker processes now, the longest there first."""
        listed = Path(f"/proc/{self.process}/task/{self.process}/children").read_text()
        return sorted(int(one) for one in listed.split())

    def kill(self, worker: int) -> frozenset[int]:
        """Ends a worker at once; the ports of those that were connected to it."""
        os.kill(worker, signal.SIGSTOP)
        ports = _connected_to(worker)
        os.kill(worker, signal.SIGKILL)
        return ports

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """What an admin is answered."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - the same
            return json.loads(response.read())

    def change_content(self) -> None:
        """Something for a build to do that no golden question is about."""
        name = f"load-{secrets.token_hex(4)}.md"
        text = (
            f"# Visit {name}\n\nThe guest house at gate {name} has a blue door and a pear tree.\n"
        )
        (self.content / "documents" / name).write_text(text, encoding="utf-8")

    def memory(self) -> Memory:
        """Of the process that started all and its workers."""
        resident = proportional = count = 0
        for process in (self.process, *self.workers()):
            try:
                pages = Path(f"/proc/{process}/statm").read_text().split()[1]
            except OSError:
                continue
            resident += int(pages) * PAGE
            proportional += proportional_bytes(process) or 0
            count += 1
        return Memory(
            at=time.monotonic(), resident=resident, proportional=proportional, processes=count
        )


def _first_key(shown: IO[str]) -> str:
    for line in shown:
        if line.strip().startswith("tw_"):
            return line.strip()
    raise RuntimeError("the server ended before it showed its first key")


def _connected_to(process: int) -> frozenset[int]:
    """The other ends' ports of a process's connections on this machine."""
    inodes = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        try:
            target = str(descriptor.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = set()
    for line in Path(f"/proc/{process}/net/tcp").read_text().splitlines()[1:]:
        parts = line.split()
        if parts[9] in inodes:
            found.add(int(parts[2].rpartition(":")[2], 16))
    return frozenset(found)
