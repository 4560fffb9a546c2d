"""The nouns of suggestions: a visitor on a page, and what is suggested to them."""

from dataclasses import dataclass

from answer.insight.suggestible import Suggestible


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A visitor on a page, as far as the page tells."""

    page: str = ""
    """As ``page_address.py`` names it."""
    title: str = ""
    product: str = ""
    section: str = ""
    """The heading in view."""
    language: str = "en"
    market: str = ""
    dwell_seconds: float = 0.0
    scroll_depth: float = 0.0
    """0 at the top, 1 at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What is shown to a visitor."""

    unit: Suggestible
    question: str
    """What gets the answer from there."""
    probability: float
    """That a visitor in this situation who asks anything asks this."""
