"""Changes of documents, kept, logged and made: in that order, alone, whole or not at all.

::

    documents/.incoming/…    bytes on their way in, never read by a scan
    var/editing/             lock, log.jsonl (who did what), steps.json while steps are taken
    var/trash/…              what an edit took away
"""

import contextlib
import fcntl
import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ingest.document_names import SIDECAR_ENDINGS
from ingest.durable import flush
from ingest.edit import Edit, EditAction, Trashed, TrashedFile
from ingest.edit_log import EditLog
from ingest.errors import DocumentConflict, DocumentMissing, StorageFull
from ingest.file_steps import FileStep, FileSteps, copy_file, make_folders, storage_errors
from ingest.incoming import INCOMING, is_dead
from ingest.trash import Trash


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an edit makes of one file."""

    path: str
    """Relative to the documents folder, as it is stored."""
    before: str
    """The sha256 it has now; empty where there is none."""
    after: str
    """The sha256 it gets; empty where it is taken away."""
    source: str = ""
    """Where its new bytes lie, below the documents folder: a document, or a file aside."""


class DocumentChanges:
    """Makes changes below one documents folder. Safe for many threads and processes."""

    def __init__(
        self,
        documents_dir: Path,
        *,
        var_dir: Path,
        keep_days: int,
        now: Callable[[], datetime],
    ) -> None:
        self.documents_dir = documents_dir
        self._state = var_dir / "editing"
        self.log = EditLog(self._state / "log.jsonl")
        self.trash = Trash(var_dir / "trash", keep_days=keep_days)
        self._steps = FileSteps(documents_dir, journal=self._state / "steps.json")
        self._now = now

    @contextlib.contextmanager
    def alone(self, what: str) -> Iterator[contextlib.ExitStack]:
        """Inside, nobody else edits and nothing half is left; gives what files aside end with."""
        if not self.documents_dir.is_dir():
            raise DocumentMissing("the documents folder does not exist; create it")
        with storage_errors(what):
            make_folders(self._state)
            lock = (self._state / "lock").open("w")
        with lock, contextlib.ExitStack() as asides:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._steps.recover()
            for rest in self._dead_asides():
                rest.unlink(missing_ok=True)
            self.trash.purge(self._now())
            yield asides

    def recover(self) -> None:
        """Finishes what a killed process began, and clears away what it left."""
        if (self._state / "steps.json").exists() or self._dead_asides():
            with self.alone("what an edit left"):
                pass

    def change(self, location: Path, before: str, after: str, source: Path | None = None) -> Change:
        """What becomes of one file."""
        return Change(
            path=self._relative(location),
            before=before,
            after=after,
            source=self._relative(source) if source is not None else "",
        )

    def written(
        self, asides: contextlib.ExitStack, target: Path, *, before: str, data: bytes
    ) -> Change:
        """A small file with new bytes."""
        aside = self._aside(asides)
        with storage_errors(f"{self._relative(target)!r}"):
            aside.write_bytes(data)
            flush(aside)
        return self.change(target, before, hashlib.sha256(data).hexdigest(), aside)

    def kept(
        self, asides: contextlib.ExitStack, entry: Trashed, number: int, *, now: str
    ) -> Change:
        """A file as the trash keeps it. Raises ``DocumentConflict`` where that was altered."""
        file = entry.files[number]
        aside = self._aside(asides)
        with storage_errors(f"{file.path!r}"):
            copy_file(self.trash.file(entry, number), aside)
        if sha256_of(aside) != file.before:
            raise DocumentConflict(
                f"what is kept of {file.path!r} was changed by somebody; look at it by hand"
            )
        return self.change(self.documents_dir / file.path, now, file.before, aside)

    def apply(
        self,
        changes: Sequence[Change],
        *,
        action: EditAction,
        by: str,
        path: str,
        to: str = "",
        note: str = "",
    ) -> Edit:
        """Makes all changes, inside ``alone``. Raises ``StorageFull``; then none was made."""
        at = self._now().astimezone(UTC)
        edit_id = f"{at:%Y%m%dT%H%M%S%f}Z-{secrets.token_hex(3)}"
        of_path = {change.path: change for change in changes}
        edit = Edit(
            id=edit_id,
            at=f"{at:%Y-%m-%dT%H:%M:%SZ}",
            by=by,
            action=action,
            path=path,
            to=to,
            before=of_path.get(path, changes[0]).before,
            after=of_path.get(path if action == "restored" else to or path, changes[0]).after,
            trash=edit_id,
            note=note,
        )
        try:
            with storage_errors(f"the edit of {path!r}"):
                for change in changes:
                    if change.after:
                        make_folders((self.documents_dir / change.path).parent)
                self._keep(edit, changes)
                self.log.append(edit)
                self._steps.do(_steps_of(changes))
        except StorageFull:
            self._put_back(edit)
            raise
        return edit

    def _keep(self, edit: Edit, changes: Sequence[Change]) -> None:
        files = tuple(
            TrashedFile(
                path=change.path,
                before=change.before,
                after=change.after,
                size=(self.documents_dir / change.path).stat().st_size if change.before else 0,
            )
            for change in changes
        )
        entry = Trashed(
            id=edit.id,
            at=edit.at,
            by=edit.by,
            action=edit.action,
            path=edit.path,
            to=edit.to,
            files=files,
        )
        sources = [self.documents_dir / file.path if file.before else None for file in files]
        # a moved file keeps its bytes under another name: those may be written to in place
        self.trash.keep(entry, sources, share=edit.action != "moved")

    def _put_back(self, edit: Edit) -> None:
        """After a step that failed: what was replaced already is as before, and the log says so."""
        with contextlib.suppress(OSError, StorageFull, DocumentMissing):
            entry = self.trash.entry(edit.trash)
            for number, file in enumerate(entry.files):
                location = self.documents_dir / file.path
                now = sha256_of(location) if location.is_file() else ""
                if file.before and now != file.before:
                    self.trash.file(entry, number).replace(location)
                elif not file.before and now == file.after:
                    location.unlink()
        with contextlib.suppress(OSError):
            if edit.id in {one.id for one in self.log.latest(limit=1)}:
                self.log.append(replace(edit, action="failed", trash="", note=edit.action))
        self.trash.drop(edit.trash)

    def _aside(self, asides: contextlib.ExitStack) -> Path:
        folder = self.documents_dir / INCOMING
        with storage_errors("the documents folder"):
            make_folders(folder)
        aside = folder / secrets.token_hex(12)
        asides.callback(_take_away, aside)
        return aside

    def _dead_asides(self) -> list[Path]:
        folder = self.documents_dir / INCOMING
        return [one for one in folder.iterdir() if is_dead(one)] if folder.is_dir() else []

    def _relative(self, location: Path) -> str:
        return location.relative_to(self.documents_dir).as_posix()


def sha256_of(path: Path) -> str:
    """The digest of a document's bytes; raises ``DocumentMissing`` or ``DocumentConflict``."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise DocumentMissing(f"{path.name!r} is gone; look at the documents again") from error
    except OSError as error:
        raise DocumentConflict(f"{path.name!r} cannot be read ({error.strerror})") from error


def _take_away(aside: Path) -> None:
    """What cannot be taken away now is swept up with the next edit."""
    with contextlib.suppress(OSError):
        aside.unlink()


def _steps_of(changes: Sequence[Change]) -> list[FileStep]:
    """Facts arrive before their document and leave after it: none is ever read without them."""
    arriving = sorted((one for one in changes if one.after), key=lambda one: not _is_facts(one))
    leaving = sorted((one for one in changes if not one.after), key=_is_facts)
    return [
        *(
            # what is new takes a free place only: nobody's file is overwritten
            FileStep(act="rename" if one.before else "link", source=one.source, target=one.path)
            for one in arriving
        ),
        *(FileStep(act="unlink", source=one.path) for one in leaving),
    ]


def _is_facts(change: Change) -> bool:
    return change.path.lower().endswith(SIDECAR_ENDINGS)
