"""What an admin does with people: each change ends what it has to end, and is a record."""

from collections.abc import Callable, Collection
from datetime import datetime

from answer.desk.database import DeskDatabase
from api.access.once_store import OnceStore
from api.access.people_store import PeopleStore
from api.access.person import ROLES, Person, Role
from api.access.session_store import SessionStore
from api.access.signing_in import Record
from api.agent_name import RESERVED_NAMES
from ingest.errors import PersonConflict, SettingsInvalid

LONGEST_NAME = 100


class ManagingPeople:
    """Safe for many processes. ``by`` is who acts."""

    def __init__(
        self,
        database: DeskDatabase,
        *,
        record: Record,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._people = PeopleStore(database)
        self._sessions = SessionStore(database)
        self._once = OnceStore(database)
        self._record = record
        self._now = now

    def add(self, name: str, *, roles: Collection[Role], by: str, subject: str = "") -> Person:
        """Somebody new, or somebody who was removed and is back with these roles.

        Raises ``PersonConflict`` where the name is taken or names no person.
        """
        name = checked_name(name)
        with self._database.writing():
            known = self._people.named(name)
            if known is not None and not known.is_active:
                person = self._people.change(known, roles=roles, is_active=True)
            else:
                person = self._people.add(name, roles=roles, at=self._now(), subject=subject)
            self._told("person_added", person, by=by, roles=" ".join(person.roles))
        return person

    def set_roles(self, person: Person, roles: Collection[Role], *, by: str) -> Person:
        """Other roles, from the next request on."""
        with self._database.writing():
            changed = self._people.change(person, roles=roles)
            before, after = " ".join(person.roles), " ".join(changed.roles)
            self._told("roles_set", person, by=by, before=before, roles=after)
        return changed

    def remove(self, person: Person, *, by: str) -> None:
        """They cannot sign in any more, and are signed out everywhere; what they did keeps its
        name, and nobody else gets it."""
        with self._database.writing():
            self._people.change(person, is_active=False)
            self._people.keep_password(person.id, "", at=self._now())
            self._sessions.end_all(person.id)
            self._once.forget(person.id)
            self._told("person_removed", person, by=by)

    def _told(self, kind: str, person: Person, *, by: str, **details: str) -> None:
        self._record(
            kind, actor=by, subject=f"person:{person.id}", details={"name": person.name, **details}
        )


def checked_name(name: str) -> str:
    """The name without needless spaces; raises ``PersonConflict`` where it is none of a person."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise PersonConflict(
            f"{name[:LONGEST_NAME]!r} is no name; give one of at most {LONGEST_NAME} characters, "
            f"as the team knows them"
        )
    if name.casefold() in RESERVED_NAMES:
        raise PersonConflict(f"{name!r} names no person in cases; choose another name")
    return name


def roles_named(names: Collection[str]) -> tuple[Role, ...]:
    """The roles of these names; raises ``SettingsInvalid`` for one that is none."""
    unknown = [name for name in names if name not in ROLES]
    if unknown or not names:
        raise SettingsInvalid(
            f"role {(unknown or [''])[0]!r} is none; there are {', '.join(ROLES)}"
        )
    return tuple(role for role in ROLES if role in names)
