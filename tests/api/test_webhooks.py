"""Webhooks over real connections: nothing is lost, nothing done twice, nobody held by others."""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.webhooks import WebhookSender
from ingest.errors import DeskUnavailable
from tests.api.webhook_desk import DRAFT, NOON, QUESTION, Clock, Desk, target
from tests.everyone import EVERYONE
from tests.fakes import fake_services
from tests.webhook_target import (
    Close,
    DripBody,
    Hang,
    Received,
    Status,
    TargetServer,
    target_server,
)

PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def server() -> Iterator[TargetServer]:
    with target_server() as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    made = Desk(tmp_path / "tradewind.db", clock=clock)
    yield made
    made.database.close()


def deliver(sender: WebhookSender) -> int:
    """What the threads of a server do, once and now."""
    return sum(courier.deliver_due() for courier in sender.couriers)


def states(sender: WebhookSender) -> list[str]:
    """Of every message, the oldest first."""
    return [one.state for one in reversed(sender.deliveries())]


def told(server: TargetServer) -> list[tuple[str, str]]:
    return [(one.json["data"]["case"]["id"], one.type) for one in server.received]


def test_a_target_hears_what_it_asked_for_and_no_words(desk: Desk, server: TargetServer) -> None:
    sender = desk.sender(target(server.url, console_url="https://desk.example.com"))
    desk.open_case("a/1")
    desk.step("a/1", "noted")
    desk.step("a/1", "resolved")
    desk.step("a/1", "rated")
    assert deliver(sender) == 2
    assert told(server) == [("a/1", "handoff.created"), ("a/1", "handoff.resolved")]
    message = server.received[0].json
    assert message["timestamp"] == "2026-03-02T12:00:00Z"
    assert message["version"] == 1
    data = message["data"]
    assert (data["step"], data["state"], data["actor"]) == ("opened", "open", "desk")
    assert (data["conversation_id"], data["customer_id"]) == ("conversation a/1", "kim🙂")
    assert (data["question"], data["draft"], data["message"]) == (None, None, None)
    case = data["case"]
    assert (case["level"], case["tier"], case["reason"]) == ("L2", "gold", "risk")
    assert (case["risk_class"], case["market"], case["language"]) == ("anger", "DE", "en")
    assert (case["team"], case["assignee"], case["priority"]) == ("berlin", None, 2)
    assert case["due_at"] == "2026-03-02T12:30:00Z"
    assert case["url"] == "https://desk.example.com/console/cases/a%2F1"
    assert case["version"] == 4, "the case as it stands now"
    assert QUESTION not in server.received[0].body.decode()
    assert deliver(sender) == 0


def test_what_the_customer_wrote_is_sent_where_the_settings_say_so(
    desk: Desk, server: TargetServer
) -> None:
    events = frozenset(("created", "customer_wrote", "replied", "resolved"))
    sender = desk.sender(target(server.url, include_text=True, events=events))
    desk.open_case("a")
    desk.write("a", "m2", "Is anybody there?")
    desk.step("a", "customer_wrote", message_id="m2")
    desk.write("a", "m3", "Yes: it comes today.", role="agent", author="ann")
    desk.step("a", "replied", message_id="m3")
    desk.write("a", "m4", "They are angry.", role="agent", author="ann", is_internal=True)
    desk.step("a", "resolved", message_id="m4")
    assert deliver(sender) == 4
    data = [one.json["data"] for one in server.received]
    assert [(one["question"], one["draft"]) for one in data] == [(QUESTION, DRAFT)] * 4
    assert [one["message"] and one["message"]["text"] for one in data] == [
        QUESTION,
        "Is anybody there?",
        "Yes: it comes today.",
        None,
    ]
    assert (data[2]["message"]["role"], data[2]["message"]["author"]) == ("agent", "ann")


def test_a_target_that_fails_is_told_later_with_the_same_id(
    desk: Desk, server: TargetServer, clock: Clock
) -> None:
    server.answer(Status(500), Close(), Status(302, (("location", "/x"),)), Status(200))
    sender = desk.sender(target(server.url))
    desk.open_case("a")
    for count, pause in enumerate((5, 30, 120), start=1):
        assert deliver(sender) == 1
        assert deliver(sender) == 0, "not before its time"
        assert len(server.received) == count
        clock.move(pause)
    assert deliver(sender) == 1
    assert len({one.id for one in server.received}) == 1
    assert len({one.headers["webhook-timestamp"] for one in server.received}) == 4
    (delivery,) = sender.deliveries()
    assert (delivery.state, delivery.attempts, delivery.last_status) == ("delivered", 4, 200)
    assert delivery.last_error == ""


