"""The nouns of search: what is asked of the index and what it gives back."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.document import Audience, BlockKind, DocumentFacts
from ingest.identifier import Identifier as Identifier

Retriever = Literal["exact", "lexical", "dense"]
Validity = Literal["holds", "expired", "not_yet_valid", "superseded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilters:
    """Which documents may be seen at all. Empty means "no restriction"."""

    audience: Audience = "customer"
    """``customer`` sees only customer documents, ``agent`` sees both."""
    markets: tuple[str, ...] = ()
    """The market asked for and the groups it belongs to; documents without markets hold in all."""
    as_of: date | None = None
    """Validity is judged on this day; None asks for no judgement."""
    keeps_invalid: bool = False
    """What does not hold on that day is found and marked instead of left out."""
    languages: tuple[str, ...] = ()
    """Of the passages."""
    kinds: tuple[str, ...] = ()
    product: str = ""
    """A product, a model or a family of models; documents that state none are shared by all."""
    documents: frozenset[str] = frozenset()
    """Paths below ``documents/``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterValues:
    """What the documents an audience may see can be filtered by."""

    products: tuple[str, ...]
    """Products, then models, as the documents write them."""
    markets: tuple[str, ...]
    languages: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What ``Searcher.search`` takes."""

    text: str
    language: str
    """BCP 47, of the question; "und" when it cannot be told."""
    identifiers: tuple[str, ...] = ()
    """Canonical forms found in the question."""
    expanded_terms: tuple[str, ...] = ()
    """Translations and synonyms from the term base."""
    filters: SearchFilters = SearchFilters()
    limit: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One retriever's opinion of one chunk."""

    retriever: Retriever
    rank: int
    """1-based."""
    score: float
    """The retriever's own scale."""
    fuzzy: bool = False
    """Exact retriever only: matched within one typing error. Never counts as agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageBlock:
    """A block of the passage's document that overlaps it, so a writer can quote by structure."""

    kind: BlockKind
    start: int
    end: int
    level: int
    page: int | None
    page_label: str | None
    language: str
    header_rows: int
    table_header: str = ""
    """Of the table this one continues, on an earlier page; not part of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of one section, with its document's facts and the hits that found it."""

    chunk_ids: tuple[str, ...]
    """The chunks it is made of, in reading order."""
    found_start: int
    """Where the chunk that was found lies in it, in the document's characters, half-open."""
    found_end: int
    document_id: str
    document: str
    """NFC POSIX path below ``documents/``."""
    title: str
    facts: DocumentFacts
    heading_path: tuple[str, ...]
    pages: tuple[int, ...]
    page: int | None
    """On which the chunk that was found begins; 1-based."""
    page_label: str | None
    """What is printed there."""
    language: str
    start: int
    end: int
    text: str
    blocks: tuple[PassageBlock, ...]
    identifiers: tuple[str, ...]
    table_header: str
    score: float
    """Fused; orders passages, means nothing by itself."""
    hits: tuple[Hit, ...]
    validity: Validity = "holds"
    """On the day the search asked for."""

    @property
    def nearness(self) -> float:
        """Centred cosine of the question with its nearest chunk; 0 when none was compared."""
        return next((hit.score for hit in self.hits if hit.retriever == "dense"), 0.0)

    @property
    def original(self) -> str:
        """The path of the document that its document translates, else its own."""
        return self.facts.translation_of or self.document

    def is_twin_of(self, other: "Passage") -> bool:
        """Whether it stands in another translation of the other passage's document."""
        return self.original == other.original and self.document != other.document
