"""In whose name something is done, and with whose case: by people, and by programs for agents."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from answer.desk.audit_log import AuditLog
from answer.desk.audit_record import AuditFilter, AuditRecord
from answer.desk.override import OVERRIDE
from api.access.acting import acting, acting_if_said
from api.access.caller import Caller
from api.bootstrap import Application
from ingest.errors import DeskInvalid, NotYourName
from tests.access.staffed import BASE, Staffed, signed_in, staffed
from tests.desk.working_desk import WorkingDesk, working_desk

MEI = Caller(kind="person", name="Mei", id="1", scopes=frozenset({"agent"}))
LEAD = Caller(kind="key", name="lead", id="3", scopes=frozenset({"lead"}))
HELPDESK = Caller(kind="key", name="helpdesk", id="2", scopes=frozenset({"agent"}))


def test_a_person_is_who_they_are() -> None:
    assert acting(MEI, "") == "Mei"
    assert acting(MEI, " mei ") == "Mei"
    assert acting_if_said(MEI, "") == "Mei"
    with pytest.raises(NotYourName, match="signed in as 'Mei' and cannot act as 'Bo'"):
        acting(MEI, "Bo")


def test_a_program_says_for_whom() -> None:
    assert acting(HELPDESK, "Bo") == "Bo"
    assert acting_if_said(HELPDESK, "") == ""
    with pytest.raises(DeskInvalid, match="agent is missing"):
        acting(HELPDESK, "")
    with pytest.raises(DeskInvalid, match="by is missing"):
        acting(HELPDESK, "", field="by")


class Team:
    """A desk that people and programs work at."""

    def __init__(self, staff: Staffed, desk: WorkingDesk, client: TestClient) -> None:
        self.staff = staff
        self.desk = desk
        self.client = client

    def case(self, customer_id: str = "ana") -> str:
        queue_id = self.desk.hand_over(customer_id=customer_id).queue_id
        assert queue_id is not None
        return queue_id

    def enter(self, name: str) -> None:
        self.client.cookies.clear()
        self.client.headers.update(signed_in(self.client, name))

    def overrides(self) -> tuple[AuditRecord, ...]:
        log = AuditLog(self.desk.desk.database)
        return log.page(AuditFilter(kind=OVERRIDE)).records

    def step(self, case: str, step: str, **body: Any) -> Any:
        return self.client.post(f"/v1/handoffs/{case}/{step}", json=body)


@pytest.fixture
def team(company: Application, tmp_path: Path) -> Iterator[Team]:
    with (
        staffed(tmp_path / "people.db") as staff,
        working_desk(company, tmp_path / "desk.db") as desk,
    ):
        staff.person("Mei")
        staff.person("Bo")
        staff.person("Lin", "lead")
        app = staff.app(replace(company.services(), desk=desk.services))
        with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
            yield Team(staff, desk, client)


def refused(response: Any, code: str) -> str:
    assert response.status_code == 403, response.text
    assert response.json()["type"] == f"urn:tradewind:problem:{code}"
    return str(response.json()["detail"])


def test_the_session_says_who_acts(team: Team) -> None:
    case = team.case()
    team.enter("Mei")
    assert "'Bo'" in refused(team.step(case, "claim", agent="Bo"), "not-your-name")
    assert team.step(case, "claim").json()["assignee"] == "Mei"
    assert team.step(case, "note", note="Looks like rain", agent="mei").status_code == 200
    packet = team.client.get(f"/v1/handoffs/{case}").json()
    assert [one["author"] for one in packet["messages"] if one["is_internal"]] == ["Mei"]
    assert {one["actor"] for one in packet["events"]} <= {"Mei", "customer", "desk"}


def test_what_is_a_colleagues_is_theirs(team: Team) -> None:
    case = team.case()
    team.enter("Mei")
    team.step(case, "claim")
    team.enter("Bo")
    for step, body in (
        ("reply", {"text": "Hello"}),
        ("resolve", {}),
        ("wait", {"on": "l2"}),
        ("assign", {"to_agent": "Bo"}),
        ("assign", {"to_team": "experts"}),
        ("release", {}),
        ("give-back", {}),
    ):
        assert "'Mei'" in refused(team.step(case, step, **body), "not-yours")
    assert team.step(case, "note", note="Ask for a photo").status_code == 200
    nobodys = team.case("eva")
    assert team.step(nobodys, "reply", text="Hello").json()["assignee"] == "Bo"


def test_a_case_is_given_to_those_who_work_on_cases_alone(team: Team) -> None:
    team.staff.person("Eda", "editor")
    team.staff.people.managing.remove(team.staff.person("Ole"), by="test")
    team.staff.keys.create("helpdesk", scopes=("agent",), by="test", actor="test")
    team.staff.keys.create("chatbot", scopes=("chatbot",), by="test", actor="test")
    outside = team.case("eva")
    team.desk.services.work.claim(outside, agent="Zoe")
    slipped, removed = team.case("ida"), team.case("uma")
    team.desk.services.work.assign(slipped, agent="Mei", to_agent="Nobody")
    team.desk.services.work.claim(removed, agent="Ole")
    case = team.case()
    team.enter("Mei")
    for name in ("Boo", "Eda", "Ole", "chatbot", "Nobody"):
        response = team.step(case, "assign", to_agent=name)
        assert response.status_code == 422, name
        told = response.json()["detail"]
        assert f"called {name!r}" in told
        named = told.split("one of")[1]
        assert all(f"'{one}'" in named for one in ("Mei", "Bo", "Lin", "helpdesk", "Zoe")), told
        assert not any(f"'{one}'" in named for one in ("Eda", "Ole", "chatbot", "Nobody")), told
    assert "one of 'Bo'" in team.step(case, "assign", to_agent="Boo").json()["detail"]
    page = team.client.get(f"/console/cases/{case}").text
    offered = page.split('<datalist id="assignees">')[1].split("</datalist>")[0]
    assert [one.split('"')[0] for one in offered.split('value="')[1:]] == [
        *("Bo", "helpdesk", "Lin", "Mei", "Zoe")
    ]
    assert team.step(case, "assign", to_agent=" bO ").json()["assignee"] == "Bo"


def test_without_people_a_case_goes_to_whoever_is_named(
    company: Application, tmp_path: Path
) -> None:
    with (
        staffed(tmp_path / "people.db", unknown=LEAD) as staff,
        working_desk(company, tmp_path / "desk.db") as desk,
        TestClient(
            staff.app(replace(company.services(), desk=desk.services)), base_url=BASE
        ) as client,
    ):
        case = desk.hand_over().queue_id
        body = {"agent": "Li", "to_agent": "Anybody"}
        assigned = client.post(f"/v1/handoffs/{case}/assign", json=body)
        assert assigned.json()["assignee"] == "Anybody", assigned.text


def test_what_was_given_away_by_a_slip_is_taken_back(team: Team) -> None:
    case = team.case()
    team.enter("Mei")
    team.step(case, "assign", to_agent="Bo")
    assert "'Bo'" in refused(team.step(case, "assign", to_agent="Lin"), "not-yours")
    assert team.step(case, "assign", to_agent="Mei").json()["assignee"] == "Mei"
    team.step(case, "assign", to_agent="Bo")
    team.enter("Bo")
    team.step(case, "note", note="I have it")
    team.enter("Mei")
    assert "'Bo'" in refused(team.step(case, "assign", to_agent="Mei"), "not-yours")


def test_a_lead_reaches_every_case_and_it_is_a_record(team: Team) -> None:
    case = team.case()
    team.enter("Mei")
    team.step(case, "claim")
    team.enter("Lin")
    assert team.step(case, "assign", to_agent="Bo").json()["assignee"] == "Bo"
    (record,) = (one for one in team.overrides() if one.subject == case)
    assert record.details["what"] == ["colleagues_case"]
    team.enter("Bo")
    assert team.step(case, "resolve").json()["state"] == "resolved"


def test_a_helpdesks_key_acts_for_agents_as_far_as_they_may(team: Team) -> None:
    key = team.staff.keys.create("helpdesk", scopes=("agent",), by="t", actor="t").text
    team.client.headers["Authorization"] = f"Bearer {key}"
    case = team.case()
    assert team.step(case, "claim").status_code == 422
    assert team.step(case, "claim", agent="Mei").json()["assignee"] == "Mei"
    refused(team.step(case, "resolve", agent="Bo"), "not-yours")
    assert team.step(case, "resolve", agent="Mei").json()["state"] == "resolved"
