"""What both clients send with every request."""

from typing import Any

import httpx2

from api.client.errors import NotAnswered
from api.client.requests import Call

DEFAULT_TIMEOUT_SECONDS = 60.0
CONNECT_SECONDS = 5.0


def options_of(base_url: str, timeout_seconds: float) -> dict[str, Any]:
    """How to reach the server."""
    return {
        "base_url": base_url.rstrip("/"),
        "timeout": httpx2.Timeout(timeout_seconds, connect=CONNECT_SECONDS),
        "follow_redirects": False,
        "headers": {"User-Agent": "tradewind-python"},
    }


def headers_of(call: Call, key: str) -> dict[str, str]:
    """The headers of one request."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    if call.idempotency_key:
        headers["Idempotency-Key"] = call.idempotency_key
    return headers


def not_answered(error: httpx2.HTTPError) -> NotAnswered:
    """The error of a request that no response came to."""
    return NotAnswered(f"no response came ({type(error).__name__}: {error}); is the server there?")
