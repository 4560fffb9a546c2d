"""Answered messages that may be about something a person answers, as JSON."""

from api.agent_name import AgentName
from api.desk_wire import CaseOut, MessageOut, Note, RiskOut, Tag
from api.wire import StrictIn, ValueOut


class LookedAtIn(StrictIn):
    """A message that somebody looked at, by its conversation's id and its own."""

    agent: AgentName = ""
    conversation_id: Tag
    message_id: Tag
    hand_over: bool = False
    """A person has to write to the customer: a case is opened, as if the machine had been sure."""
    note: Note = ""


class SentOut(ValueOut):
    """What the customer was sent."""

    reply_id: str
    kind: str
    text: str
    language: str
    confidence: float


class SuspectedMessageOut(ValueOut):
    conversation_id: str
    message: MessageOut
    reply: SentOut
    risks: list[RiskOut]
    """What it may be about, the most pressing first, each with its probability."""
    customer_id: str | None
    market: str | None
    language: str
    at: str
    case_url: str | None
    """Of the conversation's last case, which was settled before the message came."""


class SuspectedOut(ValueOut):
    """A stretch of what nobody has looked at, the newest first."""

    messages: list[SuspectedMessageOut]
    total: int
    now: str


class LookedAtOut(ValueOut):
    by: str
    at: str
    note: str
    case: CaseOut | None
    """That a person has it by, where it was handed over."""
