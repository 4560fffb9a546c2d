"""The nouns of requests that are answered once, however often they are sent."""

from dataclasses import dataclass
from typing import Literal

ClaimState = Literal["begun", "kept", "under_way", "another"]
"""Ours to do; done before, with its response; being done by somebody; another request's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptResponse:
    """What was responded, to be sent again byte for byte."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSubject:
    """Whose data a request and its response hold, as far as the request names them."""

    customer_id: str = ""
    conversation_id: str = ""
    case_id: str = ""
    reply_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is to be done about a request with a key."""

    state: ClaimState
    lease: str = ""
    """Names who does it; whoever finishes has to show it."""
    response: KeptResponse | None = None
    """Of one that is kept."""
    free_in_seconds: float = 0.0
    """Until whoever does it has to have told that they still do."""
