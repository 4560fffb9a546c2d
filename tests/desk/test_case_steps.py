"""Every step from every state: where it leads, or a clear sentence why it cannot be taken."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.desk.case import NOT_RESOLVED, Case, CaseState, CaseStep
from answer.desk.case_steps import TRANSITIONS, next_state, step_when_customer_writes
from ingest.errors import DeskConflict
from tests.desk.stored import a_case

STATES: tuple[CaseState, ...] = get_args(CaseState)
STEPS: tuple[CaseStep, ...] = get_args(CaseStep)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NOTHING_CHANGES = ("replied", "noted", "breached_first_reply", "breached_resolution", "alerted")


def resolved(at: datetime) -> Case:
    return a_case(opened_at=at - timedelta(hours=1), state="resolved", resolved_at=at)


def test_the_table_knows_every_step() -> None:
    assert set(TRANSITIONS) == set(STEPS)


@pytest.mark.parametrize(("step", "state"), list(product(STEPS, (None, *STATES))))
def test_every_pair_leads_to_a_state_or_is_refused_with_a_sentence(
    step: CaseStep, state: CaseState | None
) -> None:
    try:
        found = next_state(step, state, has_assignee=True)
    except DeskConflict as error:
        said = str(error)
        assert said.startswith(("the case cannot ", "a case that is not opened yet cannot "))
        assert len(said) > 40
        assert "None" not in said
        assert "_" not in said
        return
    assert found in STATES
    if state is None:
        assert step == "opened"
        return
    # steps named after a state lead to it and to no other
    if step in STATES:
        assert found == step
        assert state != step
    if step in (*NOTHING_CHANGES, "rated", "promoted"):
        assert found == state
    if state == "resolved":
        assert found == "resolved" or step == "reopened"


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), max_size=30))
def test_whatever_is_tried_a_case_is_left_in_a_state_that_can_go_on(
    tried: list[tuple[CaseStep, bool]],
) -> None:
    state = next_state("opened", None)
    assert state == "open"
    for step, has_assignee in tried:
        try:
            state = next_state(step, state, has_assignee=has_assignee)
        except DeskConflict:
            continue
    # from wherever it is, four steps are always enough to resolve it
    for step in ("reopened", "released", "assigned", "resolved"):
        try:
            state = next_state(step, state, has_assignee=True)
        except DeskConflict:
            continue
    assert state == "resolved"


def test_a_case_is_claimed_once() -> None:
    assert next_state("claimed", "open") == "claimed"
    with pytest.raises(DeskConflict, match="cannot be claimed: it is claimed by an agent already"):
        next_state("claimed", "claimed")


def test_nothing_is_sent_or_resolved_that_nobody_has() -> None:
    for step in ("replied", "resolved", "waiting_customer", "waiting_l2", "given_back"):
        with pytest.raises(DeskConflict, match="in the queue; claim it first"):
            next_state(step, "open")


def test_a_customer_who_writes_brings_it_back_to_whoever_has_it() -> None:
    assert next_state("customer_wrote", "waiting_customer", has_assignee=True) == "claimed"
    assert next_state("customer_wrote", "waiting_customer") == "open"
    assert next_state("customer_wrote", "waiting_l2", has_assignee=True) == "waiting_l2"
    assert next_state("customer_wrote", "open") == "open"
    with pytest.raises(DeskConflict, match="open it again first"):
        next_state("customer_wrote", "resolved")


def test_what_is_resolved_goes_back_to_the_queue_or_stays() -> None:
    assert next_state("reopened", "resolved") == "open"
    assert next_state("promoted", "resolved") == "resolved"
    for state in NOT_RESOLVED:
        for step in ("reopened", "promoted"):
            with pytest.raises(DeskConflict, match="not resolved"):
                next_state(step, state)


def test_a_clock_may_run_out_whoever_s_turn_it_is_but_never_after_the_end() -> None:
    for step in ("breached_first_reply", "breached_resolution"):
        for state in NOT_RESOLVED:
            assert next_state(step, state) == state
        with pytest.raises(DeskConflict, match="it is resolved"):
            next_state(step, "resolved")


def test_only_what_is_opened_can_be_stepped_with() -> None:
    with pytest.raises(DeskConflict, match="not opened yet cannot be claimed; open it first"):
        next_state("claimed", None)
    with pytest.raises(DeskConflict, match="cannot be opened: it is open already"):
        next_state("opened", "claimed")


@pytest.mark.parametrize(
    ("days", "step"), [(0.0, "reopened"), (7.0, "reopened"), (7.01, None), (400.0, None)]
)
def test_a_week_after_the_resolution_it_is_a_new_case(days: float, step: CaseStep | None) -> None:
    found = step_when_customer_writes(
        resolved(NOW), at=NOW + timedelta(days=days), reopens_within_days=7
    )
    assert found == step
