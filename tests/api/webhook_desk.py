"""A desk with cases, and a sender over it, as one process has them: for tests of webhooks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from answer.desk.case import CaseStep
from answer.desk.case_store import ANY_STATE, CaseStore
from answer.desk.conversation import Message
from answer.desk.conversation_store import ConversationStore
from answer.desk.database import DeskDatabase
from answer.desk.delivery import WebhookEvent
from answer.reply import Statement
from api.webhook_target import WebhookTarget
from api.webhooks import WebhookSender
from tests.desk.stored import a_case, a_conversation, a_reply

KEY = bytes(range(24))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
QUESTION = "Where is my order, and why does nobody answer me?"
DRAFT = "Your order left on Monday."
EVERY_EVENT: frozenset[WebhookEvent] = frozenset(
    ("created", "claimed", "breached", "resolved", "reopened")
)


class Clock:
    """Stands until it is moved on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Desk:
    """One process's view of the desk's file."""

    def __init__(self, path: Path, *, clock: Callable[[], datetime] | None = None) -> None:
        self.database = DeskDatabase(path)
        self.cases = CaseStore(self.database)
        self.conversations = ConversationStore(self.database)
        self.clock = clock or Clock()

    def sender(self, *targets: WebhookTarget, **options: Any) -> WebhookSender:
        given: dict[str, Any] = {
            "database": self.database,
            "cases": self.cases,
            "conversations": self.conversations,
            "clock": self.clock,
            "jitter": lambda: 0.5,
            "back_off": (5.0, 30.0, 120.0),
            "look_seconds": 0.05,
            "finish_seconds": 30.0,
        }
        made = WebhookSender(targets, **{**given, **options})
        made.register()
        return made

    def open_case(self, name: str) -> None:
        conversation_id = f"conversation {name}"
        self.conversations.open_conversation(
            a_conversation(
                conversation_id, customer_id="kim🙂", opened_at=NOON, last_message_at=NOON
            )
        )
        self.write(name, "m", QUESTION)
        self.conversations.add_reply(
            a_reply(
                f"reply {name}",
                conversation_id=conversation_id,
                message_id="m",
                text="A colleague will write to you.",
                at=NOON,
                statements=(Statement(text=DRAFT, citations=()),),
            )
        )
        self.cases.open_case(
            a_case(
                id=name,
                conversation_id=conversation_id,
                customer_id="kim🙂",
                message_id="m",
                reply_id=f"reply {name}",
                question=QUESTION,
                product="",
                risk_class="anger",
                level="L2",
                priority=2,
                opened_at=NOON,
                team="berlin",
                first_reply_due_at=NOON + timedelta(minutes=30),
            )
        )

    def write(self, name: str, message_id: str, text: str, **values: Any) -> None:
        given: dict[str, Any] = {"role": "customer", "language": "en", "channel": "web", "at": NOON}
        self.conversations.add_message(
            Message(
                id=message_id,
                conversation_id=f"conversation {name}",
                customer_id="kim🙂",
                text=text,
                **{**given, **values},
            )
        )

    def step(self, name: str, step: CaseStep, *, message_id: str = "") -> None:
        details = (("message_id", message_id),) if message_id else ()
        self.cases.step(
            name, step=step, actor="ann", at=NOON, allowed_from=ANY_STATE, details=details
        )

    def resolve(self, name: str) -> None:
        self.cases.step(
            name,
            step="resolved",
            actor="ann",
            at=NOON,
            allowed_from=ANY_STATE,
            change=lambda case: replace(case, state="resolved", resolved_at=NOON),
        )


def target(url: str, name: str = "desk", **values: Any) -> WebhookTarget:
    given: dict[str, Any] = {"keys": (KEY,), "events": EVERY_EVENT, "timeout_seconds": 20.0}
    return WebhookTarget(name=name, url=url, **{**given, **values})
