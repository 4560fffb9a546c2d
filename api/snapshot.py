"""One moment of all state, on disk: links to what never changes, copies of what does.

1. The desk's database first, by SQLite's own backup: what it refers to is still there afterwards;
   before it alone the audit's kept heads, which refer to it.
2. Releases under the lock that every switch takes: the pointer and its history fit each other.
3. The editors' folder and the trash under the lock that every edit takes; files get second names,
   so that the locks are held for milliseconds.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from answer.desk.database import back_up
from api.settings import DATABASE
from index.publication_log import LOG_NAME, PRUNED_NAME, PublicationLog
from ingest.document_changes import DocumentChanges

STAGING = ".backup-"
BEFORE_RESTORE = ".before-restore-"
RESTORING = ".restoring-"
AUDIT, RELEASES, TRASH = "audit", "releases", "trash"
CURRENT = "releases/current"
"""Names the release that answers."""
CACHES = ("cache", "models")
"""Made again from the rest."""
RUNNING = ("run", "leader.lock")
"""Where running processes tell each other how their work stands."""
_PASSING = (STAGING, BEFORE_RESTORE, RESTORING, ".building-", ".current-", ".incoming", ".making-")
"""What begins so is work in progress, or was put aside."""
_PASSING_ENDINGS = ("-wal", "-shm", "-journal", ".part")
_LOCKS = ("lock", ".lock")
_NO_LINKS = frozenset({errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Where each file of the backup lies, by its name in the backup."""

    files: dict[str, Path]
    left_out: tuple[str, ...]


def take_snapshot(
    staging: Path, *, var_dir: Path, content_dir: Path, with_cache: bool, trash_days: int
) -> Snapshot:
    """All state below ``staging``, a new folder on the disk of ``var_dir``.

    Raises ``DeskUnavailable``, ``StorageFull`` or ``OSError``.
    """
    left_out: list[str] = []
    stored = staging / "var"
    stored.mkdir(parents=True)
    if (var_dir / AUDIT).is_dir():
        # before the database: a kept head of a record that is not in it would be an alarm
        _take(var_dir / AUDIT, stored / AUDIT, f"var/{AUDIT}", left_out, share=False)
    if (var_dir / DATABASE).is_file():
        back_up(var_dir / DATABASE, stored / DATABASE)
    skipped = {DATABASE, *RUNNING, *(() if with_cache else CACHES)}
    for entry in _entries(var_dir):
        if entry.name in (*skipped, AUDIT, RELEASES, TRASH) or _is(entry, content_dir):
            continue
        _take(entry, stored / entry.name, f"var/{entry.name}", left_out, share=False)
    releases = var_dir / RELEASES
    if releases.is_dir():
        with PublicationLog(releases / LOG_NAME).writing():
            _take(releases, stored / RELEASES, f"var/{RELEASES}", left_out, share=True)
    with _no_edits(var_dir, content_dir, trash_days):
        if (var_dir / TRASH).is_dir():
            _take(var_dir / TRASH, stored / TRASH, f"var/{TRASH}", left_out, share=True)
        for entry in _entries(content_dir):
            if not _is(entry, var_dir):
                target = staging / "content" / entry.name
                _take(entry, target, f"content/{entry.name}", left_out, share=True)
    files = {
        path.relative_to(staging).as_posix(): path
        for path in sorted(staging.rglob("*"))
        if path.is_file()
    }
    return Snapshot(files=files, left_out=tuple(left_out))


@contextlib.contextmanager
def _no_edits(var_dir: Path, content_dir: Path, trash_days: int) -> Iterator[None]:
    """While this lasts no editor's change is made; what a killed one left is finished first."""
    if not (content_dir / "documents").is_dir():
        yield
        return
    changes = DocumentChanges(
        content_dir / "documents",
        var_dir=var_dir,
        keep_days=trash_days,
        now=lambda: datetime.now(UTC),
    )
    with changes.alone("the lock of edits"):
        yield


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What a folder holds, by name, without work in progress."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as found:
        return sorted(
            (
                entry
                for entry in found
                if not entry.name.startswith(_PASSING)
                and not entry.name.endswith(_PASSING_ENDINGS)
                and entry.name not in _LOCKS
            ),
            key=lambda entry: entry.name,
        )


def _is(entry: os.DirEntry[str], folder: Path) -> bool:
    return os.path.realpath(entry.path) == os.path.realpath(folder)


def _take(
    source: Path | os.DirEntry[str], target: Path, name: str, left_out: list[str], *, share: bool
) -> None:
    """A file or folder into the snapshot; links are named and left out."""
    path = Path(source)
    if path.is_symlink():
        left_out.append(f"{name}: a link; it is not followed")
    elif path.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        for entry in _entries(path):
            _take(entry, target / entry.name, f"{name}/{entry.name}", left_out, share=share)
    elif path.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        # what is written on in its place is appended to or replaced: a link must not grow
        may_share = share and path.name not in (LOG_NAME, PRUNED_NAME)
        with contextlib.suppress(FileNotFoundError):  # deleted meanwhile: not part of the moment
            _keep(path, target, share=may_share)
    else:
        left_out.append(f"{name}: no regular file")


def _keep(source: Path, target: Path, *, share: bool) -> None:
    if share:
        try:
            os.link(source, target, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
        else:
            return
    if source.suffix == ".db" and not share:
        # somebody may be writing to it: a copy byte by byte could be torn
        back_up(source, target)
        return
    shutil.copy2(source, target, follow_symlinks=False)
