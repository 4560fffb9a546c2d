"""What the engine is asked, and what it makes of it before it searches."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from answer.risk import Risk
from index.passage import SearchQuery
from ingest.document import Audience
from ingest.identifier import Identifier

Role = Literal["customer", "agent", "assistant"]
Urgency = Literal["regular", "urgent", "complex"]
Intent = Literal[
    "question",
    "greeting",
    "thanks",
    "goodbye",
    "how_are_you",
    "are_you_a_robot",
    "wants_person",
    "unclear",
]
SMALL_TALK: frozenset[Intent] = frozenset(
    {"greeting", "thanks", "goodbye", "how_are_you", "are_you_a_robot", "unclear"}
)
"""What gets a short reply without a search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One earlier message of the conversation."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A customer's message as it arrives."""

    id: str
    question: str
    history: tuple[Turn, ...] = ()
    """Oldest first."""
    conversation_id: str = ""
    customer_id: str = ""
    customer_tier: str = ""
    channel: str = ""
    urgency: Urgency = "regular"
    """As the caller tells it; an error budget may depend on it."""
    language: str = ""
    """BCP 47; empty: told from the text."""
    market: str = ""
    product: str = ""
    page_url: str = ""
    audience: Audience = "customer"
    asked_by: str = ""
    """The key or person who passed it on, as the audit names them; empty: nobody said."""
    as_of: date | None = None
    """None: today."""
    asked_at: datetime | None = None
    """When it arrived, from which a person's time to reply counts; None: now."""
    asked_before: int = 0
    """How often this customer asked the same lately, as their conversations tell."""
    asks_for_person: bool = False
    """Whoever passes the message on asks for a person on the customer's behalf."""
    with_person: bool = False
    """A person has the conversation: the machine passes on what is written, and answers nothing."""
    person_due_at: datetime | None = None
    """By when that person is to reply; None where no clock runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedQuestion:
    """The question understood: standalone, with language, identifiers, intent and its search."""

    question: Question
    text: str
    """Standalone: what was said before is carried in."""
    language: str
    identifiers: tuple[Identifier, ...]
    intent: Intent
    wants_person: bool
    as_of: date
    query: SearchQuery
    market_language: str = ""
    """What is spoken first in the customer's market; empty where that is not known."""
    risks: tuple[Risk, ...] = ()
    """What the message holds that a person should know of, the most pressing first."""
    is_sensitive: bool = False
    """Whether it holds a number that its owner should not have sent: a card's, a passport's."""
    suspected: tuple[Risk, ...] = ()
    """What it may hold: it changes no reply."""

    @property
    def for_a_person(self) -> bool:
        """Whether the message holds what a machine may not answer."""
        wanted = self.wants_person or self.question.with_person
        return wanted or any(risk.action == "hand_over" for risk in self.risks)

    @property
    def reply_language(self) -> str:
        """The customer's language; where it cannot be told their market's, else English."""
        return self.language if self.language != "und" else self.market_language or "en"
