"""The receivers of ``docs/examples``: what Tradewind sends goes into a helpdesk through them."""

import importlib
import json
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.routing import Match

from answer.desk.customer_data import CustomerData
from answer.desk.delivery import WebhookEvent
from api.app import create_app
from api.desk_wire import CaseReplyIn
from api.webhook_signature import signed_headers
from tests.api.webhook_desk import DRAFT, KEY, QUESTION, Desk, target
from tests.everyone import EVERYONE
from tests.fakes import fake_services

PROJECT = Path(__file__).resolve().parent.parent
SECRET = "whsec_" + b64encode(KEY).decode()
EVENTS: frozenset[WebhookEvent] = frozenset(
    ("created", "customer_wrote", "breached", "resolved", "erased")
)


@pytest.fixture(autouse=True)
def _examples(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(PROJECT / "docs" / "examples"))
    monkeypatch.chdir(tmp_path)


def example(name: str) -> ModuleType:
    return importlib.import_module(name)


class Helpdesk:
    """Keeps what it is asked, and answers as the helpdesk's documentation says."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.keys: list[str | None] = []
        self.answers: dict[str, Any] = {}
        self.fails = 0
        self.misses = 0
        self.url = ""

    def paths(self) -> list[str]:
        return [f"{method} {path}" for method, path, _ in self.asked]


@contextmanager
def listening(server: ThreadingHTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@pytest.fixture
def helpdesk() -> Iterator[Helpdesk]:
    state = Helpdesk()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            state.asked.append((self.command, self.path, json.loads(body) if body else None))
            state.keys.append(self.headers.get("idempotency-key"))
            if state.fails:
                state.fails -= 1
                self.send_error(503)
                return
            if state.misses and self.command == "DELETE":
                state.misses -= 1
                self.send_error(404)
                return
            found: Any = next((v for k, v in state.answers.items() if self.path.endswith(k)), {})
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(found).encode())

        do_PUT = do_POST  # noqa: N815 - as the library calls it
        do_DELETE = do_POST  # noqa: N815
        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing: tests are quiet."""

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as state.url:
        yield state


def signed(body: bytes, *, at: float | None = None, key: bytes = KEY) -> dict[str, str]:
    when = datetime.fromtimestamp(time.time() if at is None else at, UTC)
    return signed_headers("msg_1", body, keys=(key,), at=when)


def test_what_is_genuine_is_verified_and_nothing_else() -> None:
    receiver = example("verify_webhook")
    body = '{"type": "webhook.test", "text": "Ж"}'.encode()
    now = time.time()
    good = {name.title(): value for name, value in signed(body).items()}
    assert receiver.verify(SECRET, good, body, now=now)["id"] == "msg_1"
    two = signed_headers("msg_1", body, keys=(b"x" * 24, KEY), at=datetime.now(UTC))
    assert receiver.verify(SECRET, two, body, now=now)["type"] == "webhook.test"
    for headers, text in (
        (signed(body), body + b" "),
        (signed(body, key=b"x" * 24), body),
        (signed(body, at=now - 301), body),
        (signed(body, at=now + 301), body),
        ({**signed(body), "webhook-id": "msg_2"}, body),
        ({**signed(body), "webhook-timestamp": "soon"}, body),
        ({**signed(body), "webhook-signature": "v1,ä"}, body),
        ({}, body),
    ):
        with pytest.raises(receiver.NotOurs):
            receiver.verify(SECRET, headers, text, now=now)


@contextmanager
def told(desk: Desk, module: ModuleType) -> Iterator[Any]:
    """A sender whose target is the example, run as its own program runs it."""
    receiver = example("verify_webhook").serve(module.take, secret=SECRET, port=0)
    # the example is quiet here
    receiver.RequestHandlerClass.log_message = lambda *_: None
    with listening(receiver) as url:
        now = [datetime.now(UTC)]
        sender = desk.sender(
            target(url, include_text=True, events=EVENTS, console_url="https://desk.example.com"),
            clock=lambda: now[0],
        )
        yield sender


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "tradewind.db")
    yield made
    made.database.close()


def happens(desk: Desk) -> None:
    desk.open_case("a")
    desk.write("a", "m2", "Is anybody there?")
    desk.step("a", "customer_wrote", message_id="m2")
    desk.step("a", "breached_first_reply")
    desk.step("a", "resolved")


def states(sender: Any) -> list[str]:
    return [one.state for one in reversed(sender.deliveries())]


