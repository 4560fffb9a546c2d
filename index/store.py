"""Releases on disk: built aside, added whole, switched by one atomic rename, kept by rule.

::

    var/releases/20261121T211523Z-4f2a91/    manifest.json, content.db, dense.faiss, …
    var/releases/current                     one line: the release that answers
    var/releases/publications.jsonl          every switch: when, who, from, to, why
    var/releases/pruned.jsonl                every release that was let go of: when, by whom
    var/releases/.building-…                 a build in progress, or the rest of one that was killed
"""

import contextlib
import fcntl
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from index.list_releases import list_releases
from index.manifest import ListedRelease, Manifest
from index.manifest_file import (
    MANIFEST_NAME,
    damaged_files,
    parse_manifest,
    read_manifest,
    verify_checksums,
    write_manifest,
)
from index.publication import Pruned, Publication, PublicationKind
from index.publication_log import LOG_NAME, PRUNED_NAME, PruneLog, PublicationLog
from index.release_history import to_delete, took_place, way_back, were_live
from index.storage_errors import storage_errors
from ingest.durable import flush, replace_text
from ingest.errors import IndexBroken, IndexBusy, IndexMissing, IndexOutdated

CURRENT_NAME = "current"
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,99}")
BUILDING_PREFIX = ".building-"


