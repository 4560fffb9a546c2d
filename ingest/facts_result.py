"""The noun between facts and assembly: what the editors said about one document."""

from dataclasses import dataclass

from ingest.document import DocumentFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsResult:
    """Validated facts of one document, with what was merely odd about them."""

    facts: DocumentFacts
    title: str = ""
    """Empty when nobody stated one."""
    language: str = ""
    """BCP 47 as stated; empty when nobody stated one."""
    warnings: tuple[str, ...] = ()
