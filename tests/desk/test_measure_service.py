"""The figures of the service, from cases whose every step is known, and what holds of any."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.desk.case import Case, CaseEvent, CaseState, CaseStep
from answer.desk.case_steps import TRANSITIONS, next_state
from answer.desk.measure_service import measure_service
from answer.desk.service import ServiceTargets
from answer.desk.service_figures import DIMENSIONS, GroupFigures
from ingest.errors import DeskConflict

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
NOW = MONDAY + timedelta(days=20)
Steps = Sequence[tuple[float, CaseStep, str]]
"""Minutes after the opening, what was done, by whom."""


def history(
    case_id: str,
    steps: Steps,
    *,
    opened: float = 0.0,
    due: tuple[float, float] = (30.0, 75.0),
    csat: int | None = None,
    team: str = "berlin",
    tier: str = "gold",
) -> tuple[Case, tuple[CaseEvent, ...]]:
    at = MONDAY + timedelta(minutes=opened)
    state: CaseState = "open"
    events = []
    all_steps: Steps = [(0.0, "opened", "desk"), *steps]
    for number, (minutes, step, actor) in enumerate(all_steps):
        state = next_state(step, state if number else None, has_assignee=True)
        events.append(
            CaseEvent(
                id=int(opened * 1000) + number,
                case_id=case_id,
                at=at + timedelta(minutes=minutes),
                step=step,
                actor=actor,
                state=state,
            )
        )
    case = Case(
        id=case_id,
        conversation_id=f"conversation of {case_id}",
        customer_id="acme",
        message_id="m1",
        reply_id="r1",
        question="Where is it?",
        language="de",
        market="DE",
        product="",
        channel="web",
        reason="low_confidence",
        risk_class="",
        tier=tier,
        level="L1",
        priority=40,
        opened_at=at,
        team=team,
        state=state,
        csat=csat,
        first_reply_due_at=at + timedelta(minutes=due[0]),
        resolve_due_at=at + timedelta(minutes=due[1]),
    )
    return case, tuple(events)


def measured(
    *told: tuple[Case, tuple[CaseEvent, ...]],
    since: datetime = MONDAY,
    until: datetime = MONDAY + timedelta(days=7),
    at: datetime = NOW,
) -> tuple[GroupFigures, ...]:
    return measure_service(
        [case for case, _ in told],
        [event for _, events in told for event in events],
        since=since,
        until=until,
        at=at,
        reopens_within_days=7,
        targets=ServiceTargets(),
    )


SMOOTH: Steps = [(5, "claimed", "Jo"), (20, "replied", "Jo"), (25, "resolved", "Jo")]
LATE: Steps = [
    (30, "breached_first_reply", "desk"),
    (30, "raised", "desk"),
    (50, "claimed", "Kim"),
    (60, "replied", "Kim"),
    (90, "resolved", "Kim"),
]
WAITED: Steps = [
    (10, "claimed", "Jo"),
    (15, "replied", "Jo"),
    (15, "waiting_customer", "Jo"),
    (600, "customer_wrote", "customer"),
    (610, "replied", "Jo"),
    (610, "resolved", "Jo"),
    (2000, "reopened", "customer"),
]
SENT_ON: Steps = [
    (4, "claimed", "Jo"),
    (10, "assigned", "Jo"),
    (14, "replied", "Kim"),
    (24, "given_back", "Kim"),
]
ALL = (
    history("smooth", SMOOTH, opened=0, csat=5),
    history("late", LATE, opened=10, csat=2, team="experts"),
    history("waited", WAITED, opened=20, due=(30, 700)),
    history("sent on", SENT_ON, opened=30, tier="silver"),
    history("unclaimed", [], opened=40, due=(100_000, 100_000)),
)


def test_every_figure_is_what_the_steps_say() -> None:
    whole = measured(*ALL)[0]
    expected = {
        "cases": (5, 5, ()),
        "backlog": (2, 2, ()),
        "first_reply_minutes": (15, 4, ()),
        "first_reply_minutes_p90": (60, 4, ()),
        "first_reply_in_time": (0.75, 4, ("late",)),
        "resolution_in_time": (0.75, 4, ("late",)),
        # 20 and 40 minutes, 5 + 10, and 20
        "handling_minutes": ((20 + 40 + 15 + 20) / 4, 4, ()),
        "first_contact_resolution": (0.25, 4, ("late", "waited", "sent on")),
        "reopened_share": (0.25, 4, ("waited",)),
        "transfers": (0.4, 5, ("late", "sent on")),
        "csat": (3.5, 2, ()),
    }
    assert [figure.name for figure in whole.figures] == list(expected)
    for figure in whole.figures:
        value, cases, short = expected[figure.name]
        assert figure.value == pytest.approx(value), figure.name
        assert len(figure.cases) == cases, figure.name
        assert figure.short == short, figure.name
    assert whole.figure("csat").target == ServiceTargets().csat
    assert whole.figure("cases").target is None


def test_figures_are_told_by_team_tier_level_language_and_market() -> None:
    groups = {(one.dimension, one.group): one for one in measured(*ALL)}
    assert groups["team", "experts"].figure("cases").cases == ("late",)
    assert groups["team", "experts"].figure("first_reply_in_time").value == 0
    assert groups["tier", "silver"].figure("transfers").value == 1
    assert groups["language", "de"].figure("cases").value == 5
    assert {dimension for dimension, _ in groups} == {"", *DIMENSIONS}


def test_nobody_is_judged_before_the_clock_ran_out() -> None:
    waiting = history("waiting", [(5, "claimed", "Jo")])
    early = measured(waiting, at=MONDAY + timedelta(minutes=20))[0]
    late = measured(waiting, at=MONDAY + timedelta(minutes=40))[0]
    assert early.figure("first_reply_in_time").value is None
    assert late.figure("first_reply_in_time").short == ("waiting",)
    assert early.figure("first_reply_minutes").value is None


def test_a_reply_after_its_time_is_late_also_where_the_clock_was_not_looked_at() -> None:
    slow = history("slow", [(5, "claimed", "Jo"), (31, "replied", "Jo"), (32, "resolved", "Jo")])
    assert measured(slow)[0].figure("first_reply_in_time").short == ("slow",)
    on_time = history("just", [(5, "claimed", "Jo"), (30, "replied", "Jo")])
    assert measured(on_time)[0].figure("first_reply_in_time").value == 1


def test_what_is_resolved_without_a_word_has_missed_no_reply() -> None:
    spam = history("spam", [(1, "claimed", "Jo"), (500, "resolved", "Jo")])
    whole = measured(spam)[0]
    assert whole.figure("first_reply_in_time").cases == ()
    assert whole.figure("resolution_in_time").short == ("spam",)


def test_first_contact_is_known_once_the_customer_had_time_to_come_back() -> None:
    smooth = history("smooth", SMOOTH)
    soon = measured(smooth, at=MONDAY + timedelta(days=6))[0]
    assert soon.figure("first_contact_resolution").value is None
    assert measured(smooth)[0].figure("first_contact_resolution").value == 1
    much_later = history("again", [*SMOOTH, (60 * 24 * 8, "reopened", "customer")])
    whole = measured(much_later)[0]
    assert whole.figure("first_contact_resolution").value == 1
    assert whole.figure("reopened_share").value == 1


def test_with_the_sun_is_no_transfer_and_by_hand_is_one() -> None:
    with_the_sun = history("sun", [(1, "passed_on", "desk"), *SMOOTH])
    by_hand = history("hand", [(1, "claimed", "Jo"), (2, "passed_on", "Jo"), *SMOOTH], opened=1)
    released = history("released", [(1, "claimed", "Kim"), (2, "released", "Kim"), *SMOOTH])
    whole = measured(with_the_sun, by_hand)[0]
    assert whole.figure("transfers").short == ("hand",)
    assert measured(released)[0].figure("transfers").value == 1


def test_the_backlog_is_of_all_cases_and_of_the_period_s_end() -> None:
    old = history("old", [])
    later = history("later", [], opened=60 * 24 * 7)
    since, until = MONDAY + timedelta(days=1), MONDAY + timedelta(days=7)
    resolved_since = history("resolved since", [*SMOOTH[:2], (60 * 24 * 8, "resolved", "Jo")])
    whole = measured(old, later, resolved_since, since=since, until=until)[0]
    assert set(whole.figure("backlog").cases) == {"old", "resolved since"}
    assert whole.figure("cases").value == 0


def test_of_nothing_there_is_nothing_to_tell() -> None:
    (whole,) = measured()
    assert {figure.name for figure in whole.figures if figure.value == 0} == {"cases", "backlog"}
    assert all(figure.value in (0, None) for figure in whole.figures)


@st.composite
def some_history(draw: st.DrawFn, number: int) -> tuple[Case, tuple[CaseEvent, ...]]:
    state: CaseState = "open"
    steps: list[tuple[float, CaseStep, str]] = []
    minutes = 0.0
    for step in draw(st.lists(st.sampled_from(sorted(TRANSITIONS)), max_size=15)):
        try:
            state = next_state(step, state, has_assignee=True)
        except DeskConflict:
            continue
        minutes += draw(st.floats(0, 500))
        steps.append((minutes, step, draw(st.sampled_from(("Jo", "Kim", "desk", "customer")))))
    return history(
        f"c{number}",
        steps,
        opened=float(number),
        due=(draw(st.floats(1, 100)), draw(st.floats(100, 900))),
        csat=draw(st.none() | st.integers(1, 5)),
        team=draw(st.sampled_from(("berlin", "shenzhen", ""))),
        tier=draw(st.sampled_from(("gold", "C"))),
    )


@settings(deadline=None, max_examples=60)
@given(st.data(), st.integers(0, 6))
def test_every_number_can_be_traced(data: st.DataObject, count: int) -> None:
    told = [data.draw(some_history(number)) for number in range(count)]
    at = MONDAY + timedelta(days=data.draw(st.integers(0, 30)))
    groups = measured(*told, at=at)
    ids = {case.id for case, _ in told}
    for group in groups:
        for figure in group.figures:
            assert set(figure.short) <= set(figure.cases) <= ids
            assert len(set(figure.cases)) == len(figure.cases)
            assert (figure.value is None) <= (not figure.cases)
            if figure.name.endswith(("_in_time", "_resolution")) and figure.cases:
                right = len(figure.cases) - len(figure.short)
                assert figure.value == pytest.approx(right / len(figure.cases))
            if figure.name.endswith("minutes") and figure.value is not None:
                assert figure.value >= 0
    # the groups of a dimension share out the cases, whole and without overlap
    for dimension in DIMENSIONS:
        for name in ("cases", "backlog", "csat", "first_reply_in_time", "transfers"):
            parts = [one.figure(name).cases for one in groups if one.dimension == dimension]
            assert sorted(case for part in parts for case in part) == sorted(
                groups[0].figure(name).cases
            )