def test_zendesk_gets_a_ticket_and_its_changes(
    desk: Desk, helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENDESK_URL", helpdesk.url)
    monkeypatch.setenv("ZENDESK_USER", "agent@example.com/token")
    monkeypatch.setenv("ZENDESK_TOKEN", "t")
    monkeypatch.setenv("ZENDESK_FIELDS", '{"due_at": 36, "url": 37}')
    helpdesk.answers["external_id=a"] = {"tickets": [{"id": 35}]}
    with told(desk, example("zendesk_inbox")) as sender:
        happens(desk)
        sender.couriers[0].deliver_due()
    assert states(sender) == ["delivered"] * 4
    find, change = "GET /api/v2/tickets.json?external_id=a", "PUT /api/v2/tickets/35.json"
    assert helpdesk.paths() == ["POST /api/v2/tickets.json", *(find, change) * 3]
    ticket = helpdesk.asked[0][2]["ticket"]
    assert helpdesk.keys[0] == sender.deliveries()[-1].message_id
    assert ticket["external_id"] == "a"
    assert ticket["comment"] == {"body": QUESTION, "public": True}
    assert (ticket["requester"]["name"], ticket["priority"]) == ("kim🙂", "high")
    assert ticket["tags"] == ["tradewind", "tradewind_risk", "tradewind_anger", "tradewind_de"]
    assert ticket["custom_fields"] == [
        {"id": 36, "value": "2026-03-02T12:30:00Z"},
        {"id": 37, "value": "https://desk.example.com/console/cases/a"},
    ]
    wrote, breached, resolved = (body["ticket"] for _, _, body in helpdesk.asked[2::2])
    assert wrote == {"comment": {"body": "Is anybody there?", "public": True}, "status": "open"}
    assert (breached["priority"], breached["comment"]["public"]) == ("urgent", False)
    assert resolved["status"] == "solved"


def test_chatwoot_gets_a_conversation_and_what_happens_in_it(
    desk: Desk, helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("URL", helpdesk.url), ("INBOX", "in"), ("ACCOUNT", "7"), ("TOKEN", "t")):
        monkeypatch.setenv(f"CHATWOOT_{name}", value)
    helpdesk.answers |= {"/contacts": {"source_id": "s"}, "/conversations": {"id": 12}}
    with told(desk, example("chatwoot_inbox")) as sender:
        happens(desk)
        sender.couriers[0].deliver_due()
    assert states(sender) == ["delivered"] * 4
    public, agents = (
        "POST /public/api/v1/inboxes/in/contacts",
        "POST /api/v1/accounts/7/conversations/12",
    )
    assert helpdesk.paths() == [
        *(public, f"{public}/s/conversations", f"{public}/s/conversations/12/messages"),
        *(f"{agents}/messages", f"{agents}/toggle_priority"),
        f"{public}/s/conversations/12/messages",
        *(f"{agents}/messages", f"{agents}/toggle_priority"),
        *(f"{agents}/messages", f"{agents}/toggle_status"),
    ]
    bodies = [body for _, _, body in helpdesk.asked]
    assert bodies[0]["identifier"] == "kim🙂"
    assert bodies[1]["custom_attributes"]["tradewind_id"] == "a"
    assert bodies[1]["custom_attributes"]["tradewind_tier"] == "gold"
    assert bodies[2] == {"content": QUESTION}
    assert bodies[3] == {"content": f"Draft:\n\n{DRAFT}", "private": True}
    assert (bodies[4], bodies[7]) == ({"priority": "high"}, {"priority": "urgent"})
    assert bodies[5] == {"content": "Is anybody there?"}
    assert bodies[9] == {"status": "resolved"}


def test_chatwoot_is_told_once_though_a_message_comes_again(
    desk: Desk, helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("URL", helpdesk.url), ("INBOX", "in"), ("ACCOUNT", "7"), ("TOKEN", "t")):
        monkeypatch.setenv(f"CHATWOOT_{name}", value)
    helpdesk.answers |= {"/contacts": {"source_id": "s"}, "/conversations": {"id": 12}}
    inbox = example("chatwoot_inbox")
    helpdesk.fails = 1
    with told(desk, inbox) as sender:
        desk.open_case("a")
        sender.couriers[0].deliver_due()
    (kept,) = sender.deliveries()
    assert (kept.state, kept.last_status) == ("pending", 500)
    case = dict.fromkeys(inbox.SHOWN) | {"id": "b", "level": "L1", "colour": "red"}
    data: dict[str, Any] = {"step": "opened", "actor": "desk", "conversation_id": "c", "case": case}
    data |= dict.fromkeys(("customer_id", "draft", "message"))
    inbox.take({"type": "handoff.created", "id": "msg_1", "data": data})
    assert helpdesk.asked[-1][2] == {"priority": "urgent"}
    asked = len(helpdesk.asked)
    inbox.take({"type": "handoff.created", "id": "msg_1", "data": data})
    assert len(helpdesk.asked) == asked


def is_erased(desk: Desk, name: str) -> None:
    """As the erasure of its customer leaves a case: nothing of theirs, and a step that says so."""
    data = CustomerData(desk.database)
    data.erase(data.traces("kim🙂"))
    desk.step(name, "erased")


@pytest.mark.parametrize("is_open", [False, True])
def test_zendesk_forgets_the_ticket_and_keeps_an_open_case_without_words(
    desk: Desk, helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch, *, is_open: bool
) -> None:
    monkeypatch.setenv("ZENDESK_URL", helpdesk.url)
    monkeypatch.setenv("ZENDESK_USER", "agent@example.com/token")
    monkeypatch.setenv("ZENDESK_TOKEN", "t")
    helpdesk.answers["external_id=a"] = {"tickets": [{"id": 35, "tags": ["tradewind"]}]}
    zendesk = example("zendesk_inbox")
    with told(desk, zendesk) as sender:
        desk.open_case("a")
        sender.couriers[0].deliver_due()
        if not is_open:
            desk.resolve("a")
        is_erased(desk, "a")
        sender.couriers[0].deliver_due()
    assert set(states(sender)) == {"delivered"}
    gone = ["DELETE /api/v2/tickets/35.json", "DELETE /api/v2/deleted_tickets/35.json"]
    after = helpdesk.asked[[*helpdesk.paths()].index(gone[0]) :]
    assert [f"{method} {path}" for method, path, _ in after] == [
        *gone,
        *(["POST /api/v2/tickets.json"] if is_open else []),
    ]
    if is_open:
        anew = after[-1][2]["ticket"]
        assert anew["external_id"] == "a"
        assert "tradewind_erased" in anew["tags"]
        assert QUESTION not in json.dumps(anew)
        assert "kim" not in json.dumps(anew)
        # the message comes again: the new ticket is there already
        asked = len(helpdesk.asked)
        data = {"case": {"id": "a", "state": "open"}}
        zendesk.erase([{"id": 36, "tags": anew["tags"]}], data, key="msg_1")
        assert len(helpdesk.asked) == asked


@pytest.mark.parametrize("is_open", [False, True])
def test_chatwoot_forgets_the_conversation_and_keeps_an_open_case_without_words(
    desk: Desk, helpdesk: Helpdesk, monkeypatch: pytest.MonkeyPatch, *, is_open: bool
) -> None:
    for name, value in (("URL", helpdesk.url), ("INBOX", "in"), ("ACCOUNT", "7"), ("TOKEN", "t")):
        monkeypatch.setenv(f"CHATWOOT_{name}", value)
    helpdesk.answers |= {"/contacts": {"source_id": "s"}, "/conversations": {"id": 12}}
    with told(desk, example("chatwoot_inbox")) as sender:
        desk.open_case("a")
        sender.couriers[0].deliver_due()
        if not is_open:
            desk.resolve("a")
        is_erased(desk, "a")
        helpdesk.misses = 1  # somebody deleted it there already
        sender.couriers[0].deliver_due()
    assert set(states(sender)) == {"delivered"}
    gone = "DELETE /api/v1/accounts/7/conversations/12"
    after = helpdesk.asked[[*helpdesk.paths()].index(gone) + 1 :]
    assert not any(QUESTION in json.dumps(body) for _, _, body in after)
    assert not any("kim" in json.dumps(body) for _, _, body in after)
    assert len(after) == (4 if is_open else 0)
    if is_open:
        assert after[0][2]["identifier"].startswith("erased-")
        assert after[2][2] == {"content": "erased by ann", "private": True}


def test_a_reply_in_chatwoot_is_one_that_our_route_takes(tmp_path: Path) -> None:
    inbox = example("chatwoot_inbox")
    event = {
        "event": "message_created",
        "id": 501,
        "content": "It comes today.",
        "message_type": "outgoing",
        "private": False,
        "sender": {"id": 3, "name": "Ann", "type": "user"},
        "conversation": {"id": 12, "custom_attributes": {"tradewind_id": "a/1"}},
    }
    path, body = inbox.reply_from(event)
    assert path == "/v1/handoffs/a%2F1/reply"
    taken = CaseReplyIn.model_validate(body)
    assert (taken.agent, taken.text, taken.id) == ("Ann", "It comes today.", "chatwoot-501")
    scope = {"type": "http", "method": "POST", "path": "/v1/handoffs/a/reply"}
    routes = create_app(fake_services(tmp_path), access=EVERYONE).routes
    assert any(route.matches(scope)[0] == Match.FULL for route in routes)
    changes: tuple[dict[str, Any], ...] = (
        {"message_type": "incoming"},
        {"private": True},
        {"event": "message_updated"},
        {"conversation": {"custom_attributes": {}}},
    )
    for change in changes:
        assert inbox.reply_from(event | change) is None
