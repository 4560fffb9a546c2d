"""The history of publications: one line a switch, appended under a lock and never changed."""

import contextlib
import dataclasses
import fcntl
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from index.publication import Publication
from ingest.durable import flush

LOG_NAME = "publications.jsonl"
_FIELDS = {field.name for field in dataclasses.fields(Publication)}


class PublicationLog:
    """Lines of one file; who writes holds the lock that every switch is made under."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[Publication, ...]:
        """Every line that is whole, oldest first; what a kill cut short is passed over."""
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return ()
        return tuple(found for line in lines if (found := _publication_from(line)) is not None)

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
                text = json.dumps(dataclasses.asdict(publication), ensure_ascii=False)
                line = text.encode("utf-8", "backslashreplace") + b"\n"
                # what a kill or a full disk cut short keeps a line of its own
                before = b"\n" if _is_torn(file.fileno()) else b""
                file.write(before + line)
                file.flush()
                os.fsync(file.fileno())

            yield append


def _is_torn(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


def _publication_from(line: bytes) -> Publication | None:
    try:
        values = json.loads(line)
        known = {name: value for name, value in values.items() if name in _FIELDS}
        return Publication(**known)
    except (ValueError, TypeError, AttributeError):
        return None
