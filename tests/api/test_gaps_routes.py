"""Gaps, coverage and the log over HTTP and on the command line."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.bootstrap import Application
from tests.api.real_desk import VOLTAGE, DeskClient, desk_application, desk_client
from tests.in_process import run_command

SOLAR = (
    "Can I connect the XR-200A to solar panels?",
    "Does the XR-200A work with photovoltaic panels?",
    "Is the XR-200A made for solar panels?",
)
ADVICE = "Yes: put a charge controller between the panels and the XR-200A."


@pytest.fixture
def application(company: Application, tmp_path: Path) -> Iterator[Application]:
    with desk_application(company, tmp_path) as made:
        yield made


@pytest.fixture
def desk(application: Application) -> Iterator[DeskClient]:
    with desk_client(application) as made:
        yield made


def _ask_in_vain(desk: DeskClient) -> str:
    """Three customers ask the same; the first one's case, resolved with a reply."""
    replies = [desk.ask(text, customer={"id": f"c{n}"}) for n, text in enumerate(SOLAR)]
    assert {one["kind"] for one in replies} == {"handoff"}
    case_id: str = replies[0]["handoff"]["queue_id"]
    desk.take(case_id, "reply", text=ADVICE, then="resolve")
    return case_id


def _gap(desk: DeskClient, **query: Any) -> Any:
    (gap,) = desk.get("/v1/insights/gaps", **query)["gaps"]
    return gap


def test_from_a_gap_to_a_draft_that_waits_for_review(desk: DeskClient) -> None:
    case_id = _ask_in_vain(desk)
    gap = _gap(desk)
    assert (gap["volume"], gap["state"], gap["customers"]) == (3, "open", 3)
    priority = gap["priority"]
    product = priority["volume"] * priority["waiting_factor"] * priority["tier_factor"]
    assert priority["value"] == pytest.approx(product, rel=1e-2)
    detail = desk.get(f"/v1/insights/gaps/{gap['id']}")
    assert detail["questions"][0]["id"] == gap["question_id"]
    assert {one["gap_id"] for one in detail["questions"]} == {gap["id"]}
    assert [(one["case_id"], one["reply"]) for one in detail["sources"]] == [(case_id, ADVICE)]
    assert detail["proposed"]["answer"] == ADVICE
    assert detail["proposed"]["models"] == ["XR-200A"]
    draft = desk.ok(desk.http.post(f"/v1/insights/gaps/{gap['id']}/draft", json={"agent": "eve"}))
    assert ADVICE in draft["text"]
    assert "XR-200A" in draft["text"].split("---")[1]
    assert [one["id"] for one in desk.get("/v1/drafts")["drafts"]] == [draft["id"]]
    assert _gap(desk)["state"] == "in_work"
    again = desk.http.post(f"/v1/insights/gaps/{gap['id']}/draft", json={"agent": "eve"})
    assert again.status_code == 409
    desk.http.post(f"/v1/drafts/{draft['id']}/reject", json={"agent": "eve"})


def test_a_gap_without_a_resolved_case_needs_an_answer(desk: DeskClient) -> None:
    for number, text in enumerate(SOLAR):
        desk.ask(text, customer={"id": f"c{number}"})
    path = f"/v1/insights/gaps/{_gap(desk)['id']}/draft"
    assert desk.http.post(path, json={"agent": "eve"}).status_code == 422
    made = desk.ok(
        desk.http.post(path, json={"agent": "eve", "answer": "No.", "models": [], "language": "en"})
    )
    assert "XR-200A" not in made["text"].split("---")[1].split("title:")[1].split("\n", 1)[1]


def test_what_is_set_aside_says_why_and_comes_back(desk: DeskClient) -> None:
    _ask_in_vain(desk)
    gap = _gap(desk)
    path = f"/v1/insights/gaps/{gap['id']}/set-aside"
    assert desk.http.post(path, json={"agent": "eve", "reason": " "}).status_code == 422
    aside = desk.ok(desk.http.post(path, json={"agent": "eve", "reason": "not our business"}))
    assert (aside["state"], aside["by"], aside["note"]) == ("set_aside", "eve", "not our business")
    assert desk.get("/v1/insights/gaps")["gaps"] == []
    assert _gap(desk, state="set_aside")["id"] == gap["id"]
    # asked once more, the list is worked out anew and remembers
    desk.ask(SOLAR[0], customer={"id": "another"})
    desk.get("/v1/insights/gaps", state="all")
    desk.ok(desk.http.post(path, json={"agent": "eve", "undo": True}))
    assert _gap(desk, state="all")["state"] == "open"


