"""Logged questions, gaps and the coverage matrix as JSON."""

from typing import Annotated, Literal

from pydantic import Field

from answer.insight.gap import GapState, Missing, Trend
from answer.insight.matrix import Hole
from answer.insight.question_record import Verdict
from api.wire import StrictIn, ValueOut
from index.passage import Validity
from ingest.document import Audience

MAX_NAME = 200
MAX_TEXT = 20_000
Name = Annotated[str, Field(max_length=MAX_NAME)]
Names = Annotated[tuple[Name, ...], Field(max_length=100)]


class LoggedQuestionOut(ValueOut):
    """One question of the log."""

    id: str
    """Of the reply."""
    at: str
    question: str
    language: str
    market: str
    tier: str
    channel: str
    product: str
    customer_id: str
    conversation_id: str
    audience: Audience
    kind: Literal["answer", "clarify", "handoff"]
    reason: str
    confidence: float
    release: str
    documents: list[str]
    passages: list[str]
    verdict: Verdict
    gap_id: str | None
    """The gap it belongs to, as last worked out."""


class QuestionsOut(ValueOut):
    """A page of the log, the last question first."""

    questions: list[LoggedQuestionOut]
    next_before: int | None
    """Give it as ``before`` for the next page; null on the last one."""


class CountOut(ValueOut):
    name: str
    """Empty: nobody said."""
    count: int


class ExampleOut(ValueOut):
    language: str
    question: str
    question_id: str


class PriorityOut(ValueOut):
    """``value`` is the product of the three factors."""

    value: float
    volume: float
    waiting_factor: float
    tier_factor: float
    waiting_hours: float | None


class ChangeOut(ValueOut):
    last_7_days: int
    before_28_days: int
    expected: float
    probability: float
    trend: Trend


class NearPassageOut(ValueOut):
    document: str
    title: str
    heading_path: list[str]
    page: int | None
    start: int
    end: int
    language: str
    audience: Audience
    markets: list[str]
    models: list[str]
    validity: Validity
    excerpt: str
    nearness: float
    veto: str
    """Why it may not answer: ``other_market``, ``wrong_model``, ``expired`` …; empty: it may."""
    url: str
    """The document's page in the console."""


class GapOut(ValueOut):
    """A gap as the list shows it."""

    id: str
    state: GapState
    question: str
    """Names the gap, in its own language."""
    language: str
    question_id: str
    examples: list[ExampleOut]
    """One in each other language."""
    missing: Missing
    volume: int
    customers: int
    first_at: str
    last_at: str
    priority: PriorityOut
    change: ChangeOut
    markets: list[CountOut]
    languages: list[CountOut]
    products: list[CountOut]
    tiers: list[CountOut]
    reasons: list[CountOut]
    nearest: list[NearPassageOut]
    asked_again: int
    answered_now: int
    draft_id: str | None
    document: str | None
    by: str | None
    note: str | None


class DraftSourceOut(ValueOut):
    """A resolved case's reply that a draft can be made from."""

    case_id: str
    question: str
    reply: str
    agent: str
    language: str
    resolved_at: str | None


class ProposedDraftOut(ValueOut):
    """What a draft begins with where the editor changes nothing; an empty answer has to be
    written."""

    title: str
    question: str
    answer: str
    language: str
    products: list[str]
    models: list[str]
    markets: list[str]


class GapDetailOut(GapOut):
    """A gap with what it is made of."""

    questions: list[LoggedQuestionOut]
    """The most central first; at most 200."""
    cases: list[str]
    sources: list[DraftSourceOut]
    """What a draft can be made from, those to the most central questions first."""
    proposed: ProposedDraftOut


class GapsOut(ValueOut):
    """The gaps, the most pressing first."""

    gaps: list[GapOut]
    total: int
    """That pass the filter."""
    by_state: dict[str, int]
    since: str
    until: str
    release: str | None
    computed_at: str
    is_current: bool
    """False where the log or the release has changed since; a newer one is being worked out."""
    questions: int
    unanswered: int


class GapDraftIn(StrictIn):
    """What an editor starts a draft with; what is left out is proposed from the gap."""

    agent: Annotated[str, Field(min_length=1, max_length=MAX_NAME)] = ""
    title: Annotated[str, Field(max_length=500)] = ""
    question: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    answer: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    language: Annotated[str, Field(max_length=35)] = ""
    products: Names = ()
    models: Names = ()
    markets: Names = ()
    audience: Audience = "customer"


class GapSetAsideIn(StrictIn):
    agent: Annotated[str, Field(min_length=1, max_length=MAX_NAME)] = ""
    reason: Annotated[str, Field(max_length=2_000)] = ""
    """Why no document is to answer it; needed unless ``undo``."""
    undo: bool = False
    """The gap counts again."""


class TopicOut(ValueOut):
    id: str
    name: str
    language: str
    headings: list[str]


class CellOut(ValueOut):
    product: str
    topic: str
    language: str
    market: str
    sections: list[str]
    documents: list[str]
    internal_only: bool
    questions: list[str]
    asked: int
    answered: int
    hole: Hole
    because: list[str]


class CoverageOut(ValueOut):
    """The matrix as its cells; a cell that is not listed holds nothing and was never asked."""

    release: str
    is_current: bool
    """False where the log or the release has changed since; a newer one is being worked out."""
    products: list[str]
    """Empty among them: what no product is stated for; so of markets and topics."""
    topics: list[TopicOut]
    languages: list[str]
    markets: list[str]
    cells: list[CellOut]
    total: int
    """That pass the filter."""
    holes: dict[str, int]
    """Of the whole matrix, by why they are holes."""
    questions: int
    unplaced: list[str]
