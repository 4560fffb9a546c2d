"""Changes of several files that happen whole or not at all, whatever is killed in between.

Every step is one atomic act of the file system. Where there are several, they are written down
first; whoever opens the folder next does those that were left.
"""

import contextlib
import errno
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from ingest.durable import flush
from ingest.errors import StorageFull

_NO_LINKS = frozenset({errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS})


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStep:
    """One act: ``link`` gives a file a second name that is free, ``rename`` puts it in the place
    of another, ``unlink`` takes a name away. Paths are relative to the folder."""

    act: Literal["link", "rename", "unlink"]
    source: str
    target: str = ""


class FileSteps:
    """Does steps below ``root``; ``journal`` is a file outside it that lives as long as they take.

    One caller at a time, over all processes: the caller holds a lock.
    """

    def __init__(self, root: Path, *, journal: Path) -> None:
        self._root = root
        self._journal = journal

    def do(self, steps: Sequence[FileStep]) -> None:
        """All steps, then everything is forced onto the disk.

        Raises ``OSError``; then some of the steps are done, and nobody will do the others.
        """
        try:
            if len(steps) > 1:
                record = [[*asdict(step).values(), self._identity(step)] for step in steps]
                text = json.dumps(record, ensure_ascii=False)
                write_whole(self._journal, text.encode("utf-8", "surrogateescape"))
            for step in steps:
                self._act(step)
            self._flush(steps)
        finally:
            with contextlib.suppress(OSError):
                self._journal.unlink(missing_ok=True)

    def recover(self) -> bool:
        """Does what was left when a process died; whether there was anything. Never raises for a
        step that cannot be done any more: somebody has been at those files since."""
        try:
            record = json.loads(self._journal.read_bytes().decode("utf-8", "surrogateescape"))
            steps = [
                (FileStep(act=act, source=source, target=target), identity)
                for act, source, target, identity in record
            ]
        except FileNotFoundError:
            return False
        except (OSError, ValueError, TypeError):
            steps = []
        for step, identity in steps:
            # a file of that name which is another one by now is nobody's leftover
            if self._identity(step) == identity:
                try:
                    self._act(step, again=True)
                except OSError:
                    break
        with contextlib.suppress(OSError):
            self._flush([step for step, _ in steps])
        self._journal.unlink(missing_ok=True)
        return True

    def _identity(self, step: FileStep) -> list[int]:
        try:
            status = (self._root / step.source).lstat()
        except FileNotFoundError:
            return []
        return [status.st_ino, status.st_size, status.st_mtime_ns]

    def _act(self, step: FileStep, *, again: bool = False) -> None:
        source, target = self._root / step.source, self._root / step.target
        match step.act:
            case "link":
                if again and os.path.lexists(target) and target.samefile(source):
                    return
                _link(source, target)
            case "rename":
                source.replace(target)
            case "unlink":
                source.unlink()

    def _flush(self, steps: Iterable[FileStep]) -> None:
        names = {name for step in steps for name in (step.source, step.target) if name}
        for folder in sorted({(self._root / name).parent for name in names}):
            with contextlib.suppress(FileNotFoundError):
                flush(folder)


def _link(source: Path, target: Path) -> None:
    """A second name; on file systems without links a copy that takes the free name."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        aside = target.parent / f".{secrets.token_hex(8)}.part"
        try:
            copy_file(source, aside)
            if os.path.lexists(target):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """A small file that holds the old bytes or all of the new ones. Raises ``OSError``."""
    aside = path.parent / f".{secrets.token_hex(8)}.part"
    try:
        aside.write_bytes(data)
        flush(aside)
        aside.replace(path)
        flush(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def copy_file(source: Path, target: Path) -> None:
    """The bytes of a file under another name, on the disk. Raises ``OSError``."""
    with source.open("rb") as old, target.open("xb") as new:
        while step := old.read(2**20):
            new.write(step)
        new.flush()
        os.fsync(new.fileno())


def make_folders(folder: Path) -> None:
    """The folder and those above it; new names are forced onto the disk. Raises ``OSError``."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        flush(one.parent)


@contextlib.contextmanager
def storage_errors(what: str) -> Iterator[None]:
    """Inside, an ``OSError`` becomes ``StorageFull``: ``what`` cannot be written."""
    try:
        yield
    except OSError as error:
        raise StorageFull(
            f"{what} cannot be written ({error.strerror or error}); free some room, or let the "
            f"folder be written to: nothing was changed"
        ) from error
