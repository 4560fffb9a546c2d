"""The noun of a logged question: what was asked, what came of it, and what a person said of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Verdict = Literal["", "right", "edited", "wrong"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRecord:
    """One question over HTTP and its outcome. Empty texts stand for what nobody said."""

    id: str
    """Of the reply."""
    at: datetime
    question: str
    """Standing alone: what leaned on the history has been made whole. Without personal data."""
    language: str
    market: str = ""
    tier: str = ""
    channel: str = ""
    product: str = ""
    page: str = ""
    """On which it was asked, without what tells of a visitor."""
    customer_id: str = ""
    """Empty for a stranger."""
    conversation_id: str = ""
    audience: Literal["customer", "agent"] = "customer"
    kind: Literal["answer", "clarify", "handoff"]
    reason: str = ""
    """Why it was handed over."""
    confidence: float
    release: str
    documents: tuple[str, ...] = ()
    """Paths of what was cited, the first first."""
    passages: tuple[str, ...] = ()
    """``path#start-end`` of every citation."""
    verdict: Verdict = ""
