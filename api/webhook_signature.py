"""The headers that a receiver checks a message by: the Standard Webhooks specification 1.0.0."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime


def signed_headers(
    message_id: str, body: bytes, *, keys: Sequence[bytes], at: datetime
) -> dict[str, str]:
    """``webhook-id``, ``-timestamp`` and ``-signature`` of one try; a signature for each key.

    ``at`` is the time of the try, not of the event: receivers refuse what is old.
    """
    timestamp = str(int(at.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(signed, key) for key in keys),
    }


def _signature(signed: bytes, key: bytes) -> str:
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
