"""The reply lint's shapes as JSON: a draft in, hints out."""

from typing import Annotated

from pydantic import ConfigDict, Field

from answer.hint import HintCode, Severity
from api.wire import MAX_TURN_CHARACTERS, Short, StrictIn, ValueOut


class LintCitationIn(StrictIn):
    """A place that a draft rests on: a reply's citation as it was given, or a document alone."""

    document: Annotated[str, Field(min_length=1, max_length=1_000)]
    quote: Annotated[str, Field(max_length=MAX_TURN_CHARACTERS)] = ""
    """Empty: the whole document."""
    title: Annotated[str, Field(max_length=2_000)] = ""
    heading_path: Annotated[
        tuple[Annotated[str, Field(max_length=2_000)], ...], Field(max_length=50)
    ] = ()
    page: int | None = None
    page_label: Short | None = None
    language: Short = ""
    url: Annotated[str, Field(max_length=10_000)] = ""


class LintIn(StrictIn):
    """A person's draft of a reply, and what it answers."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "Wir melden uns bei dir.", "market": "DE"}]}
    )

    text: Annotated[str, Field(max_length=MAX_TURN_CHARACTERS)]
    question: Annotated[str, Field(max_length=MAX_TURN_CHARACTERS)] = ""
    language: Short | None = None
    """That the reply should be in; else the question's, else the market's."""
    market: Short | None = None
    brand: Short = ""
    citations: Annotated[tuple[LintCitationIn, ...], Field(max_length=30)] = ()


class HintOut(ValueOut):
    """One thing to look at in a draft; none stops it from being sent."""

    code: HintCode
    severity: Severity
    start: int
    """Half-open, in characters (Unicode code points); both are the length for what is missing."""
    end: int
    reason: str
    suggestion: str | None
    """What to write instead of that stretch."""


class LintOut(ValueOut):
    hints: list[HintOut]
    language: str | None
    """That the draft was held against; null where nothing tells it."""
    took_ms: float
