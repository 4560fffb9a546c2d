"""Signing in and sessions as JSON."""

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from api.access.caller import Scope
from api.wire import StrictIn, ValueOut

LONGEST_PASSWORD = 1_000
Password = Annotated[SecretStr, Field(max_length=LONGEST_PASSWORD)]


class SignInIn(StrictIn):
    """A person by name and password."""

    name: Annotated[str, Field(max_length=200)]
    password: Password


class SignInByLinkIn(StrictIn):
    """A person by the token of a link that was made for them."""

    token: Annotated[SecretStr, Field(max_length=200)]


class SignInByKeyIn(StrictIn):
    """Somebody by an API key of those who work here."""

    key: Annotated[SecretStr, Field(max_length=500)]


class PasswordIn(StrictIn):
    """A new password of one's own."""

    password: Password
    known: Password = SecretStr("")
    """The one before; not needed where there is none, or a link was used in the last ten minutes
    (``needs_password``)."""


class WhoOut(ValueOut):
    """Who asks, as this server knows them."""

    kind: Literal["person", "key", "anonymous"]
    name: str
    roles: list[Scope]
    csrf_token: str | None
    """To be sent as ``X-CSRF-Token`` with whatever changes something; null without a session."""
    method: Literal["password", "link", "oidc", "key"] | None
    has_password: bool
    needs_password: bool
    """Whether the one they have is said before another is set."""
    expires_at: str | None
    """Of the session, whatever is done in it."""
    idle_minutes: int | None
    """After so many without anything done it is over before."""


class SessionOut(ValueOut):
    """One browser that is signed in."""

    id: str
    is_this: bool
    method: Literal["password", "link", "oidc", "key"]
    device: str
    address: str
    created_at: str
    seen_at: str
    expires_at: str


class SessionsOut(ValueOut):
    sessions: list[SessionOut]


class EndedOut(ValueOut):
    """How many sessions are over now."""

    ended: int
