"""What the desk's routes refuse, and how: named, bounded, and telling nothing of what is inside."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from api.bootstrap import Application
from tests.api.real_desk import PERSON, SECRET, DeskClient, desk_application, desk_client

HOSTILE = (
    "🙂👩‍👩‍👧" * 20,
    "'; drop table cases; --",
    'x" or 1=1 --',
    "../../../etc/passwd",
    "..",
    "a/b\\c",
    "%2F%2e%2e",
    "%_*?[",
    "<script>alert(1)</script>",
    "ü" * 200,
    "عربي‏",
    " padded ",
    "messages",
    "None",
)
NOT_IN_PATHS = ("..", "%2F%2e%2e")
"""Clients resolve dots, and the test client decodes twice."""
CONTROLS = ("line\nbreak", "line\n", "\ttab\r", "\x00", "\u2028")
"""No id has one, and no address."""
POSTS: dict[str, dict[str, object]] = {
    "/v1/handoffs/{case}/claim": {"agent": "li"},
    "/v1/handoffs/{case}/release": {"agent": "li"},
    "/v1/handoffs/{case}/wait": {"agent": "li", "on": "customer"},
    "/v1/handoffs/{case}/reply": {"agent": "li", "text": "Hello"},
    "/v1/handoffs/{case}/assign": {"agent": "li", "to_agent": "bo"},
    "/v1/handoffs/{case}/note": {"agent": "li", "note": "x"},
    "/v1/handoffs/{case}/resolve": {"agent": "li"},
    "/v1/handoffs/{case}/legal-step": {"agent": "li"},
    "/v1/handoffs/{case}/reopen": {"agent": "li"},
    "/v1/handoffs/{case}/give-back": {"agent": "li"},
    "/v1/handoffs/{case}/promote": {"agent": "li", "title": "t", "question": "q", "answer": "a"},
    "/v1/drafts/{case}/accept": {},
    "/v1/conversations/{case}/messages": {"role": "customer", "text": "x"},
    "/v1/feedback": {"reply_id": "{case}", "verdict": "right"},
}
"""Every route of the desk that takes a body, with one that it would take."""


@pytest.fixture(scope="module")
def application(
    company: Application, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    with desk_application(company, tmp_path_factory.mktemp("strict")) as made:
        yield made


@pytest.fixture(scope="module")
def desk(application: Application) -> Iterator[DeskClient]:
    with desk_client(application) as made:
        yield made


@pytest.fixture(scope="module")
def case(desk: DeskClient) -> str:
    return desk.case(conversation_id="known")


def assert_problem(response: Any, *status: int) -> None:
    """A problem document of one screen's length that tells nothing of what is inside."""
    assert response.status_code in status, response.text[:500]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"]
    assert len(response.content) < 4_000
    for inside in ("Traceback", "/tmp", ".py", "sqlite", "select ", SECRET, "tradewind.db"):
        assert inside not in response.text


@pytest.mark.parametrize("path", POSTS)
def test_what_no_request_holds_is_refused(desk: DeskClient, case: str, path: str) -> None:
    url, body = path.format(case=case), POSTS[path]
    assert_problem(desk.http.post(url, json={**body, "sudo": True}), 422)
    assert_problem(desk.http.post(url, json={**body, "s" * 9_000: True}), 422)
    assert_problem(desk.http.post(url, json=[body]), 422)
    assert_problem(desk.http.post(url, json="x"), 422)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"{} {}", b'{"agent": NaN}', b"\xff\xfe{\x00}\x00", b"[" * 5_000, b"\x00"],
)
def test_a_body_that_is_not_json_is_refused(
    desk: DeskClient, case: str, path: str, body: bytes
) -> None:
    headers = {"content-type": "application/json"}
    assert_problem(desk.http.post(path.format(case=case), content=body, headers=headers), 400)


@pytest.mark.parametrize("path", POSTS)
def test_a_body_of_another_kind_is_refused(desk: DeskClient, case: str, path: str) -> None:
    url = path.format(case=case)
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        response = desk.http.post(url, content=b"{}", headers={"content-type": kind})
        assert_problem(response, 415)


@pytest.mark.parametrize("path", POSTS)
def test_half_a_character_is_refused_in_every_text(desk: DeskClient, case: str, path: str) -> None:
    body = POSTS[path]
    for name, value in body.items():
        if isinstance(value, str) and name not in ("on", "verdict", "role"):
            broken = json.dumps({**body, name: "half \ud83d"})
            headers = {"content-type": "application/json"}
            url = path.format(case=case)
            assert_problem(desk.http.post(url, content=broken.encode(), headers=headers), 422)


@pytest.mark.parametrize("path", [one for one in POSTS if "{case}/" in one])
@pytest.mark.parametrize("hostile", [*HOSTILE, *CONTROLS, "x" * 6_000, "a" * 201])
def test_a_case_that_is_not_there_is_named_or_refused(
    desk: DeskClient, path: str, hostile: str
) -> None:
    if "conversations" in path:
        return  # anything is a conversation's id; see below
    response = desk.http.post(path.format(case=quote(hostile, safe="")), json=POSTS[path])
    assert_problem(response, *([400] if hostile in CONTROLS else [404, 405, 422]))


