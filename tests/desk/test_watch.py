"""What the clock does: nothing is silent, nothing is done twice, nothing goes round in loops."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from answer.desk.case import Case
from api.bootstrap import Application
from tests.desk.working_desk import Clock, WorkingDesk, working_desk


@pytest.fixture
def desk(company: Application, tmp_path: Path) -> Iterator[WorkingDesk]:
    with working_desk(company, tmp_path / "tradewind.db") as opened:
        yield opened


def case_of(desk: WorkingDesk, case_id: str) -> Case:
    return desk.desk.cases.case(case_id)


def look(desk: WorkingDesk) -> int:
    return desk.services.watch.look().breached


def test_before_its_time_nothing_happens_to_a_case(desk: WorkingDesk) -> None:
    desk.hand_over(customer_tier="gold")
    desk.clock.pass_by(minutes=29)
    assert look(desk) == 0


def test_a_breach_raises_the_case_tells_its_lead_and_its_customer_once(desk: WorkingDesk) -> None:
    handoff = desk.hand_over(customer_tier="gold")
    before = case_of(desk, handoff.queue_id)
    desk.clock.pass_by(minutes=31)
    assert (look(desk), look(desk)) == (1, 0)
    case = case_of(desk, handoff.queue_id)
    assert (case.level, case.state, case.assignee, case.breaches) == ("L2", "open", "", 1)
    assert case.priority < before.priority
    assert case.first_reply_due_at is not None
    assert case.first_reply_due_at > desk.clock.at
    events = desk.desk.cases.events(case_id=case.id)
    assert [event.step for event in events] == ["opened", "breached_first_reply", "raised"]
    assert dict(events[1].details)["told"]
    told = [text for role, text in desk.texts(case.conversation_id) if role == "assistant"]
    assert len(told) == 2
    assert "longer than expected" in told[1]
    assert "Central European" in told[1], "the new time, on the customer's clock"


def test_who_had_claimed_it_and_did_not_reply_has_it_no_more(desk: WorkingDesk) -> None:
    handoff = desk.hand_over(customer_tier="gold")
    desk.work.claim(handoff.queue_id, agent="li")
    desk.clock.pass_by(minutes=31)
    look(desk)
    case = case_of(desk, handoff.queue_id)
    assert (case.assignee, case.state) == ("", "open")
    breach = desk.desk.cases.events(case_id=case.id, steps=("breached_first_reply",))[0]
    assert dict(breach.details)["was_with"] == "li"


def test_left_alone_a_case_goes_up_and_stays_at_the_top_without_an_end_of_clocks(
    desk: WorkingDesk,
) -> None:
    handoff = desk.hand_over(customer_tier="gold")
    levels, due = [], []
    for _ in range(6):
        case = case_of(desk, handoff.queue_id)
        assert case.due_at is not None
        due.append(case.due_at)
        desk.clock.at = case.due_at + timedelta(seconds=1)
        assert look(desk) == 1
        assert look(desk) == 0
        levels.append(case_of(desk, handoff.queue_id).level)
    assert levels[:2] == ["L2", "L3"]
    assert set(levels[2:]) == {"L3"}
    assert due == sorted(set(due)), "each clock ends later than the one before"
    delayed = [
        text
        for role, text in desk.texts(case_of(desk, handoff.queue_id).conversation_id)
        if role == "assistant" and "longer than expected" in text
    ]
    assert len(delayed) == 1, "the customer is told once"


def test_a_case_that_waits_for_its_customer_breaches_nothing(desk: WorkingDesk) -> None:
    handoff = desk.hand_over(customer_tier="gold")
    desk.work.reply(handoff.queue_id, agent="li", text="Which model is it?", then="wait")
    desk.clock.pass_by(days=30)
    assert look(desk) == 0
    desk.hand_over("The XR-200A", customer_tier="gold", conversation_id=_conversation(desk))
    case = case_of(desk, handoff.queue_id)
    assert case.due_at is not None
    assert case.due_at > desk.clock.at


def test_a_resolution_that_is_late_is_a_breach_of_its_own(desk: WorkingDesk) -> None:
    handoff = desk.hand_over(customer_tier="gold")
    desk.work.reply(handoff.queue_id, agent="li", text="We look into it.", then="stay")
    case = case_of(desk, handoff.queue_id)
    assert case.resolve_due_at is not None
    desk.clock.at = case.resolve_due_at + timedelta(minutes=1)
    assert look(desk) == 1
    steps = [event.step for event in desk.desk.cases.events(case_id=case.id)]
    assert steps[-2:] == ["breached_resolution", "raised"]
    told = [text for role, text in desk.texts(case.conversation_id) if role == "assistant"]
    assert len(told) == 1, "they have a reply, and nothing new to know"


def test_clocks_that_ran_out_while_nobody_looked_are_noticed_after_a_restart(
    company: Application, tmp_path: Path
) -> None:
    clock = Clock()
    with working_desk(company, tmp_path / "tradewind.db", clock) as desk:
        handoff = desk.hand_over(customer_tier="gold")
    clock.pass_by(hours=3)
    with working_desk(company, tmp_path / "tradewind.db", clock) as desk:
        assert look(desk) == 1
        assert case_of(desk, handoff.queue_id).level == "L2"


def test_two_processes_that_look_at_once_note_a_breach_once(
    company: Application, tmp_path: Path
) -> None:
    clock = Clock()
    path = tmp_path / "tradewind.db"
    with working_desk(company, path, clock) as one, working_desk(company, path, clock) as other:
        handoff = one.hand_over(customer_tier="gold")
        clock.pass_by(minutes=31)
        assert look(one) + look(other) == 1
        assert case_of(one, handoff.queue_id).breaches == 1


def test_at_the_end_of_their_day_a_team_hands_on_what_nobody_has(
    company: Application, tmp_path: Path
) -> None:
    evening = Clock(datetime(2026, 11, 23, 16, 20, tzinfo=UTC))  # twenty past five in Berlin
    with working_desk(company, tmp_path / "tradewind.db", evening) as desk:
        open_case = desk.hand_over(customer_tier="standard").queue_id
        mine = desk.hand_over(customer_tier="standard", customer_id="bob").queue_id
        desk.work.claim(mine, agent="anna")
        assert case_of(desk, open_case).team == "berlin"
        evening.pass_by(minutes=30)
        assert desk.services.watch.look().passed_on == 1
        assert case_of(desk, open_case).team == "los-angeles"
        assert case_of(desk, mine).team == "berlin"
        assert desk.services.watch.look().passed_on == 0


def _conversation(desk: WorkingDesk) -> str:
    return desk.desk.conversations.conversations_of("ana")[0].id
