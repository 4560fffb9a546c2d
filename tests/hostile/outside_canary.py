"""Something outside that no reader may touch: a file that shows when it was read, an address that
counts who asked."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.hostile.planted_files import CANARY
from tests.local_server import serving

_LONG_AGO = 1_000_000_000


@dataclass
class Outside:
    """The canary's file and address, and what became of them."""

    file: Path
    address: str
    asked: list[str] = field(default_factory=list)
    shows_reading: bool = False
    """Whether this file system notes when a file was read last."""

    @property
    def was_read(self) -> bool:
        """Whether somebody read the file since it was laid out."""
        return self.shows_reading and _read_at(self.file) != _LONG_AGO


@contextmanager
def outside_canary(folder: Path) -> Iterator[Outside]:
    """Laid out in ``folder`` until the block ends."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CANARY.encode())

        def do_POST(self) -> None:
            self.do_GET()

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Nothing: what was asked is kept."""

    control = folder / "control.txt"
    file = folder / "outside.txt"
    for one in (control, file):
        one.write_text(f"{CANARY}\n", encoding="utf-8")
        _age(one)
    control.read_bytes()
    with serving(Handler, let_go=threading.Event()) as address:
        yield Outside(
            file=file,
            address=address,
            asked=asked,
            shows_reading=_read_at(control) != _LONG_AGO,
        )


def _age(file: Path) -> None:
    """Read longer ago than written: then the next reading is noted, with ``relatime`` too."""
    os.utime(file, (_LONG_AGO, _LONG_AGO + 1))


def _read_at(file: Path) -> int:
    return int(file.stat().st_atime)
