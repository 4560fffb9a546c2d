"""The whole desk over the small company's engine, with a clock that a test sets."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from answer.desk.database import DeskDatabase
from answer.desk.draft_store import DraftStore
from answer.desk.risk_files import load_risks
from answer.desk.service_files import load_service
from answer.locale.phrases import load_phrases
from answer.question import Question
from answer.reply import Handoff, Reply
from api.bootstrap import Application
from api.desking import DeskBooks, DeskServices, open_desk

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten in Berlin, where somebody is there."""
PERSON = "I want to talk to a human"
VOLTAGE = "What is the rated voltage of the XR-200A?"


class Clock:
    """Shows what a test sets."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **duration: float) -> None:
        """So much time goes by: ``hours=2``."""
        self.at += timedelta(**duration)


class WorkingDesk:
    """A desk with its clock, and short ways to write to it."""

    def __init__(self, services: DeskServices, clock: Clock) -> None:
        self.services = services
        self.clock = clock
        self.desk = services.desk
        self.work = services.work
        self._messages = 0

    def ask(self, text: str, **fields: Any) -> Reply:
        """The reply to a customer's message; of ``ana`` on the web unless told otherwise."""
        self._messages += 1
        plain = {"customer_id": "ana", "channel": "web", "market": "DE"}
        return self.services.reception.ask(
            Question(id=f"m{self._messages}", question=text, **{**plain, **fields})
        )

    def hand_over(self, text: str = PERSON, **fields: Any) -> Handoff:
        """A hand-off, by wish unless told otherwise."""
        reply = self.ask(text, **fields)
        assert isinstance(reply, Handoff), reply
        return reply

    def texts(self, conversation_id: str) -> list[tuple[str, str]]:
        """Who wrote what, oldest first."""
        found = self.desk.conversations.messages(conversation_id)
        return [(one.role, one.text) for one in found]


@contextmanager
def working_desk(
    company: Application, path: Path, clock: Clock | None = None
) -> Iterator[WorkingDesk]:
    """A desk over this file; a second one over the same file is a restart."""
    time = clock or Clock()
    database = DeskDatabase(path)
    services = open_desk(
        database,
        drafts=DraftStore(path.parent / "drafts"),
        books=DeskBooks(service=load_service(), risks=load_risks()),
        markets=company.engines.markets,
        phrases=load_phrases,
        engine=company.engines.engine,
        searcher=company.searcher,
        gist=lambda text, language, reader: "",
        now=time,
    )
    try:
        yield WorkingDesk(services, time)
    finally:
        database.close()
