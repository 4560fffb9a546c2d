"""The desk's stores over one file, and nouns to put into them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from answer.desk.case import Case
from answer.desk.case_store import CaseStore
from answer.desk.conversation import Conversation, Feedback, LoggedReply, Message
from answer.desk.conversation_store import ConversationStore
from answer.desk.database import DeskDatabase
from answer.risk import Risk

NOW = datetime(2026, 11, 22, 9, 30, 0, 123_456, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """Both stores, and what they share."""

    database: DeskDatabase
    conversations: ConversationStore
    cases: CaseStore

    def open_case(self, number: int = 1, **fields: Any) -> Case:
        """An open case in a conversation of its own."""
        case = a_case(number, **fields)
        self.conversations.open_conversation(
            a_conversation(case.conversation_id, customer_id=case.customer_id)
        )
        return self.cases.open_case(case)


def open_desk(path: Path) -> Desk:
    """The stores of this file; close their database."""
    database = DeskDatabase(path)
    return Desk(database, ConversationStore(database), CaseStore(database))


def a_conversation(conversation_id: str = "conversation-1", **fields: Any) -> Conversation:
    """A web chat of nobody known, opened now."""
    plain = Conversation(
        id=conversation_id, customer_id="", channel="web", opened_at=NOW, last_message_at=NOW
    )
    return replace(plain, **fields)


def a_message(message_id: str = "message-1", **fields: Any) -> Message:
    """A customer's message in the first conversation."""
    plain = Message(
        id=message_id,
        conversation_id="conversation-1",
        customer_id="",
        role="customer",
        text="The pump leaks.",
        language="en",
        channel="web",
        at=NOW,
    )
    return replace(plain, **fields)


def a_reply(reply_id: str = "reply-1", **fields: Any) -> LoggedReply:
    """A hand-off in the first conversation."""
    plain = LoggedReply(
        id=reply_id,
        conversation_id="conversation-1",
        message_id="message-1",
        kind="handoff",
        reason="risk",
        text="A colleague will answer you.",
        language="en",
        confidence=0.1 + 0.2,
        threshold=0.75,
        release="r7",
        at=NOW,
    )
    return replace(plain, **fields)


def a_feedback(feedback_id: str = "feedback-1", **fields: Any) -> Feedback:
    """An agent's word on the first reply."""
    plain = Feedback(id=feedback_id, reply_id="reply-1", verdict="edited", at=NOW, agent="ana")
    return replace(plain, **fields)


def a_risk(risk_class: str = "safety", **fields: Any) -> Risk:
    """A risk that a person has to look at."""
    plain = Risk(
        risk_class=risk_class, probability=0.93, level="L2", action="hand_over", priority=10
    )
    return replace(plain, **fields)


def a_case(number: int = 1, **fields: Any) -> Case:
    """A case for a person, in the conversation of the same number."""
    plain = Case(
        id=f"case-{number}",
        conversation_id=f"conversation-{number}",
        customer_id="",
        message_id="message-1",
        reply_id="reply-1",
        question="The pump leaks and smells burnt.",
        language="en",
        market="DE",
        product="XR-200",
        channel="web",
        reason="risk",
        risk_class="safety",
        tier="gold",
        level="L1",
        priority=10,
        opened_at=NOW,
    )
    return replace(plain, **fields)
