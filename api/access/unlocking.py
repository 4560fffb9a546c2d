"""What an admin does about locks after wrong passwords: people and addresses are let try again."""

from collections.abc import Callable
from datetime import datetime

from answer.desk.database import DeskDatabase
from api.access.attempt_store import AttemptStore
from api.access.network_address import network_of
from api.access.person import LockedAddress, Person
from api.access.signing_in import Record


class Unlocking:
    """Safe for many threads and processes. ``by`` is who acts, as the audit names them."""

    def __init__(
        self,
        database: DeskDatabase,
        *,
        attempts: AttemptStore,
        record: Record,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._attempts = attempts
        self._record = record
        self._now = now

    def addresses(self) -> tuple[LockedAddress, ...]:
        """From where nobody may try now, whatever name they give; the latest attempt first."""
        return self._attempts.locked_addresses(at=self._now())

    def person(self, person: Person, *, by: str) -> bool:
        """Wrong attempts at a person count no more; an address that tried many names stays locked.
        Whether there were any."""
        with self._database.writing():
            is_unlocked = self._attempts.unlock(person.id)
            if is_unlocked:
                self._record(
                    "sign_in_unlocked",
                    actor=by,
                    subject=f"person:{person.id}",
                    details={"name": person.name},
                )
        return is_unlocked

    def address(self, address: str, *, by: str) -> bool:
        """Wrong attempts from an address count no more, whosever name was tried; what counts
        against a name from everywhere does. Whether there were any."""
        network = network_of(address)
        with self._database.writing():
            is_unlocked = self._attempts.unlock_address(network)
            if is_unlocked:
                # in the details, where it is forgotten with them: an address tells of somebody
                self._record("sign_in_unlocked", actor=by, subject="", details={"address": network})
        return is_unlocked
