"""The outbox: every event is told to every target once, whatever dies in between."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from answer.desk.case import Case, CaseEvent, CaseStep
from answer.desk.case_store import ANY_STATE, CaseStore
from answer.desk.conversation import Conversation
from answer.desk.conversation_store import ConversationStore
from answer.desk.database import DeskDatabase
from answer.desk.delivery import EVENT_OF_STEP, Delivery, DeliveryResult, WebhookEvent
from answer.desk.webhook_overview import WebhookOverview
from answer.desk.webhook_store import WebhookStore
from ingest.errors import DeskConflict, DeskMissing
from tests.desk.stored import a_case

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVERYTHING: frozenset[WebhookEvent] = frozenset(("created", "claimed", "resolved", "reopened"))
DELIVERED = DeliveryResult(state="delivered", status=200)
DEAD = DeliveryResult(state="dead", status=500, error="answers with 500")


class Desk:
    """A database with cases in it, opened as a process opens it."""

    def __init__(self, path: Path) -> None:
        self.database = DeskDatabase(path)
        self.cases = CaseStore(self.database)
        self.outbox = WebhookStore(self.database)
        self.overview = WebhookOverview(self.database)

    def open_case(self, name: str) -> None:
        conversations = ConversationStore(self.database)
        conversations.open_conversation(
            Conversation(
                id=name, customer_id="kim", channel="web", opened_at=NOON, last_message_at=NOON
            )
        )
        self.cases.open_case(case_of_kim(name))

    def step(self, name: str, step: CaseStep) -> None:
        self.cases.step(name, step=step, actor="ann", at=NOON, allowed_from=ANY_STATE)

    def take_over(self, target: str = "t", *, wanted: frozenset[WebhookEvent] = EVERYTHING) -> int:
        cursor = self.outbox.cursor(target)
        assert cursor is not None
        events = self.cases.events(after_id=cursor)
        return self.outbox.take_over(target, events, wanted=wanted, now=NOON)

    def claim(self, target: str = "t", *, at: datetime = NOON) -> Delivery | None:
        return self.outbox.claim(target, now=at, lease_seconds=40)

    def claimed(self, target: str = "t", *, at: datetime = NOON) -> Delivery:
        found = self.claim(target, at=at)
        assert found is not None
        return found


def case_of_kim(name: str) -> Case:
    return a_case(
        id=name,
        conversation_id=name,
        customer_id="kim",
        question="Where is my order?",
        opened_at=NOON,
    )


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "tradewind.db")
    made.outbox.follow("t", address_print="a", start_after=0)
    yield made
    made.database.close()


def test_each_event_becomes_one_message_a_target(desk: Desk) -> None:
    desk.outbox.follow("other", address_print="a", start_after=0)
    for name in ("a", "b"):
        desk.open_case(name)
        desk.step(name, "noted")
    assert desk.take_over() == 2
    assert desk.take_over() == 0
    assert desk.take_over("other") == 2
    assert desk.outbox.cursor("t") == desk.cases.last_event_id()
    found = desk.overview.deliveries(target="t")
    assert [(one.case_id, one.event, one.state) for one in found] == [
        ("b", "created", "pending"),
        ("a", "created", "pending"),
    ]
    ids = {one.message_id for one in desk.overview.deliveries()}
    assert len(ids) == 4
    assert not any("." in one for one in ids)


def test_events_that_come_again_change_nothing(desk: Desk) -> None:
    """Two processes look at the same events, or one does after the other died."""
    desk.open_case("a")
    events = desk.cases.events()
    assert desk.outbox.take_over("t", events, wanted=EVERYTHING, now=NOON) == 1
    desk.step("a", "claimed")
    assert desk.take_over() == 1
    assert desk.outbox.take_over("t", events, wanted=EVERYTHING, now=NOON) == 0
    assert desk.outbox.cursor("t") == desk.cases.last_event_id()


def test_a_process_that_dies_taking_events_over_took_none_or_all(
    desk: Desk, tmp_path: Path
) -> None:
    desk.open_case("a")
    desk.open_case("b")

    class Killed(BaseException):
        pass

    def half_way() -> None:
        with desk.database.writing():
            desk.take_over()
            raise Killed

    with pytest.raises(Killed):
        half_way()
    again = Desk(tmp_path / "tradewind.db")
    assert again.outbox.cursor("t") == 0
    assert again.overview.deliveries() == ()
    assert again.take_over() == 2
    again.database.close()


def test_a_new_target_hears_of_what_happens_from_then_on(desk: Desk) -> None:
    desk.open_case("a")
    desk.outbox.follow("late", address_print="a", start_after=desk.cases.last_event_id())
    desk.open_case("b")
    assert desk.take_over("late") == 1
    assert desk.claimed("late").case_id == "b"
    desk.outbox.follow("late", address_print="a", start_after=0)
    assert desk.outbox.cursor("late") == desk.cases.last_event_id(), "it goes on where it was"


def test_a_message_is_sent_by_one_until_the_lease_is_over(desk: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "tradewind.db")
    desk.open_case("a")
    desk.take_over()
    first = desk.claimed()
    assert (first.state, first.attempts) == ("sending", 1)
    assert other.claim() is None
    assert other.claim(at=NOON + timedelta(seconds=39)) is None
    late = NOON + timedelta(seconds=41)
    second = other.claimed(at=late)
    assert (second.message_id, second.attempts) == (first.message_id, 2)
    assert not desk.outbox.record(first, DEAD, now=late), "it is not theirs any more"
    assert other.outbox.record(second, DELIVERED, now=late)
    assert not other.outbox.record(second, DEAD, now=late)
    assert desk.claim(at=late + timedelta(days=1)) is None
    assert [one.state for one in desk.overview.deliveries()] == ["delivered"]
    other.database.close()


def test_many_senders_get_each_message_once(desk: Desk, tmp_path: Path) -> None:
    for number in range(40):
        desk.open_case(f"case {number}")
    desk.take_over()
    claimed: list[int] = []
    together = threading.Barrier(4)

    def send_all() -> None:
        mine = Desk(tmp_path / "tradewind.db")
        together.wait()
        while (found := mine.claim()) is not None:
            claimed.append(found.id)
            assert mine.outbox.record(found, DELIVERED, now=NOON)
        mine.database.close()

    threads = [threading.Thread(target=send_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(claimed) == 40
    assert len(set(claimed)) == 40
    assert desk.overview.standings()["t"].delivered == 40


def test_what_happened_to_one_case_is_told_in_order(desk: Desk) -> None:
    desk.open_case("a")
    desk.step("a", "claimed")
    desk.open_case("b")
    desk.take_over()
    first = desk.claimed()
    assert (first.case_id, first.event) == ("a", "created")
    assert desk.claimed().case_id == "b", "another case does not wait"
    assert desk.claim() is None
    later = NOON + timedelta(seconds=30)
    again = DeliveryResult(state="pending", status=500, error="x", next_attempt_at=later)
    desk.outbox.record(first, again, now=NOON)
    assert desk.claim() is None, "its second message waits for the first"
    assert desk.claimed(at=later).event == "created"


def test_a_dead_message_holds_up_none_of_its_case(desk: Desk) -> None:
    desk.open_case("a")
    desk.step("a", "claimed")
    desk.take_over()
    desk.outbox.record(desk.claimed(), DEAD, now=NOON)
    assert desk.claimed().event == "claimed"


def test_a_message_that_is_given_back_was_not_tried(desk: Desk) -> None:
    desk.open_case("a")
    desk.take_over()
    desk.outbox.give_back(desk.claimed(), now=NOON)
    assert desk.claimed().attempts == 1


def test_a_disabled_target_hears_nothing_until_it_is_enabled_or_moves(desk: Desk) -> None:
    desk.outbox.disable("t", because="it said so", now=NOON)
    assert desk.outbox.cursor("t") is None
    standing = desk.overview.standings()["t"]
    assert (standing.disabled_at, standing.disabled_because) == (NOON, "it said so")
    desk.outbox.follow("t", address_print="a", start_after=99)
    assert desk.outbox.cursor("t") is None, "the same address stays disabled"
    desk.outbox.follow("t", address_print="b", start_after=99)
    assert desk.outbox.cursor("t") == 0
    desk.outbox.disable("t", because="again", now=NOON)
    desk.overview.enable("t")
    assert desk.outbox.cursor("t") == 0
    with pytest.raises(DeskMissing, match="no webhook 'x'"):
        desk.overview.enable("x")


def test_dead_messages_are_listed_and_sent_again(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        desk.open_case(name)
    desk.take_over()
    for _ in range(3):
        desk.outbox.record(desk.claimed(), DEAD, now=NOON)
    dead = desk.overview.deliveries(state="dead")
    assert [one.case_id for one in dead] == ["c", "b", "a"]
    assert desk.overview.deliveries(state="dead", before_id=dead[1].id) == dead[2:]
    assert desk.overview.deliveries(limit=1) == dead[:1]
    revived = desk.overview.retry(dead[0].id, now=NOON)
    assert (revived.state, revived.attempts, revived.message_id) == (
        "pending",
        0,
        dead[0].message_id,
    )
    with pytest.raises(DeskConflict, match="is pending; only dead"):
        desk.overview.retry(dead[0].id, now=NOON)
    with pytest.raises(DeskMissing, match="no delivery 999"):
        desk.overview.retry(999, now=NOON)
    assert desk.overview.retry_all("other", now=NOON) == 0
    assert desk.overview.retry_all("t", now=NOON) == 2
    assert desk.overview.deliveries(state="dead") == ()
    assert [desk.claimed().attempts for _ in range(3)] == [1, 1, 1]


def test_a_standing_counts_and_tells_the_last_error(desk: Desk) -> None:
    for name in ("a", "b", "c", "d"):
        desk.open_case(name)
    desk.take_over()
    desk.outbox.record(desk.claimed(), DELIVERED, now=NOON)
    desk.outbox.record(desk.claimed(), replace(DEAD, error="x" * 999), now=NOON)
    desk.claimed()
    standing = desk.overview.standings()["t"]
    assert (standing.pending, standing.delivered, standing.dead) == (2, 1, 1)
    assert standing.last_delivered_at == standing.last_error_at == NOON
    assert standing.last_error == "x" * 200


def test_what_is_old_is_forgotten_and_not_told_again(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        desk.open_case(name)
    desk.take_over()
    desk.outbox.record(desk.claimed(), DELIVERED, now=NOON)
    desk.outbox.record(desk.claimed(), DEAD, now=NOON)
    assert desk.outbox.prune(now=NOON + timedelta(days=14)) == 0
    assert desk.outbox.prune(now=NOON + timedelta(days=15)) == 1
    assert desk.outbox.prune(now=NOON + timedelta(days=91)) == 1
    assert [one.state for one in desk.overview.deliveries()] == ["pending"], "never what is due"
    assert desk.take_over() == 0


def test_a_case_s_text_and_names_are_not_in_the_outbox(desk: Desk) -> None:
    desk.open_case("a")
    desk.take_over()
    with desk.database.reading() as database:
        kept = str([*database.query("select * from webhook_deliveries")])
    assert "order" not in kept
    assert "kim" not in kept


def test_steps_that_nobody_else_should_know_of_make_no_message(desk: Desk) -> None:
    told_of = set(get_args(WebhookEvent))
    assert set(EVENT_OF_STEP.values()) == told_of
    silent: tuple[CaseStep, ...] = ("noted", "promoted", "legal_step_done")
    assert set(get_args(CaseStep)) - EVENT_OF_STEP.keys() == set(silent)
    events = [
        CaseEvent(id=number, case_id="a", at=NOON, step=step, actor="ann", state="open")
        for number, step in enumerate(silent, start=1)
    ]
    assert desk.outbox.take_over("t", events, wanted=frozenset(told_of), now=NOON) == 0
    assert desk.outbox.cursor("t") == len(silent)
