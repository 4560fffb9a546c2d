"""``[oidc]``: an OpenID provider that people sign in with, and what it tells of their roles."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.secret_file import read_secret
from api.webhook_settings import is_private


class OidcSetting(BaseModel):
    """One provider; without this section nothing is asked of any."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True
    )

    issuer: Annotated[str, Field(min_length=1, max_length=500)]
    """As the provider names itself: https://login.example.com/realms/company."""
    client_id: Annotated[str, Field(min_length=1, max_length=500)]
    client_secret_file: Path | None = None
    """A file with the secret that the provider gave; none for a public client."""
    label: Annotated[str, Field(max_length=60)] = ""
    """What the button of the sign-in page calls it; empty: single sign-on."""
    scopes: Annotated[tuple[str, ...], Field(max_length=20)] = ("openid", "profile")
    name_claim: Annotated[str, Field(min_length=1, max_length=100)] = "name"
    """Which claim tells the name that the team knows a person by."""
    roles_claim: Annotated[str, Field(min_length=1, max_length=100)] = "groups"
    """Which claim tells the groups or roles at the provider; dots lead inside."""
    roles: dict[str, str] = {}
    """A group or role there → a role here. Empty: roles are those of 'tradewind people roles'."""
    link_by_name: bool = False
    """Whether somebody of the same name who is here already is taken for the same person."""

    @field_validator("issuer")
    @classmethod
    def _is_an_address(cls, found: str) -> str:
        parts = urlsplit(found)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("give an address like https://login.example.com")
        if parts.scheme == "http" and not is_private(parts.hostname):
            raise ValueError("http is for this machine and private networks; use https")
        if parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("give the address without a user, a query or a fragment")
        return found

    @field_validator("scopes")
    @classmethod
    def _has_openid(cls, found: tuple[str, ...]) -> tuple[str, ...]:
        if "openid" not in found:
            raise ValueError("has to name 'openid'")
        return found

    @field_validator("roles")
    @classmethod
    def _are_roles(cls, found: dict[str, str]) -> dict[str, str]:
        known = ("agent", "editor", "lead", "admin")
        for group, role in found.items():
            if role not in known:
                raise ValueError(f"{group!r} → {role!r}: a role is one of {', '.join(known)}")
        return found

    def client_secret(self) -> str:
        """Read anew each time, so that a new one needs no restart. Raises ``SettingsInvalid``."""
        if self.client_secret_file is None:
            return ""
        return read_secret(
            self.client_secret_file, setting="oidc, client_secret_file", what="client secret"
        )
