"""Editing documents, put together: the folder, its list, facts, the parse, what depends on what.

For the routes and the command line; both do the same.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from answer.golden import read_golden
from api.document_facts import FactsEditor, PlannedFacts
from api.document_listing import DocumentListing, ListedDocument, LiveRelease
from api.document_looks import DocumentLooks, OpenRelease
from ingest.document_names import existing_path
from ingest.edit import Edit, Trashed
from ingest.edit_documents import DocumentFolder
from ingest.errors import ContentError, DocumentConflict, DocumentMissing
from ingest.facts_result import FactValue, StatedFacts
from ingest.incoming import Incoming

ReferenceKind = Literal["translation", "superseded_by", "golden_question", "question"]
AskedOf = Callable[[str], int]
"""How many questions were answered from a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Something that names a document."""

    kind: ReferenceKind
    name: str
    """A document's path, or a question's id."""
    text: str = ""
    """The file that states it, or the question."""
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A move, and what named the old path."""

    edit: Edit
    references: tuple[Reference, ...]
    mended: tuple[str, ...]
    facts_kept: bool


class Editing:
    """What an editor does with documents. Safe for many threads.

    Methods raise what ``DocumentFolder`` raises.
    """

    def __init__(
        self,
        folder: DocumentFolder,
        *,
        release: OpenRelease,
        looks: DocumentLooks,
        golden: Path,
        asked_of: AskedOf = lambda path: 0,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self.folder = folder
        self.looks = looks
        self.close = close
        """Ends the process that reads files."""
        self._release = release
        self._golden = golden
        self._asked_of = asked_of
        self._facts = FactsEditor(folder)
        self.listing = DocumentListing(
            folder.documents_dir, live=self._live, max_file_bytes=folder.max_file_bytes
        )

    def documents(self) -> tuple[ListedDocument, ...]:
        """Every file and its state, after what a killed process began was finished."""
        self.folder.recover()
        return self.listing.documents()

    def document(self, path: str) -> ListedDocument:
        """One of them; raises ``DocumentMissing``."""
        exact = existing_path(path)
        found = next((one for one in self.documents() if one.path == exact), None)
        if found is None:
            raise DocumentMissing(f"there is no document {path!r}; list the documents")
        return found

    def receive(self, path: str, *, seen: str) -> Incoming:
        """A place aside for the bytes of a document."""
        return self.folder.receive(path, seen=seen)

    def put(
        self, incoming: Incoming, *, seen: str, by: str, facts: Mapping[str, FactValue] | None
    ) -> Edit:
        """Makes it a document; ``facts`` come with a new one. Raises ``FactsRefused`` too."""
        beside = self._facts.new_sidecar(incoming.path, facts) if facts else b""
        return self.folder.put(incoming, seen=seen, by=by, facts=beside)

    def remove(self, path: str, *, seen: str, by: str, confirmed: bool) -> Edit:
        """Takes a document away; raises ``DocumentConflict`` where something depends on it, unless
        that was confirmed."""
        references = () if confirmed else self.references(path)
        if references:
            raise DocumentConflict(
                f"{len(references)} places name {path!r} ({_named(references)}); confirm "
                f"that it may go all the same"
            )
        return self.folder.remove(path, seen=seen, by=by)

    def move(
        self, path: str, *, to: str, seen: str, by: str, mend: bool, keep_facts: bool
    ) -> Moved:
        """Gives it another path; what names the old one is told, and mended where asked."""
        document = self.document(path)
        references = self.references(path)
        names = sorted({one.text for one in references if one.kind in _MENDABLE}) if mend else []
        facts = self._facts.moved(document.path, to, document.media_type) if keep_facts else None
        edit = self.folder.move(
            document.path,
            to=to,
            seen=seen,
            by=by,
            facts=facts,
            mended=[self._facts.mended(name, document.path, to) for name in names],
        )
        return Moved(
            edit=edit,
            references=references,
            mended=tuple(names),
            facts_kept=facts is not None,
        )

    def restore(self, entry_id: str, *, by: str) -> Edit:
        """Takes an edit back."""
        return self.folder.restore(entry_id, by=by)

    def trashed(self) -> tuple[Trashed, ...]:
        """What can be taken back."""
        return self.folder.trashed()

    def facts(self, path: str) -> StatedFacts:
        """What is stated about a document now."""
        document = self._present(path)
        return self._facts.facts(document.path, document.media_type)

    def plan_facts(self, path: str, wanted: Mapping[str, FactValue]) -> PlannedFacts:
        """What would hold; raises ``FactsRefused``."""
        document = self._present(path)
        return self._facts.plan(document.path, document.media_type, wanted)

    def write_facts(
        self, path: str, wanted: Mapping[str, FactValue], *, seen: str, by: str
    ) -> Edit | None:
        """Writes them; None where they are stated so already. Raises ``FactsRefused``."""
        document = self._present(path)
        return self._facts.write(document.path, document.media_type, wanted, seen=seen, by=by)

    def references(self, path: str) -> tuple[Reference, ...]:
        """What names a document: translations, successors, golden questions, what was asked."""
        exact = existing_path(path)
        found: list[Reference] = []
        for one in self.documents():
            if one.state == "removed" or one.path == exact:
                continue
            if one.facts.translation_of == exact:
                place = self._place(one, "translation_of")
                found.append(Reference(kind="translation", name=one.path, text=place))
            if exact in one.facts.supersedes:
                place = self._place(one, "supersedes")
                found.append(Reference(kind="superseded_by", name=one.path, text=place))
        with contextlib.suppress(ContentError):
            found += [
                Reference(
                    kind="golden_question", name=one.question.id, text=one.question.question[:200]
                )
                for one in read_golden(self._golden)
                if any(place.document == exact for place in one.gold)
            ]
        asked = self._asked_of(exact)
        if asked:
            found.append(Reference(kind="question", name="", count=asked))
        return tuple(found)

    def shown_of(self, path: str) -> Literal["release", "file"]:
        """Which of the two an editor wants to see: the file where it differs from the release."""
        state = self.document(path).state
        return "release" if state in ("published", "removed") else "file"

    def _present(self, path: str) -> ListedDocument:
        document = self.document(path)
        if document.state == "removed":
            raise DocumentMissing(f"there is no file {path!r} any more; list the documents")
        return document

    def _place(self, document: ListedDocument, key: str) -> str:
        """The file that states a key of a document."""
        stated = self._facts.facts(document.path, document.media_type).stated
        return next((one.name for one in stated if one.key == key and one.holds), document.path)

    def _live(self) -> LiveRelease:
        manifest, content = self._release()
        return LiveRelease(
            release=manifest.release,
            built_at=manifest.built_at,
            cards={card.path: card for card in content.cards},
            problems=manifest.problems,
        )


_MENDABLE = ("translation", "superseded_by")


def _named(references: Sequence[Reference]) -> str:
    shown = [f"{one.kind.replace('_', ' ')} {one.name}".strip() for one in references[:5]]
    return ", ".join(shown) + (" …" if len(references) > 5 else "")