def test_after_the_last_try_a_message_is_dead_and_can_be_sent_again(
    desk: Desk, server: TargetServer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer(Status(500))
    sender = desk.sender(target(server.url))
    desk.open_case("a")
    for _ in range(6):
        deliver(sender)
        clock.move(600)
    assert len(server.received) == 4
    (dead,) = sender.deliveries(state="dead")
    assert (dead.attempts, dead.last_status, dead.last_error) == (4, 500, "answers with 500")
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 1
    server.answer(Status(200))
    sender.retry(dead.id)
    clock.move(600)
    assert deliver(sender) == 1
    assert states(sender) == ["delivered"]
    assert server.received[-1].id == dead.message_id


def test_a_target_that_is_down_is_asked_with_one_message_now_and_then(
    desk: Desk, server: TargetServer, clock: Clock
) -> None:
    server.answer(Status(503))
    sender = desk.sender(target(server.url))
    for number in range(20):
        desk.open_case(str(number))
    assert deliver(sender) == 3
    clock.move(31)
    assert deliver(sender) == 1
    assert deliver(sender) == 0
    server.answer(Status(200))
    clock.move(31)
    assert deliver(sender) >= 16
    clock.move(600)
    deliver(sender)
    assert states(sender) == ["delivered"] * 20


def test_a_message_that_a_target_does_not_take_is_not_the_target_s_fault(
    desk: Desk, server: TargetServer
) -> None:
    server.answer(Status(422))
    sender = desk.sender(target(server.url))
    for number in range(5):
        desk.open_case(str(number))
    assert deliver(sender) == 5


def test_a_target_that_says_when_is_left_alone_until_then(
    desk: Desk, server: TargetServer, clock: Clock
) -> None:
    server.answer(Status(429, (("retry-after", "100"),)), Status(200))
    sender = desk.sender(target(server.url))
    desk.open_case("a")
    desk.open_case("b")
    assert deliver(sender) == 1
    clock.move(99)
    assert deliver(sender) == 0
    clock.move(1)
    assert deliver(sender) == 2
    assert states(sender) == ["delivered", "delivered"]


def test_a_target_that_is_gone_is_told_nothing_until_it_is_enabled(
    desk: Desk, server: TargetServer, clock: Clock
) -> None:
    server.answer(Status(410), Status(200))
    sender = desk.sender(target(server.url))
    desk.open_case("a")
    desk.open_case("b")
    assert deliver(sender) == 1
    desk.open_case("c")
    clock.move(10_000)
    assert deliver(sender) == 0
    ((_, standing),) = sender.targets()
    assert standing.disabled_at == NOON
    assert "410 Gone" in standing.disabled_because
    assert (standing.dead, standing.pending) == (1, 1)
    sender.enable("desk")
    assert deliver(sender) == 2
    sender.retry_all("desk")
    assert deliver(sender) == 1
    assert sorted(told(server)[1:]) == [(name, "handoff.created") for name in "abc"]


def test_an_inactive_target_hears_later_what_happened(desk: Desk, server: TargetServer) -> None:
    asleep = target(server.url, is_active=False)
    sender = desk.sender(asleep)
    desk.open_case("a")
    assert deliver(sender) == 0
    assert sender.deliveries() == ()
    assert deliver(desk.sender(replace(asleep, is_active=True))) == 1


def test_a_case_that_was_erased_is_told_to_nobody(
    desk: Desk, server: TargetServer, clock: Clock
) -> None:
    sender = desk.sender(target(server.url))
    server.answer(Status(500))
    desk.open_case("a")
    deliver(sender)
    with desk.database.writing() as database:
        database.execute("delete from case_events")
        database.execute("delete from cases")
    server.answer(Status(200))
    clock.move(5)
    deliver(sender)
    assert len(server.received) == 1
    (dead,) = sender.deliveries()
    assert (dead.state, dead.last_error) == ("dead", "its case is no longer there")


def test_a_message_over_which_every_process_died_is_dead(desk: Desk, server: TargetServer) -> None:
    sender = desk.sender(target(server.url))
    desk.open_case("a")
    server.answer(Status(500))
    deliver(sender)
    with desk.database.writing() as database:
        database.execute(
            "update webhook_deliveries set state = 'sending', attempts = 4, next_attempt_at = 0"
        )
    deliver(sender)
    assert states(sender) == ["dead"]
    assert len(server.received) == 1


def test_a_target_that_hangs_or_drips_holds_nobody_else(desk: Desk) -> None:
    with target_server() as hanging, target_server() as dripping, target_server() as well:
        hanging.answer(Hang())
        dripping.answer(DripBody())
        sender = desk.sender(
            target(hanging.url, "hanging"),
            target(dripping.url, "dripping"),
            target(well.url),
            finish_seconds=0.2,
        )
        sender.start()
        desk.open_case("first")
        sender.wake()
        hanging.wait_for(1)
        dripping.wait_for(1)
        for number in range(5):
            desk.open_case(str(number))
        sender.wake()
        well.wait_for(6)
        hanging.answer(Status(200))
        sender.close()
        assert len(hanging.received) == 1
    (kept,) = (one for one in sender.deliveries(target="hanging") if one.case_id == "first")
    assert (kept.state, kept.attempts) == ("pending", 0), "given back by the sender that stopped"


def test_what_was_on_its_way_when_the_server_stopped_is_sent_by_the_next(
    desk: Desk, server: TargetServer
) -> None:
    server.answer(Hang())
    first = desk.sender(target(server.url), finish_seconds=0.2)
    first.start()
    desk.open_case("a")
    server.wait_for(1)
    first.close()
    server.answer(Status(200))
    second = desk.sender(target(server.url))
    second.start()
    server.wait_for(2)
    second.close()
    assert len({one.id for one in server.received}) == 1
    assert states(second) == ["delivered"]


def test_a_process_killed_while_it_sends_loses_nothing(
    desk: Desk, server: TargetServer, clock: Clock, tmp_path: Path
) -> None:
    server.answer(Hang())
    sender = desk.sender(target(server.url))
    desk.open_case("a")
    desk.step("a", "resolved")
    program = (
        "import sys; from pathlib import Path; from tests.api.webhook_desk import Desk, target\n"
        "sender = Desk(Path(sys.argv[1])).sender(target(sys.argv[2]))\n"
        "sender.couriers[0].deliver_due()\n"
    )
    doomed = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "tradewind.db"), server.url], cwd=PROJECT
    )
    server.wait_for(1)
    os.kill(doomed.pid, signal.SIGKILL)
    doomed.wait(30)
    server.answer(Status(200))
    assert states(sender) == ["sending", "pending"]
    assert deliver(sender) == 0, "it may be on its way still"
    clock.move(60)
    assert deliver(sender) == 2
    assert told(server)[1:] == [("a", "handoff.created"), ("a", "handoff.resolved")]
    assert server.received[1].id == server.received[0].id
    assert states(sender) == ["delivered", "delivered"]


