"""``backup`` and ``restore``: all state in one file, and back.

Backup: 1. a moment of everything on disk (``snapshot``); 2. checksums; 3. the archive, written
whole or not at all. Nothing that serves or builds is held up but for milliseconds.

Restore: 1. the manifest, and whether there is room and nothing in the way; 2. every file beside its
place, compared with its checksum; 3. all of it into place, what was there put aside.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.backup_archive import (
    Progress,
    SourceChanged,
    check_name,
    read_manifest,
    unpack,
    write_archive,
)
from api.backup_manifest import BackupFile, BackupManifest
from api.private_folder import make_private
from api.provenance import version
from api.put_in_place import JOURNAL, Move, commit_restore, finish_restore
from api.snapshot import (
    BEFORE_RESTORE,
    CACHES,
    CURRENT,
    RESTORING,
    STAGING,
    Snapshot,
    take_snapshot,
)
from index.storage_errors import storage_errors
from ingest.errors import BackupRefused, StorageFull
from ingest.file_steps import storage_errors as folder_errors

TRIES = 3
"""A file of the editors' folder may be written to in its place just then."""
SPARE_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What was written."""

    file: str
    bytes_written: int
    manifest: BackupManifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put in place."""

    var_dir: Path
    content_dir: Path
    manifest: BackupManifest
    put_aside: tuple[str, ...]
    """Folders that hold what was there before."""


def back_up_to(
    file: Path,
    *,
    var_dir: Path,
    content_dir: Path,
    with_cache: bool,
    trash_days: int,
    progress: Progress,
) -> Backup:
    """All state in one new file.

    Raises ``BackupRefused`` where the name is taken or lies in what is backed up, ``StorageFull``
    and ``DeskUnavailable``; nothing half is left.
    """
    check_name(file)
    if os.path.lexists(file):
        raise BackupRefused(f"{str(file)!r} exists; give another name, nothing is overwritten")
    for folder in (var_dir, content_dir):
        if file.resolve().is_relative_to(folder.resolve()):
            raise BackupRefused(
                f"{str(file)!r} lies in {str(folder)!r}, which it backs up; name another folder"
            )
    if not var_dir.is_dir() and not content_dir.is_dir():
        raise BackupRefused(
            f"there is neither {str(var_dir)!r} nor {str(content_dir)!r}: nothing to back up"
        )
    with storage_errors():
        with folder_errors(f"{str(file)!r}"):
            file.parent.mkdir(parents=True, exist_ok=True)
        var_dir.mkdir(parents=True, exist_ok=True)
        _require_room(var_dir, _copied_size(var_dir), "the copy of the database")
        for number in range(TRIES):
            with _staging(var_dir) as staging:
                found = take_snapshot(
                    staging,
                    var_dir=var_dir,
                    content_dir=content_dir,
                    with_cache=with_cache,
                    trash_days=trash_days,
                )
                manifest = _manifest(found)
                _require_room(file.parent, manifest.size, "the backup")
                try:
                    write_archive(file, manifest, found.files, progress=progress)
                except SourceChanged as error:
                    if number + 1 == TRIES:
                        raise BackupRefused(
                            f"{str(error)!r} is written to all the time; back up when it is not"
                        ) from error
                    continue
                return Backup(file=str(file), bytes_written=file.stat().st_size, manifest=manifest)
    raise AssertionError  # the loop returns or raises