@pytest.mark.parametrize("hostile", [*HOSTILE, *CONTROLS, "x" * 6_000])
def test_what_is_asked_for_and_is_not_there(desk: DeskClient, hostile: str) -> None:
    for path in ("/v1/handoffs/{}", "/v1/conversations/{}", "/v1/drafts/{}"):
        url = path.format(quote(hostile, safe=""))
        expected = [400] if hostile in CONTROLS else [404, 405, 422]
        assert_problem(desk.http.get(url), *expected)
        assert_problem(desk.http.delete(url), *expected)
    if len(hostile) <= 200:
        assert desk.get("/v1/conversations", customer=hostile) == {"conversations": []}
        assert desk.get("/v1/handoffs", customer=hostile, q=hostile)["cases"] == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_any_text_is_an_id_and_comes_back_as_it_was(desk: DeskClient, hostile: str) -> None:
    sent = {"conversation_id": f"of {hostile}"[:200], "customer": {"id": hostile}, "id": hostile}
    case = desk.hand_over(PERSON, **sent)["queue_id"]
    assert desk.packet(case)["case"]["customer_id"] == hostile
    if hostile in NOT_IN_PATHS:
        return
    found = desk.get(f"/v1/conversations/{quote(str(sent['conversation_id']), safe='')}")
    assert (found["id"], found["customer_id"]) == (sent["conversation_id"], hostile)
    assert found["messages"][0]["id"] == hostile
    (listed,) = desk.get("/v1/handoffs", customer=hostile)["cases"]
    assert listed["id"] == case
    path = f"/v1/conversations/{quote(hostile, safe='')}/messages"
    kept = desk.http.post(path, json={"role": "customer", "text": "x", "customer_id": hostile})
    assert kept.status_code == 201, kept.text
    assert desk.get(f"/v1/conversations/{quote(hostile, safe='')}")["id"] == hostile


@pytest.mark.parametrize(
    "fields",
    [
        {"conversation_id": "x" * 201},
        {"customer": {"id": "x" * 201}},
        {"id": "x" * 201},
        {"conversation_id": "a\0b"},
        {"customer": {"id": "a\0b"}},
        {"conversation_id": "line\nbreak"},
        {"customer": {"id": "\ttab\r"}},
        {"conversation_id": "c", "id": "a\u2028b"},
        {"customer": {"id": "a", "tier": "platinum"}},
        {"customer": {"id": "a"}, "market": "ZZZ"},
        {"customer": {"id": "a", "tier": "x" * 200}},
    ],
)
def test_what_cannot_be_kept_is_named_before_anything_is(
    desk: DeskClient, fields: dict[str, object]
) -> None:
    before = desk.get("/v1/handoffs", state="all")["total"]
    assert_problem(desk.http.post("/v1/answers", json={"question": PERSON, **fields}), 422)
    assert desk.get("/v1/handoffs", state="all")["total"] == before


@pytest.mark.parametrize(
    "query",
    [
        {"state": "closed"},
        {"level": "L4"},
        {"reason": "because"},
        {"limit": 0},
        {"limit": 201},
        {"limit": "many"},
        {"offset": -1},
        {"offset": 10**30},
        {"q": "x" * 201},
        {"customer": "x" * 201},
        {"unassigned": "perhaps"},
    ],
)
def test_a_queue_that_cannot_be_listed(desk: DeskClient, query: dict[str, object]) -> None:
    assert_problem(desk.http.get("/v1/handoffs", params=query), 422)


@pytest.mark.parametrize(
    "query", [{"after": -1}, {"after": 10**30}, {"after": "x"}, {"after": 2**63}]
)
def test_events_after_nothing(desk: DeskClient, query: dict[str, object]) -> None:
    assert_problem(desk.http.get("/v1/handoffs/events", params=query), 422)
    header = {"Last-Event-ID": str(query["after"])}
    assert_problem(desk.http.get("/v1/handoffs/events", headers=header), 422)


@pytest.mark.parametrize(
    "body",
    [
        {"agent": ""},
        {"agent": " \t"},
        {"agent": "x" * 101},
        {"agent": "desk"},
        {"agent": "Customer"},
        {"agent": None},
        {"agent": 7},
        {},
        {"agent": "li", "version": 0},
        {"agent": "li", "version": -1},
        {"agent": "li", "version": "two"},
        {"agent": "li", "version": 1.5},
        {"agent": "li", "note": "x" * 4_001},
    ],
)
def test_a_step_says_who_takes_it(desk: DeskClient, case: str, body: dict[str, object]) -> None:
    before = desk.packet(case)["case"]
    assert_problem(desk.http.post(f"/v1/handoffs/{case}/claim", json=body), 422)
    assert desk.packet(case)["case"] == before


