"""Whom a request is about, wherever one of our surfaces lets a caller say so."""

from collections.abc import Mapping
from typing import Any

from answer.desk.kept_response import RequestSubject


def subject_of(body: object, path: Mapping[str, Any] | None = None) -> RequestSubject:
    """Of a body that was parsed and the parts of its address.

    The places of chat completions come first: that route alone passes over fields it does not know,
    and one that it does not read must not hide whom its request is about.
    """
    fields, path = _object(body), path or {}
    customer, extension = (_object(fields.get(name)) for name in ("customer", "tradewind"))
    metadata = _object(fields.get("metadata"))
    return RequestSubject(
        customer_id=_first(
            extension.get("customer_id"),
            metadata.get("customer_id"),
            fields.get("user"),
            customer.get("id"),
            fields.get("customer_id"),
        ),
        conversation_id=_first(
            extension.get("conversation_id"),
            metadata.get("conversation_id"),
            path.get("conversation_id"),
            fields.get("conversation_id"),
        ),
        case_id=_first(path.get("case_id"), fields.get("case_id")),
        reply_id=_first(fields.get("reply_id")),
    )


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _first(*values: Any) -> str:
    return next((value for value in values if isinstance(value, str) and value), "")