def restore_from(
    file: Path, *, var_dir: Path, content_dir: Path, force: bool, progress: Progress
) -> Restored:
    """The state of a backup in place.

    Raises ``BackupBroken`` where it is damaged, ``BackupRefused`` where there is a state already
    and ``force`` is not given, ``StorageFull``; nothing was changed then.
    """
    manifest = read_manifest(file)
    var_dir, content_dir = var_dir.absolute(), content_dir.absolute()
    roots = {"var": var_dir, "content": content_dir}
    old = {"var": _entries(var_dir, without=CACHES), "content": _entries(content_dir)}
    in_the_way = [str(roots[name]) for name in roots if old[name]]
    if in_the_way and not force:
        raise BackupRefused(
            f"{' and '.join(map(repr, in_the_way))} hold a state already; restore --into another "
            f"folder, or stop the server and give --force: then it is put aside, not deleted"
        )
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    with storage_errors(), contextlib.ExitStack() as staged:
        moves = []
        with folder_errors(f"{str(var_dir)!r}"):
            make_private(var_dir)
        for name, folder in roots.items():
            with folder_errors(f"{str(folder)!r}"):
                folder.mkdir(parents=True, exist_ok=True)
            for rest in folder.glob(f"{RESTORING}*"):
                shutil.rmtree(rest, ignore_errors=True)
            _require_room(folder, manifest.size, "what is restored")
            aside = folder / f"{RESTORING}{stamp}"
            aside.mkdir()
            staged.callback(shutil.rmtree, aside, ignore_errors=True)
            moves.append((name, folder, aside))
        unpack(file, manifest, {name: aside for name, _, aside in moves}, progress=progress)
        done = [
            Move(
                target=str(folder),
                staged=str(aside),
                aside=str(folder / f"{BEFORE_RESTORE}{stamp}"),
                old=tuple(sorted({*old[name], *_shadowed(aside, folder)})),
                new=tuple(sorted(entry.name for entry in aside.iterdir())),
            )
            for name, folder, aside in moves
        ]
        commit_restore(done, var_dir=var_dir)
        staged.pop_all()
    finish_restore(var_dir)
    return Restored(
        var_dir=var_dir,
        content_dir=content_dir,
        manifest=manifest,
        put_aside=tuple(one.aside for one in done if Path(one.aside).is_dir()),
    )


@contextlib.contextmanager
def _staging(var_dir: Path) -> Iterator[Path]:
    """A folder of its own on the disk of the state; those of killed backups are cleared away."""
    for rest in var_dir.glob(f"{STAGING}*"):
        if not _is_alive(rest):
            shutil.rmtree(rest, ignore_errors=True)
    folder = var_dir / f"{STAGING}{os.getpid()}-{secrets.token_hex(4)}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_alive(staging: Path) -> bool:
    """Whether the process still runs that a staging folder is named after."""
    number = staging.name.removeprefix(STAGING).split("-")[0]
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        pass
    return True


def _manifest(found: Snapshot) -> BackupManifest:
    """Sizes and checksums; a file that has two names is kept once."""
    first: dict[tuple[int, int], BackupFile] = {}
    files = []
    for name, path in found.files.items():
        with path.open("rb") as source:
            status = os.fstat(source.fileno())
            identity = status.st_dev, status.st_ino
            earlier = first.get(identity)
            sha256 = (
                earlier.sha256 if earlier else hashlib.file_digest(source, "sha256").hexdigest()
            )
        one = BackupFile(
            name=name,
            size=earlier.size if earlier else status.st_size,
            sha256=sha256,
            modified_at=status.st_mtime,
            same_as=earlier.name if earlier else "",
        )
        first.setdefault(identity, one)
        files.append(one)
    pointer = found.files.get(f"var/{CURRENT}")
    return BackupManifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        program=version(),
        release=pointer.read_text(encoding="ascii", errors="replace").strip() if pointer else "",
        files=tuple(files),
        left_out=found.left_out,
    )


def _copied_size(var_dir: Path) -> int:
    """Bytes of the state that is written on in its place: a moment of it is a copy."""
    return sum(path.stat().st_size for path in var_dir.glob("*.db*") if path.is_file())


def _require_room(folder: Path, size: int, what: str) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + SPARE_BYTES:
        raise StorageFull(
            f"{what} needs {size / 1e6:,.0f} MB and {str(folder)!r} has {free / 1e6:,.0f} MB free; "
            f"make room or name another disk; nothing was written"
        )


def _entries(folder: Path, *, without: tuple[str, ...] = ()) -> list[str]:
    """What a state consists of: neither caches nor what restores and backups put there."""
    if not folder.is_dir():
        return []
    passing = (STAGING, BEFORE_RESTORE, RESTORING)
    return sorted(
        entry.name
        for entry in folder.iterdir()
        if entry.name not in (*without, JOURNAL) and not entry.name.startswith(passing)
    )


def _shadowed(staged: Path, target: Path) -> list[str]:
    """Caches that the backup brings its own of."""
    return [entry.name for entry in staged.iterdir() if os.path.lexists(target / entry.name)]
