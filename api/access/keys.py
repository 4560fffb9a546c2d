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
from api.access.key_text import new_key_text, prefix_of
from api.access.people_store import PeopleStore
from ingest.errors import KeyConflict, LastAdminKey

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

    def __init__(
        self, database: DeskDatabase, *, issuer: str = "", now: Callable[[], datetime] = utc_now
    ) -> None:
        """``issuer`` is the OpenID provider that people sign in with; empty where there is none."""
        self._database = database
        self._issuer = issuer
        self._store = KeyStore(database)
        self._people = PeopleStore(database)
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

    def ends_at(self, text: str) -> datetime | None:
        """When this text opens nothing any more, because another took its place; None: not yet."""
        prefix = prefix_of(text)
        return next((one.ends_at for one in self._store.held() if one.prefix == prefix), None)

    def has_admin(self) -> bool:
        """Whether a key that holds now opens everything."""
        now = self._now()
        return any(_is_admins(one, now) for one in self.listed())

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
        force: bool = False,
        actor: str,
    ) -> MadeKey:
        """The key with another secret; the one before opens for some hours more.

        ``expires_days`` counts from now; without it the key ends when it was to end. Raises
        ``KeyMissing``, ``KeyConflict`` where the key does not hold any more, or, without ``force``,
        ``LastAdminKey`` where an admin's last way in would end sooner than it was to.
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
            if expires_at is not None and not force:
                self._require_way_in(key, ends_at=expires_at, now=now)
            rotated = self._store.rotate(
                key.id, text, at=now, others_end_at=ends_at, expires_at=expires_at
            )
            self._record(
                "key_rotate", rotated, actor=actor, at=now, earlier_until=ends_at.isoformat()
            )
        return MadeKey(key=rotated, text=text.text)

    def revoke(self, named: str, *, force: bool = False, by: str, actor: str) -> AccessKey:
        """The key, opening nothing from now on. Raises ``KeyMissing``, ``KeyConflict`` or, without
        ``force``, ``LastAdminKey``."""
        now = self._now()
        with self._database.writing():
            held = self._in_force(named)
            if not force:
                self._require_way_in(held, ends_at=now, now=now)
            key = self._store.revoke(held.id, at=now, by=by)
            self._record("key_revoke", key, actor=actor, at=now)
        return key

    def _require_way_in(self, key: AccessKey, *, ends_at: datetime, now: datetime) -> None:
        """Whether an admin can still come in though ``key`` ends then; inside the write of it, so
        that of two at once one is refused."""
        if not _is_admins(key, now) or not _outlasts(key, ends_at):
            return
        others = (one for one in self.listed() if one.id != key.id and _is_admins(one, now))
        if any(_outlasts(one, ends_at) for one in others):
            return
        if not self._people.can_admin_sign_in(issuer=self._issuer):
            raise LastAdminKey(
                f"{key.name!r} is the last admin key, and no admin among the people has a password "
                f"or comes by the OpenID provider; make another admin key or an admin's password "
                f"first ('tradewind keys create', 'tradewind people set-password'); who only wants "
                f"to end a secret that leaked rotates the key with an overlap of 0 hours"
            )

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


def _is_admins(key: AccessKey, now: datetime) -> bool:
    return "admin" in key.scopes and key.state(now) == "active"


def _outlasts(key: AccessKey, ends_at: datetime) -> bool:
    return key.expires_at is None or key.expires_at > ends_at
