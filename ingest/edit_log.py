"""The log of edits: one line of JSON each, only ever appended to, and forced onto the disk."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from ingest.edit import Edit

_TAIL_BYTES = 2**18


class EditLog:
    """The edits of one documents folder, oldest first in the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, edit: Edit) -> None:
        """Adds a line. Raises ``OSError``; then the line is not there."""
        line = json.dumps(asdict(edit), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                line = b"\n" + line  # a power cut left half a line: it stays alone on its own
            if os.write(descriptor, line) != len(line):
                os.ftruncate(descriptor, size)
                raise OSError(28, "No space left on device")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def latest(self, *, limit: int, path: str = "") -> tuple[Edit, ...]:
        """The newest edits first; of one file, under its old and new name, where ``path`` says."""
        found: list[Edit] = []
        for edit in self._backwards():
            if not path or path in (edit.path, edit.to):
                found.append(edit)
                if len(found) >= limit:
                    break
        return tuple(found)

    def _backwards(self) -> Iterator[Edit]:
        try:
            file = self._path.open("rb")
        except FileNotFoundError:
            return
        with file:
            end = file.seek(0, os.SEEK_END)
            rest = b""
            while end > 0:
                start = max(0, end - _TAIL_BYTES)
                file.seek(start)
                lines = (file.read(end - start) + rest).split(b"\n")
                rest = lines.pop(0) if start else b""
                end = start
                for line in reversed(lines):
                    edit = _edit(line)
                    if edit is not None:
                        yield edit


def _edit(line: bytes) -> Edit | None:
    """None for an empty line, half a line, or one that somebody else wrote."""
    try:
        return Edit(**json.loads(line))
    except (ValueError, TypeError):
        return None
