"""What a release says of itself, and what a build did."""

from dataclasses import dataclass
from typing import Literal

ProblemSeverity = Literal["error", "quarantine", "warning"]
"""``error`` and ``quarantine``: the file is not in the release; the latter waits for an editor."""
ReleaseState = Literal["live", "candidate", "earlier", "damaged"]
SCHEMA_VERSION = 5
"""Raised when a release's files change shape; an older release then has to be rebuilt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProblem:
    """A file that was left out, or read with a warning, and why."""

    path: str
    reason: str
    severity: ProblemSeverity


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCount:
    """How many chunks a release holds in one language."""

    language: str
    chunks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChecksum:
    """One file of a release, so that damage is told from a good copy."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """Who has a release built."""

    name: str = ""
    id: str = ""
    """As the audit names them."""


NOBODY = Builder()
"""Where nobody said who it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """An immutable release: what built it, from what, and what it holds."""

    schema_version: int
    release: str
    embedder: str
    fingerprint: str
    """Changes whenever the same text would get another vector."""
    dimensions: int
    documents: int
    chunks: int
    languages: tuple[LanguageCount, ...]
    settings_hash: str
    built_at: str
    """ISO 8601, UTC."""
    parent: str
    """The release that was current when this one was built; empty for the first."""
    checksums: tuple[FileChecksum, ...]
    problems: tuple[FileProblem, ...]
    model: str = ""
    """The setting that named the embedding model; empty for the one that comes with Tradewind."""
    built_by: str = ""
    """Who had it built, as the team knows them; empty where nobody said so."""
    built_by_id: str = ""
    """The same as the audit names them: ``person:…``, ``key:…`` or ``command line``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseStanding:
    """Which release answers; another one than is meant to, where that one cannot."""

    meant: str
    manifest: Manifest
    """Of the release that answers."""
    problem: str = ""
    """Why ``meant`` does not answer; names files of the release and no folders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRelease:
    """A release as it is listed; ``problem`` says why one cannot answer."""

    release: str
    state: ReleaseState
    current: bool
    """Also of a damaged one that is meant to answer."""
    published_at: str = ""
    """When it last became the live one; empty for a candidate and where no history tells."""
    size_bytes: int = 0
    own_bytes: int = 0
    """In files that no other release shares: what deleting it would free."""
    problem: str = ""
    manifest: Manifest | None = None
    """None where it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReport:
    """What one build found, left out and embedded."""

    release: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    problems: tuple[FileProblem, ...]
    documents: int
    pages: int
    chunks: int
    embedded: int
    """Texts that had never been embedded before."""
    seconds: float
    seconds_reading: float
    seconds_embedding: float
    published: bool = False
    """False while it is a candidate."""
    verdict: str = ""
    """What the golden gate said, in a line."""

    @property
    def failed(self) -> tuple[FileProblem, ...]:
        """The files that are not in the release."""
        return tuple(problem for problem in self.problems if problem.severity != "warning")
