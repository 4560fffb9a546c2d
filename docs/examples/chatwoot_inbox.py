"""Hand-offs as conversations in an API inbox of Chatwoot, and agents' replies back to Tradewind.

Set CHATWOOT_URL, CHATWOOT_INBOX (the inbox's identifier), CHATWOOT_ACCOUNT (a number),
CHATWOOT_TOKEN (an administrator's: nobody else may delete what is to be erased) and WEBHOOK_SECRET,
then run it. Which conversation is which case's is kept in the file CHATWOOT_CASES (default:
cases.db).
"""

import hashlib
import json
import os
import sqlite3
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import quote

from verify_webhook import serve

PRIORITY = {"L1": "medium", "L2": "high", "L3": "urgent"}
STATUS = {"resolved": "resolved", "reopened": "open"}
SHOWN = (
    *("id", "level", "tier", "reason", "risk_class", "market", "language", "team"),
    *("due_at", "url"),
)


def take(message: dict[str, Any]) -> None:
    """Tells Chatwoot of one message."""
    if message["type"] == "webhook.test":
        return
    event, data = message["type"].removeprefix("handoff."), message["data"]
    case, written = data["case"], data["message"]
    with sqlite3.connect(os.environ.get("CHATWOOT_CASES", "cases.db")) as kept:
        kept.execute("create table if not exists cases (id text primary key, contact, number)")
        kept.execute("create table if not exists taken (id text primary key)")
        if kept.execute("select 1 from taken where id = ?", [message["id"]]).fetchone():
            return
        of_case = "select contact, number from cases where id = ?"
        known = kept.execute(of_case, [case["id"]]).fetchone()
        account = f"/api/v1/accounts/{os.environ['CHATWOOT_ACCOUNT']}"
        if event == "erased":
            if known is not None:
                _delete(f"{account}/conversations/{known[1]}")
                kept.execute("delete from cases where id = ?", [case["id"]])
                kept.commit()
            if case["state"] == "resolved":
                kept.execute("insert into taken values (?)", [message["id"]])
                return
            known = None  # it stays open, without a word of the customer's
        if known is None:
            known = open_conversation(data)
            kept.execute("insert into cases values (?, ?, ?)", [case["id"], *known])
            kept.commit()
        contact, number = known
        conversation = f"{account}/conversations/{number}"
        if written and written["role"] == "customer":
            # ours alone: a reply that Chatwoot sent us must not go back to it
            _call(f"{contact}/conversations/{number}/messages", {"content": written["text"]})
        else:
            told = f"{data['step'].replace('_', ' ')} by {data['actor']}"
            _call(f"{conversation}/messages", {"content": told, "private": True})
        if event == "created" and data["draft"]:
            draft = f"Draft:\n\n{data['draft']}"
            _call(f"{conversation}/messages", {"content": draft, "private": True})
        if event in ("created", "raised", "breached", "erased"):
            is_urgent = event == "breached" or case["colour"] == "red"
            priority = "urgent" if is_urgent else PRIORITY[case["level"]]
            _call(f"{conversation}/toggle_priority", {"priority": priority})
        if event in STATUS:
            _call(f"{conversation}/toggle_status", {"status": STATUS[event]})
        kept.execute("insert into taken values (?)", [message["id"]])


def open_conversation(data: dict[str, Any]) -> tuple[str, int]:
    """The path of the customer's contact, and the number of a new conversation with it."""
    customer = data["customer_id"] or data["conversation_id"]
    inbox = f"/public/api/v1/inboxes/{os.environ['CHATWOOT_INBOX']}"
    # the same customer is the same contact
    source = hashlib.sha256(customer.encode()).hexdigest()[:32]
    asked = {"source_id": source, "identifier": customer, "name": customer[:100]}
    made = _call(f"{inbox}/contacts", asked)
    contact = f"{inbox}/contacts/{quote(made['source_id'], safe='')}"
    shown = {f"tradewind_{name}": data["case"][name] for name in SHOWN if data["case"][name]}
    return contact, _call(f"{contact}/conversations", {"custom_attributes": shown})["id"]


def reply_from(event: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """What to send Tradewind for a ``message_created`` of Chatwoot's: a path and a body."""
    attributes = event.get("conversation", {}).get("custom_attributes") or {}
    case = attributes.get("tradewind_id")
    if event.get("event") != "message_created" or event.get("message_type") != "outgoing":
        return None
    if not case or event.get("private") or not event.get("content"):
        return None
    agent = (event.get("sender") or {}).get("name") or "chatwoot"
    body = {"agent": agent, "text": event["content"], "id": f"chatwoot-{event['id']}"}
    return f"/v1/handoffs/{quote(case, safe='')}/reply", body


def _delete(path: str) -> None:
    try:
        _call(path, None, method="DELETE")
    except urllib.error.HTTPError as error:
        if error.code != 404:  # gone already
            raise


def _call(path: str, body: object, *, method: str = "POST") -> Any:
    request = urllib.request.Request(  # noqa: S310 - the operator's own address
        os.environ["CHATWOOT_URL"] + path,
        data=None if body is None else json.dumps(body).encode(),
        method=method,
        headers={
            "content-type": "application/json",
            "api_access_token": os.environ["CHATWOOT_TOKEN"],
        },
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.loads(answer.read() or b"{}")


if __name__ == "__main__":
    serve(take, secret=os.environ["WEBHOOK_SECRET"], port=9000).serve_forever()
