"""The outbox: which events every target still has to be told, and what became of the others.

Each target has a cursor over the desk's events. What it wants to know of them becomes one row an
event, in the transaction that moves the cursor on: whenever a process dies, an event is either
still ahead of the cursor or has its row, never both and never neither. A row that is being sent
carries a lease. Whoever holds it alone may say how that ended; once it has run out, anybody may
send again, with the same message id.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from answer.desk.case import CaseEvent
from answer.desk.columns import noun_of, stored_time
from answer.desk.database import DeskDatabase
from answer.desk.delivery import (
    EVENT_OF_STEP,
    Delivery,
    DeliveryResult,
    WebhookEvent,
)

KEEP_DELIVERED_DAYS = 14
KEEP_DEAD_DAYS = 90
LONGEST_ERROR = 200
"""Characters."""
_OLD = "(state = 'delivered' and delivered_at < ?) or (state = 'dead' and next_attempt_at < ?)"
_DUE = """
    select * from webhook_deliveries as due
    where target = ? and state in ('pending', 'sending') and next_attempt_at <= ?
    and not exists (
        select 1 from webhook_deliveries as earlier
        where earlier.target = due.target and earlier.case_id = due.case_id
        and earlier.event_id < due.event_id and earlier.state in ('pending', 'sending')
    )
    order by next_attempt_at, event_id limit 1
"""
"""What happened to one case is told in order: a message waits for the case's earlier ones."""


class WebhookStore:
    """The rows of ``webhook_targets`` and ``webhook_deliveries``."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def follow(self, target: str, *, address_print: str, start_after: int) -> None:
        """Knows the target from now on: a new one hears of events after ``start_after``.

        One that was disabled and has another address now is told of events again.
        """
        with self._database.writing() as database:
            known = list(
                database.query("select address_print from webhook_targets where name = ?", [target])
            )
            if not known:
                database.execute(
                    "insert into webhook_targets values (?, ?, ?, null, null, '', null, '')",
                    [target, address_print, start_after],
                )
            elif known[0]["address_print"] != address_print:
                database.execute(
                    "update webhook_targets set address_print = ?, disabled_at = null, "
                    "disabled_because = '' where name = ?",
                    [address_print, target],
                )

    def cursor(self, target: str) -> int | None:
        """The last event that was looked at for the target; None for one that is to hear nothing:
        unknown, or disabled."""
        with self._database.reading() as database:
            rows = database.query(
                "select cursor from webhook_targets where name = ? and disabled_at is null",
                [target],
            )
            return next((int(row["cursor"]) for row in rows), None)

    def take_over(
        self,
        target: str,
        events: Sequence[CaseEvent],
        *,
        wanted: frozenset[WebhookEvent],
        now: datetime,
    ) -> int:
        """How many of the events became messages; the cursor stands after the last of them."""
        if not events:
            return 0
        at, made = stored_time(now), 0
        with self._database.writing() as database:
            for event in events:
                kind = EVENT_OF_STEP.get(event.step)
                if kind in wanted:
                    made += database.execute(
                        """
                        insert into webhook_deliveries (
                            message_id, target, event_id, case_id, event, state, attempts,
                            created_at, next_attempt_at, last_error, lease
                        ) values (?, ?, ?, ?, ?, 'pending', 0, ?, ?, '', '')
                        on conflict (target, event_id) do nothing
                        """,
                        [_message_id(), target, event.id, event.case_id, kind, at, at],
                    ).rowcount
            database.execute(
                "update webhook_targets set cursor = max(cursor, ?) where name = ?",
                [max(event.id for event in events), target],
            )
        return made

    def claim(self, target: str, *, now: datetime, lease_seconds: float) -> Delivery | None:
        """The message that is due longest, to be sent by the caller alone; None: nothing is.

        It counts as tried from here on, and comes up again when ``lease_seconds`` have passed
        without a word.
        """
        at = stored_time(now)
        with self._database.reading() as database:
            if not list(database.query(_DUE, [target, at])):
                return None
        with self._database.writing() as database:
            row = next(iter(database.query(_DUE, [target, at])), None)
            if row is None:
                return None
            row |= {
                "state": "sending",
                "attempts": row["attempts"] + 1,
                "next_attempt_at": stored_time(now + timedelta(seconds=lease_seconds)),
                "lease": secrets.token_hex(8),
            }
            database.execute(
                "update webhook_deliveries set state = ?, attempts = ?, next_attempt_at = ?, "
                "lease = ? where id = ?",
                [*(row[name] for name in ("state", "attempts", "next_attempt_at", "lease", "id"))],
            )
        return noun_of(Delivery, row)

    def record(self, delivery: Delivery, result: DeliveryResult, *, now: datetime) -> bool:
        """Whether the result was kept: not, when another process has taken the message over."""
        at, error = stored_time(now), result.error[:LONGEST_ERROR]
        is_delivered = result.state == "delivered"
        with self._database.writing() as database:
            kept = database.execute(
                """
                update webhook_deliveries set state = ?, next_attempt_at = ?, last_status = ?,
                last_error = ?, delivered_at = ?, lease = ''
                where id = ? and state = 'sending' and lease = ?
                """,
                [
                    result.state,
                    stored_time(result.next_attempt_at or now),
                    result.status,
                    error,
                    at if is_delivered else None,
                    delivery.id,
                    delivery.lease,
                ],
            ).rowcount
            if kept and is_delivered:
                database.execute(
                    "update webhook_targets set last_delivered_at = ? where name = ?",
                    [at, delivery.target],
                )
            elif kept:
                database.execute(
                    "update webhook_targets set last_error_at = ?, last_error = ? where name = ?",
                    [at, error, delivery.target],
                )
        return bool(kept)

    def give_back(self, delivery: Delivery, *, now: datetime) -> None:
        """Nothing was tried: the message waits as it did before it was claimed."""
        with self._database.writing() as database:
            database.execute(
                "update webhook_deliveries set state = 'pending', attempts = attempts - 1, "
                "next_attempt_at = ?, lease = '' where id = ? and state = 'sending' and lease = ?",
                [stored_time(now), delivery.id, delivery.lease],
            )

    def disable(self, target: str, *, because: str, now: datetime) -> None:
        """The target is told nothing any more until it is enabled or has another address."""
        with self._database.writing() as database:
            database.execute(
                "update webhook_targets set disabled_at = ?, disabled_because = ? where name = ?",
                [stored_time(now), because[:LONGEST_ERROR], target],
            )

    def prune(self, *, now: datetime, keep_dead_days: int = KEEP_DEAD_DAYS) -> int:
        """How many old messages were forgotten: delivered ones, and after longer dead ones."""
        with self._database.writing() as database:
            statement = f"delete from webhook_deliveries where {_OLD}"  # noqa: S608 - our own words
            return int(database.execute(statement, _old(now, keep_dead_days)).rowcount)

    def count_old(self, *, now: datetime, keep_dead_days: int = KEEP_DEAD_DAYS) -> int:
        """How many messages ``prune`` would forget."""
        with self._database.reading() as database:
            statement = f"select count(*) from webhook_deliveries where {_OLD}"  # noqa: S608
            return int(database.execute(statement, _old(now, keep_dead_days)).fetchone()[0])


def _old(now: datetime, keep_dead_days: int) -> list[int]:
    keep_delivered_days = min(KEEP_DELIVERED_DAYS, keep_dead_days)
    return [stored_time(now - timedelta(days=one)) for one in (keep_delivered_days, keep_dead_days)]


def _message_id() -> str:
    """Unique wherever messages meet; without a full stop, which separates what is signed."""
    return f"msg_{secrets.token_hex(16)}"
