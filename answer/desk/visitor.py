"""The noun of a visitor: somebody on a web page, known by the secret of one conversation alone."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who holds a conversation's secret may read it and write in it; nobody else from outside."""

    secret_hash: str
    """SHA-256 of the secret, which is kept nowhere."""
    caller: str
    """The key that it was begun with, and the only one it can be read with; empty: without one."""
    conversation_id: str
    customer_id: str
    """Made for this conversation, so that what concerns a customer concerns a visitor too."""
    language: str
    market: str
    opened_at: datetime
    email: str = ""
    """Where they want to be reached, if they said so."""
