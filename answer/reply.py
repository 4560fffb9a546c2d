"""What the engine answers: ``Answer``, ``Clarify`` or ``Handoff``, told apart by ``kind``."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Band = Literal["high", "medium", "low"]
ThresholdSource = Literal["certified", "prior"]
"""Certified on this company's own judgements, or taken over from other companies' data."""
Translation = Literal["none", "document", "machine"]
Level = Literal["L1", "L2", "L3"]
ReplyTopic = Literal[
    "facts", "procedure", "certificate", "returns", "complaint", "shipping", "payment", "warranty"
]
"""What a reply is about, as far as it is introduced and closed by it."""
CaveatCode = Literal[
    "expires_soon",
    "certificate_valid_until",
    "for_models",
    "for_markets",
    "model_not_stated",
    "market_not_stated",
    "part_of_question",
    "machine_translation",
    "sensitive_person_data",
]
HandoffReason = Literal[
    "nothing_found",
    "low_confidence",
    "contradiction",
    "unknown_model",
    "wrong_model",
    "unknown_identifier",
    "wrong_identifier",
    "expired",
    "other_market",
    "out_of_scope",
    "fidelity_failed",
    "asked_for_person",
    "risk",
    "repeated",
    "sensitive_person_data",
    "unsupported_language",
    "with_person",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where a statement stands: ``quote`` is the document's text at ``start:end``, on ``page``."""

    document: str
    title: str
    heading_path: tuple[str, ...]
    page: int | None
    page_label: str | None
    start: int
    end: int
    quote: str
    table_header: str = ""
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing the reply says, with one to three citations."""

    text: str
    citations: tuple[Citation, ...]
    translation: Translation = "none"
    """``machine`` where the text is a translation of the quotes, which stay the original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A named number that confidence was judged from."""

    name: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """Calibrated P(the draft is right), after vetoes."""

    value: float
    threshold: float
    signals: tuple[Signal, ...]
    band: Band
    threshold_source: ThresholdSource = "prior"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationLine:
    """One line of why a reply is as it is; for agents and leads, never for customers."""

    code: str
    """What a client translates by: ``source.quoted``."""
    text: str
    """In English."""
    values: tuple[tuple[str, str | float | tuple[str, ...] | tuple[float, ...]], ...] = ()
    """What the text is made of, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """Something an answer is sent with: it is right, but not for ever or not for everybody."""

    code: CaveatCode
    names: tuple[str, ...] = ()
    """Models or products as the documents write them, or codes of markets."""
    until: date | None = None
    """The last day on which what is quoted holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedNotice:
    """What the customer's market asks to be said beside an answer on this topic."""

    key: str
    """Who states it, and its name there: ``EU.withdrawal``."""
    text: str
    source: str
    """The law or official page that asks for it."""
    owner: str
    """Who answers for its being right."""
    confirmed: bool
    """Whether the owner has confirmed it for this company."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyPart:
    """One of several questions of a message, and what was drafted for it."""

    question: str
    """In the customer's own words."""
    text: str
    confidence: Confidence
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to go on, offered by a clarifying question."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReplyCore:
    id: str
    question_id: str
    text: str
    """Can be shown to the customer as it is."""
    language: str
    market: str
    confidence: Confidence
    release: str
    took_ms: float
    explanation: tuple[ExplanationLine, ...] = ()
    """At most five lines: source, probability, vetoes, what would raise it, decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(_ReplyCore):
    """The reply rests on citations (small talk has none)."""

    statements: tuple[Statement, ...] = ()
    translation: Translation = "none"
    caveats: tuple[Caveat, ...] = ()
    notices: tuple[CarriedNotice, ...] = ()
    """Of the customer's market; their texts end the reply's."""
    topic: ReplyTopic = "facts"
    parts: tuple[ReplyPart, ...] = ()
    """One for each question of a message with several; empty for a single one."""
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarify(_ReplyCore):
    """One short question back, with choices taken from the evidence; answers to other questions
    of the message stand before it."""

    choices: tuple[Choice, ...] = ()
    statements: tuple[Statement, ...] = ()
    """What the other questions of the same message are answered with; empty for a single one."""
    parts: tuple[ReplyPart, ...] = ()
    """Those other questions, as far as they are answered."""
    caveats: tuple[Caveat, ...] = ()
    """What their answers say of how far they hold."""
    notices: tuple[CarriedNotice, ...] = ()
    """What the customer's market asks to be said beside them."""
    kind: Literal["clarify"] = "clarify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff(_ReplyCore):
    """A person takes over; ``statements`` is the draft that was not sent, for the agent."""

    reason: HandoffReason
    risk_class: str = ""
    level: Level = "L1"
    tier: str = ""
    due_at: datetime | None = None
    """By when a person replies, as the customer was told; in UTC."""
    queue_id: str = ""
    """The case that the desk keeps of it; empty where nobody said whose question it is."""
    statements: tuple[Statement, ...] = ()
    parts: tuple[ReplyPart, ...] = ()
    kind: Literal["handoff"] = "handoff"


Reply = Answer | Clarify | Handoff


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What an agent is shown of a message."""

    automatic: Reply
    """What would be sent if nobody looked."""
    suggested: tuple[Answer, ...]
    """Best first, each from other evidence."""
    gists: tuple[str, ...]
    """What each of them says, for an agent who reads another language; empty where it needs none,
    and where nothing tells."""
