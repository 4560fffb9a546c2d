"""A program's key as it is kept: what it is called, what it opens, until when; never its secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.access.caller import Caller, Scope

KeyState = Literal["active", "expired", "revoked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySecret:
    """One of a key's secrets, by what may be shown of it; a rotated key has two for a while."""

    prefix: str
    """The eight characters after ``tw_``: enough to tell keys apart, and nothing to open by."""
    created_at: datetime
    ends_at: datetime | None = None
    """When it opens nothing any more, because another took its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessKey:
    """One key. Rotated it stays the same key: its id, its name and its rights are kept."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    origins: tuple[str, ...] = ()
    created_at: datetime
    created_by: str = ""
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_by: str = ""
    last_used_at: datetime | None = None
    """To the minute or so."""
    secrets: tuple[KeySecret, ...] = ()
    """The newest first."""

    def state(self, now: datetime) -> KeyState:
        """Whether it opens anything at this moment."""
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at is not None and self.expires_at <= now:
            return "expired"
        return "active"

    @property
    def caller(self) -> Caller:
        """Who calls with it."""
        return Caller(
            kind="key",
            name=self.name,
            id=self.id,
            scopes=frozenset(self.scopes),
            origins=self.origins,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSecret:
    """A secret as requests are compared with it."""

    key: AccessKey
    prefix: str
    hash: bytes
    ends_at: datetime | None
