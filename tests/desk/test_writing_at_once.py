"""Many messages at once: one case, nothing lost, nothing said twice, and nobody waits for ever."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from answer.desk.case import CaseFilter
from answer.question import Question
from answer.reply import Handoff, Reply
from api.bootstrap import Application
from ingest.errors import DeskConflict
from tests.desk.working_desk import PERSON, VOLTAGE, WorkingDesk, working_desk

AT_ONCE = 20
LONGEST_SECONDS = 60.0
"""Nothing takes a hundredth of it; a deadlock would take for ever."""


@pytest.fixture
def desk(company: Application, tmp_path: Path) -> Iterator[WorkingDesk]:
    with working_desk(company, tmp_path / "tradewind.db") as opened:
        yield opened


def all_at_once(desk: WorkingDesk, questions: list[Question]) -> list[Reply]:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        asked = [threads.submit(desk.services.reception.ask, one) for one in questions]
        return [one.result(LONGEST_SECONDS) for one in asked]


def a_question(number: int, text: str, **fields: Any) -> Question:
    plain: dict[str, Any] = {
        "id": f"m{number}",
        "conversation_id": "one",
        "customer_id": "ana",
        "market": "DE",
    }
    return Question(question=text, **{**plain, **fields})


def test_a_customer_who_writes_twenty_times_at_once_has_one_case(desk: WorkingDesk) -> None:
    replies = all_at_once(desk, [a_question(number, PERSON) for number in range(AT_ONCE)])
    (case,) = desk.desk.cases.cases(CaseFilter(states=())).cases
    assert all(isinstance(one, Handoff) and one.queue_id == case.id for one in replies)
    messages = desk.desk.conversations.messages("one")
    assert {one.id for one in messages if one.role == "customer"} == {
        f"m{number}" for number in range(AT_ONCE)
    }
    assert len([one for one in messages if one.role == "assistant"]) == AT_ONCE
    events = desk.desk.cases.events(case_id=case.id)
    assert [event.step for event in events] == ["opened", *["customer_wrote"] * (AT_ONCE - 1)]
    assert case.version == AT_ONCE


def test_once_a_person_has_it_nothing_that_was_on_its_way_is_answered_by_the_machine(
    desk: WorkingDesk,
) -> None:
    """Questions that the machine can answer, among them one for a person, all under way."""
    for run in range(2):
        texts = [VOLTAGE, PERSON, "hello", VOLTAGE] * 5
        sent = [
            a_question(number, text, conversation_id=f"run {run}", customer_id=f"c{run}")
            for number, text in enumerate(texts)
        ]
        replies = all_at_once(desk, sent)
        assert len({one.id for one in replies}) == len(sent)
        (case,) = desk.desk.cases.cases(CaseFilter(states=(), customer_id=f"c{run}")).cases
        (opened,) = desk.desk.cases.events(case_id=case.id, steps=("opened",))
        with desk.desk.database.reading() as database:
            rows = database.query(
                "select kind, (select min(sequence) from messages where id = 'reply-' || ?) as "
                "first, (select sequence from messages where id = 'reply-' || replies.id) as mine "
                "from replies where conversation_id = ?",
                (case.reply_id, f"run {run}"),
            )
            late = [row["kind"] for row in rows if row["mine"] > row["first"]]
        assert set(late) <= {"handoff"}, opened
        assert sum(isinstance(one, Handoff) for one in replies) >= 5


def test_the_same_message_sent_many_times_at_once_is_answered_once(desk: WorkingDesk) -> None:
    replies = all_at_once(desk, [a_question(1, PERSON)] * AT_ONCE)
    assert len({one.id for one in replies}) == 1
    assert len({one.text for one in replies}) == 1
    assert len(desk.desk.conversations.messages("one")) == 2
    assert [event.step for event in desk.desk.cases.events()] == ["opened"]


def test_a_customer_who_names_no_conversation_begins_one_not_twenty(desk: WorkingDesk) -> None:
    all_at_once(
        desk, [a_question(number, "hello", conversation_id="") for number in range(AT_ONCE)]
    )
    (conversation,) = desk.desk.conversations.conversations_of("ana")
    assert len(desk.desk.conversations.messages(conversation.id)) == 2 * AT_ONCE


def test_two_servers_take_the_messages_of_one_conversation(
    company: Application, tmp_path: Path
) -> None:
    path = tmp_path / "tradewind.db"
    with working_desk(company, path) as one, working_desk(company, path) as other:
        with ThreadPoolExecutor(8) as threads:
            asked = [
                threads.submit(desk.services.reception.ask, a_question(number, PERSON))
                for number in range(8)
                for desk in (one, other)  # each message reaches both
            ]
            replies = [future.result(LONGEST_SECONDS) for future in asked]
        assert len({reply.id for reply in replies}) == 8
        assert len({getattr(reply, "queue_id", "") for reply in replies}) == 1
        assert len(one.desk.conversations.messages("one")) == 16
        (case,) = other.desk.cases.cases(CaseFilter(states=())).cases
        assert case.version == 8


def test_two_hundred_claims_of_fifty_cases_have_fifty_winners(desk: WorkingDesk) -> None:
    cases = [
        desk.hand_over(customer_id=f"c{number}", conversation_id=f"v{number}").queue_id
        for number in range(50)
    ]

    def claim(number: int) -> str:
        try:
            return desk.work.claim(cases[number % 50], agent=f"agent {number}").assignee
        except DeskConflict:
            return ""

    with ThreadPoolExecutor(AT_ONCE) as threads:
        won = [one for one in threads.map(claim, range(200)) if one]
    assert len(won) == len(set(won)) == 50
    assert {desk.desk.cases.case(one).assignee for one in cases} == set(won)
    assert len(desk.desk.cases.events(steps=("claimed",))) == 50
