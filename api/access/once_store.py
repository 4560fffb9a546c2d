"""What works once and for a while, on disk: links that sign in, and sign-ins at the provider."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from answer.desk.columns import stored_time
from answer.desk.database import DeskDatabase
from api.access.session_store import hashed

OnceKind = Literal["link", "oidc"]
TOKEN_BYTES = 32
MOST_AT_ONCE = 10_000
"""Sign-ins under way at the provider: anybody may begin one."""


class OnceStore:
    """Every method is a transaction of its own, or part of ``writing()``'s."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def put(
        self,
        kind: OnceKind,
        *,
        person_id: str = "",
        details: Mapping[str, str] | None = None,
        at: datetime,
        lasts: timedelta,
    ) -> str:
        """A new token for this; what is over is swept up, and the oldest of too many."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with self._database.writing() as database:
            database.execute("delete from sign_in_once where expires_at <= ?", (stored_time(at),))
            # the oldest gives way: who fills the room keeps nobody out who comes back in time
            database.execute(
                "delete from sign_in_once where token_hash in (select token_hash from "
                "sign_in_once where kind = ? order by expires_at desc limit -1 offset ?)",
                (kind, MOST_AT_ONCE - 1),
            )
            database.execute(
                "insert into sign_in_once values (?, ?, ?, ?, ?)",
                (
                    hashed(token),
                    kind,
                    person_id,
                    json.dumps(dict(details or {}), ensure_ascii=False),
                    stored_time(at + lasts),
                ),
            )
        return token

    def take(
        self, kind: OnceKind, token: str, *, at: datetime
    ) -> tuple[str, Mapping[str, str]] | None:
        """The person's id and the details, for the first who asks in time; None for all others."""
        with self._database.writing() as database:
            row = database.execute(
                "delete from sign_in_once where token_hash = ? and kind = ? "
                "returning person_id, details, expires_at",
                (hashed(token), kind),
            ).fetchone()
        if row is None or row[2] <= stored_time(at):
            return None
        return str(row[0]), json.loads(row[1])

    def forget(self, person_id: str) -> None:
        """The links of a person open nothing any more."""
        with self._database.writing() as database:
            database.execute("delete from sign_in_once where person_id = ?", (person_id,))
