"""What was answered although it may be about safety: a person looks at it once, or takes it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.desk.packet import FoundPassages, packet
from answer.desk.suspicion import LookedAt
from answer.risk import Risk
from api.bootstrap import Application
from ingest.errors import DeskConflict, DeskMissing
from tests.desk.stored import a_risk
from tests.desk.working_desk import PERSON, VOLTAGE, WorkingDesk, working_desk

SAFETY = a_risk("safety", level="L3", probability=0.3, is_suspected=True)
LEGAL = a_risk("legal", priority=20, probability=0.4, is_suspected=True)


@pytest.fixture
def desk(company: Application, tmp_path: Path) -> Iterator[WorkingDesk]:
    with working_desk(company, tmp_path / "tradewind.db") as opened:
        yield opened


def answered(desk: WorkingDesk, *risks: Risk, text: str = VOLTAGE, **fields: str) -> str:
    """The conversation of a message that was answered; which is suspected, the weights decide."""
    reply = desk.ask(text, **fields)
    assert reply.kind != "handoff"
    customer = fields.get("customer_id", "ana")
    (talk, *_) = desk.desk.conversations.conversations_of(customer)
    desk.desk.conversations.add_risks(
        reply.question_id, conversation_id=talk.id, risks=risks or [SAFETY], at=desk.clock.at
    )
    return talk.id


def listed(desk: WorkingDesk, **page: int) -> list[tuple[str, str]]:
    found = desk.services.suspicions.page(**{"limit": 50, **page})
    return [(one.message.conversation_id, one.message.id) for one in found.messages]


def test_an_answered_message_is_listed_with_its_reply_and_what_it_may_be(desk: WorkingDesk) -> None:
    first = answered(desk, LEGAL, SAFETY)
    desk.clock.pass_by(minutes=5)
    second = answered(desk, customer_id="bo", market="FR")
    desk.ask(VOLTAGE, customer_id="cleo")
    page = desk.services.suspicions.page(limit=50)
    assert page.total == 2
    newer, older = page.messages
    assert (newer.message.conversation_id, newer.market) == (second, "FR")
    assert (older.message.conversation_id, older.message.text) == (first, VOLTAGE)
    assert "24 V" in older.reply.text
    assert [risk.risk_class for risk in older.risks] == ["safety", "legal"]
    assert older.risks[0].probability == 0.3
    assert listed(desk, limit=1, offset=1) == [(first, "m1")]


def test_what_a_person_has_is_not_listed_and_what_came_after_them_is(desk: WorkingDesk) -> None:
    talk = answered(desk)
    case = desk.desk.cases.case(desk.hand_over(PERSON).queue_id)
    assert case.conversation_id == talk
    assert listed(desk) == []
    desk.clock.pass_by(minutes=10)
    desk.work.claim(case.id, agent="li")
    desk.work.resolve(case.id, agent="li")
    assert listed(desk) == [], "whoever resolved it has seen the message"
    desk.clock.pass_by(minutes=10)
    answered(desk)
    (one,) = desk.services.suspicions.page(limit=50).messages
    assert (one.message.id, one.last_case) == ("m3", case.id)


def test_a_message_that_was_looked_at_is_never_shown_again(desk: WorkingDesk) -> None:
    talk = answered(desk)
    look = desk.services.suspicions.look_at
    done = look(talk, "m1", agent="li", note="a pun")
    assert (done.look.by, done.look.note, done.look.handed_over) == ("li", "a pun", False)
    assert done.look.at == desk.clock.at
    assert done.case is None
    assert listed(desk) == []
    assert desk.desk.cases.case_of(talk) is None
    desk.clock.pass_by(hours=1)
    assert look(talk, "m1", agent="li").look == done.look, "twice is once"
    with pytest.raises(DeskConflict, match="looked at by 'li' already"):
        look(talk, "m1", agent="bo")
    with pytest.raises(DeskConflict, match="looked at by 'li' already"):
        look(talk, "m1", agent="li", hand_over=True)
    for unknown in (("nowhere", "m1"), (talk, "m9")):
        with pytest.raises(DeskMissing, match="reload the list"):
            look(*unknown, agent="li")


def test_handed_over_it_is_a_case_as_if_the_machine_had_been_sure(desk: WorkingDesk) -> None:
    talk = answered(desk, LEGAL, SAFETY, customer_tier="gold")
    desk.clock.pass_by(hours=3)
    look = desk.services.suspicions.look_at
    done = look(talk, "m1", agent="li", hand_over=True, note="smells burnt")
    case = done.case
    assert case is not None
    assert (case.reason, case.risk_class, case.level) == ("risk", "safety", "L3")
    assert (case.state, case.message_id, case.question) == ("open", "m1", VOLTAGE)
    assert (case.tier, case.market, case.channel) == ("gold", "DE", "web")
    assert case.legal_step_due_at is not None
    assert case.first_reply_due_at is not None
    assert case.first_reply_due_at > desk.clock.at, "the clock began with the hand-over"
    assert desk.desk.conversations.conversation(talk).case_id == case.id
    (opened,) = desk.desk.cases.events(case_id=case.id)
    assert (opened.step, opened.actor) == ("opened", "li")
    assert ("note", "smells burnt") in opened.details
    told = desk.texts(talk)
    assert [role for role, _ in told] == ["customer", "assistant", "assistant"]
    assert "colleague" in told[-1][1], "they hear that a person writes"
    risks = desk.desk.conversations.risks_of("m1", conversation_id=talk)
    assert {risk.risk_class: risk.is_suspected for risk in risks} == {
        "safety": False,
        "legal": True,
    }
    assert listed(desk) == []
    again = look(talk, "m1", agent="li", hand_over=True)
    assert again.case == case
    assert len(desk.texts(talk)) == 3
    assert desk.ask("and the 300 W one?").kind == "handoff", "a person has the conversation now"


def test_a_resolved_case_of_the_conversation_is_opened_again(desk: WorkingDesk) -> None:
    case_id = desk.hand_over(PERSON).queue_id
    desk.work.resolve(case_id, agent="li")
    desk.clock.pass_by(minutes=1)
    talk = answered(desk)
    desk.clock.pass_by(minutes=1)
    done = desk.services.suspicions.look_at(talk, "m2", agent="bo", hand_over=True)
    assert done.case is not None
    assert (done.case.id, done.case.state, done.case.reopened) == (case_id, "open", 1)
    last = desk.desk.cases.events(case_id=case_id)[-1]
    assert (last.step, last.actor) == ("reopened", "bo")


def test_where_a_person_has_it_meanwhile_no_second_case_is_opened(desk: WorkingDesk) -> None:
    talk = answered(desk)
    case_id = desk.hand_over(PERSON).queue_id
    before = desk.texts(talk)
    done = desk.services.suspicions.look_at(talk, "m1", agent="bo", hand_over=True)
    assert done.case is not None
    assert done.case.id == case_id
    assert desk.texts(talk) == before


@pytest.mark.parametrize("hand_over", [True, False])
def test_of_two_agents_at_once_one_is_first(desk: WorkingDesk, hand_over: bool) -> None:
    talk = answered(desk)
    start = threading.Barrier(2)
    won: list[LookedAt] = []
    lost: list[str] = []

    def look(agent: str) -> None:
        start.wait()
        try:
            won.append(
                desk.services.suspicions.look_at(talk, "m1", agent=agent, hand_over=hand_over)
            )
        except DeskConflict as conflict:
            lost.append(str(conflict))

    agents = [threading.Thread(target=look, args=(name,)) for name in ("li", "bo")]
    for one in agents:
        one.start()
    for one in agents:
        one.join()
    assert len(won) == len(lost) == 1
    assert repr(won[0].look.by) in lost[0]
    assert desk.desk.cases.cases().total == int(hand_over)
    assert len(desk.texts(talk)) == 2 + int(hand_over)


def test_a_restart_forgets_no_look(company: Application, tmp_path: Path) -> None:
    path = tmp_path / "restarted" / "tradewind.db"
    path.parent.mkdir()
    with working_desk(company, path) as desk:
        seen, unseen = answered(desk), answered(desk, customer_id="bo")
        desk.services.suspicions.look_at(seen, "m1", agent="li")
    with working_desk(company, path) as desk:
        assert listed(desk) == [(unseen, "m2")]


def test_a_case_that_covers_it_says_what_it_may_be_in_the_queue_and_on_its_page(
    desk: WorkingDesk,
) -> None:
    answered(desk)
    case = desk.desk.cases.case(desk.hand_over(PERSON).queue_id)
    other = desk.desk.cases.case(desk.hand_over(PERSON, customer_id="bo").queue_id)
    assert desk.services.suspicions.of_cases([case, other]) == {
        case.id: ("safety",),
        other.id: (),
    }
    shown = packet(case.id, desk=desk.desk, find_passages=lambda question: FoundPassages())
    assert [(risk.risk_class, risk.is_suspected) for risk, _ in shown.risks][-1] == ("safety", True)
    desk.services.suspicions.look_at(case.conversation_id, "m1", agent="li")
    assert desk.services.suspicions.of_cases([case]) == {case.id: ()}
