"""The outbox as people see it: how every target is doing, and dead messages to be sent again."""

from datetime import datetime

from answer.desk.columns import Value, noun_of, stored_time, time_of
from answer.desk.database import DeskDatabase
from answer.desk.delivery import Delivery, DeliveryState, TargetStanding
from ingest.errors import DeskConflict, DeskMissing


class WebhookOverview:
    """What ``WebhookStore`` keeps; safe for many threads."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def standings(self) -> dict[str, TargetStanding]:
        """Every target that was ever served, by name."""
        with self._database.reading() as database:
            targets = list(database.query("select * from webhook_targets"))
            counted = database.query(
                "select target, state, count(*) as messages from webhook_deliveries "
                "group by state, target"
            )
            counts = {(row["target"], row["state"]): int(row["messages"]) for row in counted}
        return {
            row["name"]: TargetStanding(
                target=row["name"],
                cursor=row["cursor"],
                pending=counts.get((row["name"], "pending"), 0)
                + counts.get((row["name"], "sending"), 0),
                delivered=counts.get((row["name"], "delivered"), 0),
                dead=counts.get((row["name"], "dead"), 0),
                last_delivered_at=_time(row["last_delivered_at"]),
                last_error_at=_time(row["last_error_at"]),
                last_error=row["last_error"],
                disabled_at=_time(row["disabled_at"]),
                disabled_because=row["disabled_because"],
            )
            for row in targets
        }

    def deliveries(
        self,
        *,
        state: DeliveryState | None = None,
        target: str = "",
        before_id: int | None = None,
        limit: int = 100,
    ) -> tuple[Delivery, ...]:
        """The newest first; ``before_id`` goes on where an earlier list ended."""
        conditions: list[str] = []
        values: list[Value] = []
        for condition, value in (
            ("state = ?", state),
            ("target = ?", target),
            ("id < ?", before_id),
        ):
            if value:
                conditions.append(condition)
                values.append(value)
        where = f"where {' and '.join(conditions)}" if conditions else ""
        with self._database.reading() as database:
            rows = list(
                database.query(
                    f"select * from webhook_deliveries {where} order by id desc limit ?",  # noqa: S608
                    [*values, limit],
                )
            )
        return tuple(noun_of(Delivery, row) for row in rows)

    def retry(self, delivery_id: int, *, now: datetime) -> Delivery:
        """A dead message, to be sent again as a new one is, with the same message id.

        Raises ``DeskMissing``, or ``DeskConflict`` for one that is not dead.
        """
        with self._database.writing() as database:
            changed = self._revive("id = ?", [delivery_id], now=now)
            found = next(
                iter(
                    database.query("select * from webhook_deliveries where id = ?", [delivery_id])
                ),
                None,
            )
        if found is None:
            raise DeskMissing(f"no delivery {delivery_id}; 'tradewind webhooks dead' lists them")
        if not changed:
            raise DeskConflict(
                f"delivery {delivery_id} is {found['state']}; only dead ones are sent again"
            )
        return noun_of(Delivery, found)

    def retry_all(self, target: str, *, now: datetime) -> int:
        """How many dead messages of the target are sent again."""
        return self._revive("target = ?", [target], now=now)

    def enable(self, target: str) -> None:
        """The target hears of everything since it was disabled. Raises ``DeskMissing``."""
        with self._database.writing() as database:
            changed = database.execute(
                "update webhook_targets set disabled_at = null, disabled_because = '' "
                "where name = ?",
                [target],
            ).rowcount
        if not changed:
            raise DeskMissing(f"no webhook {target!r} has been served yet; start the server once")

    def _revive(self, condition: str, values: list[Value], *, now: datetime) -> int:
        with self._database.writing() as database:
            return int(
                database.execute(
                    "update webhook_deliveries set state = 'pending', attempts = 0, "  # noqa: S608
                    f"next_attempt_at = ?, lease = '' where state = 'dead' and {condition}",
                    [stored_time(now), *values],
                ).rowcount
            )


def _time(stored: int | None) -> datetime | None:
    return None if stored is None else time_of(stored)
