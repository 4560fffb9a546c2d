"""Releases as they cross the border: what is kept, what was published, how a build stands."""

from typing import Annotated, Literal

from pydantic import Field

from api.wire import FileProblemOut, Long, ReportOut, Short, StrictIn, ValueOut
from index.manifest import ReleaseState
from index.publication import PublicationKind


class BuildIn(StrictIn):
    """A build to start."""

    publish: bool = True
    """False leaves a candidate that nothing answers from."""
    by: Short = ""
    """Who asks for it; kept with the release and the publication."""


class PublishIn(StrictIn):
    """A release to publish."""

    by: Short = ""
    force: bool = False
    """Also where the golden gate refuses; takes a reason."""
    reason: Long = ""


class RollBackIn(StrictIn):
    """An earlier release that shall answer again."""

    release: Annotated[str, Field(max_length=100)] = ""
    """Empty for the one before the live one."""
    by: Short = ""
    reason: Long = ""


class ReleaseOut(ValueOut):
    """A release that is kept; counts are 0 where its manifest cannot be read."""

    release: str
    state: ReleaseState
    current: bool
    problem: str
    built_at: str | None
    built_by: str
    """Empty where nobody said so."""
    published_at: str | None
    parent: str | None
    documents: int
    chunks: int
    languages: dict[str, int]
    embedder: str
    problems: list[FileProblemOut]
    size_bytes: int
    own_bytes: int
    """In files that no other release shares."""


class PublicationOut(ValueOut):
    """One switch from a release to another."""

    at: str
    kind: PublicationKind
    from_release: str | None
    to_release: str
    by: str
    forced: bool
    reason: str
    verdict: str


class ReleasesOut(ValueOut):
    current: str | None
    releases: list[ReleaseOut]
    publications: list[PublicationOut]
    """The latest first."""


class PrunedOut(ValueOut):
    deleted: list[str]


class ProgressOut(ValueOut):
    """How the latest build stands."""

    state: Literal["idle", "running", "done", "refused", "cancelled", "failed"]
    stage: str
    done: int
    total: int
    item: str
    files: int
    pages: int
    chunks: int
    seconds_left: int | None
    error: str | None
    report: ReportOut | None
