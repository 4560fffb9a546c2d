"""A visitor's message that finds no room is kept, and answered once there is some.

The widget asks again by itself, and then it is answered as ever. Whoever has left the page by then
is answered all the same: what only a search would tell to be a person's matter is with a person.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from pydantic import ValidationError

from answer.desk.put_off_store import PutOffStore
from api.desking import DeskServices
from api.widget.visits import Visits
from api.widget.wire import VisitorMessageIn
from ingest.errors import DeskConflict, DeskInvalid, DeskMissing, KbError, QuestionInvalid

LOOK_SECONDS = 5.0
PATIENCE = timedelta(seconds=90)
"""So long the widget is left to ask again; it does so more and more rarely."""
AT_ONCE = 20
logger = logging.getLogger("tradewind")


class PuttingOff:
    """Keeps messages of visitors, and answers them one after the other."""

    def __init__(self, desk: Callable[[], DeskServices], *, max_characters: int) -> None:
        self._desk = desk
        self._max_characters = max_characters

    def keep(self, body: object, visit: str, caller: str, actor: str) -> bool:
        """Whether the message in a parsed body, of the visitor with this secret, will be answered.

        ``caller`` is whose widget they write in, ``actor`` the same as the audit names it.
        """
        try:
            message = VisitorMessageIn.model_validate(body)
            desk = self._desk()
            visits = Visits(desk, caller=caller)
            _, question = visits.written(
                visits.visitor(visit),
                message,
                most_characters=self._max_characters,
                asked_by=actor,
            )
            PutOffStore(desk.desk.database).add(question, at=desk.desk.now())
        except (ValidationError, KbError):
            return False
        return True

    def answer_due(self) -> int:
        """How many messages are answered now whose visitors did not ask again; those who did have
        their answer, and keep it."""
        desk = self._desk()
        store, answered = PutOffStore(desk.desk.database), 0
        for question in store.before(desk.desk.now() - PATIENCE, limit=AT_ONCE):
            try:
                desk.reception.ask(question, still_there=partial(store.require, question))
                answered += 1
            except DeskMissing:
                logger.info("a message that was put off went with its visitor")
            except (DeskConflict, DeskInvalid, QuestionInvalid) as error:
                # it will never be answered: its visitor was told so, if they asked again
                logger.warning("a message that was put off: %s", type(error).__name__)
            store.forget(question)
        return answered


def follow_put_off(putting_off: PuttingOff, closed: threading.Event) -> None:
    """Answers what was put off, beside everything else, until ``closed``."""

    def follow() -> None:
        while not closed.wait(LOOK_SECONDS):
            try:
                if answered := putting_off.answer_due():
                    logger.info("answered later: %d messages of visitors", answered)
            except KbError as error:
                logger.error("messages that were put off: %s", error)
            except Exception:  # a thread's outermost edge: without it nothing would be answered
                logger.exception("messages that were put off")

    threading.Thread(target=follow, daemon=True, name="put off").start()
