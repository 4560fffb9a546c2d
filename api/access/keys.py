"""What admins do with keys; each step is recorded in the audit, in one transaction with it.

The secret is in what ``create`` and ``rotate`` give back, and nowhere else.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from answer.desk.audit_log import AuditLog
from answer.desk.database import DeskDatabase
from api.access.key import AccessKey
from api.access.key_rules import (
    checked_name,
    checked_origins,
    checked_scopes,
    expiry,
    overlap,
)
from api.access.key_store import KeyStore
from api.access.key_text import new_key_text
from ingest.errors import KeyConflict

OVERLAP_HOURS = 24.0
"""How long both of a rotated key's secrets open, where nothing else is asked for."""
FIRST_KEY = "first admin key"
FIRST_START = "first start"
"""Who made that key."""


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeKey:
    """A key with its text, which is told once and never again."""

    key: AccessKey
    text: str = field(repr=False)


class Keys:
    """The keys of one database."""

    def __init__(self, database: DeskDatabase, *, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._store = KeyStore(database)
        self._audit = AuditLog(database)
        self._now = now

    @property
    def store(self) -> KeyStore:
        """Their rows, to be read."""
        return self._store

    def now(self) -> datetime:
        """By which keys are told to be expired."""
        return self._now()

    def listed(self) -> tuple[AccessKey, ...]:
        """Every key, the oldest first."""
        return self._store.keys()

    def has_admin(self) -> bool:
        """Whether a key that holds now opens everything."""
        now = self._now()
        return any("admin" in one.scopes and one.state(now) == "active" for one in self.listed())

    def create(
        self,
        name: str,
        *,
        scopes: Iterable[str],
        origins: Iterable[str] = (),
        expires_days: int | None = None,
        by: str,
        actor: str,
    ) -> MadeKey:
        """A new key. ``by`` is who makes it, as keys are listed, ``actor`` as the audit has it.

        Raises ``KeyInvalid``, or ``KeyConflict`` where the name is taken.
        """
        now, sites = self._now(), checked_origins(origins)
        wanted = AccessKey(
            id=secrets.token_hex(6),
            name=checked_name(name),
            scopes=checked_scopes(scopes, origins=sites),
            origins=sites,
            created_at=now,
            created_by=by,
            expires_at=expiry(expires_days, now=now),
        )
        text = new_key_text()
        with self._database.writing():
            key = self._store.add(wanted, text)
            self._record("key_create", key, actor=actor, at=now)
        return MadeKey(key=key, text=text.text)

    def first(self) -> MadeKey | None:
        """An admin's key where there never was any key; of several processes one makes it."""
        with self._database.writing():
            if not self._store.is_empty():
                return None
            return self.create(FIRST_KEY, scopes=("admin",), by=FIRST_START, actor=FIRST_START)

    def rotate(
        self,
        named: str,
        *,
        overlap_hours: float = OVERLAP_HOURS,
        expires_days: int | None = None,
        actor: str,
    ) -> MadeKey:
        """The key with another secret; the one before opens for some hours more.

        ``expires_days`` counts from now; without it the key ends when it was to end. Raises
        ``KeyMissing``, or ``KeyConflict`` where the key does not hold any more.
        """
        now = self._now()
        with self._database.writing():
            key = self._in_force(named)
            if expires_days is None and key.state(now) == "expired":
                raise KeyConflict(
                    f"key {key.name!r} is expired; say for how many days it is to hold from now"
                )
            text = new_key_text()
            ends_at = overlap(overlap_hours, now=now)
            expires_at = expiry(expires_days, now=now) or key.expires_at
            rotated = self._store.rotate(
                key.id, text, at=now, others_end_at=ends_at, expires_at=expires_at
            )
            self._record(
                "key_rotate", rotated, actor=actor, at=now, earlier_until=ends_at.isoformat()
            )
        return MadeKey(key=rotated, text=text.text)

    def revoke(self, named: str, *, by: str, actor: str) -> AccessKey:
        """The key, opening nothing from now on. Raises ``KeyMissing`` or ``KeyConflict``."""
        now = self._now()
        with self._database.writing():
            key = self._store.revoke(self._in_force(named).id, at=now, by=by)
            self._record("key_revoke", key, actor=actor, at=now)
        return key

    def _in_force(self, named: str) -> AccessKey:
        key = self._store.found(named)
        if key.revoked_at is not None:
            raise KeyConflict(f"key {key.name!r} was revoked; create another one")
        return key

    def _record(self, kind: str, key: AccessKey, *, actor: str, at: datetime, **more: str) -> None:
        details: dict[str, Any] = {
            "name": key.name,
            "prefix": key.secrets[0].prefix,
            "scopes": list(key.scopes),
            "origins": list(key.origins),
            "expires_at": key.expires_at.isoformat() if key.expires_at else None,
            **more,
        }
        self._audit.add(kind, actor=actor, subject=key.id, details=details, at=at)
