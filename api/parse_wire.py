"""A document as the engine sees it, as JSON: blocks, chunks, places on the picture, findings."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.documents_wire import ByIn, FactText, FindingOut
from ingest.finding import FindingKind


class BoxOut(BaseModel):
    """A rectangle on a page's picture, in shares of its width and height, from the top left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class IdentifierOut(BaseModel):
    """A model, part number, standard … that was found."""

    canonical: str
    kind: str
    text: str
    start: int
    end: int


class ParsedBlockOut(BaseModel):
    """A block as the engine sees it. A table has ``rows``."""

    kind: str
    level: int
    text: str
    rows: list[list[str]]
    header_rows: int
    table_header: str
    start: int
    end: int
    page: int | None
    page_label: str | None
    language: str
    chunk: int | None
    """The ordinal of the first chunk that holds some of it."""
    identifiers: list[IdentifierOut]
    boxes: list[BoxOut]
    found_share: float | None
    """Of its characters on the page's picture; None where there is no such picture."""


class ParsedChunkOut(BaseModel):
    """What is found and quoted together."""

    ordinal: int
    start: int
    end: int
    text: str
    pages: list[int]
    heading_path: list[str]
    language: str
    identifiers: list[str]
    table_header: str
    added: str
    """What the search reads besides the text."""
    boxes: list[BoxOut]


class AcceptFindingsIn(ByIn):
    """An editor's decision about findings; it holds for the bytes that were seen."""

    seen: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    kinds: Annotated[list[FindingKind], Field(min_length=1, max_length=20)]
    why: Annotated[FactText, Field(min_length=1)]


class ParseOut(BaseModel):
    """One page, or one part of a document without pages, as the engine sees it."""

    path: str
    of: Literal["release", "file"]
    release: str
    title: str
    language: str
    media_type: str
    sha256: str
    page: int
    page_count: int
    paged: bool
    blocks: list[ParsedBlockOut]
    chunks: list[ParsedChunkOut]
    chunk_count: int
    """Of the whole document."""
    warnings: list[str]
    findings: list[FindingOut]
    picture: str
    """The address of the page's picture; empty where there is none."""
