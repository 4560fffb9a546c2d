"""The nouns of what differs between two releases."""

from dataclasses import dataclass
from typing import Literal

from index.manifest import FileProblem

SpanKind = Literal["same", "removed", "added"]
PassageChangeKind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSpan:
    """A stretch of a text that changed: ``removed`` stands in the earlier one alone."""

    kind: SpanKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """A fact or a setting: its name, and how it is written before and after; empty for none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountChange:
    """How many there were and are."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageChange:
    """A paragraph, list item, heading or table row that a document gained, lost or changed.

    Not a chunk: one word more moves the borders of every chunk after it, and no reader cares.
    """

    kind: PassageChangeKind
    heading_path: tuple[str, ...]
    """Where it stands; of what was removed, where it stood."""
    page_before: int | None = None
    page_after: int | None = None
    table_header: str = ""
    """The column names of a table row."""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """A document that stands in one of the two releases alone."""

    path: str
    title: str
    language: str
    chunks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """A document of both releases that differs in bytes, facts, text or place."""

    path: str
    """In the later release."""
    path_before: str
    """Another one where it was moved: same bytes, other path."""
    title: str
    language: str
    bytes_changed: bool
    facts: tuple[ValueChange, ...] = ()
    """Of title and language too."""
    passages: tuple[PassageChange, ...] = ()
    """In reading order of the later document."""
    cut_anew: bool = False
    """The text is the same, and is cut into other chunks."""

    @property
    def moved(self) -> bool:
        """Whether it has another path now."""
        return self.path != self.path_before


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDifference:
    """What a later release holds otherwise than an earlier one; every list in order of paths."""

    before: str
    after: str
    documents: CountChange
    chunks: CountChange
    unchanged: int
    """Documents that are the same in every respect."""
    added: tuple[DocumentEntry, ...] = ()
    removed: tuple[DocumentEntry, ...] = ()
    changed: tuple[DocumentChange, ...] = ()
    moved: tuple[DocumentChange, ...] = ()
    problems_new: tuple[FileProblem, ...] = ()
    """Files left out or read with a warning, that were not before."""
    problems_gone: tuple[FileProblem, ...] = ()
    languages: tuple[CountChange, ...] = ()
    """Chunks in each language whose number changed."""
    settings: tuple[ValueChange, ...] = ()
    """Embedder and settings that the releases were built with."""

    @property
    def nothing(self) -> bool:
        """Whether both hold the same and were built in the same way."""
        return not (
            self.added
            or self.removed
            or self.changed
            or self.moved
            or self.problems_new
            or self.problems_gone
            or self.languages
            or self.settings
        )

    @property
    def paths_moved(self) -> dict[str, str]:
        """Earlier path → later path of every document that was moved."""
        return {change.path_before: change.path for change in self.moved}
