"""What edits took away, kept for some days so that they can be taken back.

::

    var/trash/20261122T131500123456Z-4f2a91/    entry.json, 0, 1, …: the files as they were before
"""

import contextlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest.durable import flush
from ingest.edit import Trashed, TrashedFile
from ingest.errors import DocumentMissing
from ingest.file_steps import copy_file, make_folders

_ENTRY = "entry.json"
_MAKING = ".making-"


class Trash:
    """The edits below one folder that can be taken back; its caller holds a lock while writing."""

    def __init__(self, folder: Path, *, keep_days: int) -> None:
        self._folder = folder
        self._keep = timedelta(days=keep_days)

    def keep(self, entry: Trashed, sources: Sequence[Path | None], *, share: bool) -> None:
        """Keeps the files of an entry, in its order; None where there was no file.

        ``share`` gives a file a second name instead of copying it: for files that lose their first
        one at once. Raises ``OSError``; then nothing is kept.
        """
        make_folders(self._folder)
        aside = self._folder / f"{_MAKING}{entry.id}"
        try:
            aside.mkdir()
            for number, source in enumerate(sources):
                if source is not None:
                    _keep_file(source, aside / str(number), share=share)
            text = json.dumps(asdict(entry), ensure_ascii=False)
            (aside / _ENTRY).write_bytes(text.encode("utf-8", "replace"))
            flush(aside / _ENTRY)
            flush(aside)
            aside.rename(self._folder / entry.id)
            flush(self._folder)
        except OSError:
            shutil.rmtree(aside, ignore_errors=True)
            raise

    def entries(self) -> tuple[Trashed, ...]:
        """What is kept, the newest first."""
        folders = self._folder.iterdir() if self._folder.is_dir() else ()
        names = sorted((folder.name for folder in folders), reverse=True)
        found = (self._read(name) for name in names if not name.startswith("."))
        return tuple(entry for entry in found if entry is not None)

    def entry(self, entry_id: str) -> Trashed:
        """Raises ``DocumentMissing`` where it is not kept, or not any more."""
        known = entry_id.replace("-", "").isalnum() and len(entry_id) <= 60
        found = self._read(entry_id) if known else None
        if found is None:
            raise DocumentMissing(
                f"there is nothing {entry_id[:60]!r} to take back (any more); list what there is"
            )
        return found

    def file(self, entry: Trashed, number: int) -> Path:
        """Where the file lies that is the ``number``-th of an entry's."""
        return self._folder / entry.id / str(number)

    def drop(self, entry_id: str) -> None:
        """Forgets an entry."""
        aside = self._folder / f"{_MAKING}{entry_id}"
        with contextlib.suppress(OSError):
            (self._folder / entry_id).rename(aside)
        shutil.rmtree(aside, ignore_errors=True)

    def purge(self, now: datetime) -> None:
        """Deletes for good what was kept long enough, and what killed processes left half."""
        if not self._folder.is_dir():
            return
        for rest in self._folder.glob(f"{_MAKING}*"):
            shutil.rmtree(rest, ignore_errors=True)
        for entry in self.entries():
            if entry.until < f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}":
                self.drop(entry.id)

    def _read(self, name: str) -> Trashed | None:
        try:
            values = json.loads((self._folder / name / _ENTRY).read_bytes())
            entry = Trashed(
                **{**values, "files": tuple(TrashedFile(**one) for one in values["files"])}
            )
            until = datetime.fromisoformat(entry.at) + self._keep
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return replace(entry, id=name, until=f"{until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")


def _keep_file(source: Path, target: Path, *, share: bool) -> None:
    if share:
        with contextlib.suppress(OSError):
            os.link(source, target, follow_symlinks=False)
            return
    copy_file(source, target)
