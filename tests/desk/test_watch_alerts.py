"""A class of risk that rises across customers: told once, on its cases, and gone in time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from answer.desk.alert_store import AlertStore
from answer.desk.watch_alerts import AlertWatch
from api.bootstrap import Application
from tests.desk.stored import a_risk
from tests.desk.working_desk import WorkingDesk, working_desk


@pytest.fixture
def desk(company: Application, tmp_path: Path) -> Iterator[WorkingDesk]:
    with working_desk(company, tmp_path / "tradewind.db") as opened:
        yield opened


def watch(desk: WorkingDesk) -> AlertWatch:
    return AlertWatch(desk.desk, alerts=AlertStore(desk.desk.database))


def write_of(desk: WorkingDesk, customer: str, risk_class: str = "safety") -> str:
    """A case whose first message is of this class, whatever a classifier makes of it."""
    handoff = desk.hand_over(customer_id=customer)
    case = desk.desk.cases.case(handoff.queue_id)
    desk.desk.conversations.add_risks(
        case.message_id,
        conversation_id=case.conversation_id,
        risks=[a_risk(risk_class)],
        at=desk.clock.at,
    )
    desk.desk.cases.step(
        case.id,
        step="noted",
        actor="desk",
        at=desk.clock.at,
        allowed_from=("open",),
        change=lambda found: replace(found, risk_class=risk_class),
    )
    desk.clock.pass_by(minutes=1)
    return case.id


def test_a_rise_takes_the_colours_one_after_the_other_and_each_is_told_once(
    desk: WorkingDesk,
) -> None:
    looking = watch(desk)
    assert looking.look() == ()
    seen: list[str] = []
    for number in range(6):
        write_of(desk, f"customer {number}")
        seen.extend(alert.colour for alert in looking.look())
        assert looking.look() == ()
    assert seen == ["yellow", "orange", "red"]


def test_red_cases_go_on_the_plan_with_its_legal_step_and_come_first(desk: WorkingDesk) -> None:
    other = desk.hand_over(customer_id="somebody else", customer_tier="diamond").queue_id
    first = write_of(desk, "customer 0")
    looking = watch(desk)
    for number in range(1, 6):
        write_of(desk, f"customer {number}")
    at = desk.clock.at
    looking.look()
    case = desk.desk.cases.case(first)
    assert case.colour == "red"
    assert case.legal_step_due_at == at + timedelta(hours=24)
    assert case.resolve_due_at is not None
    assert case.resolve_due_at <= desk.clock.at + timedelta(hours=48)
    listed = [one.id for one in desk.desk.cases.cases().cases]
    assert listed.index(other) == len(listed) - 1
    late = write_of(desk, "customer 7")
    looking.look()
    assert desk.desk.cases.case(late).colour == "red", "who writes later joins it"


def test_the_same_customer_over_and_over_is_no_alert(desk: WorkingDesk) -> None:
    for _ in range(8):
        desk.clock.pass_by(minutes=1)
        handoff = desk.hand_over()
        case = desk.desk.cases.case(handoff.queue_id)
        desk.desk.conversations.add_risks(
            f"m{desk.clock.at}",
            conversation_id=case.conversation_id,
            risks=[a_risk("customs")],
            at=desk.clock.at,
        )
    assert watch(desk).look() == ()


def test_an_alert_falls_step_by_step_and_outlives_a_restart(
    company: Application, tmp_path: Path
) -> None:
    path = tmp_path / "tradewind.db"
    with working_desk(company, path) as desk:
        for number in range(6):
            write_of(desk, f"customer {number}")
        (alert,) = watch(desk).look()
        assert alert.colour == "red"
        clock = desk.clock
    clock.pass_by(days=10)
    with working_desk(company, path, clock) as desk:
        colours: list[str] = []
        for _ in range(5):
            colours.extend(found.colour for found in watch(desk).look())
            clock.pass_by(hours=25)
        assert colours == ["orange", "yellow", ""]
        assert {case.colour for case in desk.desk.cases.cases().cases} == {""}
