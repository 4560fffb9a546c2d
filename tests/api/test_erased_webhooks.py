"""Webhooks of somebody who is erased: who knows their cases is told, and no word is sent again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest

from answer.desk.delivery import WebhookEvent
from api.bootstrap import Application
from api.webhooks import WebhookSender
from tests.api.real_desk import BURNT, DeskClient, desk_application, desk_client
from tests.api.webhook_desk import Clock, target
from tests.webhook_target import Received, Status, TargetServer, target_server

KIM, WORD = "kim-zyqx7741", "quarzfink"
EVERYTHING: frozenset[WebhookEvent] = frozenset(get_args(WebhookEvent))


@dataclass(frozen=True)
class Told:
    """A desk, and a helpdesk that is told of everything in words."""

    desk: DeskClient
    server: TargetServer
    sender: WebhookSender
    clock: Clock
    application: Application

    def deliver(self) -> list[Received]:
        """What is sent until nothing is due any more."""
        before = len(self.server.received)
        while self.sender.couriers[0].deliver_due():
            pass
        return self.server.received[before:]

    def due(self) -> set[str]:
        """The cases of which something waits."""
        with self.application.database.reading() as database:
            return {
                str(row[0])
                for row in database.execute("select distinct case_id from webhook_deliveries")
            }


@pytest.fixture
def told(company: Application, tmp_path: Path) -> Iterator[Told]:
    with (
        target_server() as server,
        desk_application(company, tmp_path) as application,
        desk_client(application) as desk,
    ):
        services, clock = application.services().desk, Clock()
        assert services is not None
        sender = WebhookSender(
            (target(server.url, include_text=True, events=EVERYTHING),),
            database=application.database,
            cases=services.desk.cases,
            conversations=services.desk.conversations,
            clock=clock,
            jitter=lambda: 0.5,
            back_off=(5.0, 5.0),
        )
        sender.register()
        yield Told(desk, server, sender, clock, application)


def test_each_case_is_told_to_be_erased_and_what_was_due_is_told_without_words(
    told: Told,
) -> None:
    desk, kim = told.desk, {"customer": {"id": KIM}}
    old = desk.hand_over(f"A person please, I am {WORD}.", **kim, conversation_id="talk-1")
    desk.take(old["queue_id"], "reply", text=f"Dear {WORD}, done.", then="resolve")
    assert any(WORD in one.body.decode() for one in told.deliver())
    of_bo = desk.case(customer={"id": "bo"})
    told.deliver()

    told.server.answer(Status(500))
    red = desk.hand_over(f"{BURNT} {WORD}", **kim, conversation_id="talk-2")["queue_id"]
    (tried,) = told.deliver()
    assert (tried.json["data"]["case"]["id"], tried.json["data"]["customer_id"]) == (red, KIM)
    assert WORD in tried.body.decode()
    other = desk.case(question=f"A person please, {WORD}", **kim, conversation_id="talk-3")
    told.deliver()
    assert told.due() == {old["queue_id"], of_bo, red, other}

    desk.ok(desk.http.delete(f"/v1/customers/{KIM}", params={"close_cases": True}))
    assert told.due() == {of_bo, red}, "of the red one its opening is still to be told"
    told.server.answer(Status(200))
    told.clock.move(60)
    sent = told.deliver()
    kinds = [(one.json["data"]["case"]["id"], one.type.partition(".")[2]) for one in sent]
    assert [kind for case, kind in kinds if case == old["queue_id"]] == ["erased"]
    assert [kind for case, kind in kinds if case == red] == ["created", "erased"]
    assert [kind for case, kind in kinds if case == other][-2:] == ["resolved", "erased"]
    assert of_bo not in {case for case, _ in kinds}
    for one in sent:
        body = one.body.decode()
        assert [word for word in (KIM, WORD, "talk-") if word in body] == []
        data = one.json["data"]
        assert [data[name] for name in ("customer_id", "question", "message")] == [None] * 3
    states = {one.json["data"]["case"]["id"]: one.json["data"]["case"]["state"] for one in sent}
    assert states == {old["queue_id"]: "resolved", red: "open", other: "resolved"}
    assert told.deliver() == []
