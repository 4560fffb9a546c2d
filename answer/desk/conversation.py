"""Who wrote what, on which channel, and what was replied: the nouns of conversations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from answer.question import Role
from answer.reply import ExplanationLine, HandoffReason, Statement

Verdict = Literal["right", "edited", "wrong", "csat"]
ReplyKind = Literal["answer", "clarify", "handoff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """One customer, however they write to us. The id is the caller's own and any text."""

    id: str
    tier: str = ""
    """As ``service.yaml`` names it; empty: the default tier."""
    market: str = ""
    language: str = ""
    """Of their last message that has one."""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Messages on one matter. While a person has it the machine does not answer in it."""

    id: str
    customer_id: str
    """Empty where nobody said who asks."""
    channel: str
    opened_at: datetime
    last_message_at: datetime
    case_id: str = ""
    """The case that a person has it by; empty while the machine answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it was sent or received."""

    id: str
    """The caller's own where it gave one: the same message sent twice is kept once."""
    conversation_id: str
    customer_id: str
    role: Role
    text: str
    language: str
    channel: str
    at: datetime
    author: str = ""
    """The agent who wrote it."""
    reply_id: str = ""
    """Of the reply it shows, where the machine made it."""
    is_internal: bool = False
    """A note among agents; customers never see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedReply:
    """What the machine replied, or would have: for the packet, for feedback and for figures."""

    id: str
    conversation_id: str
    message_id: str
    """The customer's that it replies to."""
    kind: ReplyKind
    reason: HandoffReason | None
    text: str
    language: str
    confidence: float
    threshold: float
    release: str
    at: datetime
    statements: tuple[Statement, ...] = ()
    """The draft, sent or not."""
    explanation: tuple[ExplanationLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What an agent or a customer thinks of a reply."""

    id: str
    reply_id: str
    verdict: Verdict
    at: datetime
    agent: str = ""
    reason: str = ""
    text: str = ""
    """What was sent instead."""
    score: int | None = None
    """1 to 5, for ``csat`` alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBefore:
    """An earlier question of a customer's, to be compared with a new one."""

    message_id: str
    text: str
    at: datetime
    vector: tuple[float, ...]
    """Unit length, centred by language; comparable with vectors of the same ``vector_of`` only."""
    vector_of: str
    """The fingerprint of the embedder that made it."""
