"""Cases on disk: every step with its event or neither, and the queue in order of urgency."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer.desk.case import NOT_RESOLVED, Case, CaseFilter, CaseState, CaseStep
from answer.desk.case_store import ANY_STATE
from ingest.errors import DeskConflict, DeskInvalid, DeskMissing
from tests.desk.stored import NOW, Desk, a_case, a_conversation

LATER = NOW + timedelta(minutes=7)


def changed(**fields: Any) -> Callable[[Case], Case]:
    """What a step does to a case."""
    return lambda case: replace(case, **fields)


def test_a_case_comes_back_as_it_was(desk: Desk) -> None:
    case = a_case(
        customer_id="kim",
        team="Düsseldorf",
        assignee="ana",
        colour="red",
        first_reply_due_at=LATER,
        resolve_due_at=LATER,
        legal_step_due_at=LATER,
        first_replied_at=NOW,
        reopened=1,
        transfers=2,
        breaches=3,
        first_reply_breached=True,
        resolution_breached=True,
        csat=4,
        question="ça\0va 😀" * 1_000,
    )
    desk.conversations.open_conversation(a_conversation())
    assert desk.cases.open_case(case, details=(("why", "smoke"),)) == case
    assert desk.cases.case("case-1") == case
    (event,) = desk.cases.events()
    assert (event.step, event.actor, event.at, event.state) == ("opened", "desk", NOW, "open")
    assert event.details == (("why", "smoke"),)


def test_a_conversation_has_one_unresolved_case(desk: Desk) -> None:
    first = desk.open_case()
    second = a_case(2, conversation_id="conversation-1", message_id="m-2", opened_at=LATER)
    known = desk.cases.open_case(second, when_known=changed(priority=3))
    assert known == replace(first, version=2, priority=3)
    event = desk.cases.events(after_id=1)[0]
    assert (event.step, event.case_id, event.at) == ("customer_wrote", "case-1", LATER)
    assert event.details == (("message_id", "m-2"), ("priority", "3"))
    with pytest.raises(DeskMissing):
        desk.cases.case("case-2")
    resolve(desk, "case-1")
    assert desk.cases.open_case(second) == second
    assert desk.cases.case_of("conversation-1") == second
    with pytest.raises(DeskConflict, match="case-2"):
        desk.cases.step(
            "case-1",
            step="reopened",
            actor="ana",
            at=LATER,
            allowed_from=("resolved",),
            change=changed(state="open"),
        )
    resolve(desk, "case-2")
    assert desk.cases.case_of("conversation-1") == desk.cases.case("case-2")
    assert desk.cases.case_of("conversation-7") is None


def test_a_case_needs_its_conversation_and_an_id_of_its_own(desk: Desk) -> None:
    with pytest.raises(DeskMissing, match="conversation-1"):
        desk.cases.open_case(a_case())
    desk.open_case(1)
    with pytest.raises(DeskConflict, match="case-1"):
        desk.open_case(1, conversation_id="conversation-2")
    with pytest.raises(DeskInvalid, match="case id"):
        desk.cases.open_case(replace(a_case(3), id="\ud800"))
    with pytest.raises(DeskMissing, match="case-9"):
        desk.cases.case("case-9")
    with pytest.raises(DeskMissing):
        desk.cases.claim("case-9", agent="ana", at=NOW)
    assert desk.cases.cases().total == 1
    assert len(desk.cases.events()) == 1


def resolve(desk: Desk, case_id: str) -> Case:
    return desk.cases.step(
        case_id,
        step="resolved",
        actor="ana",
        at=LATER,
        allowed_from=NOT_RESOLVED,
        change=changed(state="resolved", resolved_at=LATER),
    )


def test_the_first_who_claims_has_it(desk: Desk) -> None:
    desk.open_case()
    mine = desk.cases.claim("case-1", agent="ana", at=LATER)
    assert (mine.state, mine.assignee, mine.version) == ("claimed", "ana", 2)
    with pytest.raises(DeskConflict, match=r"'case-1' is claimed and 'ana' has it"):
        desk.cases.claim("case-1", agent="ben", at=LATER)
    # a request sent twice
    assert desk.cases.claim("case-1", agent="ana", at=LATER) == mine
    assert [event.step for event in desk.cases.events()] == ["opened", "claimed"]
    assert desk.cases.events()[1].details == (("assignee", "ana"),)


def test_a_case_given_to_somebody_is_theirs_to_claim(desk: Desk) -> None:
    desk.open_case(assignee="ana")
    with pytest.raises(DeskConflict, match="'ana' has it"):
        desk.cases.claim("case-1", agent="ben", at=NOW)
    assert desk.cases.claim("case-1", agent="ana", at=NOW).transfers == 0


def test_an_expert_takes_over_what_waits_for_them(desk: Desk) -> None:
    desk.open_case(assignee="ana", state="waiting_l2")
    taken = desk.cases.claim("case-1", agent="eve", at=NOW)
    assert (taken.assignee, taken.state, taken.transfers) == ("eve", "claimed", 1)


def test_a_step_from_another_state_or_version_is_refused(desk: Desk) -> None:
    desk.open_case()
    desk.cases.claim("case-1", agent="ana", at=NOW)

    def note(*, allowed_from: tuple[CaseState, ...], expected_version: int | None = None) -> Case:
        return desk.cases.step(
            "case-1",
            step="noted",
            actor="ben",
            at=NOW,
            allowed_from=allowed_from,
            expected_version=expected_version,
        )

    with pytest.raises(DeskConflict, match=r"claimed and 'ana' has it: 'noted'"):
        note(allowed_from=("open", "resolved"))
    with pytest.raises(DeskConflict, match="since version 1"):
        note(allowed_from=ANY_STATE, expected_version=1)
    assert desk.cases.case("case-1").version == 2
    assert note(allowed_from=ANY_STATE, expected_version=2).version == 3


@pytest.mark.parametrize("name", ["id", "conversation_id", "message_id", "opened_at", "version"])
def test_what_makes_a_case_this_case_does_not_change(desk: Desk, name: str) -> None:
    before = desk.open_case()
    another: object = {"opened_at": LATER, "version": 9}.get(name, "another")
    with pytest.raises(DeskInvalid, match=name):
        desk.cases.step(
            "case-1",
            step="noted",
            actor="ana",
            at=NOW,
            allowed_from=ANY_STATE,
            change=changed(**{name: another}),
        )
    assert desk.cases.case("case-1") == before


def test_a_change_that_fails_leaves_nothing(desk: Desk) -> None:
    before = desk.open_case()

    def fails(case: Case) -> Case:
        raise DeskInvalid(f"no such team for {case.id!r}")

    with pytest.raises(DeskInvalid, match="no such team"):
        desk.cases.step(
            "case-1", step="assigned", actor="ana", at=NOW, allowed_from=ANY_STATE, change=fails
        )
    assert desk.cases.case("case-1") == before
    assert desk.cases.last_event_id() == 1


def test_an_event_tells_what_changed(desk: Desk) -> None:
    desk.open_case()
    desk.cases.step(
        "case-1",
        step="raised",
        actor="desk",
        at=LATER,
        allowed_from=ANY_STATE,
        details=(("why", "nobody came"), ("team", "the night shift")),
        change=changed(level="L2", team="Guadalajara", resolve_due_at=LATER, transfers=1),
    )
    assert desk.cases.events()[-1].details == (
        ("why", "nobody came"),
        ("team", "the night shift"),
        ("level", "L2"),
        ("resolve_due_at", LATER.isoformat()),
        ("transfers", "1"),
    )


def test_events_are_read_on_from_a_place(desk: Desk) -> None:
    for number in (1, 2, 3):
        desk.open_case(number)
        desk.cases.claim(f"case-{number}", agent="ana", at=NOW)
    assert desk.cases.last_event_id() == 6
    assert [event.id for event in desk.cases.events(after_id=4)] == [5, 6]
    assert [event.id for event in desk.cases.events(limit=2)] == [1, 2]
    assert [event.id for event in desk.cases.events(case_id="case-2")] == [3, 4]
    assert [event.id for event in desk.cases.events(steps=("claimed",), after_id=2)] == [4, 6]
    found = desk.cases.events(steps=("claimed", "opened"), case_id="case-3", limit=9)
    assert [event.step for event in found] == ["opened", "claimed"]


# the queue -------------------------------------------------------------------------------------


def urgency(case: Case) -> tuple[object, ...]:
    """The order of the queue, as the issue words it."""
    colour = ("red", "orange", "yellow", "").index(case.colour)
    due = case.due_at
    return (
        colour,
        not case.is_breached,
        case.priority,
        due is None,
        due or NOW,
        case.opened_at,
    )


MOMENTS = st.sampled_from([NOW + timedelta(minutes=minute) for minute in (-60, -1, 0, 1, 500)])
CASES = st.builds(
    a_case,
    colour=st.sampled_from(["", "", "red"]),
    state=st.sampled_from(ANY_STATE),
    priority=st.integers(0, 1),
    opened_at=MOMENTS,
    first_reply_due_at=st.none() | MOMENTS,
    resolve_due_at=st.none() | MOMENTS,
    legal_step_due_at=st.none() | MOMENTS,
    first_replied_at=st.none() | MOMENTS,
    first_reply_breached=st.booleans(),
    resolution_breached=st.booleans(),
    breaches=st.integers(0, 2),
    assignee=st.sampled_from(["", "ana", "ben"]),
    level=st.sampled_from(["L1", "L2"]),
    language=st.sampled_from(["en", "th"]),
    customer_id=st.sampled_from(["", "kim"]),
)


def queue_of(desk: Desk, cases: list[Case]) -> list[Case]:
    made = []
    for number, case in enumerate(cases):
        named = replace(case, id=f"case-{number}", conversation_id=f"conversation-{number}")
        desk.conversations.open_conversation(a_conversation(named.conversation_id))
        made.append(desk.cases.open_case(named))
    return made


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    cases=st.lists(CASES, max_size=14),
    wanted=st.builds(
        CaseFilter,
        states=st.lists(st.sampled_from(ANY_STATE)).map(tuple),
        assignee=st.sampled_from(["", "ana"]),
        is_unassigned=st.booleans(),
        level=st.sampled_from([None, "L2"]),
        language=st.sampled_from(["", "th"]),
        customer_id=st.sampled_from(["", "kim"]),
        text=st.sampled_from(["", "PUMP", "case-1"]),
    ),
    limit=st.integers(0, 12),
    offset=st.integers(0, 5),
)
def test_the_queue_is_ordered_by_urgency_whatever_the_filter(
    desk: Desk, cases: list[Case], wanted: CaseFilter, limit: int, offset: int
) -> None:
    class Undo(Exception):
        pass

    def check() -> None:
        with desk.database.writing():
            made = queue_of(desk, cases)
            page = desk.cases.cases(wanted, limit=limit, offset=offset)
            passing = [
                case
                for case in made
                if (not wanted.states or case.state in wanted.states)
                and wanted.assignee in ("", case.assignee)
                and not (wanted.is_unassigned and case.assignee)
                and wanted.level in (None, case.level)
                and wanted.language in ("", case.language)
                and wanted.customer_id in ("", case.customer_id)
                and wanted.text.casefold() in f"{case.id} {case.question}".casefold()
            ]
            unresolved = [case for case in passing if case.state != "resolved"]
            resolved = [case for case in passing if case.state == "resolved"]
            ordered = [
                *sorted(unresolved, key=urgency),
                *sorted(resolved, key=lambda case: case.opened_at, reverse=True),
            ]
            assert page.total == len(ordered)
            found = [urgency(case)[:5] for case in page.cases if case.state != "resolved"]
            stretch = ordered[offset : offset + limit]
            assert found == [urgency(case)[:5] for case in stretch if case.state != "resolved"]
            assert [case.opened_at for case in page.cases] == [case.opened_at for case in stretch]
            assert dict(page.by_state) == {
                state: Counter(case.state for case in made)[state] for state in ANY_STATE
            }
            raise Undo

    with pytest.raises(Undo):
        check()


def test_each_thing_counts_before_the_next(desk: Desk) -> None:
    """Colour, a broken promise, priority, the clock that runs, the opening."""
    soon, late = NOW + timedelta(minutes=1), NOW + timedelta(days=9)
    expected: tuple[dict[str, object], ...] = (
        {"colour": "red", "priority": 9},
        {"colour": "orange", "priority": 9},
        {"colour": "yellow", "priority": 9},
        {"breaches": 1, "priority": 9, "resolve_due_at": late},
        {"priority": -1, "resolve_due_at": late},
        {"first_reply_due_at": soon, "resolve_due_at": late, "opened_at": late},
        # a first reply is no longer waited for
        {"first_reply_due_at": NOW, "first_replied_at": NOW, "resolve_due_at": LATER},
        {"resolve_due_at": late},
        {"opened_at": NOW},
        {"opened_at": soon},
        # it is the customer's turn: nothing runs
        {"state": "waiting_customer", "breaches": 1, "resolve_due_at": soon, "opened_at": late},
    )
    plain = {"priority": 0, "opened_at": NOW - timedelta(days=1)}
    numbers = list(range(len(expected)))
    random.Random(3).shuffle(numbers)
    for number in numbers:
        desk.open_case(number, **(plain | expected[number]))
    found = [int(case.id.removeprefix("case-")) for case in desk.cases.cases().cases]
    assert found == sorted(numbers)


def test_counts_follow_every_step(desk: Desk) -> None:
    for number in range(4):
        desk.open_case(number)
    desk.cases.claim("case-0", agent="ana", at=NOW)
    desk.cases.claim("case-1", agent="ana", at=NOW)
    resolve(desk, "case-1")
    page = desk.cases.cases()
    assert page.by_state == (
        ("open", 2),
        ("claimed", 1),
        ("waiting_customer", 0),
        ("waiting_l2", 0),
        ("waiting_l3", 0),
        ("resolved", 1),
    )
    assert page.total == 3
    assert desk.cases.cases(CaseFilter(states=())).total == 4
    assert desk.cases.cases(CaseFilter(states=("resolved", "resolved"))).total == 1


def test_resolved_cases_are_listed_the_last_one_first(desk: Desk) -> None:
    for number in range(3):
        desk.open_case(number, priority=number, colour="red" if number == 1 else "")
    for minute, number in enumerate((1, 2, 0)):
        at = NOW + timedelta(minutes=minute)
        desk.cases.step(
            f"case-{number}",
            step="resolved",
            actor="ana",
            at=at,
            allowed_from=NOT_RESOLVED,
            change=changed(state="resolved", resolved_at=at),
        )
    found = desk.cases.cases(CaseFilter(states=("resolved",))).cases
    assert [case.id for case in found] == ["case-0", "case-2", "case-1"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {1, 2, 3, 4}),
        ("straße 100%", {1}),
        ("STRASSE", {1}),
        ("100%", {1}),
        ("%", {1}),
        ("_", {2}),
        ("a_b", {2}),
        ("axb", {3}),
        ("ＡＸＢ", {3}),
        ("泵", {4}),
        ("kim@example.com", {4}),
        ("case-3", {3}),
        ("conversation-2", {2}),
        ("' or 1=1 --", set()),
        ("\\", set()),
        ("\0", {1, 2, 3, 4}),
        ("a_b nowhere", set()),
        ("x" * 10_000, set()),
        ("w " * 5_000, {1, 2, 3}),
    ],
)
def test_words_and_ids_are_searched_as_they_are_written(
    desk: Desk, text: str, found: set[int]
) -> None:
    desk.open_case(1, question="In der Straße fehlen 100% der Ware")
    desk.open_case(2, question="Where is a_b?")
    desk.open_case(3, question="Where is axb?")
    desk.open_case(4, question="什么泵\0好？", customer_id="Kim@Example.com")
    page = desk.cases.cases(CaseFilter(text=text))
    assert {int(case.id.removeprefix("case-")) for case in page.cases} == found
    assert page.total == len(found)


@pytest.mark.parametrize("text", ["'; drop table cases; --", '" or ""="', "😀", "%", "a\0b"])
def test_a_filter_is_a_value_never_sql(desk: Desk, text: str) -> None:
    desk.open_case(1)
    for wanted in (
        CaseFilter(assignee=text),
        CaseFilter(team=text),
        CaseFilter(customer_id=text),
        CaseFilter(market=text, tier=text, language=text, risk_class=text),
    ):
        assert desk.cases.cases(wanted).total == 0
    assert desk.cases.cases().total == 1


def test_a_page_is_bounded(desk: Desk) -> None:
    desk.open_case()
    assert desk.cases.cases(limit=10**9).cases
    assert desk.cases.cases(limit=-1, offset=-1).cases == ()
    assert desk.cases.cases(offset=10**9).cases == ()


# clocks ----------------------------------------------------------------------------------------


def test_what_is_overdue_is_told_until_it_is_noted(desk: Desk) -> None:
    due = NOW + timedelta(minutes=30)
    desk.open_case(1, first_reply_due_at=due, resolve_due_at=due + timedelta(hours=1))
    desk.open_case(2, first_reply_due_at=due + timedelta(minutes=1))
    desk.open_case(3)
    assert desk.cases.overdue(due - timedelta(microseconds=1)) == ()
    assert [case.id for case in desk.cases.overdue(due)] == ["case-1"]
    late = due + timedelta(minutes=5)
    assert [case.id for case in desk.cases.overdue(late)] == ["case-1", "case-2"]
    assert [case.id for case in desk.cases.overdue(late, limit=1)] == ["case-1"]

    def breached(case: Case) -> Case:
        return replace(case, first_reply_breached=True, breaches=case.breaches + 1)

    noted = desk.cases.step(
        "case-1",
        step="breached_first_reply",
        actor="desk",
        at=late,
        allowed_from=NOT_RESOLVED,
        change=breached,
    )
    assert noted.is_breached
    assert [case.id for case in desk.cases.overdue(late)] == ["case-2"]
    # nobody has replied yet, and now the resolution is overdue too
    too_late = due + timedelta(hours=1)
    assert [case.id for case in desk.cases.overdue(too_late)] == ["case-2", "case-1"]
    resolve(desk, "case-1")
    assert [case.id for case in desk.cases.overdue(too_late)] == ["case-2"]


def test_a_clock_that_is_set_anew_rings_anew(desk: Desk) -> None:
    due = NOW + timedelta(minutes=30)
    desk.open_case(first_reply_due_at=due)
    for _ in range(3):
        (late,) = desk.cases.overdue(due)
        assert not late.first_reply_breached
        anew = due + timedelta(minutes=30)
        taken: tuple[tuple[CaseStep, dict[str, object]], ...] = (
            ("breached_first_reply", {"first_reply_breached": True}),
            ("raised", {"first_reply_due_at": anew}),
        )
        for step, fields in taken:
            desk.cases.step(
                "case-1",
                step=step,
                actor="desk",
                at=due,
                allowed_from=NOT_RESOLVED,
                change=changed(**fields),
            )
        assert desk.cases.overdue(due) == ()
        due = anew


def test_a_clock_that_is_set_to_the_past_does_not_ring_for_ever(desk: Desk) -> None:
    due = NOW + timedelta(minutes=30)
    desk.open_case(first_reply_due_at=due)
    desk.cases.step(
        "case-1",
        step="breached_first_reply",
        actor="desk",
        at=due,
        allowed_from=NOT_RESOLVED,
        change=changed(first_reply_breached=True, first_reply_due_at=NOW),
    )
    assert desk.cases.overdue(due) == ()


def test_while_it_is_the_customer_s_turn_only_a_red_case_s_clock_runs(desk: Desk) -> None:
    kinds: tuple[dict[str, object], ...] = ({}, {"colour": "red"}, {"legal_step_due_at": LATER})
    for number, fields in enumerate(kinds):
        desk.open_case(
            number,
            state="waiting_customer",
            first_replied_at=NOW,
            resolve_due_at=LATER,
            **fields,
        )
    assert {case.id for case in desk.cases.overdue(LATER)} == {"case-1", "case-2"}
    assert desk.cases.case("case-0").due_at is None


# whatever is done ------------------------------------------------------------------------------

STEPS = st.tuples(
    st.integers(0, 2),
    st.sampled_from(get_args(CaseStep)),
    st.sampled_from(ANY_STATE),
    st.lists(st.sampled_from(ANY_STATE), min_size=1, max_size=3).map(tuple),
    st.none() | st.integers(1, 6),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(steps=st.lists(STEPS, max_size=25))
def test_a_case_s_version_is_the_number_of_its_events(
    desk: Desk, steps: list[tuple[int, CaseStep, CaseState, tuple[CaseState, ...], int | None]]
) -> None:
    """Three cases beside a model of them: taken steps agree, refused ones leave nothing."""

    class Undo(Exception):
        pass

    def check() -> None:
        with desk.database.writing():
            model: dict[str, tuple[CaseState, int]] = {
                f"case-{number}": ("open", 1) for number in range(3)
            }
            for number in range(3):
                desk.open_case(number)
            for number, step, state, allowed_from, expected in steps:
                case_id = f"case-{number}"
                was, version = model[case_id]
                may = was in allowed_from and expected in (None, version)
                try:
                    stepped = desk.cases.step(
                        case_id,
                        step=step,
                        actor="ana",
                        at=LATER,
                        allowed_from=allowed_from,
                        expected_version=expected,
                        change=changed(state=state),
                    )
                except DeskConflict:
                    assert not may
                else:
                    assert may
                    model[case_id] = (state, version + 1)
                    assert (stepped.state, stepped.version) == model[case_id]
            for case_id, expected_case in model.items():
                case, events = desk.cases.case(case_id), desk.cases.events(case_id=case_id)
                assert (case.state, case.version) == expected_case
                assert len(events) == case.version
                assert events[-1].state == case.state
            raise Undo

    with pytest.raises(Undo):
        check()