def test_two_servers_send_each_message_once(
    desk: Desk, server: TargetServer, tmp_path: Path
) -> None:
    other = Desk(tmp_path / "tradewind.db", clock=desk.clock)
    senders = [desk.sender(target(server.url)), other.sender(target(server.url))]
    for sender in senders:
        sender.start()
    for number in range(30):
        (desk, other)[number % 2].open_case(str(number))
        senders[number % 2].wake()
    server.wait_for(30)
    for sender in senders:
        sender.close()
    assert sorted(told(server)) == sorted((str(n), "handoff.created") for n in range(30))
    assert states(senders[0]) == ["delivered"] * 30
    other.database.close()


def test_a_database_that_fails_for_a_while_ends_no_thread(
    desk: Desk, server: TargetServer, caplog: pytest.LogCaptureFixture
) -> None:
    failing = [DeskUnavailable("it is locked"), ZeroDivisionError("a mistake of ours")]

    class Failing:
        last_event_id = desk.cases.last_event_id
        case = desk.cases.case

        def events(self, *, after_id: int, limit: int) -> Any:
            if failing:
                raise failing.pop(0)
            return desk.cases.events(after_id=after_id, limit=limit)

    sender = desk.sender(target(server.url), cases=Failing(), after_error_seconds=0.0)
    desk.open_case("a")
    sender.start()
    server.wait_for(1)
    sender.close()
    assert "webhook desk: it is locked" in caplog.text
    assert "webhook desk: an unexpected error" in caplog.text


