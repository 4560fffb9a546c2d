"""How often signing in went wrong lately, on disk, so that every process counts the same."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from answer.desk.columns import stored_time, time_of
from answer.desk.database import DeskDatabase
from api.access.lock_out import FORGOTTEN_AFTER, KNOWN_FOR, LockRule
from api.access.person import LockedAddress

_MICROSECONDS = 1_000_000
_PERSON = "person "
"""What counts of people begin with, before the id."""
_ADDRESS = "address "
"""What counts of addresses begin with, before the network."""


def of_person(person_id: str) -> str:
    """What attempts to come in as this person are counted by."""
    return f"{_PERSON}{person_id}"


def of_address(network: str) -> str:
    """What attempts from there are counted by, whomever they name."""
    return f"{_ADDRESS}{network}"


def at_address(who: str, network: str) -> str:
    """What attempts from there at whoever is counted as ``who`` are counted by."""
    return f"{who} at {network}"


class AttemptStore:
    """Counts by any text that names what is counted. An attempt counts as wrong before its password
    is looked at: whoever sends a hundred at once gets no more of them than one after the other."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def begin(self, counted: Mapping[str, LockRule], *, at: datetime) -> int:
        """Seconds until an attempt is taken; 0: now, and it is counted in each of ``counted``."""
        now = stored_time(at)
        with self._database.writing(is_flushed=False) as database:
            database.execute(
                "delete from sign_in_attempts where last_at < ? and succeeded_at < ?",
                (now - _length(FORGOTTEN_AFTER), now - _length(KNOWN_FOR)),
            )
            failures: dict[str, int] = {}
            waits = [0]
            for name in counted:
                row = database.execute(
                    "select failures, last_at, locked_until from sign_in_attempts "
                    "where counted = ?",
                    (name,),
                ).fetchone()
                known, last_at, locked_until = row or (0, 0, 0)
                waits.append(-((now - locked_until) // _MICROSECONDS))
                failures[name] = known if now - last_at < _length(FORGOTTEN_AFTER) else 0
            if max(waits) > 0:
                return max(waits)
            for name, rule in counted.items():
                count = failures[name] + 1
                locked_until = now + rule.wait_seconds(count) * _MICROSECONDS
                database.execute(
                    "insert into sign_in_attempts values (?, ?, ?, ?, 0) on conflict (counted) "
                    "do update set failures = excluded.failures, last_at = excluded.last_at, "
                    "locked_until = excluded.locked_until",
                    (name, count, now, locked_until),
                )
        return 0

    def forget(self, counted: str, *, at: datetime) -> None:
        """Nothing went wrong there: the attempts are forgotten, the success is not."""
        now = stored_time(at)
        with self._database.writing(is_flushed=False) as database:
            database.execute(
                "insert into sign_in_attempts values (?, 0, ?, 0, ?) on conflict (counted) "
                "do update set failures = 0, locked_until = 0, "
                "succeeded_at = excluded.succeeded_at",
                (counted, now, now),
            )

    def take_back(self, counted: str) -> None:
        """One attempt was right after all; those before it stay."""
        with self._database.writing(is_flushed=False) as database:
            database.execute(
                "update sign_in_attempts set failures = max(0, failures - 1), locked_until = 0 "
                "where counted = ?",
                (counted,),
            )

    def locks(self, *, at: datetime) -> Mapping[str, datetime]:
        """Which people (by id) nobody may try to come in as now, somewhere at least, until when."""
        with self._database.reading() as database:
            rows = database.execute(
                "select substr(counted, ?, 32), max(locked_until) from sign_in_attempts "
                "where locked_until > ? and counted glob ? group by 1",
                (len(_PERSON) + 1, stored_time(at), f"{_PERSON}*"),
            )
            return {str(person_id): time_of(until) for person_id, until in rows}

    def unlock(self, person_id: str) -> bool:
        """Wrong attempts at this person are forgotten, wherever they came from; where they were
        right lately is not. Whether there was any."""
        counted = of_person(person_id)
        with self._database.writing() as database:
            cursor = database.execute(
                "update sign_in_attempts set failures = 0, locked_until = 0 "
                "where (counted = ? or counted glob ?) and failures > 0",
                (counted, f"{counted} at *"),
            )
            return bool(cursor.rowcount)

    def locked_addresses(self, *, at: datetime) -> tuple[LockedAddress, ...]:
        """From where nobody may try now, whomever they name; the latest attempt first."""
        with self._database.reading() as database:
            rows = database.execute(
                "select substr(counted, ?), failures, last_at, locked_until from sign_in_attempts "
                "where locked_until > ? and counted glob ? order by last_at desc, counted",
                (len(_ADDRESS) + 1, stored_time(at), f"{_ADDRESS}*"),
            )
            return tuple(
                LockedAddress(
                    address=str(network),
                    failures=int(failures),
                    last_at=time_of(last_at),
                    locked_until=time_of(until),
                )
                for network, failures, last_at, until in rows
            )

    def unlock_address(self, network: str) -> bool:
        """Wrong attempts from there are forgotten, at whatever name; where they were right lately
        is not. Whether there was any."""
        with self._database.writing() as database:
            cursor = database.execute(
                "update sign_in_attempts set failures = 0, locked_until = 0 "
                "where (counted = ? or substr(counted, -length(?)) = ?) and failures > 0",
                (of_address(network), *[at_address("", network)] * 2),
            )
            return bool(cursor.rowcount)

    def is_known(self, counted: str, *, at: datetime) -> bool:
        """Whether an attempt there was right lately."""
        with self._database.reading() as database:
            row = database.execute(
                "select succeeded_at from sign_in_attempts where counted = ?", (counted,)
            ).fetchone()
        return row is not None and row[0] >= stored_time(at - KNOWN_FOR)


def _length(span: timedelta) -> int:
    return span // timedelta(microseconds=1)