@pytest.mark.parametrize("version", [1, 10**30])
def test_a_version_that_is_not_the_case_s_is_a_conflict(desk: DeskClient, version: int) -> None:
    case = desk.case()
    desk.take(case, "claim")
    assert_problem(desk.step(case, "resolve", version=version), 409)


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("reply", {"text": ""}),
        ("reply", {"text": " \n\u3000"}),
        ("reply", {"text": "x" * 20_001}),
        ("reply", {"text": "x", "language": "not a tag!"}),
        ("reply", {"text": "x", "then": "forget"}),
        ("reply", {"text": "x", "id": "x" * 201}),
        ("reply", {"text": "x", "id": "a\0"}),
        ("wait", {"on": "godot"}),
        ("assign", {}),
        ("assign", {"to_agent": "desk"}),
        ("assign", {"to_level": "L9"}),
        ("assign", {"to_team": "no such team"}),
        ("note", {"note": ""}),
        ("note", {"note": "  "}),
        ("promote", {"title": "", "question": "q", "answer": "a"}),
        ("promote", {"title": "t", "question": "q", "answer": "a", "audience": "world"}),
        ("promote", {"title": "t", "question": "q", "answer": "a", "models": ["x"] * 101}),
    ],
)
def test_a_step_that_cannot_be_taken_leaves_the_case_as_it_was(
    desk: DeskClient, step: str, body: dict[str, object]
) -> None:
    case = desk.case()
    desk.take(case, "claim")
    before = desk.packet(case)
    assert_problem(desk.step(case, step, **body), 422)
    after = desk.packet(case)
    assert (after["case"], after["events"]) == (before["case"], before["events"])
    assert after["messages"] == before["messages"]


def test_a_case_too_early_to_promote_and_titles_of_all_kinds(desk: DeskClient) -> None:
    case = desk.case()
    desk.take(case, "resolve")
    for title in ("../../../etc/cron.d/x", "𐍈" * 300, "con: {a: [b", "---\n---", "a\nb", "é" * 299):
        body = {
            "title": title,
            "question": "q",
            "answer": "---\n# h\n<script>",
            "audience": "agent",
        }
        response = desk.step(case, "promote", **body)
        if response.status_code == 422:  # it has no words
            assert_problem(response, 422)
            continue
        draft = response.json()
        assert draft["path"].startswith("cases/")
        assert draft["path"].count("/") == 1
        assert ".." not in draft["path"]
        assert len(draft["path"].encode()) < 240
        desk.ok(desk.http.post(f"/v1/drafts/{draft['id']}/accept", json={}))


@pytest.mark.parametrize("text", ["x" * 20_000, "\u202e" * 9_000, "\0", "🙂" * 9_999])
def test_long_and_strange_texts_are_kept_as_they_were(desk: DeskClient, text: str) -> None:
    case = desk.case(conversation_id=desk.name("strange"))
    desk.take(case, "reply", text=f"{text[:19_990]}.")
    assert desk.packet(case)["messages"][-1]["text"] == f"{text[:19_990]}."


@pytest.mark.parametrize(
    "query",
    [
        {"since": "0001-01-01"},
        {"until": "0001-01-01"},
        {"until": "0001-01-02", "since": "0001-01-01"},
        {"since": "9999-12-31"},
        {"until": "9999-12-31", "since": "9999-12-30"},
        {"since": "2026-13-01"},
        {"since": "2026-11-02", "until": "2026-11-01"},
        {"since": "yesterday"},
    ],
)
def test_a_period_of_any_kind_has_figures_or_is_refused(
    desk: DeskClient, query: dict[str, str]
) -> None:
    response = desk.http.get("/v1/insights/service", params=query)
    if response.status_code != 200:
        assert_problem(response, 422)


def test_a_damaged_draft_is_told_of_without_its_place(
    desk: DeskClient, application: Application
) -> None:
    folder: Path = application.settings.var_dir / "drafts"
    folder.mkdir(exist_ok=True)
    broken = folder / "case-broken.json"
    broken.write_text("{", encoding="utf-8")
    assert_problem(desk.http.get("/v1/drafts"), 503)
    broken.unlink()


def test_pages_of_other_sites_change_nothing(desk: DeskClient, case: str) -> None:
    headers = {"origin": "https://evil.example"}
    response = desk.http.post(f"/v1/handoffs/{case}/claim", json={"agent": "li"}, headers=headers)
    assert_problem(response, 403)


def test_every_route_of_the_desk_is_described(desk: DeskClient) -> None:
    described = desk.get("/v1/openapi.json")
    of_desk = {
        path: methods
        for path, methods in described["paths"].items()
        if path.startswith(("/v1/handoffs", "/v1/conversations", "/v1/drafts", "/v1/feedback"))
    }
    posts = {path.replace("{case}", "{case_id}") for path in POSTS if "handoffs" in path}
    assert posts <= set(of_desk)
    for path, methods in of_desk.items():
        for method, route in methods.items():
            where = f"{method} {path}"
            assert route["summary"], where
            assert len(route["description"]) > 20, where
            assert route["tags"], where
            taken = {status: one for status, one in route["responses"].items() if status[0] == "2"}
            (status, response), *others = taken.items()
            assert not others, where
            if status != "204":
                (content,) = response["content"].values()
                assert content["schema"], where
            assert {"4XX", "5XX"} <= set(route["responses"]), where
