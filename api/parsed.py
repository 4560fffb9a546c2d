"""The nouns of a look at one document: what was parsed, and what finds it on a page's picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.passage import PassageBlock
from ingest.document import Block
from ingest.finding import Finding, FindingKind
from ingest.placed_text import PlacedText

Locate = Callable[[int, Sequence[str]], tuple[PlacedText, ...]]
"""A page's number and texts on it, in reading order → where each is drawn."""


class ParsedDocument(Protocol):
    """What a release and a look at a file have in common."""

    @property
    def path(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def blocks(self) -> Sequence[Block | PassageBlock]: ...
    @property
    def sha256(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def page_count(self) -> int: ...


class ParsedChunk(Protocol):
    """What a release and a look at a file say of a chunk."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def text_for_search(self) -> str: ...
    @property
    def heading_path(self) -> tuple[str, ...]: ...
    @property
    def pages(self) -> tuple[int, ...]: ...
    @property
    def language(self) -> str: ...
    @property
    def identifiers(self) -> tuple[str, ...]: ...
    @property
    def table_header(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A document with its chunks, and what was said while it was read."""

    document: ParsedDocument
    chunks: Sequence[ParsedChunk]
    warnings: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    accepted: frozenset[FindingKind] = frozenset()
    """Kinds of them that an editor accepted."""
    release: str = ""
    """Empty for a file as it lies among the documents."""
