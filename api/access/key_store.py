"""The rows of keys: SQL is here and nowhere else. No secret ever comes in, only its hash."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from answer.desk.columns import stored_time, time_of
from answer.desk.database import DeskDatabase
from api.access.key import AccessKey, HeldSecret, KeySecret
from api.access.key_text import NewKeyText
from ingest.errors import KeyConflict, KeyMissing

_KEYS = """
    select access_keys.*, used_at from access_keys
    left join access_key_uses on key_id = id
"""
_SECRETS = "select * from access_key_secrets order by created_at desc, prefix"


class KeyStore:
    """The keys of one database; safe for threads and processes."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def changes(self) -> int:
        """A number that every change of a key moves; a hundredth of a millisecond."""
        with self._database.reading() as database:
            row = database.execute("select count from access_key_changes").fetchone()
            return int(row[0])

    def is_empty(self) -> bool:
        """Whether there never was a key."""
        with self._database.reading() as database:
            return database.execute("select 1 from access_keys limit 1").fetchone() is None

    def keys(self) -> tuple[AccessKey, ...]:
        """Every key there ever was, the oldest first."""
        with self._database.reading() as database:
            secrets = _secrets(database)
            rows = database.query(_KEYS + "order by created_at, id")
            return tuple(_key(row, secrets[row["id"]]) for row in rows)

    def held(self) -> tuple[HeldSecret, ...]:
        """Every secret of a key that is not revoked, also those whose time is over."""
        with self._database.reading() as database:
            secrets = _secrets(database)
            rows = database.query(_KEYS + "where revoked_at is null")
            keys = {row["id"]: _key(row, secrets[row["id"]]) for row in rows}
            return tuple(
                HeldSecret(
                    key=keys[row["key_id"]],
                    prefix=row["prefix"],
                    hash=row["hash"],
                    ends_at=_time(row["ends_at"]),
                )
                for row in database.query(_SECRETS)
                if row["key_id"] in keys
            )

    def found(self, named: str) -> AccessKey:
        """The key with this id, or of this secret's prefix, or that holds under this name.

        Raises ``KeyMissing``.
        """
        for key in self.keys():
            prefixes = {one.prefix for one in key.secrets}
            if named in {key.id, *prefixes} or (key.revoked_at is None and named == key.name):
                return key
        raise KeyMissing(
            f"there is no key {named[:100]!r}; give an id, a prefix or a name that "
            f"'tradewind keys list' shows"
        )

    def add(self, key: AccessKey, text: NewKeyText) -> AccessKey:
        """The key as it is kept. Raises ``KeyConflict`` where one that holds has its name."""
        with self._database.writing() as database:
            taken = database.execute(
                "select 1 from access_keys where name = ? and revoked_at is null", (key.name,)
            ).fetchone()
            if taken:
                raise KeyConflict(
                    f"a key is called {key.name!r} already; rotate or revoke it, or give another "
                    f"name"
                )
            database.execute(
                "insert into access_keys values (?, ?, ?, ?, ?, ?, ?, null, '')",
                (
                    key.id,
                    key.name,
                    " ".join(key.scopes),
                    " ".join(key.origins),
                    stored_time(key.created_at),
                    key.created_by,
                    _stored(key.expires_at),
                ),
            )
            _add_secret(database, key.id, text, at=key.created_at)
            _count(database)
        return self.found(key.id)

    def rotate(
        self,
        key_id: str,
        text: NewKeyText,
        *,
        at: datetime,
        others_end_at: datetime,
        expires_at: datetime | None,
    ) -> AccessKey:
        """The key with another secret; those it had open until ``others_end_at``, or sooner, and
        so do the console's sessions that they opened."""
        with self._database.writing() as database:
            database.execute(
                "update sessions set expires_at = min(expires_at, ?) where key_id = ?",
                (stored_time(others_end_at), key_id),
            )
            database.execute(
                "update access_key_secrets set ends_at = ? "
                "where key_id = ? and (ends_at is null or ends_at > ?)",
                (stored_time(others_end_at), key_id, stored_time(others_end_at)),
            )
            database.execute(
                "update access_keys set expires_at = ? where id = ?", (_stored(expires_at), key_id)
            )
            _add_secret(database, key_id, text, at=at)
            _count(database)
        return self.found(key_id)

    def revoke(self, key_id: str, *, at: datetime, by: str) -> AccessKey:
        """The key, opening nothing from now on, in every process."""
        with self._database.writing() as database:
            database.execute(
                "update access_keys set revoked_at = ?, revoked_by = ? "
                "where id = ? and revoked_at is null",
                (stored_time(at), by, key_id),
            )
            _count(database)
        return self.found(key_id)

    def note_use(self, key_id: str, *, at: datetime, at_least_apart: timedelta) -> None:
        """Remembers that it was used; nothing is written where that was told a moment ago."""
        with self._database.writing(is_flushed=False) as database:
            database.execute(
                "insert into access_key_uses values (?, ?) on conflict (key_id) do update "
                "set used_at = excluded.used_at where used_at <= ?",
                (key_id, stored_time(at), stored_time(at - at_least_apart)),
            )


def _add_secret(database: Database, key_id: str, text: NewKeyText, *, at: datetime) -> None:
    database.execute(
        "insert into access_key_secrets values (?, ?, ?, ?, null)",
        (text.prefix, key_id, text.hash, stored_time(at)),
    )


def _count(database: Database) -> None:
    database.execute('update access_key_changes set "count" = "count" + 1')


def _secrets(database: Database) -> Mapping[str, list[KeySecret]]:
    found: dict[str, list[KeySecret]] = defaultdict(list)
    for row in database.query(_SECRETS):
        found[row["key_id"]].append(
            KeySecret(
                prefix=row["prefix"],
                created_at=time_of(row["created_at"]),
                ends_at=_time(row["ends_at"]),
            )
        )
    return found


def _key(row: Mapping[str, Any], secrets: list[KeySecret]) -> AccessKey:
    return AccessKey(
        id=row["id"],
        name=row["name"],
        scopes=tuple(row["scopes"].split()),
        origins=tuple(row["origins"].split()),
        created_at=time_of(row["created_at"]),
        created_by=row["created_by"],
        expires_at=_time(row["expires_at"]),
        revoked_at=_time(row["revoked_at"]),
        revoked_by=row["revoked_by"],
        last_used_at=_time(row["used_at"]),
        secrets=tuple(secrets),
    )


def _time(stored: int | None) -> datetime | None:
    return time_of(stored) if stored is not None else None


def _stored(at: datetime | None) -> int | None:
    return stored_time(at) if at is not None else None
