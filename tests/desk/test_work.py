"""What agents do with cases: every step, by one agent at a time, and what customers see of it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from answer.desk.audit_log import AuditLog
from answer.desk.audit_record import AuditFilter
from answer.desk.case import Case
from answer.desk.override import OVERRIDE
from answer.desk.work import Caseworker
from api.bootstrap import Application
from ingest.errors import DeskConflict, DeskInvalid, DeskMissing, NotYours
from tests.desk.working_desk import WorkingDesk, working_desk


@pytest.fixture
def desk(company: Application, tmp_path: Path) -> Iterator[WorkingDesk]:
    with working_desk(company, tmp_path / "tradewind.db") as opened:
        yield opened


@pytest.fixture
def case(desk: WorkingDesk) -> Case:
    return desk.desk.cases.case(desk.hand_over(customer_tier="gold").queue_id)


def steps(desk: WorkingDesk, case: Case) -> list[str]:
    return [event.step for event in desk.desk.cases.events(case_id=case.id)]


def overrides(desk: WorkingDesk) -> list[tuple[str, str]]:
    """Who took steps with which colleague's case, as the audit has it."""
    page = AuditLog(desk.desk.database).page(AuditFilter(kind=OVERRIDE))
    return [(one.actor, one.subject) for one in page.records]


def test_a_case_from_claim_to_resolution(desk: WorkingDesk, case: Case) -> None:
    desk.work.claim(case.id, agent="li")
    desk.clock.pass_by(minutes=10)
    replied = desk.work.reply(case.id, agent="li", text="We look into it.", then="wait")
    assert replied.state == "waiting_customer"
    assert replied.first_replied_at == desk.clock.at
    assert replied.due_at is None, "it is the customer's turn"
    desk.clock.pass_by(minutes=10)
    desk.hand_over("Any news?")
    desk.clock.pass_by(minutes=10)
    done = desk.work.reply(case.id, agent="li", text="It is on its way.", then="resolve")
    assert (done.state, done.assignee, done.resolved_at) == ("resolved", "li", desk.clock.at)
    assert steps(desk, case) == [
        *("opened", "claimed", "replied", "waiting_customer", "customer_wrote"),
        *("replied", "resolved"),
    ]
    agents = [text for role, text in desk.texts(case.conversation_id) if role == "agent"]
    assert agents == ["We look into it.", "It is on its way."]
    assert desk.desk.conversations.conversation(case.conversation_id).case_id == ""


def test_of_two_who_claim_at_once_one_has_it(desk: WorkingDesk, case: Case) -> None:
    def claim(number: int) -> str:
        try:
            return desk.work.claim(case.id, agent=f"agent {number}").assignee
        except DeskConflict as refused:
            return f"refused: {refused}"

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(claim, range(16)))
    (winner,) = [one for one in found if not one.startswith("refused")]
    assert sum(winner in one for one in found) == 16, "the others are told who has it"


def test_a_reply_sent_twice_is_sent_once(desk: WorkingDesk, case: Case) -> None:
    for _ in range(2):
        desk.work.reply(case.id, agent="li", text="Hello", message_id="r1", then="wait")
    assert [text for role, text in desk.texts(case.conversation_id) if role == "agent"] == ["Hello"]
    assert steps(desk, case).count("replied") == 1


@pytest.mark.parametrize(
    "step",
    [
        lambda work, case: work.reply(case, agent="bo", text="Hello"),
        lambda work, case: work.release(case, agent="bo"),
        lambda work, case: work.wait(case, agent="bo", on="waiting_customer"),
        lambda work, case: work.wait(case, agent="bo", on="waiting_l2"),
        lambda work, case: work.assign(case, agent="bo", to_agent="bo"),
        lambda work, case: work.assign(case, agent="bo", to_team="experts"),
        lambda work, case: work.resolve(case, agent="bo"),
        lambda work, case: work.give_back(case, agent="bo"),
    ],
)
def test_a_colleagues_case_is_theirs_and_a_leads(
    desk: WorkingDesk, case: Case, step: Callable[[Caseworker, str], Case]
) -> None:
    own_work = Caseworker(desk.desk, is_lead=False)
    before = own_work.claim(case.id, agent="li")
    with pytest.raises(NotYours, match="'li'"):
        step(own_work, case.id)
    assert desk.desk.cases.case(case.id) == before
    assert not [role for role, _ in desk.texts(case.conversation_id) if role == "agent"]
    assert own_work.note(case.id, agent="bo", text="Ask them for a photo").assignee == "li"
    assert not overrides(desk)
    step(desk.work, case.id)
    assert overrides(desk) == [("bo", case.id)]


