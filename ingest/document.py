"""The nouns of ingest: what a file becomes on its way to the index. Frozen values, no behaviour.

Positions are half-open character ranges into ``Document.text``:
``document.text[x.start:x.end] == x.text`` holds for every block and chunk.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ingest.finding import CarriedPart, Finding, UnseenText

BlockKind = Literal["heading", "paragraph", "list_item", "table", "code", "figure_caption"]
DocumentKind = Literal["manual", "certificate", "sop", "faq", "policy", "case"]
Audience = Literal["customer", "agent"]
Freshness = Literal["standard", "variant", "case"]

CELL_SEPARATOR = " | "
"""Between the cells of one table row; rows are lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file below ``documents/``, as scanned; its bytes are read later, once."""

    path: str
    """NFC POSIX path relative to the documents folder, with its extension."""
    media_type: str
    size: int
    sha256: str
    modified_at: float
    """Seconds since the epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBlock:
    """One block as a reader found it, before offsets exist.

    ``text`` has no leading or trailing white space. A table is one row a line, cells joined by
    ``CELL_SEPARATOR``, without line breaks inside a cell. An ordered list item keeps its marker
    (``"3. Press …"``), a bullet loses it.
    """

    kind: BlockKind
    text: str
    level: int = 0
    """Heading: 1 to 6. List item: nesting depth from 1. Everything else: 0."""
    page: int | None = None
    """1-based physical page, None where the format has no pages."""
    page_label: str | None = None
    """The printed page number, where the file states one."""
    header_rows: int = 0
    """Tables: how many leading lines are header (column names, units)."""
    row_numbers: tuple[int, ...] = ()
    """Spreadsheets: the 1-based sheet row of every line, else empty."""
    starts_entry: bool = False
    """An entry that stands alone begins here (an FAQ question): never merged with what precedes."""
    table_header: str = ""
    """Header lines of the table this one continues, on an earlier page; not part of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """What a reader makes of one file's bytes."""

    blocks: tuple[RawBlock, ...]
    title: str = ""
    """Stated by the file itself (property, ``<title>``, front matter), else empty."""
    language: str = ""
    """BCP 47, stated by the file itself (``<html lang>``, PDF ``/Lang``), else empty."""
    front_matter: str = ""
    """YAML text between the fences, unparsed; facts are validated elsewhere."""
    front_matter_line: int = 0
    """1-based line at which the YAML text starts, for messages."""
    page_count: int = 0
    """Physical pages; 0 where the format has none."""
    pages_without_text: tuple[int, ...] = ()
    """1-based pages that show something but hold no text: the candidates for OCR."""
    warnings: tuple[str, ...] = ()
    unseen: tuple[UnseenText, ...] = ()
    """Text that is in the file and not before its readers' eyes."""
    carried: tuple[CarriedPart, ...] = ()
    """Programs and files within the file."""
    edges: tuple[str, ...] = ()
    """What stands at the head and foot of pages, each once; not among the blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """For whom and what a document holds. Empty tuples mean "all" (models, markets)."""

    kind: DocumentKind = "manual"
    products: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 codes or groups of ``markets.yaml`` (EU)."""
    audience: Audience = "customer"
    valid_from: date | None = None
    valid_to: date | None = None
    """The last day it holds."""
    review_by: date | None = None
    """The day by which an editor looks at it again; without it a period for its kind."""
    supersedes: tuple[str, ...] = ()
    """Paths relative to the documents folder."""
    translation_of: str = ""
    """Path of the original relative to the documents folder; empty for an original."""
    freshness: Freshness = "standard"

    def seen_by(self, audience: Audience) -> bool:
        """Whether an audience may see the document: agents see all, customers what is theirs."""
        return audience in ("agent", self.audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of ``Document.text`` of one kind, on one page, in one language."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    page: int | None = None
    page_label: str | None = None
    language: str = ""
    """BCP 47; differs from the document's where the language changes."""
    header_rows: int = 0
    row_numbers: tuple[int, ...] = ()
    starts_entry: bool = False
    table_header: str = ""
    """Header lines of the table this one continues, on an earlier page; not part of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file's text with its structure and facts."""

    id: str
    """Made from the path alone, so it survives edits."""
    path: str
    title: str
    language: str
    """BCP 47 (zh-Hans, zh-Hant, en, …); "und" when it cannot be told."""
    text: str
    blocks: tuple[Block, ...]
    facts: DocumentFacts
    sha256: str
    media_type: str
    page_count: int = 0
    warnings: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What its editor has to know of before it is published."""
    modified_at: float = 0.0
    """When its file was changed last, in seconds since the epoch; 0 where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What is embedded and found: consecutive blocks, or rows of one table, under one heading."""

    id: str
    document_id: str
    ordinal: int
    section: int
    """Chunks of one section share it: a section over the limit, or an entry, is cut into several.
    Counts within the document."""
    start: int
    end: int
    text: str
    text_for_search: str
    """Adds title, headings, a split table's header, a split FAQ entry's question."""
    heading_path: tuple[str, ...]
    pages: tuple[int, ...]
    page_labels: tuple[str, ...]
    language: str
    identifiers: tuple[str, ...] = field(default=())
    """Canonical forms found in text or headings."""
    table_header: str = ""
    """The header row(s) when the chunk holds rows of a table cut away from it."""
