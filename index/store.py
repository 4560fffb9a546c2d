"""Releases on disk: written aside, switched by one atomic rename, kept until pruned.

::

    var/releases/20261121T211523Z-4f2a91/    manifest.json, content.db, dense.faiss, …
    var/releases/current                     one line: the release that answers
    var/releases/.building-…                 a build in progress, or the rest of one that was killed
"""

import contextlib
import dataclasses
import errno
import fcntl
import json
import secrets
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from index.durable import flush, new_id, replace_text, sha256_of
from index.embedder import Embedder
from index.manifest import SCHEMA_VERSION, FileChecksum, FileProblem, LanguageCount, Manifest
from ingest.errors import IndexBroken, IndexBusy, IndexMissing, IndexOutdated, StorageFull

MANIFEST_NAME = "manifest.json"
CURRENT_NAME = "current"
BUILDING_PREFIX = ".building-"


class ReleaseStore:
    """The releases below one folder."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @property
    def pointer(self) -> Path:
        """The file that names the current release; a server watches it."""
        return self.directory / CURRENT_NAME

    def current(self) -> str:
        """The id of the release that answers; empty before the first is published."""
        try:
            return self.pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""

    def path(self, release: str) -> Path:
        """Where a release's files are."""
        return self.directory / release

    def releases(self) -> tuple[str, ...]:
        """Every complete release, oldest first."""
        if not self.directory.is_dir():
            return ()
        return tuple(
            sorted(
                entry.name
                for entry in self.directory.iterdir()
                if not entry.name.startswith(".") and (entry / MANIFEST_NAME).is_file()
            )
        )

    def manifest(self, release: str) -> Manifest:
        """What a release says of itself.

        Raises ``IndexMissing`` when there is none, ``IndexBroken`` when it does not parse or a
        file's size differs, ``IndexOutdated`` when another version wrote it.
        """
        path = self.path(release) / MANIFEST_NAME
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise IndexMissing(
                f"no release {release!r} in {str(self.directory)!r}; run 'tradewind reindex'"
            ) from error
        except (json.JSONDecodeError, UnicodeDecodeError) as error:
            raise IndexBroken(
                f"manifest of release {release!r} does not parse ({error})"
            ) from error
        if not isinstance(values, dict):
            raise IndexBroken(
                f"manifest of release {release!r} is no JSON object; run 'tradewind reindex'"
            )
        if values.get("schema_version") != SCHEMA_VERSION:
            raise IndexOutdated(
                f"release {release!r} has schema {values.get('schema_version')!r}, this version "
                f"reads {SCHEMA_VERSION}; run 'tradewind reindex'"
            )
        manifest = _manifest_from_json(values)
        for checksum in manifest.checksums:
            file = self.path(release) / checksum.name
            if not file.is_file() or file.stat().st_size != checksum.size:
                raise IndexBroken(
                    f"{checksum.name!r} of release {release!r} is missing or cut short; "
                    f"run 'tradewind reindex'"
                )
        return manifest

    def verify(self, release: str) -> None:
        """Compares every file of a release with its checksum; raises ``IndexBroken``."""
        for checksum in self.manifest(release).checksums:
            if sha256_of(self.path(release) / checksum.name) != checksum.sha256:
                raise IndexBroken(
                    f"{checksum.name!r} of release {release!r} differs from its checksum; "
                    f"run 'tradewind reindex'"
                )

    @contextlib.contextmanager
    def building(self) -> Iterator[Path]:
        """A fresh folder to build in; one build at a time, over all processes.

        Raises ``IndexBusy`` when another process builds, ``StorageFull`` when the disk fills up.
        Whatever happens inside, the folder is gone afterwards unless it was published.
        """
        with storage_errors():
            self.directory.mkdir(parents=True, exist_ok=True)
            lock = (self.directory / ".lock").open("w")
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise IndexBusy(
                    f"another build is under way in {str(self.directory)!r}; wait for it to end"
                ) from error
            # the lock is ours, so these are what killed builds left
            for entry in self.directory.glob(f"{BUILDING_PREFIX}*"):
                shutil.rmtree(entry, ignore_errors=True)
            for entry in self.directory.glob(f".{CURRENT_NAME}-*"):
                entry.unlink(missing_ok=True)
            folder = self.directory / f"{BUILDING_PREFIX}{secrets.token_hex(4)}"
            try:
                with storage_errors():
                    folder.mkdir()
                    yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def publish(self, folder: Path, manifest: Manifest) -> None:
        """Turns a built folder into a release and switches to it."""
        write_manifest(folder, manifest)
        for file in folder.iterdir():
            flush(file)
        flush(folder)
        folder.rename(self.path(manifest.release))
        self.switch(manifest.release)

    def switch(self, release: str) -> None:
        """Makes ``release`` the one that answers: one atomic rename. Raises ``StorageFull``."""
        self.manifest(release)
        with storage_errors():
            replace_text(self.pointer, release + "\n")

    def prune(self, *, keep: int) -> tuple[str, ...]:
        """Deletes the oldest releases beyond ``keep``, never the current one nor its parent."""
        current = self.current()
        spared = {current}
        with contextlib.suppress(IndexMissing, IndexBroken, IndexOutdated):
            spared.add(self.manifest(current).parent)
        old = [release for release in self.releases()[:-keep] if release not in spared]
        for release in old:
            # aside first: killed half-way, it is a rest to clear away and no release with holes
            aside = self.directory / f"{BUILDING_PREFIX}{secrets.token_hex(4)}"
            self.path(release).rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
        return tuple(old)


