"""Keys as they cross the border: JSON, typed. The secret is in what making one answers, only."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.access.caller import Scope
from api.access.key import AccessKey, KeyState
from api.access.keys import OVERLAP_HOURS, MadeKey
from api.wire import Short, StrictIn, ValueOut

Days = Annotated[int, Field(ge=1, le=3_650)]


class KeyIn(StrictIn):
    """A key to be made."""

    name: Short
    """Who is to hold it."""
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=5)]
    origins: Annotated[tuple[Short, ...], Field(max_length=50)] = ()
    """Sites whose pages use it, as ``https://shop.example``: such a key is no secret."""
    expires_days: Days | None = None


class RotateKeyIn(StrictIn):
    """Another secret for a key."""

    overlap_hours: Annotated[float, Field(ge=0, le=720)] = OVERLAP_HOURS
    """How long the secret before it opens as well."""
    expires_days: Days | None = None
    """From now; without it the key ends when it was to end."""


class KeySecretOut(ValueOut):
    """A secret by its prefix."""

    prefix: str
    created_at: datetime
    ends_at: datetime | None


class KeyOut(ValueOut):
    """A key without its secret."""

    id: str
    name: str
    prefix: str
    """What the key begins with after ``tw_``."""
    state: KeyState
    scopes: list[Scope]
    origins: list[str]
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None
    last_used_at: datetime | None
    """To the minute or so."""
    secrets: list[KeySecretOut]
    """The newest first: after a rotation the one before opens for a while too."""


class KeysOut(ValueOut):
    """Every key there ever was, the oldest first."""

    keys: list[KeyOut]


class MadeKeyOut(KeyOut):
    """A key with its text, which is told here and never again."""

    key: str


def key_out(key: AccessKey, *, now: datetime) -> KeyOut:
    """A key as it is shown."""
    return KeyOut(
        id=key.id,
        name=key.name,
        prefix=key.secrets[0].prefix,
        state=key.state(now),
        scopes=list(key.scopes),
        origins=list(key.origins),
        created_at=key.created_at,
        created_by=key.created_by,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        revoked_by=key.revoked_by or None,
        last_used_at=key.last_used_at,
        secrets=[
            KeySecretOut(prefix=one.prefix, created_at=one.created_at, ends_at=one.ends_at)
            for one in key.secrets
        ],
    )


def made_key_out(made: MadeKey, *, now: datetime) -> MadeKeyOut:
    """A key as its maker is told of it, once."""
    return MadeKeyOut(**key_out(made.key, now=now).model_dump(), key=made.text)
