"""What an admin sees of people, and does with them among others who may do the same. CONDUCTOR.

The command line is trusted with more (``managing.py``): whoever reads the database could do it all.
Here nobody takes their own rights away by a slip, nobody takes them from the last admin, and nobody
writes over what another admin did meanwhile.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from answer.desk.database import DeskDatabase
from api.access.attempt_store import AttemptStore
from api.access.caller import Caller
from api.access.managing import ManagingPeople
from api.access.people_store import PeopleStore
from api.access.person import PeoplePage, PeopleState, Person, Role, Standing
from api.access.sessions import Sessions
from api.access.signing_in import Record, SigningIn
from api.access.unlocking import Unlocking
from ingest.errors import LastAdmin, OwnRights, PersonChanged, PersonRemoved

LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilter:
    """Which people are listed; what is empty narrows nothing."""

    text: str = ""
    """Part of the name."""
    role: Role | None = None
    state: PeopleState | None = None


class OverseeingPeople:
    """Safe for many threads and processes. ``by`` is the admin who asks; ``named`` is an id or a
    name, and raises ``PersonMissing`` where nobody has it."""

    def __init__(
        self,
        database: DeskDatabase,
        *,
        people: PeopleStore,
        sessions: Sessions,
        attempts: AttemptStore,
        managing: ManagingPeople,
        signing_in: SigningIn,
        unlocking: Unlocking,
        has_key: Callable[[], bool],
        issuer: str,
        record: Record,
        now: Callable[[], datetime],
    ) -> None:
        """``has_key`` tells whether an admin's key holds, ``issuer`` is the OpenID provider."""
        self._database = database
        self._people = people
        self._sessions = sessions
        self._attempts = attempts
        self._managing = managing
        self._signing_in = signing_in
        self._unlocking = unlocking
        self._has_key = has_key
        self._issuer = issuer
        self._record = record
        self._now = now

    def page(self, wanted: PeopleFilter, *, offset: int = 0, limit: int = LISTED) -> PeoplePage:
        """People by name, so many of those that pass the filter, and how many there are."""
        with self._database.reading():
            locks = self._attempts.locks(at=self._now())
            people, total = self._people.page(
                text=wanted.text,
                role=wanted.role,
                is_active=None if wanted.state is None else wanted.state != "removed",
                among=locks if wanted.state == "locked" else None,
                offset=offset,
                limit=limit,
            )
            counts: dict[PeopleState, int] = {
                "active": self._people.page(is_active=True, limit=0)[1],
                "locked": self._people.page(is_active=True, among=locks, limit=0)[1],
                "removed": self._people.page(is_active=False, limit=0)[1],
            }
            sessions = self._sessions.counts([one.id for one in people])
        standings = tuple(
            Standing(
                person=one,
                sessions=sessions.get(one.id, 0) if one.is_active else 0,
                locked_until=locks.get(one.id) if one.is_active else None,
            )
            for one in people
        )
        return PeoplePage(standings=standings, total=total, counts=counts)

    def standing(self, named: str) -> Standing:
        """One person."""
        with self._database.reading():
            return self._standing(self._found(named))

    def add(self, name: str, *, roles: Collection[Role], by: Caller) -> Standing:
        """Somebody new, who comes by a link or the OpenID provider; or somebody who was removed and
        is back. Raises ``PersonConflict``."""
        return self._standing(self._managing.add(name, roles=roles, by=by.actor))

    def change(
        self,
        named: str,
        *,
        roles: Collection[Role] | None = None,
        is_active: bool | None = None,
        seen: str = "",
        by: Caller,
    ) -> Standing:
        """Other roles, in or out; ``seen`` is the person's version that the admin looked at, ``*``
        or nothing where it may be any.

        Raises ``PersonChanged``, ``OwnRights`` or ``LastAdmin``.
        """
        with self._database.writing():
            person = self._found(named)
            if seen not in {"", "*", person.version}:
                raise PersonChanged(
                    f"somebody else changed {person.name!r} meanwhile; look at them again"
                )
            stays = person.is_active if is_active is None else is_active
            will_be = set(person.roles if roles is None else roles) if stays else set[Role]()
            self._require_admins(person, will_be, by=by)
            if not stays and person.is_active:
                self._managing.remove(person, by=by.actor)
            elif stays and not person.is_active:
                person = self._managing.add(person.name, roles=will_be, by=by.actor)
            wanted = tuple(roles or ())
            if wanted and set(wanted) != set(person.roles):
                self._managing.set_roles(person, wanted, by=by.actor)
            return self._standing(self._found(person.id))

    def sign_out(self, named: str, *, by: Caller) -> int:
        """Every session of a person is over; how many were."""
        with self._database.writing():
            person = self._found(named)
            ended = self._sessions.end_all(person.id)
            self._told("signed_out", person, by=by, sessions=str(ended))
        return ended

    def unlock(self, named: str, *, by: Caller) -> Standing:
        """Wrong attempts at a person count no more; an address that tried many names stays locked.

        Raises ``PersonRemoved``.
        """
        with self._database.writing():
            person = self.active(named)
            self._unlocking.person(person, by=by.actor)
            return self._standing(person)

    def set_password(self, named: str, password: str, *, by: Caller) -> None:
        """A password for a colleague, who is signed out everywhere; one's own is changed where one
        says the one before. Raises ``OwnRights``, ``PersonRemoved``, ``PasswordUnfit`` or
        ``SignInBusy``."""
        person = self.active(named)
        if person.id == by.id:
            raise OwnRights("your own password is changed with the one before: your account")
        self._signing_in.set_password(person, password, by=by.actor)

    def active(self, named: str) -> Person:
        """Somebody who may come in; raises ``PersonRemoved``."""
        person = self._found(named)
        if not person.is_active:
            raise PersonRemoved(f"{person.name!r} was removed; let them in again first")
        return person

    def _require_admins(self, person: Person, will_be: Collection[Role], *, by: Caller) -> None:
        """Whether an admin takes from ``person`` what should stay."""
        if not person.is_active or "admin" not in person.roles or "admin" in will_be:
            return
        if by.kind == "person" and by.id == person.id:
            raise OwnRights(
                "you would take your own rights away, and could not give them back; another admin "
                "can"
            )
        if not self._people.has_admin(but=person.id):
            raise LastAdmin(
                f"{person.name!r} is the last admin; make somebody else one first, or use "
                f"'tradewind people' on the server"
            )
        can_come_in = self._people.can_admin_sign_in(issuer=self._issuer, but=person.id)
        if not can_come_in and not self._has_key():
            raise LastAdmin(
                f"{person.name!r} is the last admin who can sign in without a link; set another "
                f"admin's password first, or make an admin key"
            )

    def _found(self, named: str) -> Person:
        return self._people.person(named) or self._people.required(named)

    def _standing(self, person: Person) -> Standing:
        locks = self._attempts.locks(at=self._now())
        sessions = self._sessions.counts([person.id])
        is_in = person.is_active
        return Standing(
            person=person,
            sessions=sessions.get(person.id, 0) if is_in else 0,
            locked_until=locks.get(person.id) if is_in else None,
        )

    def _told(self, kind: str, person: Person, *, by: Caller, **details: str) -> None:
        self._record(
            kind,
            actor=by.actor,
            subject=f"person:{person.id}",
            details={"name": person.name, **details},
        )
