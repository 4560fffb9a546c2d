"""One target's courier: turns the desk's events into messages and sends what is due, in order.

Each target has its own, with its own thread: one that hangs holds nobody else. A target that
keeps failing is left alone for a while and then asked with one message. What a target gets is at
least one try that it acknowledged; a process that dies between the answer and its record sends
again, with the same message id.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from answer.circuit import Circuit
from answer.desk.case import Case, CaseEvent
from answer.desk.conversation import LoggedReply, Message
from answer.desk.delivery import Delivery, DeliveryResult
from answer.desk.webhook_store import WebhookStore
from api.webhook_post import PostStopped
from api.webhook_retry import BACK_OFF_SECONDS, Answered, judge_answer
from api.webhook_signature import signed_headers
from api.webhook_target import WebhookTarget
from api.webhook_wire import message
from ingest.errors import DeskMissing

EVENTS_AT_A_TIME = 500
LEASE_MARGIN_SECONDS = 30.0
"""Beyond the time a try may take: for whatever else keeps a process from telling how it ended."""
MESSAGES_LOOKED_AT = 500
"""Of a conversation; a message that is told of is among its last, or was told of long ago."""
MESSAGE_ID = "message_id"
"""The detail of an event that names what was written."""
FAILURES_TO_PAUSE = 3
PAUSE_SECONDS = 30.0
logger = logging.getLogger("tradewind")


class CaseReader(Protocol):
    """The queue, as far as messages are made from it."""

    def events(self, *, after_id: int, limit: int) -> tuple[CaseEvent, ...]: ...

    def last_event_id(self) -> int: ...

    def case(self, case_id: str) -> Case: ...


class ConversationReader(Protocol):
    """What was written, and what the machine replied or would have."""

    def reply(self, reply_id: str) -> LoggedReply: ...

    def messages(self, conversation_id: str, *, limit: int) -> tuple[Message, ...]: ...


class Post(Protocol):
    """Sends one message; raises ``PostStopped``."""

    def send(self, target: WebhookTarget, body: bytes, headers: dict[str, str]) -> Answered: ...


class Courier:
    """For one target; used by one thread at a time."""

    def __init__(
        self,
        target: WebhookTarget,
        *,
        store: WebhookStore,
        cases: CaseReader,
        conversations: ConversationReader,
        post: Post,
        clock: Callable[[], datetime],
        jitter: Callable[[], float],
        back_off: tuple[float, ...] = BACK_OFF_SECONDS,
    ) -> None:
        self.target = target
        self._store = store
        self._cases = cases
        self._conversations = conversations
        self._post = post
        self._clock = clock
        self._jitter = jitter
        self._back_off = back_off
        self._paused_until: datetime | None = None
        self._circuit = Circuit(
            failures_to_open=FAILURES_TO_PAUSE,
            open_seconds=PAUSE_SECONDS,
            clock=lambda: clock().timestamp(),
        )

    def deliver_due(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """How many messages were tried. Raises ``DeskError``, ``StorageFull``, ``PostStopped``."""
        tried = 0
        if not self.target.is_active:
            return tried
        self._take_over_events()
        while not stopping() and not self._is_paused():
            # looked at again: the target may just have said that it wants nothing any more
            if self._store.cursor(self.target.name) is None:
                return tried
            delivery = self._store.claim(
                self.target.name,
                now=self._clock(),
                lease_seconds=self.target.timeout_seconds + LEASE_MARGIN_SECONDS,
            )
            if delivery is None:
                return tried
            self._deliver(delivery)
            tried += 1
        return tried

    def _take_over_events(self) -> None:
        while True:
            cursor = self._store.cursor(self.target.name)
            if cursor is None:
                return
            events = self._cases.events(after_id=cursor, limit=EVENTS_AT_A_TIME)
            if not events:
                return
            self._store.take_over(
                self.target.name, events, wanted=self.target.events, now=self._clock()
            )

    def _is_paused(self) -> bool:
        if self._paused_until is not None and self._clock() < self._paused_until:
            return True
        return self._circuit.state == "open"

    def _deliver(self, delivery: Delivery) -> None:
        if delivery.attempts > len(self._back_off) + 1:
            # whoever took it before died over it, every time
            self._end(delivery, DeliveryResult(state="dead", error="no try of it ever ended"))
            return
        try:
            body = self._body(delivery)
        except DeskMissing:
            self._end(delivery, DeliveryResult(state="dead", error="its case is no longer there"))
            return
        headers = signed_headers(delivery.message_id, body, keys=self.target.keys, at=self._clock())
        try:
            answered = self._post.send(self.target, body, headers)
        except PostStopped:
            self._store.give_back(delivery, now=self._clock())
            raise
        self._judge(delivery, answered)

    def _body(self, delivery: Delivery) -> bytes:
        events = self._cases.events(after_id=delivery.event_id - 1, limit=1)
        if not events or events[0].id != delivery.event_id:
            raise DeskMissing(f"there is no event {delivery.event_id}")
        case = self._cases.case(delivery.case_id)
        if not self.target.include_text:
            return message(events[0], case, kind=delivery.event, target=self.target).body()
        made = message(
            events[0],
            case,
            kind=delivery.event,
            target=self.target,
            draft=self._draft(case),
            written=self._written(events[0], case),
        )
        return made.body()

    def _draft(self, case: Case) -> str:
        if not case.reply_id:
            return ""
        try:
            reply = self._conversations.reply(case.reply_id)
        except DeskMissing:
            return ""
        return "\n\n".join(statement.text for statement in reply.statements)

    def _written(self, event: CaseEvent, case: Case) -> Message | None:
        wanted = case.message_id if event.step == "opened" else dict(event.details).get(MESSAGE_ID)
        found = self._conversations.messages(case.conversation_id, limit=MESSAGES_LOOKED_AT)
        return next((one for one in reversed(found) if wanted and one.id == wanted), None)

    def _judge(self, delivery: Delivery, answered: Answered) -> None:
        judged = judge_answer(
            answered, attempts=delivery.attempts, jitter=self._jitter, back_off=self._back_off
        )
        if judged.counts_as_failure:
            self._circuit.failed()
        else:
            self._circuit.succeeded()
        if judged.outcome == "delivered":
            self._end(delivery, DeliveryResult(state="delivered", status=answered.status))
            return
        if judged.outcome == "again":
            due = self._clock() + timedelta(seconds=judged.wait_seconds)
            if judged.pause_seconds:
                self._paused_until = self._clock() + timedelta(seconds=judged.pause_seconds)
            self._end(
                delivery,
                DeliveryResult(
                    state="pending",
                    status=answered.status,
                    error=answered.text,
                    next_attempt_at=due,
                ),
            )
            return
        if judged.outcome == "gone":
            because = "it answered with 410 Gone: it wants no messages any more"
            self._store.disable(self.target.name, because=because, now=self._clock())
            logger.warning("webhook %s: disabled, %s", self.target.name, because)
        self._end(
            delivery, DeliveryResult(state="dead", status=answered.status, error=answered.text)
        )

    def _end(self, delivery: Delivery, result: DeliveryResult) -> None:
        kept = self._store.record(delivery, result, now=self._clock())
        level = {"delivered": logging.INFO, "dead": logging.ERROR}.get(
            result.state, logging.WARNING
        )
        logger.log(
            level,
            "webhook %s: message %s (%s, case %s) is %s after try %d%s%s",
            delivery.target,
            delivery.message_id,
            delivery.event,
            delivery.case_id,
            result.state,
            delivery.attempts,
            f": {result.error}" if result.error else "",
            "" if kept else "; another process has taken it over",
        )
