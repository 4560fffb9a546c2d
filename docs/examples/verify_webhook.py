"""A receiver of Tradewind's webhooks: takes what is signed and fresh, hands it on, says so.

Standard library alone. ``serve`` is enough for one helpdesk behind a proxy that speaks TLS; in a
web framework of your own, ``verify`` is all you need.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOLERANCE_SECONDS = 300
LARGEST_BODY = 1_000_000


class NotOurs(Exception):
    """The request was not signed with the secret, or too long ago."""


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: float) -> dict[str, Any]:
    """The message, with its ``webhook-id`` as ``id``. Raises ``NotOurs``."""
    found = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp = found.get("webhook-id", ""), found.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        raise NotOurs("too old, or the clocks differ")
    # the bytes as they came: JSON that was read and written again has another signature
    signed = f"{message_id}.{timestamp}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    wanted = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    given = found.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(wanted.encode(), one.encode()) for one in given):
        raise NotOurs("not signed with this secret")
    return {**json.loads(body), "id": message_id}


def serve(take: Callable[[dict[str, Any]], None], *, secret: str, port: int) -> ThreadingHTTPServer:
    """A server that gives every genuine message to ``take``; call its ``serve_forever``.

    ``take`` may be given a message again, with the same id: when it raised, or when the answer got
    lost. What it raises becomes a 500, and Tradewind tries again later.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            try:
                length = min(int(self.headers.get("content-length", 0)), LARGEST_BODY)
                body = self.rfile.read(length)
                message = verify(secret, dict(self.headers.items()), body, now=time.time())
                take(message)
                status = 204
            except NotOurs:
                status = 401
            except (OSError, LookupError, ValueError) as error:
                self.log_error("not taken: %s", error)
                status = 500
            self.send_response(status)
            self.end_headers()

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
