"""Files among the documents, added, replaced, moved, removed and taken back: whole or not at all.

A version that was seen is compared under a lock over all processes: of two who replace the same
one, the second is told.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ingest.document_changes import DocumentChanges, sha256_of
from ingest.document_names import existing_path, free_place, located, new_path, sidecars
from ingest.edit import Edit, Trashed
from ingest.errors import DocumentChanged, DocumentConflict, DocumentMissing, DocumentRefused
from ingest.incoming import INCOMING, Incoming

ANY_VERSION = "*"


class DocumentFolder:
    """Edits one documents folder. Safe for many threads and processes.

    ``seen`` is everywhere the sha256 that the editor saw, ``*`` for whatever is there. All methods
    raise ``DocumentMissing``, ``DocumentConflict``, ``DocumentChanged`` and ``StorageFull``.
    """

    def __init__(
        self,
        documents_dir: Path,
        *,
        var_dir: Path,
        max_file_bytes: int,
        keep_days: int,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.documents_dir = documents_dir
        self.max_file_bytes = max_file_bytes
        self._changes = DocumentChanges(
            documents_dir, var_dir=var_dir, keep_days=keep_days, now=now
        )

    def receive(self, path: str, *, seen: str = "") -> Incoming:
        """A place aside for the bytes of the document at ``path``; ``seen`` is empty for a new one.

        Raises ``DocumentRefused`` for a name that is not taken, and what ``put`` would raise.
        """
        exact = self._addressed(path, seen=seen)
        return Incoming(self.documents_dir / INCOMING, exact, max_bytes=self.max_file_bytes)

    def put(self, incoming: Incoming, *, seen: str = "", by: str, facts: bytes = b"") -> Edit:
        """Makes what came in a document: a new one, or in the place of the version ``seen``.

        ``facts`` is the sidecar of a new file. Raises ``DocumentRefused`` for bytes not taken.
        """
        incoming.finish()
        path, changes = incoming.path, self._changes
        with changes.alone(f"the document {path!r}") as asides:
            location = self._present(path)
            if location is not None:
                before = self._checked(location, path, seen=seen, new=True)
                change = changes.change(location, before, incoming.sha256, incoming.location)
                return changes.apply([change], action="replaced", by=by, path=path)
            self._still_wanted(path, seen=seen)
            target = free_place(self.documents_dir, new_path(path))
            made = [changes.change(target, "", incoming.sha256, incoming.location)]
            if facts:
                place = target.with_name(f"{target.name}.yaml")
                known = sha256_of(place) if place.is_file() else ""
                made.append(changes.written(asides, place, before=known, data=facts))
            return changes.apply(made, action="added", by=by, path=path)

    def add(self, path: str, data: bytes, *, by: str) -> Edit:
        """Makes ``data`` a new document. Raises as ``put`` does."""
        with self.receive(path) as incoming:
            incoming.write(data)
            return self.put(incoming, by=by)

    def move(
        self,
        path: str,
        *,
        to: str,
        seen: str,
        by: str,
        facts: bytes | None = None,
        mended: Iterable[tuple[str, str, bytes]] = (),
    ) -> Edit:
        """Gives a document another path; its facts go with it, as ``facts`` where given.

        ``mended``: files of others that name it: path, the sha256 it has, its new bytes.
        """
        changes = self._changes
        with changes.alone(f"the document {path!r}") as asides:
            location = located(self.documents_dir, existing_path(path))
            before = self._checked(location, path, seen=seen)
            exact = new_path(to)
            if exact == existing_path(path):
                raise DocumentConflict(f"{exact!r} is where the document is already")
            target = self._free_but_for(location, exact)
            beside = list(sidecars(location))
            made = [
                changes.change(target, "", before, location),
                changes.change(location, before, ""),
            ]
            for sidecar in beside:
                place = target.with_name(target.name + sidecar.suffix)
                if os.path.lexists(place):
                    raise DocumentConflict(
                        f"{place.name!r} is there already; take those facts away first"
                    )
                digest = sha256_of(sidecar)
                if facts is None:
                    made.append(changes.change(place, "", digest, sidecar))
                made.append(changes.change(sidecar, digest, ""))
            if facts:
                place = target.with_name(f"{target.name}.yaml")
                made.append(changes.written(asides, place, before="", data=facts))
            for name, known, data in mended:
                file = self.documents_dir / name
                if sha256_of(file) != known:
                    raise DocumentChanged(f"{name!r} was changed meanwhile; look at it again")
                made.append(changes.written(asides, file, before=known, data=data))
            return changes.apply(made, action="moved", by=by, path=path, to=exact)

    def remove(self, path: str, *, seen: str, by: str) -> Edit:
        """Takes a document and its facts away; they are kept for some days."""
        changes = self._changes
        with changes.alone(f"the document {path!r}"):
            location = located(self.documents_dir, existing_path(path))
            before = self._checked(location, path, seen=seen)
            made = [changes.change(location, before, "")]
            made += [changes.change(one, sha256_of(one), "") for one in sidecars(location)]
            return changes.apply(made, action="removed", by=by, path=path)

    def write(
        self,
        path: str,
        files: Sequence[tuple[str, bytes]],
        *,
        by: str,
        unchanged: Callable[[], bool],
    ) -> Edit:
        """Gives a document other facts: its sidecar, or the file itself, with their new bytes.

        Empty bytes take a file away. ``unchanged`` tells, under the lock, whether all is as seen.
        """
        changes = self._changes
        with changes.alone(f"the facts of {path!r}") as asides:
            if not unchanged():
                raise DocumentChanged(
                    f"the facts of {path!r} were changed meanwhile; look at them again"
                )
            made = []
            for name, data in files:
                file = self.documents_dir / name
                before = sha256_of(file) if file.exists() else ""
                if data:
                    made.append(changes.written(asides, file, before=before, data=data))
                elif before:
                    made.append(changes.change(file, before, ""))
            if not made:
                raise DocumentRefused(f"nothing of the facts of {path!r} would change")
            return changes.apply(made, action="facts", by=by, path=path)

    def restore(self, entry_id: str, *, by: str) -> Edit:
        """Takes an edit back: all its files are as before it. That can be taken back again.

        Raises ``DocumentConflict`` where one of them was changed since.
        """
        changes = self._changes
        with changes.alone("what was taken away") as asides:
            entry = changes.trash.entry(entry_id)
            made = []
            for number, file in enumerate(entry.files):
                location = self.documents_dir / file.path
                now = sha256_of(location) if location.is_file() else ""
                if now == file.before:
                    continue
                if now != file.after:
                    raise DocumentConflict(
                        f"{file.path!r} was changed since; put that right by hand, or move it away"
                    )
                if file.before:
                    made.append(changes.kept(asides, entry, number, now=now))
                else:
                    made.append(changes.change(location, now, ""))
            if not made:
                raise DocumentConflict("everything is as it was before that edit already")
            edit = changes.apply(
                made, action="restored", by=by, path=entry.path, to=entry.to, note=entry.action
            )
            changes.trash.drop(entry_id)
            return edit

    def trashed(self) -> tuple[Trashed, ...]:
        """What can be taken back, the newest first."""
        return self._changes.trash.entries()

    def edits(self, *, limit: int = 100, path: str = "") -> tuple[Edit, ...]:
        """The newest edits first; of one document where ``path`` says."""
        return self._changes.log.latest(limit=limit, path=path)

    def count_old_trash(self) -> int:
        """How many edits will not be able to be taken back, once somebody edits or purges."""
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
        return sum(entry.until < now for entry in self.trashed())

    def purge_trash(self) -> int:
        """How many edits cannot be taken back any more, for they were kept long enough."""
        before = len(self.trashed())
        with self._changes.alone("what was taken away"):
            return before - len(self.trashed())

    def recover(self) -> None:
        """Finishes what a killed process began: to be called before the folder is read."""
        self._changes.recover()

    def _addressed(self, path: str, *, seen: str) -> str:
        try:
            exact = existing_path(path)
        except DocumentMissing:
            return new_path(path)  # which says what is wrong with it
        if self._present(exact) is not None:
            if not seen:
                raise _taken(exact)
            return exact
        exact = new_path(path)
        self._still_wanted(exact, seen=seen)
        free_place(self.documents_dir, exact)
        return exact

    def _present(self, path: str) -> Path | None:
        try:
            return located(self.documents_dir, path)
        except DocumentMissing:
            return None

    def _still_wanted(self, path: str, *, seen: str) -> None:
        if seen not in ("", ANY_VERSION):
            raise DocumentChanged(
                f"{path!r} was moved or removed meanwhile; look at the documents again"
            )

    def _checked(self, location: Path, path: str, *, seen: str, new: bool = False) -> str:
        if not seen:
            if new:
                raise _taken(path)
            raise DocumentChanged(f"say which version of {path!r} you mean: the sha256 you saw")
        now = sha256_of(location)
        if seen not in (now, ANY_VERSION):
            raise DocumentChanged(
                f"{path!r} is another version by now; look at it again before you change it"
            )
        return now

    def _free_but_for(self, location: Path, exact: str) -> Path:
        """The free place at ``exact``; a file may get another case of its own name."""
        try:
            return free_place(self.documents_dir, exact)
        except DocumentConflict:
            place = self.documents_dir / exact
            if place.parent != location.parent or os.path.lexists(place):
                raise
            others = [one.name for one in place.parent.iterdir() if one != location]
            if any(name.casefold() == place.name.casefold() for name in others):
                raise
            return place


def _taken(path: str) -> DocumentConflict:
    return DocumentConflict(
        f"there is a document {path!r} already; say which version of it you replace"
    )
