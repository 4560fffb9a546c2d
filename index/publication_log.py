"""The history of publications and of what was pruned: lines, appended under one lock and never
changed."""

import contextlib
import dataclasses
import fcntl
import json
import os
from collections.abc import Callable, Iterator, Sequence
from io import BufferedRandom
from pathlib import Path
from typing import TypeVar

from index.publication import Pruned, Publication
from ingest.durable import flush

LOG_NAME = "publications.jsonl"
PRUNED_NAME = "pruned.jsonl"
Line = TypeVar("Line", Publication, Pruned)


class PublicationLog:
    """Lines of one file; who writes holds the lock that every switch is made under."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[Publication, ...]:
        """Every line that is whole, oldest first; what a kill cut short is passed over."""
        return _read(self._path, Publication)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Callable[[Publication], None]]:
        """Waits until nobody else switches; the line is on the disk when the call returns.

        Raises ``OSError``.
        """
        is_new = not self._path.exists()
        with self._path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if is_new:
                flush(self._path.parent)

            def append(publication: Publication) -> None:
                _append(file, publication)

            yield append


class PruneLog:
    """Lines of another file; who writes holds the lock of publications."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[Pruned, ...]:
        """Every line that is whole, oldest first."""
        return _read(self._path, Pruned)

    def append(self, pruned: Sequence[Pruned]) -> None:
        """Adds lines, which are on the disk when the call returns. Raises ``OSError``."""
        with self._path.open("a+b") as file:
            for one in pruned:
                _append(file, one)


def _append(file: BufferedRandom, line: Publication | Pruned) -> None:
    text = json.dumps(dataclasses.asdict(line), ensure_ascii=False)
    # what a kill or a full disk cut short keeps a line of its own
    before = b"\n" if _is_torn(file.fileno()) else b""
    file.write(before + text.encode("utf-8", "backslashreplace") + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _read(path: Path, kind: type[Line]) -> tuple[Line, ...]:
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return ()
    return tuple(found for line in lines if (found := _line_from(line, kind)) is not None)


def _is_torn(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _line_from(line: bytes, kind: type[Line]) -> Line | None:
    fields = {field.name for field in dataclasses.fields(kind)}
    try:
        values = json.loads(line)
        return kind(**{name: value for name, value in values.items() if name in fields})
    except (ValueError, TypeError, AttributeError):
        return None
