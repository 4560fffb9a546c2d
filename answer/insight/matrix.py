"""The noun of the coverage matrix: what the base holds, beside what is asked of it."""

from dataclasses import dataclass
from typing import Literal

from ingest.document import Audience

Hole = Literal["", "asked", "sibling_language", "sibling_product", "sibling_market"]
"""Why an empty cell is a hole: somebody asked, or the nearest cells have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What sections are about: headings of one meaning, in all languages."""

    id: str
    name: str
    """Its most central heading."""
    language: str
    headings: tuple[str, ...]
    """All of them as the documents write them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageCell:
    """One product, topic, language and market."""

    product: str
    """As the documents write it; empty: what no document states a product for."""
    topic: str
    """A topic's id; empty: questions that no section is about."""
    language: str
    market: str
    """ISO 3166-1 or a group; empty: every market, or nobody said."""
    sections: tuple[str, ...] = ()
    """``path#start-end`` of every section that stands in the cell."""
    documents: tuple[str, ...] = ()
    internal_only: bool = False
    """Whether all of them are agents' alone."""
    questions: tuple[str, ...] = ()
    """Ids of the questions in the log."""
    answered: int = 0
    hole: Hole = ""
    because: tuple[str, ...] = ()
    """Documents of the sibling cells that have what this one lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The cells that hold or are asked anything, and the holes among them."""

    release: str
    audience: Audience
    products: tuple[str, ...]
    topics: tuple[Topic, ...]
    languages: tuple[str, ...]
    markets: tuple[str, ...]
    cells: tuple[CoverageCell, ...]
    questions: int
    """Of the log that were placed."""
    unplaced: tuple[str, ...] = ()
    """Ids of those that were not: their language is no language of the base …"""
