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
from api.document_files import read_original, sha256_of
from api.document_listing import DocumentListing, ListedDocument, LiveRelease
from api.parsed import Locate, Parsed
from index.content import Content
from index.look_at_document import DocumentLooker
from index.manifest import Manifest
from ingest.certificate_facts import propose_facts
from ingest.document_names import existing_path, located
from ingest.edit import Edit, Trashed
from ingest.edit_documents import DocumentFolder
from ingest.errors import (
    ContentError,
    DocumentConflict,
    DocumentMissing,
    FileUnreadable,
    KbError,
)
from ingest.facts_result import FactValue, StatedFacts
from ingest.finding import Finding
from ingest.incoming import Incoming
from ingest.media_type import PDF
from ingest.placed_text import PlacedText
from ingest.proposed_fact import ProposedFact

ReferenceKind = Literal["translation", "superseded_by", "golden_question", "question"]
LocateTexts = Callable[[bytes, int, Sequence[str]], tuple[PlacedText, ...]]
"""A PDF's bytes, a page and texts on it in reading order → where each is drawn."""
OpenRelease = Callable[[], tuple[Manifest, Content]]
"""The live release; raises ``IndexMissing`` before the first."""
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
        looker: Callable[[], DocumentLooker],
        locate: LocateTexts,
        golden: Path,
        asked_of: AskedOf = lambda path: 0,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self.folder = folder
        self._release = release
        self._looker = looker
        self._locate = locate
        self._golden = golden
        self._asked_of = asked_of
        self.close = close
        """Ends the process that reads files."""
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

    def parsed(self, path: str, *, of: Literal["release", "file"]) -> tuple[Parsed, Locate | None]:
        """The document as the live release holds it, or as its file would be read now.

        Raises ``DocumentMissing``, ``FileUnreadable`` and ``FactsInvalid``. With it, for a PDF
        whose bytes are those, what finds texts on a page.
        """
        exact = existing_path(path)
        if of == "release":
            manifest, content = self._release()
            stored = content.document(exact)
            if stored is None:
                raise DocumentMissing(f"the live release holds no {path!r}; look at the file")
            parsed = Parsed(
                document=stored,
                chunks=content.chunks_of(stored.ordinal),
                warnings=tuple(one.reason for one in manifest.problems if one.path == exact),
                findings=self._findings(exact, stored.sha256),
                release=manifest.release,
            )
        else:
            self.file_of(exact)
            seen = self._looker().look(exact)
            parsed = Parsed(
                document=seen.document,
                chunks=seen.chunks,
                warnings=seen.document.warnings,
                findings=seen.document.findings,
            )
        return parsed, self.locate_in(exact, parsed.document.sha256, parsed.document.media_type)

    def locate_in(self, path: str, sha256: str, media_type: str) -> Locate | None:
        """What finds texts on the pages of a PDF; None where the file has other bytes by now."""
        data = read_original(self.folder.documents_dir, path) if media_type == PDF else None
        if data is None or sha256_of(data) != sha256:
            return None

        def locate(page: int, texts: Sequence[str]) -> tuple[PlacedText, ...]:
            try:
                return self._locate(data, page, texts)
            except FileUnreadable:
                # a page that cannot be drawn has no places; its text is shown all the same
                return tuple(PlacedText(boxes=(), found_share=0.0) for _ in texts)

        return locate

    def shown_of(self, path: str) -> Literal["release", "file"]:
        """Which of the two an editor wants to see: the file where it differs from the release."""
        state = self.document(path).state
        return "release" if state in ("published", "removed") else "file"

    def file_of(self, path: str) -> Path:
        """The file of a document, as it lies there; raises ``DocumentMissing``."""
        self.folder.recover()
        return located(self.folder.documents_dir, existing_path(path))

    def proposed(self, path: str) -> tuple[ProposedFact, ...]:
        """What a certificate's text states; of papers of another kind, nothing.

        Raises ``FileUnreadable``.
        """
        document = self._present(path)
        kind = next(
            (
                one.value
                for one in self._facts.facts(document.path, document.media_type).stated
                if one.key == "kind" and one.holds
            ),
            None,
        )
        if kind not in (None, "certificate"):
            return ()
        seen = self._looker().look(document.path).document
        return propose_facts(seen.text, language="" if seen.language == "und" else seen.language)

    def _findings(self, path: str, sha256: str) -> tuple[Finding, ...]:
        """What is said of a file, while it is the one that the release read."""
        with contextlib.suppress(KbError):
            seen = self._looker().look(path)
            if seen.source.sha256 == sha256:
                return seen.document.findings
        return ()

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
