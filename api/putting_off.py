"""A customer's message that finds no room is kept, and answered once there is some.

A visitor's widget asks again by itself, a program when it was told to, and then it is answered as
ever. Of whoever does not it is answered all the same: what only a search would tell to be a
person's matter is with a person. So its program has to name whose message it is, where, and by
which id: without one of them the same message sent again would be another.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from pydantic import ValidationError

from answer.desk.put_off_store import PutOffStore
from answer.question import Question
from api.access.caller import Caller
from api.access.rights import RIGHTS
from api.desking import DeskServices
from api.schemas import question_from
from api.widget.visits import Visits
from api.widget.wire import VisitorMessageIn
from api.wire import AnswerIn
from ingest.errors import DeskConflict, DeskInvalid, DeskMissing, KbError, QuestionInvalid

LOOK_SECONDS = 5.0
PATIENCE = timedelta(seconds=90)
"""So long whoever sent it is left to ask again; the widget does so more and more rarely."""
AT_ONCE = 20
MOST_WAITING = 1_000
"""Messages that one caller passed on."""
WIDGET, ANSWERS = "/v1/widget/messages", "/v1/answers"
logger = logging.getLogger("tradewind")


class PuttingOff:
    """Keeps messages of customers, and answers them one after the other."""

    def __init__(self, desk: Callable[[], DeskServices], *, max_characters: int) -> None:
        self._desk = desk
        self._max_characters = max_characters

    def keep(self, path: str, body: object, visit: str, caller: Caller) -> bool:
        """Whether the message in a parsed body, that a caller sent to a route's path, will be
        answered; ``visit`` is the secret of the visitor whose widget it comes from."""
        question_of = {WIDGET: self._of_visitor, ANSWERS: self._of_program}.get(path)
        if question_of is None or not RIGHTS[f"POST {path}"].allows(caller):
            return False
        try:
            desk = self._desk()
            question = replace(question_of(desk, body, visit, caller), asked_by=caller.actor)
            store = PutOffStore(desk.desk.database)
            if store.waiting(caller.actor) >= MOST_WAITING:
                return False
            store.add(question, at=desk.desk.now())
        except (ValidationError, KbError):
            return False
        return True

    def _of_visitor(self, desk: DeskServices, body: object, visit: str, caller: Caller) -> Question:
        message = VisitorMessageIn.model_validate(body)
        visits = Visits(desk, caller=caller.id)
        visitor = visits.visitor(visit)
        return visits.written(visitor, message, most_characters=self._max_characters)[1]

    def _of_program(self, desk: DeskServices, body: object, visit: str, caller: Caller) -> Question:
        asked = AnswerIn.model_validate(body)
        named = asked.id and asked.conversation_id and asked.customer.id
        # what was said before is in the conversation, and what is asked later is of that day
        if not named or asked.history or asked.as_of or asked.audience != "customer":
            raise QuestionInvalid("this message is not put off")
        question = question_from(asked, max_characters=self._max_characters, max_turns=0)
        desk.reception.check(question)
        return question

    def answer_due(self) -> int:
        """How many messages are answered now that nobody sent again; those that were have their
        answer, and keep it."""
        desk = self._desk()
        store, answered = PutOffStore(desk.desk.database), 0
        for question in store.before(desk.desk.now() - PATIENCE, limit=AT_ONCE):
            try:
                desk.reception.ask(question, still_there=partial(store.require, question))
                answered += 1
            except DeskMissing:
                logger.info("a message that was put off went with its customer")
            except (DeskConflict, DeskInvalid, QuestionInvalid) as error:
                # it will never be answered: whoever sent it was told so, if they asked again
                logger.warning("a message that was put off: %s", type(error).__name__)
            store.forget(question)
        return answered


def follow_put_off(putting_off: PuttingOff, closed: threading.Event) -> None:
    """Answers what was put off, beside everything else, until ``closed``."""

    def follow() -> None:
        while not closed.wait(LOOK_SECONDS):
            try:
                if answered := putting_off.answer_due():
                    logger.info("answered later: %d messages", answered)
            except KbError as error:
                logger.error("messages that were put off: %s", error)
            except Exception:  # a thread's outermost edge: without it nothing would be answered
                logger.exception("messages that were put off")

    threading.Thread(target=follow, daemon=True, name="put off").start()
