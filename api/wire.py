"""The shapes that cross the border as JSON: requests in (strict), replies and releases out."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from answer.draft import VetoReason
from answer.question import Urgency
from answer.reply import ThresholdSource
from index.manifest import ProblemSeverity
from index.passage import Validity
from ingest.document import Audience, DocumentKind

Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=2_000)]
ValidityWanted = Literal["any", "holds"]
MAX_TURN_CHARACTERS = 20_000
_EXAMPLE = "What is the rated voltage of the XR-200A?"


class StrictIn(BaseModel):
    """What a request may hold, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ValueOut(BaseModel):
    """What a response holds."""

    model_config = ConfigDict(frozen=True)


class TurnIn(StrictIn):
    """One earlier message; the list is oldest first."""

    role: Literal["customer", "agent", "assistant"]
    text: Annotated[str, Field(max_length=MAX_TURN_CHARACTERS)]


class CustomerIn(StrictIn):
    """Who asks, as the caller's own system knows them."""

    id: Short = ""
    tier: Short = ""


class QuestionIn(StrictIn):
    """A customer's message, and what is known about the customer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": _EXAMPLE, "market": "DE"}]}
    )

    # bounded here too, because an unbounded string lets half a surrogate pair through
    question: Annotated[str, Field(max_length=10_000_000)]
    id: Short = ""
    history: list[TurnIn] = []
    conversation_id: Short = ""
    customer: CustomerIn = CustomerIn()
    channel: Short = ""
    urgency: Urgency = "regular"
    language: Short | None = None
    market: Short | None = None
    product: Short | None = None
    page_url: Annotated[str, Field(max_length=2_000)] | None = None
    audience: Audience = "customer"
    as_of: date | None = None


class AnswerIn(QuestionIn):
    """A question to be answered; ``stream`` asks for Server-Sent Events."""

    stream: bool = False


class SearchIn(QuestionIn):
    """A question whose passages are wanted, not its reply.

    Every filter is optional. ``market`` and ``product`` keep the documents that name none;
    ``as_of`` is the day on which validity is judged. What does not hold then is never shown to
    customers; agents find it, marked, unless ``validity`` is ``holds``.
    """

    limit: Annotated[int, Field(ge=1, le=50)] = 10
    languages: Annotated[list[Short], Field(max_length=50)] = []
    """Of the passages, not of the question."""
    kinds: Annotated[list[DocumentKind], Field(max_length=20)] = []
    validity: ValidityWanted = "any"


class SuggestionsIn(QuestionIn):
    """A question for which an agent wants replies to choose from."""

    count: Annotated[int, Field(ge=1, le=5)] = 3
    agent_language: Short | None = None
    """In which the agent reads; each reply in another has its gist in it, where something tells."""


class ConfidenceOut(ValueOut):
    value: float
    threshold: float
    threshold_source: ThresholdSource
    """``certified`` on this company's own judgements, or ``prior``: on other companies' data."""
    band: Literal["high", "medium", "low"]


class CitationOut(ValueOut):
    document: str
    title: str
    heading_path: list[str]
    page: int | None
    page_label: str | None
    quote: str
    url: str
    language: str = ""
    """Of the quote; empty where nothing tells it."""


class ChoiceOut(ValueOut):
    label: str
    value: str


class PartOut(ValueOut):
    question: str
    text: str
    confidence: ConfidenceOut
    citations: list[CitationOut]


class HandoffOut(ValueOut):
    """For the program that asks, to route by; only the reply's ``text`` is for the customer's eyes.

    Who is told that they are taken for a fraud or a sanctioned party is warned.
    """

    reason: str
    risk_class: str | None
    level: Literal["L1", "L2", "L3"]
    tier: str | None
    due_at: str | None
    queue_id: str | None


class ExplanationOut(ValueOut):
    """One line of why, for agents: ``code`` and ``values`` to say it in another language."""

    code: str
    text: str
    values: dict[str, str | float | tuple[str, ...] | tuple[float, ...]]


class ReplyOut(ValueOut):
    """An answer, a question back, or a hand-off; ``text`` can be shown as it is."""

    id: str
    kind: Literal["answer", "clarify", "handoff"]
    text: str
    language: str
    market: str | None
    confidence: ConfidenceOut
    citations: list[CitationOut]
    translation: Literal["none", "document", "machine"]
    caveats: list[str]
    """Codes of what the text says of how far it holds."""
    caveat_values: dict[str, list[str]]
    """What each of them names: models, markets, or a day (2026-06-30)."""
    choices: list[ChoiceOut]
    parts: list[PartOut]
    handoff: HandoffOut | None
    signals: dict[str, float] | None
    explanation: list[ExplanationOut] | None
    """For agents only, like ``signals``."""
    release: str
    took_ms: float


class SuggestionOut(ReplyOut):
    """A reply for an agent to choose."""

    gist: str | None = None
    """What it says in the agent's language, for agents who asked in theirs."""
    gist_translation: Literal["document", "machine"] | None = None
    """Whose words the gist is in: the documents' own, or a translator's."""


class SuggestionsOut(ValueOut):
    automatic: ReplyOut
    """What a chatbot would have been given."""
    suggestions: list[SuggestionOut]


class HitOut(ValueOut):
    retriever: str
    rank: int
    score: float


class PassageOut(ValueOut):
    document: str
    title: str
    heading_path: list[str]
    page: int | None
    page_label: str | None
    language: str
    text: str
    table_header: str
    validity: Validity
    """On the day asked for; other than ``holds`` for agents only."""
    veto: VetoReason | None = None
    """Why it may not answer this question: what the machine sets it aside for."""
    audience: Audience = "customer"
    """``agent``: internal, never for customers."""
    models: list[str] = []
    """That the document is stated for; none: for any."""
    markets: list[str] = []
    valid_to: date | None = None
    score: float
    retrievers: list[str]
    hits: list[HitOut]
    highlights: list[tuple[int, int]]
    """Half-open character ranges of ``text`` that share words with the question."""
    url: str


class SearchOut(ValueOut):
    passages: list[PassageOut]
    read_as: str = ""
    """What was searched where typing errors were mended or accents given back."""


class FileProblemOut(ValueOut):
    path: str
    reason: str
    severity: ProblemSeverity


class ReportOut(ValueOut):
    release: str
    added: list[str]
    changed: list[str]
    removed: list[str]
    unchanged: int
    problems: list[FileProblemOut]
    documents: int
    pages: int
    chunks: int
    embedded: int
    seconds: float
    published: bool
    """False while it is a candidate."""
    verdict: str
    """What the golden gate said."""