class ReleaseStore:
    """The releases below one folder."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._log = PublicationLog(directory / LOG_NAME)
        self._pruned = PruneLog(directory / PRUNED_NAME)

    @property
    def pointer(self) -> Path:
        """The file that names the current release; a server watches it."""
        return self.directory / CURRENT_NAME

    def current(self) -> str:
        """The id of the release that answers; empty before the first is published."""
        try:
            named = self.pointer.read_bytes().strip().decode("ascii", "replace")
        except FileNotFoundError:
            return ""
        if _ID.fullmatch(named):
            return named
        # no write of ours leaves such a file: the disk does, and the history knows better
        return next((one.to_release for one in reversed(self._log.read())), "")

    def path(self, release: str) -> Path:
        """Where a release's files are."""
        return self.directory / release

    def releases(self) -> tuple[str, ...]:
        """Every complete release, oldest first: candidates too."""
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
        """What a release says of itself; its files' sizes are looked at.

        Raises ``IndexMissing``, ``IndexBroken`` or ``IndexOutdated``.
        """
        return read_manifest(self.path(release))

    def damage(self, release: str) -> tuple[Manifest, tuple[str, ...]]:
        """What a release says of itself, and its files that are not what it says.

        Raises ``IndexMissing``, ``IndexBroken`` or ``IndexOutdated`` where it says nothing.
        """
        manifest = parse_manifest(self.path(release))
        return manifest, damaged_files(self.path(release), manifest)

    def verify(self, release: str) -> None:
        """Compares every file of a release with its checksum; raises ``IndexBroken``."""
        verify_checksums(self.path(release), self.manifest(release))

    @contextlib.contextmanager
    def building(self) -> Iterator[Path]:
        """A fresh folder to build in; one build at a time, over all processes.

        Raises ``IndexBusy`` when another process builds, ``StorageFull`` when the disk fills up.
        Whatever happens inside, the folder is gone afterwards unless it was added.
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
            with storage_errors(), self._log.writing():
                for entry in self.directory.glob(f".{CURRENT_NAME}-*"):
                    entry.unlink(missing_ok=True)
            folder = self.directory / f"{BUILDING_PREFIX}{secrets.token_hex(4)}"
            try:
                with storage_errors():
                    folder.mkdir()
                    yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def add(self, folder: Path, manifest: Manifest) -> None:
        """Turns a built folder into a complete release, a candidate that nothing answers from."""
        write_manifest(folder, manifest)
        for file in folder.iterdir():
            flush(file)
        flush(folder)
        folder.rename(self.path(manifest.release))
        flush(self.directory)

    def publish(
        self,
        release: str,
        *,
        kind: PublicationKind = "publish",
        by: str = "",
        by_id: str = "",
        forced: bool = False,
        reason: str = "",
        verdict: str = "",
    ) -> Publication:
        """Makes ``release`` the one that answers, and writes down who did so and why.

        The line is on disk before the switch, and what is live already is switched to without one.
        Raises as ``manifest`` does, and ``StorageFull``; the live release then stays.
        """
        self.manifest(release)
        with storage_errors(), self._log.writing() as append:
            publication = Publication(
                at=datetime.now(UTC).isoformat(timespec="seconds"),
                kind=kind,
                from_release=self.current(),
                to_release=release,
                by=by,
                by_id=by_id,
                forced=forced,
                reason=reason,
                verdict=verdict,
            )
            if publication.from_release != release:
                append(publication)
                self.switch(release)
        return publication

    def switch(self, release: str) -> None:
        """The atomic rename alone; ``publish`` also keeps who and why. Raises ``StorageFull``."""
        self.manifest(release)
        with storage_errors():
            replace_text(self.pointer, release + "\n")

    def publications(self) -> tuple[Publication, ...]:
        """Every switch that was made, oldest first."""
        return took_place(self._log.read(), current=self.current())

    def way_back(self) -> tuple[str, ...]:
        """What a roll-back leads to, the nearest first; whether it is whole, nobody looked."""
        return way_back(self.publications(), kept=self.releases(), current=self.current())

    def stand_ins(self) -> tuple[str, ...]:
        """What may answer where the current release cannot: the way back, then all that was live.

        Whether they are whole, nobody looked.
        """
        current, back = self.current(), self.way_back()
        others = sorted(self.were_live() - {current, *back}, reverse=True)
        return (*back, *others)

    def were_live(self) -> frozenset[str]:
        """The releases that answer or once answered; the others are candidates."""
        return were_live(self.publications(), kept=self.releases(), current=self.current())

    def listed(self) -> tuple[ListedRelease, ...]:
        """Every complete release with its state and size, newest first."""
        return list_releases(
            [self.path(release) for release in reversed(self.releases())],
            current=self.current(),
            live=self.were_live(),
            published_at={one.to_release: one.at for one in self.publications()},
        )

    def pruned(self) -> tuple[Pruned, ...]:
        """Every release that was let go of, oldest first, but by earlier versions and by hand."""
        return self._pruned.read()

    def prune(self, *, keep: int, by: str = "", by_id: str = "") -> tuple[str, ...]:
        """Deletes what the rule of keeping lets go of (``index.release_history``), and writes down
        who did so before."""
        with storage_errors(), self._log.writing():
            # under the lock of switches: nothing is published while it is deleted
            kept, current = self.releases(), self.current()
            old = to_delete(
                self.publications(),
                kept=kept,
                whole=frozenset(release for release in kept if self._is_whole(release)),
                current=current,
                parent=self._parent(current),
                keep=keep,
                now=datetime.now(UTC),
            )
            at = datetime.now(UTC).isoformat(timespec="seconds")
            if old:
                self._pruned.append(
                    [Pruned(at=at, release=release, by=by, by_id=by_id) for release in old]
                )
            aside = [self._put_aside(release) for release in old]
        for folder in aside:
            shutil.rmtree(folder, ignore_errors=True)
        return old

    def _put_aside(self, release: str) -> Path:
        # killed half-way, it is a rest to clear away and no release with holes
        aside = self.directory / f"{BUILDING_PREFIX}{secrets.token_hex(4)}"
        self.path(release).rename(aside)
        return aside

    def _parent(self, release: str) -> str:
        try:
            return self.manifest(release).parent if release else ""
        except (IndexMissing, IndexBroken, IndexOutdated):
            return ""

    def _is_whole(self, release: str) -> bool:
        try:
            self.manifest(release)
        except (IndexMissing, IndexBroken, IndexOutdated):
            return False
        return True
