"""The nouns of a terminology file as it was read: what it says, not yet judged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTerm:
    """One name of a concept."""

    text: str
    language: str
    """As the file writes it."""
    status: str = ""
    """TBX's own word: preferredTerm-admn-sts …"""
    market: str = ""
    """``geographicalUsage``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawConcept:
    """One entry of the file."""

    id: str
    line: int
    terms: tuple[RawTerm, ...]
    brand: str = ""
    definition: str = ""
    notes: tuple[str, ...] = ()
