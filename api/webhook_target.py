"""One place that is told of the desk's events: the noun of webhooks. It never shows its secrets."""

import hashlib
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from answer.desk.delivery import WebhookEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookTarget:
    """As one ``[[webhooks]]`` has it, with its keys read."""

    name: str
    url: str = field(repr=False)
    """Its path may be a password: only ``shown_address`` is for people."""
    keys: tuple[bytes, ...] = field(repr=False)
    """What messages are signed with, the newest first."""
    events: frozenset[WebhookEvent]
    timeout_seconds: float = 15.0
    is_active: bool = True
    include_text: bool = False
    """Whether it is told what the customer wrote and what the machine would have replied."""
    console_url: str = ""
    """Where agents reach the console; empty: messages hold no address of their case."""

    @property
    def shown_address(self) -> str:
        """Its host, without path and query."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def address_print(self) -> str:
        """Tells one address from another, and neither."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:16]
