"""What lies in the documents folder beside what the live release holds: each file and its state."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Literal, get_args

from index.content import DocumentCard
from index.manifest import FileProblem
from ingest.document import DocumentFacts, SourceFile
from ingest.document_names import FACTS_FILE, SIDECAR_ENDINGS
from ingest.errors import ContentMissing, FactsInvalid, IndexBroken, IndexMissing, IndexOutdated
from ingest.facts import state_facts
from ingest.facts_result import FactProblem, StatedFacts
from ingest.front_matter import MAX_BYTES, front_matter_of
from ingest.media_type import MARKDOWN
from ingest.scan import ScannedBefore, scan

DocumentState = Literal["published", "changed", "new", "removed", "failed", "quarantined"]
DOCUMENT_STATES: tuple[DocumentState, ...] = get_args(DocumentState)
ChangedPart = Literal["bytes", "facts"]
LONGEST_BUILD_SECONDS = 6 * 3600.0
"""A release says when it was done, not when it read a file."""
_Signature = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRelease:
    """Of the live release, what a list needs."""

    release: str = ""
    built_at: str = ""
    cards: Mapping[str, DocumentCard] = field(default_factory=dict)
    problems: tuple[FileProblem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDocument:
    """A file among the documents, or one that the live release still holds."""

    path: str
    state: DocumentState
    title: str
    language: str
    """As the release holds it, or as stated; empty where only a build can tell."""
    facts: DocumentFacts
    """As they are stated now; as the release holds them where they do not validate."""
    size: int = 0
    sha256: str = ""
    media_type: str = ""
    modified_at: str = ""
    """ISO 8601, UTC."""
    changed: tuple[ChangedPart, ...] = ()
    reason: str = ""
    """Why it failed or stands in quarantine, or what is wrong with its facts."""
    warnings: tuple[str, ...] = ()
    """Of the live release, where the file is still the one that it read."""


class DocumentListing:
    """Lists one documents folder; a file that was not touched is not read again.

    Safe for many threads.
    """

    def __init__(
        self, documents_dir: Path, *, live: Callable[[], LiveRelease], max_file_bytes: int
    ) -> None:
        self._documents_dir = documents_dir
        self._live = live
        self._max_file_bytes = max_file_bytes
        self._scanned = ScannedBefore()
        self._facts: dict[str, tuple[_Signature, StatedFacts]] = {}
        self._lock = threading.Lock()

    def documents(self) -> tuple[ListedDocument, ...]:
        """Every document by path."""
        with self._lock:
            try:
                found = scan(
                    self._documents_dir, max_file_bytes=self._max_file_bytes, before=self._scanned
                )
                files, problems = found.files, found.problems
            except ContentMissing:
                files, problems = (), ()
            live = self.live()
            notes: dict[str, list[FileProblem]] = {}
            for note in live.problems:
                notes.setdefault(note.path, []).append(note)
            listed = {
                file.path: self._listed(file, live, notes.get(file.path, ())) for file in files
            }
            self._facts = {path: kept for path, kept in self._facts.items() if path in listed}
        for problem in problems:
            listed[problem.path] = _failed(problem.path, problem.reason, live)
        for path, card in live.cards.items():
            if path not in listed:
                listed[path] = _of_card(card, "removed")
        return tuple(listed[path] for path in sorted(listed))

    def live(self) -> LiveRelease:
        """The live release; an empty one where none can be read."""
        try:
            return self._live()
        except (IndexMissing, IndexBroken, IndexOutdated):
            return LiveRelease()

    def facts(self, file: SourceFile) -> StatedFacts:
        """What is stated about a file now. Raises nothing: what cannot be read is a problem."""
        return stated_now(self._documents_dir, file.path, file.media_type)

    def _listed(
        self, file: SourceFile, live: LiveRelease, notes: Iterable[FileProblem]
    ) -> ListedDocument:
        card = live.cards.get(file.path)
        if card is not None and card.sha256 == file.sha256 and self._is_old(file.path, live):
            return _as_released(file, card, notes)
        stated = self._stated(file)
        result = stated.result
        facts = result.facts if result is not None else card.facts if card else DocumentFacts()
        changed: list[ChangedPart] = []
        if card is not None and card.sha256 != file.sha256:
            changed.append("bytes")
        if card is not None and (result is None or not _same_facts(card, stated)):
            changed.append("facts")
        errors = [note for note in notes if note.severity != "warning"]
        state: DocumentState = "new"
        reason = ""
        if result is None:
            state, reason = "failed", "; ".join(map(str, stated.problems))
        elif card is not None:
            state = "changed" if changed else "published"
        elif errors and not _newer(file, live.built_at):
            state = "quarantined" if str(errors[0].severity) == "quarantine" else "failed"
            reason = "; ".join(note.reason for note in errors)
        same_bytes = card is not None and "bytes" not in changed
        return ListedDocument(
            path=file.path,
            state=state,
            title=(result.title if result is not None else "")
            or (card.title if card and same_bytes else "")
            or _title_of(file.path),
            language=(result.language if result is not None else "")
            or (card.language if card else ""),
            facts=facts,
            size=file.size,
            sha256=file.sha256,
            media_type=file.media_type,
            modified_at=instant(file.modified_at),
            changed=tuple(changed),
            reason=reason,
            warnings=tuple(note.reason for note in notes if note.severity == "warning")
            if same_bytes
            else (),
        )

    def _is_old(self, path: str, live: LiveRelease) -> bool:
        """Whether nothing that states facts of it was touched since well before the release.

        Reading the facts of thousands of documents takes seconds; what the release read need not
        be read again.
        """
        before = (_seconds(live.built_at) - LONGEST_BUILD_SECONDS) * 1e9
        folders = [self._documents_dir / parent for parent in PurePosixPath(path).parents]
        signatures = [_signature(place) for place in (*self._places(path), *folders)]
        return max((max(one[:2]) for one in signatures if one), default=before) < before

    def _stated(self, file: SourceFile) -> StatedFacts:
        signature = tuple(_signature(place) for place in self._places(file.path))
        kept = self._facts.get(file.path)
        if kept is not None and kept[0] == signature:
            return kept[1]
        stated = self.facts(file)
        self._facts[file.path] = (signature, stated)
        return stated

    def _places(self, path: str) -> list[Path]:
        """Every file that may state something of the document."""
        parents = [
            self._documents_dir / parent / FACTS_FILE for parent in PurePosixPath(path).parents
        ]
        beside = [self._documents_dir / (path + ending) for ending in SIDECAR_ENDINGS]
        return [self._documents_dir / path, *beside, *parents]


def stated_now(
    documents_dir: Path, path: str, media_type: str, *, instead: Mapping[str, str] | None = None
) -> StatedFacts:
    """What every file says about a document; ``instead`` gives texts of files as they would be."""
    front = None
    try:
        if media_type == MARKDOWN:
            with (documents_dir / path).open("rb") as file:
                front = front_matter_of(file.read(MAX_BYTES))
    except OSError as error:
        problem = FactProblem(name=path, line=0, message=f"cannot be read ({error.strerror})")
        return _unstated(problem)
    others = dict(instead or {})
    text = others.pop(path, front.text if front else "")
    try:
        return state_facts(
            documents_dir,
            path,
            front_matter=text,
            front_matter_line=front.line if front else 0,
            instead=others,
        )
    except FactsInvalid as error:
        return _unstated(FactProblem(name=path, line=0, message=str(error)))


def _unstated(problem: FactProblem) -> StatedFacts:
    return StatedFacts(result=None, stated=(), problems=(problem,), warnings=(), version="")


def _as_released(
    file: SourceFile, card: DocumentCard, notes: Iterable[FileProblem]
) -> ListedDocument:
    return ListedDocument(
        path=file.path,
        state="published",
        title=card.title,
        language=card.language,
        facts=card.facts,
        size=file.size,
        sha256=file.sha256,
        media_type=file.media_type,
        modified_at=instant(file.modified_at),
        warnings=tuple(note.reason for note in notes if note.severity == "warning"),
    )


def _same_facts(card: DocumentCard, stated: StatedFacts) -> bool:
    """Whether a build would make the same of what is stated as the release did."""
    result = stated.result
    if result is None or result.facts != card.facts:
        return False
    same_language = not result.language or card.language.startswith(result.language)
    return same_language and (not result.title or result.title == card.title)


def _newer(file: SourceFile, built_at: str) -> bool:
    return not built_at or instant(file.modified_at) > instant(_seconds(built_at))


def _seconds(built_at: str) -> float:
    return datetime.fromisoformat(built_at.replace("Z", "+00:00")).timestamp()


def instant(seconds: float) -> str:
    """ISO 8601, UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _failed(path: str, reason: str, live: LiveRelease) -> ListedDocument:
    card = live.cards.get(path)
    return ListedDocument(
        path=path,
        state="failed",
        title=card.title if card else _title_of(path),
        language=card.language if card else "",
        facts=card.facts if card else DocumentFacts(),
        reason=reason,
    )


def _of_card(card: DocumentCard, state: DocumentState) -> ListedDocument:
    return ListedDocument(
        path=card.path,
        state=state,
        title=card.title,
        language=card.language,
        facts=card.facts,
        sha256=card.sha256,
    )


def _title_of(path: str) -> str:
    return " ".join(PurePosixPath(path).stem.replace("_", " ").split()) or path


def _signature(location: Path) -> tuple[int, ...]:
    try:
        status = location.stat()
    except OSError:
        return ()
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
