"""The desk's events go out: a thread for each target while the server runs, and what people ask.

Commands use the same object and start no threads: what they put back is sent by the server.
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from answer.desk.database import DeskDatabase
from answer.desk.delivery import Delivery, DeliveryState, TargetStanding
from answer.desk.webhook_overview import WebhookOverview
from answer.desk.webhook_store import WebhookStore
from api.webhook_courier import CaseReader, ConversationReader, Courier
from api.webhook_post import PostStopped, WebhookPost
from api.webhook_retry import BACK_OFF_SECONDS, Answered
from api.webhook_signature import signed_headers
from api.webhook_target import WebhookTarget
from api.webhook_wire import example_message
from ingest.errors import DeskMissing, KbError

LOOK_SECONDS = 0.5
"""How long an event or a message that is due again waits at most; a look takes 0.03 ms."""
AFTER_ERROR_SECONDS = 15.0
FINISH_SECONDS = 3.0
"""For messages on their way when the server stops; then they are broken off and sent again."""
logger = logging.getLogger("tradewind")


def _now() -> datetime:
    return datetime.now(UTC)


class WebhookSender:
    """All targets of the settings."""

    def __init__(
        self,
        targets: Sequence[WebhookTarget],
        *,
        database: DeskDatabase,
        cases: CaseReader,
        conversations: ConversationReader,
        clock: Callable[[], datetime] = _now,
        jitter: Callable[[], float] = random.random,
        back_off: tuple[float, ...] = BACK_OFF_SECONDS,
        look_seconds: float = LOOK_SECONDS,
        after_error_seconds: float = AFTER_ERROR_SECONDS,
        finish_seconds: float = FINISH_SECONDS,
    ) -> None:
        """Starts nothing and sends nothing."""
        self._store = WebhookStore(database)
        self._overview = WebhookOverview(database)
        self._cases = cases
        self._clock = clock
        self._look_seconds = look_seconds
        self._after_error_seconds = after_error_seconds
        self._finish_seconds = finish_seconds
        self._post = WebhookPost()
        self.couriers = tuple(
            Courier(
                target,
                store=self._store,
                cases=cases,
                conversations=conversations,
                post=self._post,
                clock=clock,
                jitter=jitter,
                back_off=back_off,
            )
            for target in targets
        )
        self._woken = {target.name: threading.Event() for target in targets}
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []

    def register(self) -> None:
        """Targets that are new hear of what happens from now on."""
        last = self._cases.last_event_id()
        for courier in self.couriers:
            target = courier.target
            self._store.follow(target.name, address_print=target.address_print, start_after=last)

    def start(self) -> None:
        """Sends from now on, each target's messages in a thread of its own."""
        self.register()
        for courier in self.couriers:
            thread = threading.Thread(
                target=self._follow,
                args=(courier,),
                daemon=True,
                name=f"webhook {courier.target.name}",
            )
            thread.start()
            self._threads.append(thread)

    def wake(self) -> None:
        """Something happened at the desk: nobody waits for the next look. Costs nothing."""
        for woken in self._woken.values():
            woken.set()

    def close(self) -> None:
        """Stops in good order: what is on its way may arrive, but nobody waits long for it."""
        self._stopped.set()
        self.wake()
        deadline = time.monotonic() + self._finish_seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._post.close()
        for thread in self._threads:
            # what they have left to do is to give their messages back
            thread.join(FINISH_SECONDS)

    def targets(self) -> tuple[tuple[WebhookTarget, TargetStanding], ...]:
        """Every target of the settings and how it is doing."""
        standings = self._overview.standings()
        return tuple(
            (
                courier.target,
                standings.get(
                    courier.target.name, TargetStanding(target=courier.target.name, cursor=0)
                ),
            )
            for courier in self.couriers
        )

    def deliveries(
        self,
        *,
        state: DeliveryState | None = None,
        target: str = "",
        before_id: int | None = None,
        limit: int = 100,
    ) -> tuple[Delivery, ...]:
        """Messages, the newest first."""
        return self._overview.deliveries(
            state=state, target=target, before_id=before_id, limit=limit
        )

    def retry(self, delivery_id: int) -> Delivery:
        """A dead message that is sent again. Raises ``DeskMissing``, ``DeskConflict``."""
        revived = self._overview.retry(delivery_id, now=self._clock())
        self.wake()
        return revived

    def retry_all(self, name: str) -> int:
        """How many dead messages of a target are sent again. Raises ``DeskMissing``."""
        retried = self._overview.retry_all(self._target(name).name, now=self._clock())
        self.wake()
        return retried

    def enable(self, name: str) -> None:
        """A target that was disabled hears of everything since. Raises ``DeskMissing``."""
        self._overview.enable(self._target(name).name)
        self.wake()

    def test(self, name: str) -> Answered:
        """What the target answers to a signed example, sent at once. Raises ``DeskMissing``."""
        target, now = self._target(name), self._clock()
        body = example_message(target, now=now).body()
        message_id = f"msg_test_{time.time_ns()}"
        return self._post.send(
            target, body, signed_headers(message_id, body, keys=target.keys, at=now)
        )

    def _target(self, name: str) -> WebhookTarget:
        for courier in self.couriers:
            if courier.target.name == name:
                return courier.target
        known = ", ".join(repr(courier.target.name) for courier in self.couriers) or "none"
        raise DeskMissing(f"there is no webhook {name[:60]!r}; the settings name {known}")

    def _follow(self, courier: Courier) -> None:
        woken = self._woken[courier.target.name]
        while not self._stopped.is_set():
            woken.clear()
            try:
                courier.deliver_due(stopping=self._stopped.is_set)
                woken.wait(self._look_seconds)
                continue
            except PostStopped:
                return
            except KbError as error:
                # the disk is full, the database locked: what is due stays due
                logger.warning("webhook %s: %s", courier.target.name, error)
            except Exception:
                # the outermost edge of this thread: it must not end in silence
                logger.exception("webhook %s: an unexpected error", courier.target.name)
            self._stopped.wait(self._after_error_seconds)
