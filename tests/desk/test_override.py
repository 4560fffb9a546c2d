"""Steps that are taken against the rule are told apart from all others."""

from dataclasses import replace

import pytest

from answer.desk.case import CaseStep
from answer.desk.override import override_of
from tests.desk.stored import NOW, a_case

RED = replace(a_case(), assignee="li", state="claimed", legal_step_due_at=NOW)
PLAIN = replace(RED, legal_step_due_at=None)


@pytest.mark.parametrize("step", ["resolved", "given_back"])
def test_a_red_case_put_away_without_its_legal_step_is_one(step: CaseStep) -> None:
    told = override_of(RED, step, actor="li", note="no need")
    assert told is not None
    assert told["what"] == ["legal_step_not_taken"]
    assert told["note"] == "no need"
    done = replace(RED, legal_step_done_at=NOW)
    assert override_of(done, step, actor="li", note="") is None


@pytest.mark.parametrize("step", ["released", "assigned", "replied", "waiting_l2", "resolved"])
def test_a_step_with_a_colleague_s_case_is_one(step: CaseStep) -> None:
    told = override_of(PLAIN, step, actor="maria", note="")
    assert told is not None
    assert (told["what"], told["assignee"]) == (["colleagues_case"], "li")
    for actor in ("li", "desk", "customer"):
        assert override_of(PLAIN, step, actor=actor, note="") is None
    assert override_of(replace(PLAIN, assignee=""), step, actor="maria", note="") is None


@pytest.mark.parametrize("step", ["noted", "claimed", "rated", "customer_wrote", "alerted"])
def test_what_anybody_may_do_is_none(step: CaseStep) -> None:
    assert override_of(RED, step, actor="maria", note="") is None
