"""What a page tells of its visitor, and what may be offered to them."""

from typing import Annotated, Literal

from pydantic import Field

from api.wire import Short, StrictIn, ValueOut


class ProactiveIn(StrictIn):
    """A visitor on a page. Everything but the address may be left out."""

    page_url: Annotated[str, Field(min_length=1, max_length=2_000)]
    """Query and fragment are dropped."""
    title: Short = ""
    product: Short = ""
    language: Short = ""
    """BCP 47; the nearest of the 18 languages is taken."""
    market: Short = ""
    dwell_seconds: Annotated[float, Field(ge=0, le=86_400)] = 0.0
    scroll_depth: Annotated[float, Field(ge=0, le=1)] = 0.0
    """0 at the top of the page, 1 at its end."""
    section: Short = ""
    """The heading in view."""


class SuggestionCitationOut(ValueOut):
    """Where the answer stands."""

    document: str
    title: str
    page: int | None
    page_label: str | None
    url: str


class ProactiveSuggestionOut(ValueOut):
    """One question to offer."""

    question: str
    """To show: the document's own question, heading or name."""
    asks: str
    """To send as the question."""
    kind: Literal["manual", "certificate", "faq"]
    title: str
    language: str
    """Of ``question``."""
    probability: float
    """That a visitor in this situation who asks anything asks this."""
    citation: SuggestionCitationOut


class ProactiveOut(ValueOut):
    """At most three suggestions, the most likely first; often none."""

    suggestions: list[ProactiveSuggestionOut]
    is_ready: bool
    """False while more is being found out: ask again in a few seconds."""
