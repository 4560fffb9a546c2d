"""The audit over HTTP and on the command line: who did what, and whether the record of it holds."""

import itertools
import json
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from answer.desk.schema import AUDIT_GUARDS
from api.access.caller import Caller
from api.access.identify import Access
from api.app import create_app
from api.backing_up import back_up_to, restore_from
from api.bootstrap import Application
from api.settings import Settings
from ingest.errors import SettingsInvalid
from tests.api.real_desk import BURNT, VOLTAGE, DeskClient, desk_application, desk_client
from tests.in_process import run_command

Command = Callable[..., str]


@pytest.fixture(scope="module")
def application(
    company: Application, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Application]:
    with desk_application(company, tmp_path_factory.mktemp("audit")) as made:
        yield made


@pytest.fixture(scope="module")
def desk(application: Application) -> Iterator[DeskClient]:
    with desk_client(application) as made:
        yield made


def _records(desk: DeskClient, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.get("/v1/audit", **query)["records"]
    return found


def test_a_decision_has_what_it_was_made_from(desk: DeskClient) -> None:
    reply = desk.ok(
        desk.http.post(
            "/v1/answers",
            json={
                "question": f"{VOLTAGE} Write to ada.amsel@example.org.",
                "market": "DE",
                "channel": "web",
            },
        )
    )
    (record,) = _records(desk, subject=reply["id"])
    assert (record["kind"], record["actor"], record["customer_id"]) == (
        "decision",
        "key:test",
        None,
    )
    details = record["details"]
    assert details["outcome"] == reply["kind"]
    assert details["release"] == reply["release"]
    assert details["confidence"] == pytest.approx(reply["confidence"]["value"], abs=1e-3)
    assert details["threshold"] == pytest.approx(reply["confidence"]["threshold"], abs=1e-3)
    assert (details["market"], details["channel"]) == ("DE", "web")
    assert re.fullmatch(r"manuals/[\w.-]+#\d+-\d+", details["evidence"][0])
    assert len(details["signals"]) > 10
    assert "rated voltage" in details["question"]
    assert "ada.amsel" not in json.dumps(record)


def test_a_customer_s_decision_says_whose(desk: DeskClient) -> None:
    reply = desk.ask(VOLTAGE, customer={"id": "cleo"}, conversation_id="talk-cleo")
    (record,) = _records(desk, customer="cleo")
    assert (record["subject"], record["customer_id"], record["conversation_id"]) == (
        reply["id"],
        "cleo",
        "talk-cleo",
    )


def test_small_talk_is_a_decision_too(desk: DeskClient) -> None:
    reply = desk.ok(desk.http.post("/v1/answers", json={"question": "Hello!"}))
    (record,) = _records(desk, subject=reply["id"])
    assert record["details"]["intent"] == "greeting"


def test_suggestions_are_records_of_who_saw_them(desk: DeskClient) -> None:
    asked = {"question": VOLTAGE, "customer": {"id": "dora"}}
    found = desk.ok(desk.http.post("/v1/suggestions", json=asked))
    shown = {one["id"] for one in found["suggestions"]} | {found["automatic"]["id"]}
    records = _records(desk, kind="suggestion", customer="dora")
    assert {one["subject"] for one in records} == shown


def test_a_red_case_put_away_without_its_legal_step_is_an_override(desk: DeskClient) -> None:
    case = desk.case(question=BURNT, customer={"id": "edda"})
    desk.take(case, "resolve", note="their lawyer has it")
    (record,) = _records(desk, kind="override", subject=case)
    assert record["details"]["what"] == ["legal_step_not_taken"]
    assert record["details"]["note"] == "their lawyer has it"
    assert record["customer_id"] == "edda"


def test_documents_drafts_and_releases_are_recorded_whoever_changed_them(
    application: Application, desk: DeskClient
) -> None:
    query = {"by": "eve", "audience": "agent"}
    desk.http.put(
        "/v1/documents/audit/new.md", params=query, content=b"# New\n\nA text of its own.\n"
    ).raise_for_status()
    (record,) = _records(desk, kind="document")
    assert record["actor"]
    assert (record["details"]["action"], record["details"]["path"]) == ("added", "audit/new.md")
    published = application.store.publications()
    assert [one["subject"] for one in _records(desk, kind="publish")] == [
        one.to_release for one in reversed(published)
    ]
    assert {one["subject"] for one in _records(desk, kind="build")} == set(
        application.store.releases()
    )
    count = len(_records(desk, limit=500))
    assert application.administration.audit_trail.catch_up() == 0, "nothing twice"
    assert len(_records(desk, limit=500)) == count


def test_pages_go_on_where_the_one_before_ended(desk: DeskClient) -> None:
    seen: list[int] = []
    query: dict[str, Any] = {"limit": 3}
    while True:
        page = desk.get("/v1/audit", **query)
        seen += [one["sequence"] for one in page["records"]]
        if page["next_before"] is None:
            break
        query["before"] = page["next_before"]
    assert seen == list(range(len(seen), 0, -1))


def test_people_and_keys_are_told_by_name_and_found_by_it(
    application: Application, desk: DeskClient
) -> None:
    person = desk.ok(desk.http.post("/v1/people", json={"name": "Bo Li", "roles": ["lead"]}))
    keys, people = application.administration.keys, application.administration.people
    key = keys.create("shop", scopes=("chatbot",), by="Bo Li", actor="Bo Li").key
    (made,) = _records(desk, kind="key_create", actor="bo li")
    assert made["actor"] == "Bo Li"
    page = desk.get("/v1/audit", limit=2)
    assert page["names"] == {f"person:{person['id']}": "Bo Li", key.id: "shop"}
    people.signing_in.make_link(people.people.required("Bo Li"), by=f"person:{person['id']}")
    found = _records(desk, actor="BO LI")
    assert {one["kind"] for one in found} == {"sign_in_link", "key_create"}
    keys.rotate("shop", actor=f"key:{key.id}")
    assert [one["kind"] for one in _records(desk, actor="shop")] == ["key_rotate"]
    assert _records(desk, actor="nobody of this name") == []


def test_an_admin_has_every_record_looked_at(desk: DeskClient) -> None:
    check = desk.ok(desk.http.post("/v1/audit/verify"))
    assert check["is_whole"]
    assert check["problems"] == []
    assert check["records"] == check["head"]["sequence"] == _records(desk, limit=1)[0]["sequence"]


def test_a_lead_reads_decisions_alone_and_an_agent_nothing(application: Application) -> None:
    def as_one(scope: str) -> TestClient:
        caller = Caller(kind="person", id="p1", scopes=frozenset({scope}))  # type: ignore[arg-type]
        app = create_app(application.services(), access=Access(unknown=caller))
        return TestClient(app, base_url="http://localhost")

    with as_one("lead") as client:
        found = client.get("/v1/audit", params={"kind": "override"}).json()["records"]
        assert {one["kind"] for one in found} == {"decision"}
        assert client.get("/v1/audit/head").status_code == 403
        assert client.post("/v1/audit/verify").status_code == 403
    for scope in ("agent", "editor", "chatbot"):
        with as_one(scope) as client:
            assert client.get("/v1/audit").status_code == 403
    with as_one("admin") as client:
        head = client.get("/v1/audit/head").json()
        assert re.fullmatch(r"\d+:[0-9a-f]{64}", head["text"])


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command to its end."""

    def run(*arguments: object, code: int = 0) -> str:
        ended = run_command(*arguments, monkeypatch=monkeypatch, capfd=capfd)
        assert ended.code == code, ended.err
        return ended.out

    return run


def _options(application: Application) -> list[str]:
    settings = application.settings
    return ["--content", str(settings.content_dir), "--var", str(settings.var_dir)]


def test_the_command_line_verifies_lists_and_exports(
    application: Application, desk: DeskClient, command: Command, tmp_path: Path
) -> None:
    options = _options(application)
    head = command(*options, "audit", "head").strip()
    assert re.fullmatch(r"\d+:[0-9a-f]{64}", head)
    checked = command(*options, "audit", "verify", "--head", head, "--json")
    found = json.loads(checked)
    assert (found["is_whole"], found["problems"], found["anchors"] > 1) == (True, [], True)
    assert "✓" in command(*options, "audit", "verify")
    listed = json.loads(command(*options, "audit", "list", "--kind", "override", "--json"))
    assert {one["kind"] for one in listed["records"]} == {"override"}
    assert "override" in command(*options, "audit", "list", "--limit", "500")
    assert "No record" in command(*options, "audit", "list", "--kind", "overide")
    target = tmp_path / "audit.jsonl"
    command(*options, "audit", "export", str(target))
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert [one["sequence"] for one in lines] == list(range(1, len(lines) + 1))
    assert all(after["previous"] == before["hash"] for before, after in itertools.pairwise(lines))


def test_who_changes_the_file_is_found_by_the_command(
    company: Application, command: Command, tmp_path: Path
) -> None:
    with desk_application(company, tmp_path) as made:
        options = _options(made)
        with desk_client(made) as desk:
            for _ in range(3):
                desk.ask(VOLTAGE)
        assert made.administration.audit_trail.keep_head()
        file = made.settings.var_dir / "tradewind.db"
    with closing(sqlite3.connect(file)) as connection:
        for name in AUDIT_GUARDS:
            connection.execute(f"drop trigger {name}")
        connection.execute("update audit_chain set actor = 'nobody' where sequence = 2")
        connection.commit()
    result = command(*options, "audit", "verify", "--json", code=1)
    problems = json.loads(result)["problems"]
    assert ("changed", 2, 2) in {(one["fault"], one["first"], one["last"]) for one in problems}
    assert sum(one["fault"] == "guard" for one in problems) == len(AUDIT_GUARDS)
    told = command(*options, "audit", "verify", code=1)
    assert "record 2 was changed" in told


def test_a_backup_and_its_restore_keep_the_audit_whole(
    company: Application, command: Command, tmp_path: Path
) -> None:
    """Records come and heads are kept all the while."""
    with desk_application(company, tmp_path) as made, desk_client(made) as desk:
        settings, closed = made.settings, threading.Event()

        def go_on() -> None:
            while not closed.is_set():
                made.administration.audit_trail.log.add("decision", actor="a", subject="b")
                made.administration.audit_trail.keep_head()

        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            desk.ask(VOLTAGE)
            back_up_to(
                tmp_path / "one.tar",
                var_dir=settings.var_dir,
                content_dir=settings.content_dir,
                with_cache=False,
                trash_days=30,
                progress=lambda done, total: None,
            )
        finally:
            closed.set()
            thread.join()
    into = tmp_path / "restored"
    restore_from(
        tmp_path / "one.tar",
        var_dir=into / "var",
        content_dir=into / "content",
        force=False,
        progress=lambda done, total: None,
    )
    options = ["--content", str(into / "content"), "--var", str(into / "var")]
    found = json.loads(command(*options, "audit", "verify", "--json"))
    assert found["is_whole"], found
    assert found["anchors"] >= 1


def test_a_key_seals_the_records_and_has_to_be_long(company: Application, tmp_path: Path) -> None:
    key = tmp_path / "audit.key"
    key.write_text("f0" * 32 + "\n")
    with desk_application(company, tmp_path) as plain:
        known = plain.settings
    sealed = Application(known.model_copy(update={"audit_key_file": key}))
    try:
        with desk_client(sealed) as desk:
            desk.ask(VOLTAGE)
        sealed.administration.audit_trail.keep_head()
        check = sealed.administration.audit_trail.verify()
        assert check.is_whole
        assert check.sealed_from == 1
    finally:
        sealed.close()
    without = Application(known)
    try:
        assert [one.fault for one in without.administration.audit_trail.verify().problems] == [
            "unsealed"
        ]
    finally:
        without.close()
    key.write_text("short")
    short = Application(Settings(**{**known.model_dump(), "audit_key_file": key}))
    with pytest.raises(SettingsInvalid, match="at least 32"):
        short.database  # noqa: B018 - opened when it is first asked for