def test_nothing_that_is_logged_or_answered_holds_a_secret_or_an_address(
    desk: Desk, server: TargetServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = b"a-key-of-twenty-four-by."
    sender = desk.sender(target(server.url, keys=(key,)))
    desk.open_case("a")
    server.answer(Status(500, body=server.url.encode()), Status(410))
    services = replace(fake_services(tmp_path), webhooks=sender)
    with (
        TestClient(create_app(services, access=EVERYONE), base_url="http://localhost") as client,
        caplog.at_level(logging.INFO),
    ):
        deliver(sender)
        answers = [
            client.get("/v1/webhooks").text,
            client.get("/v1/webhooks/deliveries").text,
            client.post("/v1/webhooks/desk/test").text,
            client.post("/v1/webhooks/nobody/test").text,
        ]
    for text in (*answers, caplog.text, repr(sender.targets())):
        assert "nobody-should-see" not in text
        assert key.decode() not in text


@pytest.fixture
def client(
    desk: Desk, server: TargetServer, tmp_path: Path
) -> Iterator[tuple[TestClient, WebhookSender]]:
    sender = desk.sender(target(server.url))
    services = replace(fake_services(tmp_path), webhooks=sender)
    with TestClient(create_app(services, access=EVERYONE), base_url="http://localhost") as made:
        yield made, sender
    sender.close()


def test_the_routes_show_targets_and_dead_messages_and_send_again(
    client: tuple[TestClient, WebhookSender], desk: Desk, server: TargetServer
) -> None:
    http, sender = client
    (shown,) = http.get("/v1/webhooks").json()["webhooks"]
    assert shown["name"] == "desk"
    assert shown["address"] == server.url.partition("/hooks")[0]
    assert (shown["dead"], shown["last_error"]) == (0, None)
    for name in ("a", "b", "c"):
        desk.open_case(name)
    server.answer(Status(410))
    deliver(sender)
    (shown,) = http.get("/v1/webhooks").json()["webhooks"]
    assert (shown["dead"], shown["pending"]) == (1, 2)
    assert shown["last_error"] == "answers with 410"
    assert "410 Gone" in shown["disabled_because"]
    (dead,) = http.get("/v1/webhooks/deliveries", params={"state": "dead"}).json()["deliveries"]
    assert (dead["case_id"], dead["event"], dead["last_status"]) == ("a", "created", 410)
    assert len(http.get("/v1/webhooks/deliveries").json()["deliveries"]) == 3
    assert http.get("/v1/webhooks/deliveries?webhook=x").json() == {"deliveries": []}
    again = http.post(f"/v1/webhooks/deliveries/{dead['id']}/retry")
    assert (again.status_code, again.json()["state"]) == (200, "pending")
    twice = http.post(f"/v1/webhooks/deliveries/{dead['id']}/retry")
    assert twice.status_code == 409
    assert http.post("/v1/webhooks/desk/retry").json() == {"retried": 0}
    enabled = http.post("/v1/webhooks/desk/enable").json()
    assert (enabled["disabled_at"], enabled["disabled_because"]) == (None, None)
    server.answer(Status(200))
    assert deliver(sender) == 3


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/webhooks/deliveries/999/retry", 404),
        ("/v1/webhooks/deliveries/x/retry", 422),
        ("/v1/webhooks/deliveries/-1/retry", 422),
        (f"/v1/webhooks/deliveries/{10**30}/retry", 422),
        ("/v1/webhooks/nobody/retry", 404),
        ("/v1/webhooks/nobody/test", 404),
        ("/v1/webhooks/nobody/enable", 404),
        ("/v1/webhooks/%27%3B%20drop%20table%20cases/enable", 404),
    ],
)
def test_what_is_not_there_is_a_problem(
    client: tuple[TestClient, WebhookSender], path: str, status: int
) -> None:
    answer = client[0].post(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_test_is_signed_sent_at_once_and_kept_nowhere(
    client: tuple[TestClient, WebhookSender], server: TargetServer
) -> None:
    http, sender = client
    assert http.post("/v1/webhooks/desk/test").json()["outcome"] == "delivered"
    received = server.received[0]
    assert received.type == "webhook.test"
    assert received.headers["webhook-signature"].startswith("v1,")
    assert received.json["data"]["case"]["id"] == "test"
    server.answer(Status(401))
    tested = http.post("/v1/webhooks/desk/test").json()
    assert (tested["outcome"], tested["status"]) == ("failed", 401)
    assert tested["problem"] == "answers with 401"
    assert sender.deliveries() == ()


def test_every_message_is_of_the_published_shape(desk: Desk, server: TargetServer) -> None:
    """One set of fields, whatever the event: a receiver is written once."""
    shapes: set[str] = set()

    def shape(received: Received) -> Status:
        data = received.json["data"]
        shapes.add(json.dumps([sorted(received.json), sorted(data), sorted(data["case"])]))
        return Status()

    server.answering = shape
    sender = desk.sender(target(server.url, include_text=True), target(server.url, "other"))
    desk.open_case("a")
    desk.step("a", "breached_first_reply")
    desk.step("a", "reopened")
    assert deliver(sender) == 6
    sender.test("desk")
    assert len(shapes) == 1


def test_waking_is_enough_where_nobody_looks_for_hours(desk: Desk, server: TargetServer) -> None:
    sender = desk.sender(target(server.url), look_seconds=10_000.0)
    desk.open_case("a")
    sender.start()
    server.wait_for(1)
    desk.open_case("b")
    sender.wake()
    server.wait_for(2)
    sender.close()
    assert told(server) == [("a", "handoff.created"), ("b", "handoff.created")]