def test_an_old_list_is_given_at_once_and_worked_out_anew(
    application: Application, desk: DeskClient
) -> None:
    _ask_in_vain(desk)
    assert desk.get("/v1/insights/gaps")["is_current"]
    desk.ask("Does the XR-200A run on solar panels?", customer={"id": "c9"})
    old = desk.get("/v1/insights/gaps")
    assert (old["is_current"], old["gaps"][0]["volume"]) == (False, 3)
    deadline = time.monotonic() + 60
    while not (found := desk.get("/v1/insights/gaps"))["is_current"]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert found["gaps"][0]["volume"] == 4
    assert found["gaps"][0]["id"] == old["gaps"][0]["id"]


def test_filters_and_pages_of_gaps(desk: DeskClient) -> None:
    _ask_in_vain(desk)
    desk.ask("Where can visitors park?", market="US")
    found = desk.get("/v1/insights/gaps", least=1)
    assert (found["total"], found["by_state"]) == (2, {"open": 2})
    assert desk.get("/v1/insights/gaps", least=1, market="us")["total"] == 1
    assert desk.get("/v1/insights/gaps", least=1, language="fr")["total"] == 0
    assert desk.get("/v1/insights/gaps", product="XR-200A")["total"] == 1
    page = desk.get("/v1/insights/gaps", least=1, limit=1, offset=1)
    assert [one["id"] for one in page["gaps"]] == [found["gaps"][1]["id"]]
    for query in ({"state": "strange"}, {"least": "0"}, {"missing": "all of it"}):
        assert desk.http.get("/v1/insights/gaps", params=query).status_code == 422
    assert desk.http.get("/v1/insights/gaps/gap-nothing").status_code == 404


def test_pages_of_the_log_hold_every_question_once(desk: DeskClient) -> None:
    _ask_in_vain(desk)
    answered = desk.ask(VOLTAGE)
    desk.get("/v1/insights/gaps")
    first = desk.get("/v1/insights/questions", limit=3)
    rest = desk.get("/v1/insights/questions", limit=3, before=first["next_before"])
    listed = [*first["questions"], *rest["questions"]]
    assert (len(listed), rest["next_before"]) == (4, None)
    assert listed[0]["id"] == answered["id"]
    assert [bool(one["gap_id"]) for one in listed] == [False, True, True, True]
    for query, count in (
        ({"kind": "handoff"}, 3),
        ({"q": "PHOTOVOLTAIC"}, 1),
        ({"customer": "c1"}, 1),
        ({"since": "2001-01-01", "until": "2001-01-02"}, 0),
        ({"market": "de"}, 4),
    ):
        assert len(desk.get("/v1/insights/questions", **query)["questions"]) == count, query
    for wrong in ({"limit": "0"}, {"since": "yesterday"}, {"since": "1970-01-01"}):
        assert desk.http.get("/v1/insights/questions", params=wrong).status_code == 422


def test_coverage_is_listed_with_its_holes(desk: DeskClient) -> None:
    desk.ask("Where can visitors park?")
    found = desk.get("/v1/insights/coverage")
    assert found["is_current"]
    assert {"en", "zh-Hans", "es"} <= set(found["languages"])
    assert found["total"] == len(found["cells"])
    holes = desk.get("/v1/insights/coverage", holes=True)
    assert sum(found["holes"].values()) == holes["total"]
    assert {one["hole"] for one in holes["cells"]} == set(found["holes"])
    spanish = desk.get("/v1/insights/coverage", language="es", market="")
    assert {(one["language"], one["market"]) for one in spanish["cells"]} == {("es", "")}


def test_commands_list_the_same(
    application: Application,
    desk: DeskClient,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    _ask_in_vain(desk)
    gap = _gap(desk)
    settings = application.settings
    options = ("--content", settings.content_dir, "--var", settings.var_dir)

    def run(*arguments: str) -> Any:
        ended = run_command(*options, *arguments, monkeypatch=monkeypatch, capfd=capfd)
        assert ended.code == 0, ended.err
        return ended

    listed = run("gaps", "--json").json
    assert [one["id"] for one in listed["gaps"]] == [gap["id"]]
    assert gap["id"] in run("gaps", "--all").out
    covered = run("coverage", "--json", "--no-holes", "--limit", "1000").json
    assert covered["total"] == len(covered["cells"]) > 0
    assert "holes" in run("coverage", "--product", "xr-200a").out
    for option, near in (("--product", "XR-200A"), ("--language", "en")):
        wrong = ("coverage", option, f"{near}x")
        unknown = run_command(*options, *wrong, monkeypatch=monkeypatch, capfd=capfd)
        assert unknown.code == 1
        assert f"there is no '{near}x'; there are '{near}'" in " ".join(unknown.err.split())
