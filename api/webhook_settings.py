"""``[[webhooks]]``: who is told of the desk's events, where, and what that is signed with."""

import base64
import binascii
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from answer.desk.delivery import WebhookEvent
from api.secret_file import read_secret
from api.webhook_target import WebhookTarget
from ingest.errors import SettingsInvalid

SECRET_PREFIX = "whsec_"  # noqa: S105 - it names the kind of secret
KEY_BYTES = range(24, 65)
"""As the Standard Webhooks specification has it."""
MOST_SECRETS = 3
"""In one file: the newest first, those before it until every receiver has changed."""
_PRIVATE_ENDINGS = (".localhost", ".local", ".internal", ".home.arpa")
"""Names that no public server has: RFC 6761, RFC 6762, RFC 8375, and ICANN's own reservation."""


class WebhookSetting(BaseModel):
    """One ``[[webhooks]]``."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, hide_input_in_errors=True
    )

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,49}$")]
    """What commands and routes call it by. Another name is another target, which begins anew."""
    url: Annotated[str, Field(max_length=2_000, repr=False)]
    """https, or http within this machine and private networks."""
    secret: SecretStr | None = None
    """``whsec_`` and 24 to 64 bytes in base64; 'tradewind webhooks secret' makes one."""
    secret_file: Path | None = None
    """Instead: a file with it; with several, one a line, messages are signed with each."""
    events: Annotated[tuple[WebhookEvent, ...], Field(min_length=1)] = (
        "created",
        "breached",
        "resolved",
        "erased",
    )
    timeout_seconds: Annotated[float, Field(ge=0.5, le=60)] = 15.0
    """For all of one try, however slowly the target answers."""
    is_active: bool = True
    """Inactive it is told nothing; what happens meanwhile is told when it is active again."""
    include_text: bool = False
    """Whether it is told what the customer wrote and what the machine would have replied."""
    console_url: Annotated[str, Field(max_length=500)] = ""
    """Where agents reach the console, such as https://desk.example.com."""
    format: Literal["tradewind"] = "tradewind"

    @field_validator("url")
    @classmethod
    def _may_be_called(cls, found: str) -> str:
        host, scheme = _host(found, example="https://helpdesk.example.com/hooks/tradewind")
        if scheme == "http" and not is_private(host):
            raise ValueError("http is for this machine and private networks; use https")
        return found

    @field_validator("console_url")
    @classmethod
    def _is_an_address(cls, found: str) -> str:
        if found:
            _host(found, example="https://desk.example.com")
            if urlsplit(found).query:
                raise ValueError("give the address without a query")
        return found.rstrip("/")

    @field_validator("secret")
    @classmethod
    def _is_a_secret(cls, found: SecretStr | None) -> SecretStr | None:
        if found is not None:
            _key(found.get_secret_value())
        return found

    @field_validator("events")
    @classmethod
    def _named_once(cls, found: tuple[WebhookEvent, ...]) -> tuple[WebhookEvent, ...]:
        if len(set(found)) < len(found):
            raise ValueError("names an event twice")
        return found

    @model_validator(mode="after")
    def _has_one_secret(self) -> Self:
        if (self.secret is None) == (self.secret_file is None):
            raise ValueError("give it either secret or secret_file")
        return self

    def target(self) -> WebhookTarget:
        """As the sender takes it, with its keys. Raises ``SettingsInvalid``."""
        return WebhookTarget(
            name=self.name,
            url=self.url,
            keys=self._keys(),
            events=frozenset(self.events),
            timeout_seconds=self.timeout_seconds,
            is_active=self.is_active,
            include_text=self.include_text,
            console_url=self.console_url,
        )

    def _keys(self) -> tuple[bytes, ...]:
        if self.secret_file is None:
            return (_key(self.secret.get_secret_value()),) if self.secret is not None else ()
        setting = f"webhooks {self.name!r}, secret_file"
        secrets = read_secret(self.secret_file, setting=setting, what="secret").split()
        try:
            if len(secrets) > MOST_SECRETS:
                raise ValueError(f"holds more than {MOST_SECRETS} secrets")
            return tuple(_key(one) for one in secrets)
        except ValueError as error:
            raise SettingsInvalid(f"{setting}: {str(self.secret_file)!r}: {error}") from None


def named_once(found: tuple[WebhookSetting, ...]) -> tuple[WebhookSetting, ...]:
    """The same; raises ``ValueError`` where two have one name."""
    names = [one.name for one in found]
    for entry, name in enumerate(names):
        if name in names[:entry]:
            raise ValueError(f"entry {entry + 1} has the name {name!r} of an earlier one")
    return found


WebhookSettings = Annotated[
    tuple[WebhookSetting, ...], Field(max_length=20), AfterValidator(named_once)
]


def is_private(host: str) -> bool:
    """Whether the host is this machine or of a private network, as far as its name tells."""
    try:
        address = ip_address(host)
    except ValueError:
        host = host.lower()
        return "." not in host or host.endswith(_PRIVATE_ENDINGS)
    return address.is_loopback or (
        address.is_private and not (address.is_unspecified or address.is_link_local)
    )


def _host(found: str, *, example: str) -> tuple[str, str]:
    """The host and scheme of an address that is one and holds no credentials."""
    if not re.fullmatch(r"[!-~]+", found) or "\\" in found:
        raise ValueError("is no address; write it in ASCII, without spaces")
    try:
        parts = urlsplit(found)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError("is no address") from None
    if parts.scheme not in ("http", "https") or not host or port == 0:
        raise ValueError(f"give an address like {example}")
    if "@" in parts.netloc or parts.fragment:
        raise ValueError("holds a user or a fragment; give the address alone")
    if ":" not in host and not _is_ipv4(host) and not host.rpartition(".")[2][:1].isalpha():
        # 2130706433 and 0x7f.1 are addresses too, to some
        raise ValueError("write the host as a name or as four numbers")
    return host, parts.scheme


def _is_ipv4(host: str) -> bool:
    try:
        return ip_address(host).version == 4
    except ValueError:
        return False


def _key(secret: str) -> bytes:
    """The key that a secret stands for; raises ``ValueError``, which never repeats it."""
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(SECRET_PREFIX) or len(key) not in KEY_BYTES:
        raise ValueError(
            f"is no secret: give {SECRET_PREFIX} and 24 to 64 bytes in base64; "
            f"'tradewind webhooks secret' makes one"
        )
    return key
