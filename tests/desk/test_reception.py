"""A customer's message from any channel: kept, answered or handed over, never lost or doubled."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from answer.desk.conversation import Message
from answer.desk.receive import Reception
from answer.question import Question
from answer.reply import Answer, Handoff
from api.bootstrap import Application
from ingest.errors import DeskConflict, DeskInvalid, QuestionInvalid
from tests.desk.working_desk import PERSON, VOLTAGE, Clock, WorkingDesk, working_desk


@pytest.fixture
def desk(company: Application, tmp_path: Path) -> Iterator[WorkingDesk]:
    with working_desk(company, tmp_path / "tradewind.db") as opened:
        yield opened


def test_what_is_written_and_replied_is_one_history_across_channels(desk: WorkingDesk) -> None:
    desk.ask("hello")
    desk.clock.pass_by(minutes=5)
    desk.ask("thanks", channel="whatsapp")
    (conversation,) = desk.desk.conversations.conversations_of("ana")
    history = desk.desk.conversations.history("ana")
    assert [one.role for one in history] == ["customer", "assistant"] * 2
    assert [one.channel for one in history if one.role == "customer"] == ["web", "whatsapp"]
    assert {one.conversation_id for one in history} == {conversation.id}


def test_after_a_day_a_customer_who_names_no_conversation_begins_a_new_one(
    desk: WorkingDesk,
) -> None:
    desk.ask("hello")
    desk.clock.pass_by(hours=25)
    desk.ask("hello")
    assert len(desk.desk.conversations.conversations_of("ana")) == 2


def test_a_follow_up_is_understood_from_what_was_said_on_another_channel(
    desk: WorkingDesk,
) -> None:
    desk.ask(VOLTAGE, conversation_id="shop")
    desk.desk.conversations.give_back("shop")
    desk.clock.pass_by(minutes=1)
    reply = desk.ask("And of the XR-200B?", conversation_id="mail", channel="email")
    cited = [one for made in reply.statements for one in made.citations]
    assert any("48 V" in one.quote for one in cited), reply


def test_a_message_sent_twice_is_kept_and_handed_over_once(desk: WorkingDesk) -> None:
    first = desk.services.reception.ask(_question("once", PERSON))
    desk.clock.pass_by(seconds=30)
    again = desk.services.reception.ask(_question("once", PERSON))
    assert isinstance(first, Handoff)
    assert isinstance(again, Handoff)
    assert (again.id, again.text, again.queue_id) == (first.id, first.text, first.queue_id)
    assert len(desk.desk.conversations.history("ana")) == 2
    assert [event.step for event in desk.desk.cases.events()] == ["opened"]


def test_a_hand_off_names_its_case_and_the_time_that_its_clock_runs_to(desk: WorkingDesk) -> None:
    handoff = desk.hand_over(customer_tier="gold")
    case = desk.desk.cases.case(handoff.queue_id)
    assert (case.state, case.tier, case.reason) == ("open", "gold", "asked_for_person")
    assert case.first_reply_due_at == desk.clock.at + timedelta(minutes=30)
    assert handoff.due_at == case.first_reply_due_at
    assert "10:30" in handoff.text
    assert case.question == PERSON
    assert case.message_id == "m1"


def test_on_a_clock_nobody_knows_the_time_is_told_in_hours(desk: WorkingDesk) -> None:
    handoff = desk.hand_over(market="", customer_tier="gold")
    assert "within 1 hour" in handoff.text


def test_what_a_customer_was_told_once_is_known_the_next_time(desk: WorkingDesk) -> None:
    desk.ask("hello", customer_tier="gold")
    handoff = desk.hand_over(market="")
    assert handoff.tier == "gold"
    assert desk.desk.cases.case(handoff.queue_id).market == "DE"


def test_while_a_person_has_it_the_machine_answers_nothing(desk: WorkingDesk) -> None:
    handoff = desk.hand_over()
    for text in ("hello", VOLTAGE, PERSON):
        desk.clock.pass_by(minutes=1)
        reply = desk.hand_over(text)
        assert (reply.reason, reply.queue_id) == ("with_person", handoff.queue_id)
        assert "24 V" not in reply.text
    steps = [event.step for event in desk.desk.cases.events()]
    assert steps == ["opened", "customer_wrote", "customer_wrote", "customer_wrote"]


def test_given_back_the_machine_answers_and_what_it_cannot_opens_the_same_case(
    desk: WorkingDesk,
) -> None:
    handoff = desk.hand_over()
    desk.work.claim(handoff.queue_id, agent="li")
    desk.work.give_back(handoff.queue_id, agent="li")
    assert isinstance(desk.ask("hello"), Answer)
    desk.clock.pass_by(days=2)
    (conversation,) = desk.desk.conversations.conversations_of("ana")
    again = desk.hand_over(conversation_id=conversation.id)
    case = desk.desk.cases.case(handoff.queue_id)
    assert again.queue_id == handoff.queue_id
    assert (case.state, case.reopened, case.first_replied_at) == ("open", 1, None)
    desk.work.resolve(case.id, agent="li")
    desk.clock.pass_by(days=8)
    later = desk.hand_over(conversation_id=conversation.id)
    assert later.queue_id != handoff.queue_id


def test_the_third_time_the_same_is_asked_a_person_answers(desk: WorkingDesk) -> None:
    asked = (
        VOLTAGE,
        "Which voltage is the XR-200A rated for?",
        "XR-200A: rated voltage?",
    )
    replies = []
    for number, text in enumerate(asked):
        replies.append(desk.ask(text, conversation_id=f"c{number}", channel=f"channel {number}"))
        desk.clock.pass_by(days=3)
    assert isinstance(replies[2], Handoff)
    assert replies[2].reason == "repeated"
    packet = desk.services.packet(replies[2].queue_id)
    assert [one.id for one in packet.asked_before] == ["m1", "m2"]


def test_asking_the_same_of_another_model_or_after_a_month_is_not_asking_again(
    desk: WorkingDesk,
) -> None:
    texts = (VOLTAGE, VOLTAGE.replace("XR-200A", "XR-200B"), VOLTAGE.replace("XR-200A", "PX-407A"))
    for number, text in enumerate(texts):
        reply = desk.ask(text, conversation_id=f"c{number}")
        assert not (isinstance(reply, Handoff) and reply.reason == "repeated")
    desk.clock.pass_by(days=31)
    for number in range(2):
        reply = desk.ask(VOLTAGE, conversation_id=f"later {number}")
        assert not (isinstance(reply, Handoff) and reply.reason == "repeated")


def test_another_customers_conversation_is_not_told_of(desk: WorkingDesk) -> None:
    desk.ask("hello", conversation_id="shared")
    with pytest.raises(DeskConflict) as refused:
        desk.ask("hello", conversation_id="shared", customer_id="bob")
    assert "ana" not in str(refused.value)
    assert not desk.desk.conversations.history("bob")


@pytest.mark.parametrize(
    ("fields", "named"),
    [({"customer_tier": "platinum"}, "platinum"), ({"market": "ZZZ"}, "ZZZ")],
)
def test_an_unknown_tier_or_market_is_named_and_nothing_is_kept(
    desk: WorkingDesk, fields: dict[str, str], named: str
) -> None:
    with pytest.raises(DeskInvalid, match=named):
        desk.ask("hello", **fields)
    assert desk.desk.conversations.customer("ana") is None


@pytest.mark.parametrize(
    "customer", ["🙂👩‍👩‍👧", "'; drop table cases; --", "a b", "ü" * 190, "%_", '{"$ne": 1}']
)
def test_any_text_is_a_customers_id(desk: WorkingDesk, customer: str) -> None:
    handoff = desk.hand_over(customer_id=customer)
    assert desk.desk.cases.case(handoff.queue_id).customer_id == customer
    assert len(desk.desk.conversations.history(customer)) == 2
    assert desk.desk.conversations.history(customer + "x") == ()


def test_a_message_survives_an_engine_that_fails_and_is_answered_when_sent_again(
    desk: WorkingDesk,
) -> None:
    question = _question("later", VOLTAGE)
    with pytest.raises(QuestionInvalid):
        # too long for the engine only after the message was kept
        desk.services.reception.ask(replace(question, question=VOLTAGE * 200))
    reply = desk.services.reception.ask(question)
    assert reply.question_id == "later"
    history = desk.desk.conversations.history("ana")
    assert [one.role for one in history] == ["customer", "assistant"]


def test_what_was_written_elsewhere_reaches_whoever_has_the_conversation(
    desk: WorkingDesk,
) -> None:
    handoff = desk.hand_over()
    case = desk.work.reply(handoff.queue_id, agent="li", text="Hello!", then="wait")
    assert case.state == "waiting_customer"
    desk.clock.pass_by(hours=5)
    mail = Message(
        id="mail-1",
        conversation_id=case.conversation_id,
        customer_id="ana",
        role="customer",
        text="Any news?",
        language="en",
        channel="email",
        at=desk.clock.at,
    )
    assert desk.services.reception.write_down(mail)
    assert not desk.services.reception.write_down(mail)
    found = desk.desk.cases.case(case.id)
    assert (found.state, found.assignee) == ("claimed", "li")
    assert case.resolve_due_at is not None
    assert found.resolve_due_at is not None
    assert found.resolve_due_at > case.resolve_due_at, "the clock stood while it was their turn"


def test_what_was_written_elsewhere_is_looked_at_for_risks_too(
    company: Application, desk: WorkingDesk
) -> None:
    case = desk.desk.cases.case(desk.hand_over().queue_id)
    reception = Reception(
        desk.desk, machine=desk.services.reception._machine, find_risks=company.engines.find_risks
    )
    burnt = Message(
        id="mail-9",
        conversation_id=case.conversation_id,
        customer_id="ana",
        role="customer",
        text="The charger caught fire and burned my hand",
        language="en",
        channel="email",
        at=desk.clock.at,
    )
    assert reception.write_down(burnt)
    assert not reception.write_down(burnt)
    store = desk.desk.conversations
    told = store.risks_of("mail-9", conversation_id=case.conversation_id)
    assert told[0].risk_class == "safety"
    found = desk.desk.cases.case(case.id)
    assert found.risk_class == "safety"
    assert found.priority < case.priority


def test_the_night_and_the_weekend_are_told_as_they_are(
    company: Application, tmp_path: Path
) -> None:
    saturday = Clock(datetime(2026, 11, 21, 22, 0, tzinfo=UTC))
    with working_desk(company, tmp_path / "tradewind.db", saturday) as desk:
        handoff = desk.hand_over(customer_tier="gold")
        assert handoff.due_at is not None
        assert handoff.due_at.weekday() == 0


def _question(message_id: str, text: str) -> Question:
    return Question(id=message_id, question=text, customer_id="ana", channel="web", market="DE")
