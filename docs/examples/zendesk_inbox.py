"""Hand-offs as tickets in Zendesk: a ticket for each case, its steps as comments.

Set ZENDESK_URL (https://example.zendesk.com), ZENDESK_USER (agent@example.com/token),
ZENDESK_TOKEN and WEBHOOK_SECRET, then run it. Tickets carry the case's id as ``external_id``.
"""

import base64
import hashlib
import json
import os
import urllib.request
from typing import Any
from urllib.parse import quote

from verify_webhook import serve

PRIORITY = {"L1": "normal", "L2": "high", "L3": "urgent"}
ERASED = "tradewind_erased"
"""The tag of a ticket without words, for a case that stays open though its customer was erased."""
STATUS = {"resolved": "solved", "reopened": "open", "waiting": "pending"}


def take(message: dict[str, Any]) -> None:
    """Tells Zendesk of one message."""
    event, data = message["type"].removeprefix("handoff."), message["data"]
    if event == "created":
        # the same key makes no second ticket
        _call("POST", "/api/v2/tickets.json", {"ticket": ticket(data)}, key=message["id"])
        return
    if message["type"] == "webhook.test":
        return
    case = quote(data["case"]["id"], safe="")
    found = _call("GET", f"/api/v2/tickets.json?external_id={case}")["tickets"]
    if event == "erased":
        erase(found, data, key=message["id"])
        return
    if not found:
        raise LookupError(f"no ticket for case {data['case']['id']!r} yet")
    changed = changes(event, data)
    _call("PUT", f"/api/v2/tickets/{found[0]['id']}.json", {"ticket": changed})


def erase(found: list[dict[str, Any]], data: dict[str, Any], *, key: str) -> None:
    """Deletes the tickets of a case for good; one that stays open gets another, without words."""
    theirs = [one["id"] for one in found if ERASED not in one["tags"]]
    for number in theirs:
        _call("DELETE", f"/api/v2/tickets/{number}.json")
        _call("DELETE", f"/api/v2/deleted_tickets/{number}.json")
    if data["case"]["state"] != "resolved" and len(theirs) == len(found):
        anew = ticket(data)
        anew["tags"].append(ERASED)
        _call("POST", "/api/v2/tickets.json", {"ticket": anew}, key=key)


def ticket(data: dict[str, Any]) -> dict[str, Any]:
    """A new ticket. It is the customer's: the first comment is what they wrote."""
    case, customer = data["case"], data["customer_id"] or data["conversation_id"]
    question = data["question"] or "The question is in the console."
    tags = [f"tradewind_{case[name]}" for name in ("reason", "risk_class", "market") if case[name]]
    return {
        "external_id": case["id"],
        "subject": question[:140],
        "comment": {"body": question, "public": True},
        "requester": {
            "name": customer,
            "email": customer if "@" in customer else f"{_mark(customer)}@customers.invalid",
        },
        "priority": "urgent" if case["colour"] == "red" else PRIORITY[case["level"]],
        "tags": ["tradewind", *(tag.lower() for tag in tags)],
        # the ids of your own fields: ZENDESK_FIELDS='{"due_at": 360001, "url": 360002}'
        "custom_fields": [
            {"id": number, "value": case[name]}
            for name, number in json.loads(os.environ.get("ZENDESK_FIELDS", "{}")).items()
        ],
    }


def changes(event: str, data: dict[str, Any]) -> dict[str, Any]:
    """What an event changes in its ticket; what is not for the customer's eyes is not public."""
    written = data["message"]
    by_customer = bool(written) and written["role"] == "customer"
    body = written["text"] if written else f"{data['step'].replace('_', ' ')} by {data['actor']}"
    changed: dict[str, Any] = {"comment": {"body": body, "public": by_customer}}
    if event == "breached":
        changed["priority"] = "urgent"
    if event in STATUS:
        changed["status"] = STATUS[event]
    elif by_customer:
        changed["status"] = "open"
    return changed


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _call(method: str, path: str, body: object = None, *, key: str = "") -> Any:
    login = f"{os.environ['ZENDESK_USER']}:{os.environ['ZENDESK_TOKEN']}"
    request = urllib.request.Request(  # noqa: S310 - the operator's own address
        os.environ["ZENDESK_URL"] + path,
        data=None if body is None else json.dumps(body).encode(),
        method=method,
        headers={
            "content-type": "application/json",
            "authorization": "Basic " + base64.b64encode(login.encode()).decode(),
            **({"idempotency-key": key} if key else {}),
        },
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.loads(answer.read() or b"{}")


if __name__ == "__main__":
    serve(take, secret=os.environ["WEBHOOK_SECRET"], port=9000).serve_forever()
