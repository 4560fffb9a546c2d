"""What a message may hold: it goes before its equals and is shown, and changes nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from answer.desk.file_case import file_case
from answer.desk.packet import FoundPassages, packet
from answer.question import Question
from api.bootstrap import Application
from tests.desk.stored import a_risk
from tests.desk.working_desk import PERSON, WorkingDesk, working_desk


@pytest.fixture
def desk(company: Application, tmp_path: Path) -> Iterator[WorkingDesk]:
    with working_desk(company, tmp_path / "tradewind.db") as opened:
        yield opened


def test_a_case_with_a_suspicion_goes_before_its_equals_and_behind_every_risk(
    company: Application, desk: WorkingDesk
) -> None:
    """Filed by hand: which message is suspected depends on the weights."""
    plain = desk.hand_over()
    written = desk.desk.conversations.history("ana")[0]
    prepared = company.engines.engine().prepare(
        Question(id="x", question=PERSON, customer_tier="silver")
    )
    suspected = replace(prepared, risks=(), suspected=(a_risk(is_suspected=True),))
    filed = []
    for number, one in enumerate((replace(suspected, suspected=()), suspected)):
        desk.ask("hello", customer_id=f"c{number}")
        (talk,) = desk.desk.conversations.conversations_of(f"c{number}")
        asked = replace(one.question, conversation_id=talk.id, customer_id=f"c{number}")
        handoff = replace(plain, reason="low_confidence", risk_class="", queue_id="")
        with desk.desk.database.writing():
            filed.append(
                file_case(handoff, replace(one, question=asked), desk=desk.desk, at=desk.clock.at)
            )
    without, with_suspicion = filed
    least = max(one.priority for one in desk.desk.risks.classes.values())
    assert least < with_suspicion.priority < without.priority
    assert with_suspicion.legal_step_due_at is None, "nothing is red for a suspicion"
    assert with_suspicion.level == without.level
    assert written.role == "customer"


def test_a_suspicion_is_shown_behind_the_risks_and_counted_nowhere(desk: WorkingDesk) -> None:
    case = desk.desk.cases.case(desk.hand_over().queue_id)
    store = desk.desk.conversations
    sure = a_risk("legal", priority=20)
    possible = a_risk("safety", priority=10, is_suspected=True)
    before = store.risk_counts(since=desk.clock.at, until=desk.clock.at.replace(year=2100))
    store.add_risks(
        case.message_id,
        conversation_id=case.conversation_id,
        risks=[possible, sure],
        at=desk.clock.at,
    )
    shown = packet(case.id, desk=desk.desk, find_passages=lambda question: FoundPassages())
    by_name = {risk.risk_class: risk.is_suspected for risk, _ in shown.risks}
    assert (by_name["legal"], by_name["safety"]) == (False, True)
    assert shown.risks[-1][0].risk_class == "safety"
    after = store.risk_counts(since=desk.clock.at, until=desk.clock.at.replace(year=2100))
    assert after.get("safety", 0) == before.get("safety", 0)
    assert after["legal"] == before.get("legal", 0) + 1
