"""What the server says, as frozen values; what only newer servers say is left out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How likely the reply is right, and from where on it is sent without a person."""

    value: float
    threshold: float
    threshold_source: Literal["certified", "prior"]
    band: Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands."""

    document: str
    title: str
    heading_path: tuple[str, ...]
    page: int | None
    page_label: str | None
    url: str
    """Below the server's address; opens the document with the place marked."""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation(Place):
    """A place and its words, as the document has them."""

    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to go on, offered by a question back."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of several questions of a message."""

    question: str
    text: str
    confidence: Confidence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A person takes over; only the reply's text is for the customer's eyes."""

    reason: str
    risk_class: str | None
    level: str
    tier: str | None
    due_at: datetime | None
    queue_id: str | None
    """The case; None where nobody said whose question it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, a question back or a hand-off; ``text`` can be shown as it is."""

    id: str
    kind: Literal["answer", "clarify", "handoff"]
    text: str
    language: str
    market: str | None
    confidence: Confidence
    citations: tuple[Citation, ...]
    translation: Literal["none", "document", "machine"]
    caveats: tuple[str, ...]
    caveat_values: dict[str, tuple[str, ...]]
    choices: tuple[Choice, ...]
    parts: tuple[Part, ...]
    handoff: Handoff | None
    release: str
    took_ms: float
    signals: dict[str, float] | None = None
    """For agents' keys that ask with ``audience="agent"``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Searching:
    """The message is understood, and the search begins."""

    language: str
    question: str
    """Standalone: what was said before is carried in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassagesFound:
    """Where the reply will stand."""

    passages: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPiece:
    """The next sentence of the reply's text."""

    delta: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The whole reply."""

    reply: Reply


Event = Searching | PassagesFound | TextPiece | Done


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a request, and what to change."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"
    errors: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What became of one of many questions: a reply, or the problem with it."""

    index: int
    id: str | None
    status: int
    reply: Reply | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage(Place):
    """A passage that was found for a question."""

    text: str
    score: float
    validity: Literal["holds", "expired", "not_yet_valid", "superseded"]
    audience: Literal["customer", "agent"] = "customer"
    highlights: tuple[tuple[int, int], ...] = ()
    veto: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a conversation."""

    id: str
    role: Literal["customer", "agent", "assistant"]
    text: str
    language: str
    at: datetime
    channel: str | None = None
    author: str | None = None
    reply_id: str | None = None
    is_internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation, its messages oldest first."""

    id: str
    opened_at: datetime
    last_message_at: datetime
    messages: tuple[Message, ...]
    customer_id: str | None = None
    channel: str | None = None
    case_id: str | None = None
    """While it is set a person has the conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A hand-off as it stands in the queue."""

    id: str
    state: str
    level: str
    tier: str
    priority: int
    colour: str
    reason: str
    question: str
    language: str
    conversation_id: str
    opened_at: datetime
    version: int
    risk_class: str | None = None
    market: str | None = None
    product: str | None = None
    channel: str | None = None
    customer_id: str | None = None
    team: str | None = None
    assignee: str | None = None
    due_at: datetime | None = None
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """A stretch of the queue, what is most urgent first."""

    cases: tuple[Case, ...]
    total: int
    by_state: dict[str, int] = field(default_factory=dict)
