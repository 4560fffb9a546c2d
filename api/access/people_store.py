"""The people who sign in, on disk: SQL is here, hashes of passwords never leave it but by name."""

import json
import uuid
from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from answer.desk.columns import Value, noun_of, row_of, stored_time
from answer.desk.database import DeskDatabase
from answer.desk.row_statements import insert_row, update_row
from api.access.person import ROLES, Person, Role, name_key
from ingest.errors import PersonConflict, PersonMissing

_COLUMNS = (
    'select "id", "name", "roles", "is_active", "password_hash", "subject", "created_at", '
    '"password_changed_at", "signed_in_at" from people '
)
_HAS_ROLE = "instr(' ' || roles || ' ', ' ' || ? || ' ') > 0"


class PeopleStore:
    """Every method is a transaction of its own, or part of ``writing()``'s."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def changing(self) -> AbstractContextManager[object]:
        """One transaction of all that is done in the block: nobody changes anything meanwhile."""
        return self._database.writing()

    def people(self) -> tuple[Person, ...]:
        """All, also those who are not active any more, by name."""
        with self._database.reading() as database:
            rows = database.query(_COLUMNS + 'order by "name_key"')
            return tuple(_person(row) for row in rows)

    def is_anybody_active(self) -> bool:
        """Whether anybody could sign in."""
        with self._database.reading() as database:
            row = database.execute("select 1 from people where is_active = 1 limit 1").fetchone()
            return row is not None

    def has_admin(self, *, but: str = "") -> bool:
        """Whether an active person is an admin; ``but`` is the id of one who does not count."""
        with self._database.reading() as database:
            row = database.execute(
                f"select 1 from people where is_active = 1 and {_HAS_ROLE} and id <> ? limit 1",  # noqa: S608 - no value
                ("admin", but),
            ).fetchone()
            return row is not None

    def can_admin_sign_in(self, *, issuer: str = "", but: str = "") -> bool:
        """Whether an active admin has a password, or is known to the OpenID provider ``issuer``:
        comes in without anybody's help. ``but`` is the id of one who does not count."""
        with self._database.reading() as database:
            row = database.execute(
                f"select 1 from people where is_active = 1 and {_HAS_ROLE} and id <> ? "  # noqa: S608 - no value
                "and (password_hash <> '' or (? <> '' and instr(subject, ? || ' ') = 1)) limit 1",
                ("admin", but, issuer, issuer),
            ).fetchone()
            return row is not None

    def page(
        self,
        *,
        text: str = "",
        role: Role | None = None,
        is_active: bool | None = None,
        among: Collection[str] | None = None,
        offset: int = 0,
        limit: int,
    ) -> tuple[tuple[Person, ...], int]:
        """Some by name, and how many pass the filter: ``text`` is part of the name, whatever its
        case and width; ``among`` are ids.
        """
        where, values = ["1"], list[Value]()
        if text:
            where.append("instr(name_key, ?) > 0")
            values.append(name_key(text))
        if role:
            where.append(_HAS_ROLE)
            values.append(role)
        if is_active is not None:
            where.append("is_active = ?")
            values.append(is_active)
        if among is not None:
            where.append("id in (select value from json_each(?))")
            values.append(json.dumps(sorted(among)))
        clause = f"where {' and '.join(where)} "
        with self._database.reading() as database:
            (total,) = database.execute(
                f"select count(*) from people {clause}",  # noqa: S608 - no value
                values,
            ).fetchone()
            rows = database.query(
                f'{_COLUMNS}{clause}order by "name_key" limit ? offset ?', (*values, limit, offset)
            )
            return tuple(_person(row) for row in rows), int(total)

    def person(self, person_id: str) -> Person | None:
        """By id."""
        return self._found("where id = ?", person_id)

    def named(self, name: str) -> Person | None:
        """By name, whatever its case, width and spaces."""
        return self._found("where name_key = ?", name_key(name))

    def of_subject(self, subject: str) -> Person | None:
        """Whom the OpenID provider calls so."""
        return self._found("where subject = ?", subject) if subject else None

    def required(self, name: str) -> Person:
        """By name; raises ``PersonMissing``."""
        found = self.named(name)
        if found is None:
            raise PersonMissing(
                f"nobody is called {name[:100]!r}; 'tradewind people list' shows who there is"
            )
        return found

    def password_hash(self, person_id: str) -> str:
        """Empty where there is none."""
        with self._database.reading() as database:
            row = database.execute(
                "select password_hash from people where id = ?", (person_id,)
            ).fetchone()
            return str(row[0]) if row else ""

    def add(self, name: str, *, roles: Collection[Role], at: datetime, subject: str = "") -> Person:
        """Somebody new, without a password. Raises ``PersonConflict`` where the name is taken."""
        person = Person(
            id=uuid.uuid4().hex,
            name=" ".join(name.split()),
            roles=_ordered(roles),
            subject=subject,
            created_at=at,
        )
        row = row_of(
            person,
            name_key=name_key(name),
            roles=" ".join(person.roles),
            password_hash="",
            subject=subject or None,
        )
        del row["has_password"]
        with self._database.writing() as database:
            if not insert_row(database, "people", row):
                raise PersonConflict(
                    f"{person.name!r} is here already; give them other roles, or choose another "
                    f"name"
                )
        return person

    def change(
        self,
        person: Person,
        *,
        roles: Collection[Role] | None = None,
        is_active: bool | None = None,
        subject: str | None = None,
    ) -> Person:
        """The person with what is given changed."""
        changed = replace(
            person,
            roles=person.roles if roles is None else _ordered(roles),
            is_active=person.is_active if is_active is None else is_active,
            subject=person.subject if subject is None else subject,
        )
        with self._database.writing() as database:
            update_row(
                database,
                "people",
                "id",
                {
                    "id": person.id,
                    "roles": " ".join(changed.roles),
                    "is_active": int(changed.is_active),
                    "subject": changed.subject or None,
                },
            )
        return changed

    def keep_password(self, person_id: str, password_hash: str, *, at: datetime) -> None:
        """Keeps the hash of a new password; empty takes the password away."""
        with self._database.writing() as database:
            database.execute(
                "update people set password_hash = ?, password_changed_at = ? where id = ?",
                (password_hash, stored_time(at), person_id),
            )

    def keep_hash_anew(self, person_id: str, *, known: str, anew: str) -> None:
        """The same password's hash by today's parameters, unless it was changed meanwhile."""
        with self._database.writing() as database:
            database.execute(
                "update people set password_hash = ? where id = ? and password_hash = ?",
                (anew, person_id, known),
            )

    def signed_in(self, person_id: str, *, at: datetime) -> None:
        """Remembers when somebody signed in last."""
        with self._database.writing() as database:
            database.execute(
                "update people set signed_in_at = ? where id = ?", (stored_time(at), person_id)
            )

    def _found(self, where: str, value: str) -> Person | None:
        with self._database.reading() as database:
            row = next(iter(database.query(_COLUMNS + where, (value,))), None)
        return None if row is None else _person(row)


def _person(row: dict[str, Any]) -> Person:
    return noun_of(
        Person,
        row,
        roles=_ordered(row["roles"].split()),
        has_password=bool(row["password_hash"]),
        subject=row["subject"] or "",
    )


def _ordered(roles: Collection[str]) -> tuple[Role, ...]:
    return tuple(role for role in ROLES if role in roles)
