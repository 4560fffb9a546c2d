"""Drafts that wait for an editor: one small file each, below the folder of all state.

Accepted, a draft becomes a file among the documents and is indexed with the next release.
"""

import json
import re
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from answer.desk.draft_document import DraftDocument
from ingest.durable import replace_text
from ingest.edit_documents import DocumentFolder
from ingest.errors import DeskMissing, DeskUnavailable, StorageFull

_ID = re.compile(r"[\w.-]{1,120}")


class DraftStore:
    """The drafts of one state folder. Several processes may use it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, draft: DraftDocument) -> DraftDocument:
        """Keeps a draft, in place of an earlier one of the same case. Raises ``StorageFull``."""
        kept = replace(draft, created_at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_text(self._path(draft.id), json.dumps(asdict(kept), ensure_ascii=False))
        except OSError as error:
            raise StorageFull(
                f"the draft {draft.id!r} cannot be written ({error.strerror}); make room"
            ) from error
        return kept

    def drafts(self) -> tuple[DraftDocument, ...]:
        """Every draft that waits, oldest first."""
        paths = self._folder.glob("[!.]*.json") if self._folder.is_dir() else ()
        found = (self._read(path) for path in paths)
        return tuple(sorted(found, key=lambda one: (one.created_at, one.id)))

    def draft(self, draft_id: str) -> DraftDocument:
        """The draft; raises ``DeskMissing``."""
        path = self._path(draft_id)
        if not path.is_file():
            raise DeskMissing(f"there is no draft {draft_id[:80]!r}; see those that wait")
        return self._read(path)

    def accept(self, draft_id: str, *, folder: DocumentFolder, by: str, text: str = "") -> str:
        """Makes the draft a document, ``text`` in its place where the editor changed it; its path.

        It is an edit like any other: logged, and taken back in the same way. Nothing is
        overwritten: raises ``DocumentConflict`` where a document has that path already. A process
        that dies before the draft is taken away has made the document; accepting it again says so.
        """
        draft = self.draft(draft_id)
        folder.add(draft.path, (text or draft.text).encode(), by=by)
        self.reject(draft_id)
        return draft.path

    def reject(self, draft_id: str) -> None:
        """Takes the draft away; raises ``DeskMissing``."""
        self.draft(draft_id)
        self._path(draft_id).unlink(missing_ok=True)

    def _path(self, draft_id: str) -> Path:
        if not _ID.fullmatch(draft_id):
            raise DeskMissing(f"there is no draft {draft_id[:80]!r}; see those that wait")
        return self._folder / f"{draft_id}.json"

    def _read(self, path: Path) -> DraftDocument:
        try:
            return DraftDocument(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise DeskUnavailable(
                f"the draft {path.name!r} is damaged ({error}); look at it, or delete it"
            ) from error