def test_what_is_nobodys_or_done_is_anybodys(desk: WorkingDesk, case: Case) -> None:
    own_work = Caseworker(desk.desk, is_lead=False)
    assert own_work.resolve(case.id, agent="li").assignee == "li"
    assert own_work.reopen(case.id, agent="bo").assignee == "bo"
    assert own_work.assign(case.id, agent="bo", to_team="experts").assignee == ""
    assert own_work.reply(case.id, agent="li", text="Hello").assignee == "li"
    assert not overrides(desk)


def test_a_step_from_an_older_view_is_refused(desk: WorkingDesk, case: Case) -> None:
    seen = desk.work.claim(case.id, agent="li").version
    desk.hand_over("One more thing")
    with pytest.raises(DeskConflict):
        desk.work.resolve(case.id, agent="li", version=seen)
    assert desk.work.resolve(case.id, agent="li", version=seen + 1).state == "resolved"


def test_experts_get_the_case_with_their_clocks_and_claim_it(desk: WorkingDesk, case: Case) -> None:
    desk.work.claim(case.id, agent="li")
    waiting = desk.work.wait(case.id, agent="li", on="waiting_l2", note="which firmware?")
    assert (waiting.level, waiting.team, waiting.assignee) == ("L2", "experts", "")
    assert waiting.resolve_due_at != case.resolve_due_at
    assert desk.work.claim(case.id, agent="expert").state == "claimed"
    event = desk.desk.cases.events(case_id=case.id, steps=("waiting_l2",))[0]
    assert dict(event.details)["note"] == "which firmware?"


def test_a_case_goes_to_a_team_or_a_level_and_waits_there(desk: WorkingDesk, case: Case) -> None:
    moved = desk.work.assign(case.id, agent="li", to_team="shenzhen")
    assert (moved.team, moved.state, moved.assignee) == ("shenzhen", "open", "")
    raised = desk.work.assign(case.id, agent="li", to_level="L3", note="spare parts")
    assert (raised.level, raised.team, raised.state) == ("L3", "warehouse-rotterdam", "open")
    assert raised.transfers == 2
    with pytest.raises(DeskInvalid, match="shenzen"):
        desk.work.assign(case.id, agent="li", to_team="shenzen")
    with pytest.raises(DeskInvalid):
        desk.work.assign(case.id, agent="li")


def test_notes_are_never_the_customers(desk: WorkingDesk, case: Case) -> None:
    desk.work.note(case.id, agent="li", text="They paid late twice.")
    messages = desk.desk.conversations.messages(case.conversation_id)
    (note,) = [one for one in messages if one.is_internal]
    assert note.author == "li"
    # nor are they what a follow-up is understood by
    desk.work.resolve(case.id, agent="li")
    reply = desk.ask("and?")
    assert "paid" not in reply.text


def test_a_resolved_case_is_opened_again_and_rated(desk: WorkingDesk, case: Case) -> None:
    desk.work.resolve(case.id, agent="li")
    assert desk.work.rate(case.id, score=4).csat == 4
    again = desk.work.reopen(case.id, agent="bo", note="it came back")
    assert (again.state, again.assignee, again.reopened) == ("claimed", "bo", 1)
    assert desk.desk.conversations.conversation(case.conversation_id).case_id == case.id
    assert again.resolve_due_at is not None
    with pytest.raises(DeskInvalid):
        desk.work.rate(case.id, score=6)


REFUSED: dict[str, Callable[[WorkingDesk, str], object]] = {
    "released, though nobody has it": lambda desk, case: desk.work.release(case, agent="li"),
    "opened again, though it is open": lambda desk, case: desk.work.reopen(case, agent="li"),
    "waiting, though nobody has it": lambda desk, case: desk.work.wait(
        case, agent="li", on="waiting_customer"
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_state_does_not_allow_says_what_to_do_first(
    desk: WorkingDesk, case: Case, name: str
) -> None:
    before = len(desk.desk.cases.events())
    with pytest.raises(DeskConflict, match="the case cannot"):
        REFUSED[name](desk, case.id)
    assert len(desk.desk.cases.events()) == before


def test_a_case_that_is_not_there_is_missing(desk: WorkingDesk) -> None:
    for step in (desk.work.claim, desk.work.release, desk.work.resolve, desk.work.give_back):
        with pytest.raises(DeskMissing):
            step("no such case", agent="li")


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b"[:0]])
def test_an_empty_reply_is_not_sent(desk: WorkingDesk, case: Case, text: str) -> None:
    with pytest.raises(DeskInvalid, match="empty"):
        desk.work.reply(case.id, agent="li", text=text)
    with pytest.raises(DeskInvalid, match="empty"):
        desk.work.note(case.id, agent="li", text=text)
