"""One document looked at by an editor: what the engine makes of it, what is found in it, where."""

import contextlib
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from api.document_facts import FactsEditor
from api.document_files import read_original, sha256_of
from api.parsed import Locate, Parsed
from index.content import Content
from index.look_at_document import DocumentLooker, SeenDocument
from index.manifest import Manifest
from ingest.accepted import Acceptance, accepted_kinds, add_acceptance, read_accepted
from ingest.certificate_facts import propose_facts
from ingest.document_names import existing_path, located
from ingest.edit_documents import DocumentFolder
from ingest.errors import (
    ContentError,
    DocumentChanged,
    DocumentMissing,
    DocumentRefused,
    FileUnreadable,
    KbError,
)
from ingest.finding import Finding, FindingKind
from ingest.language import UNDETERMINED
from ingest.media_type import PDF
from ingest.placed_text import PlacedText
from ingest.proposed_fact import ProposedFact

OpenRelease = Callable[[], tuple[Manifest, Content]]
"""The live release; raises ``IndexMissing`` before the first."""
LocateTexts = Callable[[bytes, int, Sequence[str]], tuple[PlacedText, ...]]
"""A PDF's bytes, a page and texts on it in reading order → where each is drawn."""


class DocumentLooks:
    """Looks at documents of one folder, and of its live release. Safe for many threads."""

    def __init__(
        self,
        folder: DocumentFolder,
        *,
        release: OpenRelease,
        looker: Callable[[], DocumentLooker],
        locate: LocateTexts,
        accepted: Path,
    ) -> None:
        self._folder = folder
        self._facts = FactsEditor(folder)
        self._release = release
        self._looker = looker
        self._locate = locate
        self._accepted_file = accepted

    def file_of(self, path: str) -> Path:
        """The file of a document, as it lies there; raises ``DocumentMissing``."""
        self._folder.recover()
        return located(self._folder.documents_dir, existing_path(path))

    def parsed(self, path: str, *, of: Literal["release", "file"]) -> tuple[Parsed, Locate | None]:
        """The document as the live release holds it, or as its file would be read now.

        Raises ``DocumentMissing``, ``FileUnreadable`` and ``FactsInvalid``. With it, for a PDF
        whose bytes are those, what finds texts on a page.
        """
        exact = existing_path(path)
        parsed = self._of_release(exact) if of == "release" else self._of_file(exact)
        return parsed, self.locate_in(exact, parsed.document.sha256, parsed.document.media_type)

    def locate_in(self, path: str, sha256: str, media_type: str) -> Locate | None:
        """What finds texts on the pages of a PDF; None where the file has other bytes by now."""
        data = read_original(self._folder.documents_dir, path) if media_type == PDF else None
        if data is None or sha256_of(data) != sha256:
            return None

        def locate(page: int, texts: Sequence[str]) -> tuple[PlacedText, ...]:
            try:
                return self._locate(data, page, texts)
            except FileUnreadable:
                # a page that cannot be drawn has no places; its text is shown all the same
                return tuple(PlacedText(boxes=(), found_share=0.0) for _ in texts)

        return locate

    def proposed(self, path: str) -> tuple[ProposedFact, ...]:
        """What a certificate's text states; of papers of another kind, nothing.

        Raises ``FileUnreadable``.
        """
        seen = self._seen(path)
        document = seen.document
        stated = self._facts.facts(document.path, document.media_type).stated
        kinds = [one.value for one in stated if one.key == "kind" and one.holds]
        if kinds and kinds != ["certificate"]:
            return ()
        language = "" if document.language == UNDETERMINED else document.language
        return propose_facts(document.text, language=language)

    def accept_findings(
        self, path: str, *, seen: str, kinds: Collection[FindingKind], by: str, why: str
    ) -> None:
        """Says of the bytes that were seen that these kinds of finding are in order.

        Raises ``DocumentChanged`` where the file has others, ``DocumentRefused`` where nothing of a
        kind was found, ``ContentError`` where the file of decisions has to be mended.
        """
        now = self._seen(path)
        if now.source.sha256 != seen:
            raise DocumentChanged(f"{path!r} is another version by now; look at it again")
        absent = sorted(set(kinds) - {one.kind for one in now.document.findings})
        if absent:
            raise DocumentRefused(f"there is no finding {absent[0]!r} in {path!r} to accept")
        decision = Acceptance(
            document=now.document.path,
            sha256=seen,
            kinds=frozenset(kinds),
            by=by,
            on=datetime.now(UTC).date(),
            why=why,
        )
        add_acceptance(self._accepted_file, decision)

    def _of_release(self, path: str) -> Parsed:
        manifest, content = self._release()
        stored = content.document(path)
        if stored is None:
            raise DocumentMissing(f"the live release holds no {path!r}; look at the file")
        return Parsed(
            document=stored,
            chunks=content.chunks_of(stored.ordinal),
            warnings=tuple(one.reason for one in manifest.problems if one.path == path),
            findings=self._findings(path, stored.sha256),
            accepted=self._accepted(path, stored.sha256),
            release=manifest.release,
        )

    def _of_file(self, path: str) -> Parsed:
        seen = self._seen(path)
        return Parsed(
            document=seen.document,
            chunks=seen.chunks,
            warnings=seen.document.warnings,
            findings=seen.document.findings,
            accepted=self._accepted(path, seen.source.sha256),
        )

    def _seen(self, path: str) -> SeenDocument:
        self.file_of(path)
        return self._looker().look(existing_path(path))

    def _findings(self, path: str, sha256: str) -> tuple[Finding, ...]:
        """What is said of a file, while it is the one that the release read."""
        with contextlib.suppress(KbError):
            seen = self._seen(path)
            if seen.source.sha256 == sha256:
                return seen.document.findings
        return ()

    def _accepted(self, path: str, sha256: str) -> frozenset[FindingKind]:
        with contextlib.suppress(ContentError):
            decisions = read_accepted(self._accepted_file)
            return accepted_kinds(decisions, document=path, sha256=sha256)
        return frozenset()
