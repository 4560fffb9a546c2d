"""The red plan's legal step rings until it is taken; nothing that is stuck hides what is not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from answer.desk import watch
from answer.desk.case import Case
from answer.desk.case_steps import TRANSITIONS
from api.bootstrap import Application
from ingest.errors import DeskConflict
from tests.desk.stored import a_conversation
from tests.desk.working_desk import Clock, WorkingDesk, working_desk


@pytest.fixture
def desk(company: Application, tmp_path: Path) -> Iterator[WorkingDesk]:
    with working_desk(company, tmp_path / "tradewind.db") as opened:
        yield opened


def red_case(desk: WorkingDesk) -> Case:
    """A case on the red plan that an agent has replied to, so that its other clocks are far off."""
    case = desk.desk.cases.case(desk.hand_over().queue_id)
    desk.work.reply(case.id, agent="li", text="We look into it.", then="stay")
    at = desk.clock.at
    return desk.desk.cases.step(
        case.id,
        step="alerted",
        actor="desk",
        at=at,
        allowed_from=tuple(TRANSITIONS["alerted"]),
        change=lambda found: replace(
            found,
            colour="red",
            legal_step_due_at=at + timedelta(hours=24),
            resolve_due_at=at + timedelta(hours=48),
        ),
    )


def test_a_legal_step_that_is_missed_raises_the_case_and_its_leads_are_told(
    desk: WorkingDesk,
) -> None:
    case = red_case(desk)
    desk.clock.pass_by(hours=24, seconds=1)
    assert desk.services.watch.look().breached == 1
    assert desk.services.watch.look().breached == 0
    found = desk.desk.cases.case(case.id)
    assert (found.state, found.assignee, found.breaches) == ("open", "", 1)
    assert found.resolve_due_at == case.resolve_due_at, "the other clocks run as they did"
    assert found.first_replied_at == case.first_replied_at
    breach, raised = desk.desk.cases.events(case_id=case.id)[-2:]
    assert (breach.step, raised.step) == ("breached_legal_step", "raised")
    assert dict(breach.details)["told"]
    assert dict(breach.details)["was_with"] == "li"
    written = [text for role, text in desk.texts(case.conversation_id) if role == "assistant"]
    assert len(written) == 1, "the customer has nothing to do with it"


def test_it_rings_again_until_it_is_taken(desk: WorkingDesk) -> None:
    case = red_case(desk)
    for _ in range(3):
        due = desk.desk.cases.case(case.id).legal_step_due_at
        assert due is not None
        desk.clock.at = due + timedelta(seconds=1)
        assert desk.services.watch.look().breached == 1
    desk.work.legal_step_done(case.id, agent="bo", note="reported")
    steps = [event.step for event in desk.desk.cases.events(case_id=case.id)]
    assert steps.count("breached_legal_step") == 3
    desk.clock.pass_by(hours=5)
    assert desk.services.watch.look().breached == 0
    with pytest.raises(DeskConflict, match="taken already"):
        desk.work.legal_step_done(case.id, agent="bo")


def test_taken_in_time_it_never_rings(desk: WorkingDesk) -> None:
    case = red_case(desk)
    desk.clock.pass_by(hours=23)
    done = desk.work.legal_step_done(case.id, agent="li")
    assert (done.legal_step_done_at, done.state) == (desk.clock.at, "claimed")
    desk.clock.pass_by(hours=2)
    assert desk.services.watch.look().breached == 0


def test_it_rings_while_it_is_the_customers_turn(desk: WorkingDesk) -> None:
    case = red_case(desk)
    desk.work.wait(case.id, agent="li", on="waiting_customer")
    desk.clock.pass_by(hours=25)
    assert desk.services.watch.look().breached == 1


def test_clocks_that_ran_out_together_are_each_noted(desk: WorkingDesk) -> None:
    case = red_case(desk)
    desk.clock.pass_by(days=3)
    assert desk.services.watch.look().breached == 2
    steps = [event.step for event in desk.desk.cases.events(case_id=case.id)]
    assert {"breached_resolution", "breached_legal_step"} <= set(steps)
    assert desk.services.watch.look().breached == 0


# what is stuck ---------------------------------------------------------------------------------

STUCK = """
    create trigger stuck before update on cases when old.id like 'stuck-%'
    begin select raise(abort, 'no'); end
"""
"""However a case comes to it that no step can be taken with it: the disk, a hand in the file."""


def full_page(desk: WorkingDesk, *, tier: str) -> Case:
    """A page of cases that are stuck; gives the case behind them, which is not."""
    pattern = desk.desk.cases.case(desk.hand_over(customer_tier=tier).queue_id)
    with desk.desk.database.writing() as database:
        for number in range(watch.PAGE):
            name = f"stuck-{number}"
            desk.desk.conversations.open_conversation(a_conversation(name))
            earlier = pattern.opened_at - timedelta(minutes=1)
            case = replace(
                pattern,
                id=name,
                conversation_id=name,
                customer_id="",
                opened_at=earlier,
                first_reply_due_at=pattern.first_reply_due_at
                and pattern.first_reply_due_at - timedelta(minutes=1),
            )
            desk.desk.cases.open_case(case)
        database.execute(STUCK)
    return pattern


def test_a_page_of_cases_that_cannot_be_raised_hides_none_that_can(desk: WorkingDesk) -> None:
    case = full_page(desk, tier="gold")
    desk.clock.pass_by(minutes=31)
    looked = desk.services.watch.look()
    assert looked.breached == 1
    assert len(looked.failed) == watch.PAGE
    assert looked.failed[0].startswith("stuck-")
    assert desk.desk.cases.case(case.id).breaches == 1


def test_a_page_of_cases_that_cannot_be_passed_on_hides_none_that_can(
    company: Application, tmp_path: Path
) -> None:
    evening = Clock(datetime(2026, 11, 23, 16, 20, tzinfo=UTC))  # twenty past five in Berlin
    with working_desk(company, tmp_path / "tradewind.db", evening) as desk:
        case = full_page(desk, tier="standard")
        evening.pass_by(minutes=30)
        looked = desk.services.watch.look()
        assert (looked.passed_on, looked.breached) == (1, 0)
        assert len(looked.failed) == watch.PAGE
        assert desk.desk.cases.case(case.id).team != case.team
