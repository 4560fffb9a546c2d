"""Who is signed in where, on disk: of a session's token only its SHA-256."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from answer.desk.columns import noun_of, row_of, stored_time
from answer.desk.database import DeskDatabase
from answer.desk.row_statements import insert_row
from api.access.person import Session

_COLUMNS = (
    'select "id", "person_id", "key_id", "method", "created_at", "seen_at", "expires_at", '
    '"address", "device" from sessions '
)


class SessionStore:
    """Every method is a transaction of its own, or part of ``writing()``'s."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def add(self, session: Session, *, token: str) -> None:
        """A session that this token opens. Those that are over long since are swept up."""
        with self._database.writing() as database:
            database.execute(
                "delete from sessions where expires_at < ?", (stored_time(session.created_at),)
            )
            insert_row(database, "sessions", row_of(session, token_hash=hashed(token)))

    def of_token(self, token: str) -> Session | None:
        """Whatever its age."""
        found = self._found("where token_hash = ?", hashed(token))
        return found[0] if found else None

    def of_person(self, person_id: str) -> tuple[Session, ...]:
        """Of somebody, the last one used first."""
        return self._found("where person_id = ? order by seen_at desc", person_id)

    def counts(
        self, person_ids: Collection[str], *, used_since: datetime, at: datetime
    ) -> Mapping[str, int]:
        """How many sessions each of these people has that are not over; those with none are left
        out."""
        with self._database.reading() as database:
            rows = database.execute(
                "select person_id, count(*) from sessions "
                "where person_id in (select value from json_each(?)) "
                "and seen_at > ? and expires_at > ? group by person_id",
                (json.dumps(sorted(person_ids)), stored_time(used_since), stored_time(at)),
            )
            return {str(person_id): int(count) for person_id, count in rows}

    def of_key(self, key_id: str) -> tuple[Session, ...]:
        """Opened with an API key, the last one used first."""
        return self._found("where key_id = ? order by seen_at desc", key_id)

    def seen(self, session_id: str, *, at: datetime) -> None:
        """Somebody used it; a power cut may forget that."""
        with self._database.writing(is_flushed=False) as database:
            database.execute(
                "update sessions set seen_at = max(seen_at, ?) where id = ?",
                (stored_time(at), session_id),
            )

    def end(self, session_id: str) -> bool:
        """Whether there was one."""
        with self._database.writing() as database:
            cursor = database.execute("delete from sessions where id = ?", (session_id,))
            return bool(cursor.rowcount)

    def end_all(self, person_id: str, *, but: str = "") -> int:
        """Ends the sessions of a person; ``but`` names one that goes on. How many there were."""
        with self._database.writing() as database:
            cursor = database.execute(
                "delete from sessions where person_id = ? and id <> ?", (person_id, but)
            )
            return int(cursor.rowcount)

    def end_all_of_key(self, key_id: str, *, but: str = "") -> int:
        """The same of an API key."""
        with self._database.writing() as database:
            cursor = database.execute(
                "delete from sessions where key_id = ? and id <> ?", (key_id, but)
            )
            return int(cursor.rowcount)

    def _found(self, where: str, value: str) -> tuple[Session, ...]:
        with self._database.reading() as database:
            rows: list[dict[str, Any]] = list(database.query(_COLUMNS + where, (value,)))
        return tuple(noun_of(Session, row) for row in rows)


def hashed(token: str) -> str:
    """What is kept of a token: 256 bits of chance need no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