def checksums(folder: Path) -> tuple[FileChecksum, ...]:
    """Size and sha256 of every file in ``folder``."""
    return tuple(
        FileChecksum(name=file.name, size=file.stat().st_size, sha256=sha256_of(file))
        for file in sorted(folder.iterdir())
        if file.name != MANIFEST_NAME
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes ``manifest.json``."""
    text = json.dumps(dataclasses.asdict(manifest), ensure_ascii=False, indent=1)
    (folder / MANIFEST_NAME).write_text(text + "\n", encoding="utf-8")


def new_manifest(
    folder: Path,
    *,
    embedder: Embedder,
    documents: int,
    languages: Sequence[str],
    settings_hash: str,
    parent: str = "",
    problems: tuple[FileProblem, ...] = (),
) -> Manifest:
    """What a release says of itself, its files complete in ``folder``; one language a chunk."""
    return Manifest(
        schema_version=SCHEMA_VERSION,
        release=new_id(),
        embedder=embedder.name,
        fingerprint=embedder.fingerprint,
        dimensions=embedder.dimensions,
        documents=documents,
        chunks=len(languages),
        languages=tuple(
            LanguageCount(language=language, chunks=chunks)
            for language, chunks in sorted(Counter(languages).items())
        ),
        settings_hash=settings_hash,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        parent=parent,
        checksums=checksums(folder),
        problems=problems,
    )


@contextlib.contextmanager
def storage_errors() -> Iterator[None]:
    """Turns a full or read-only disk into ``StorageFull``."""
    try:
        yield
    except OSError as error:
        # numpy tells of a short write without an error number
        short = error.errno is None and "written" in str(error)
        if short or error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise _refused("the disk is full" if short else str(error.strerror)) from error
        if error.errno == errno.EROFS:
            raise _refused(str(error.strerror), remedy="make the folder writable") from error
        raise
    except sqlite3.OperationalError as error:
        if "full" in str(error) or "disk I/O" in str(error):
            raise _refused(str(error)) from error
        if "readonly" in str(error):
            raise _refused(str(error), remedy="make the folder writable") from error
        raise


def _refused(reason: str, *, remedy: str = "free some room") -> StorageFull:
    return StorageFull(
        f"cannot write the index ({reason}); {remedy} and run the command again; the published "
        f"release still answers"
    )


def _manifest_from_json(values: dict[str, object]) -> Manifest:
    lists = {"languages": LanguageCount, "checksums": FileChecksum, "problems": FileProblem}
    fields: dict[str, object] = dict(values)
    try:
        for name, noun in lists.items():
            entries = fields[name]
            if not isinstance(entries, list):
                raise TypeError(f"{name!r} is not a list")
            fields[name] = tuple(noun(**entry) for entry in entries)
        return Manifest(**fields)  # type: ignore[arg-type]
    except (KeyError, TypeError) as error:
        raise IndexBroken(
            f"manifest of release {values.get('release')!r} is damaged ({error}); "
            f"run 'tradewind reindex'"
        ) from error
