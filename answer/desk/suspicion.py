"""What the machine answered although it may be about safety, law or personal data: the nouns."""

from dataclasses import dataclass
from datetime import datetime

from answer.desk.case import Case
from answer.desk.conversation import LoggedReply, Message
from answer.risk import Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectedMessage:
    """A customer's message that was answered, and that no person has seen yet."""

    message: Message
    reply: LoggedReply
    """What they were sent."""
    risks: tuple[Risk, ...]
    """What it may be about, the most pressing first."""
    market: str
    """The customer's, as far as it is known."""
    last_case: str
    """Of the conversation, settled before the message came; empty where there was none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspectedPage:
    """A stretch of the list, the newest first."""

    messages: tuple[SuspectedMessage, ...]
    total: int
    """That wait to be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who looked at a message, and what they did with it."""

    at: datetime
    by: str
    note: str
    handed_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """What became of a message that was looked at."""

    look: Look
    case: Case | None
    """That a person has it by, where it was handed over."""
