"""A customer leaves words everywhere, and is erased: nothing of theirs is in any file any more."""

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from answer.desk.put_off_store import PutOffStore
from answer.desk.visitor import Visitor
from answer.desk.visitor_store import VisitorStore
from answer.question import Question
from api.app import create_app
from api.bootstrap import Application
from api.settings import Settings
from api.webhook_settings import WebhookSetting
from tests.api.real_desk import PERSON, DeskClient
from tests.api.test_webhook_settings import SECRET
from tests.everyone import EVERYONE
from tests.gate_company import write_company
from tests.webhook_target import TargetServer, target_server

ADA, BO = "kunde-zyqx7741", "kunde-bolander55"
TALK, MESSAGE = "talk-vexnib88", "msg-quolt12"
MAIL, ORDER = "amsel.zwirn@glimmerpost.example", "ord-99417-qz"
WORD = "Quarzfädel"
"""With a letter that JSON may escape."""
NOTED, REPLIED, EDITED, TITLE = "vorlaubst", "zwirbelfink", "knotterdam", "Plurrmeister"
CANARIES = (ADA, TALK, MESSAGE, MAIL, ORDER, WORD, NOTED, REPLIED, EDITED, TITLE)
QUESTION = f"How long does the warranty on a drive last? It is for {WORD}."
UNANSWERED = f"Which coffee machines does {WORD} sell?"


@dataclass
class Office:
    """A server with everything on, and what has been asked of it."""

    application: Application
    desk: DeskClient
    receiver: TargetServer
    before: dict[str, Any] = field(default_factory=dict)
    case: str = ""
    exported: dict[str, Any] = field(default_factory=dict)
    erased: dict[str, Any] = field(default_factory=dict)
    told_before: int = 0
    found_before: dict[str, set[str]] = field(default_factory=dict)

    @property
    def var(self) -> Path:
        return self.application.settings.var_dir


@pytest.fixture(scope="module")
def office(company: Application, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """After the erasure; what was before it is kept beside."""
    folder = tmp_path_factory.mktemp("customers")
    content, var = folder / "content", folder / "var"
    write_company(content)
    known = company.settings.var_dir
    var.mkdir()
    (var / "models").symlink_to(known / "models", target_is_directory=True)
    for name in ("releases", "cache"):
        shutil.copytree(known / name, var / name, symlinks=True)
    with target_server() as receiver:
        hook = WebhookSetting(
            name="desk",
            url=receiver.url,
            secret=SecretStr(SECRET),
            events=("created", "customer_wrote", "replied", "resolved", "erased"),
            include_text=True,
        )
        application = Application(
            Settings(content_dir=content, var_dir=var, webhooks=(hook,), max_wrong_share=0.1)
        )
        app = create_app(application.services(), access=EVERYONE)
        application.send_webhooks()
        with TestClient(app, base_url="http://localhost") as client:
            made = Office(application, DeskClient(client), receiver)
            _everything_of_ada(made)
            _something_of_bo(made)
            _reports(made)
            made.exported = made.desk.get(f"/v1/customers/{ADA}/export")
            made.before = _of_others(made)
            made.found_before = _files_with(var, CANARIES)
            made.told_before = len(receiver.received)
            response = client.delete(f"/v1/customers/{ADA}")
            made.erased = made.desk.ok(response)
            yield made
        application.close()


def _everything_of_ada(office: Office) -> None:
    desk = office.desk
    of_ada = {"customer": {"id": ADA}, "conversation_id": TALK, "channel": "web"}
    reply = desk.ok(
        desk.http.post(
            "/v1/answers",
            json={"question": QUESTION, "id": MESSAGE, "market": "DE", **of_ada},
            headers={"Idempotency-Key": "once-1"},
        )
    )
    assert reply["kind"] == "answer", reply
    desk.ok(
        desk.http.post(
            "/v1/feedback",
            json={"reply_id": reply["id"], "verdict": "edited", "text": f"Better: {EDITED}"},
        )
    )
    assert desk.ask(UNANSWERED, **of_ada)["kind"] == "handoff"
    handoff = desk.hand_over(f"{PERSON} My order is {ORDER}, write to {MAIL}.", **of_ada)
    office.case = handoff["queue_id"]
    desk.take(office.case, "note", note=f"She is a {NOTED}.")
    desk.take(office.case, "reply", text=f"Dear customer, this is {REPLIED}.")
    desk.ok(
        desk.http.post(
            f"/v1/conversations/{TALK}/messages",
            json={"role": "customer", "text": f"Once more: {ORDER}", "customer_id": ADA},
        )
    )
    desk.take(office.case, "resolve")
    desk.ok(
        desk.http.post(
            f"/v1/handoffs/{office.case}/promote",
            json={
                "agent": "li",
                "title": f"The case of {TITLE}",
                "question": f"What of {WORD}?",
                "answer": "Nothing.",
            },
        )
    )
    suggested = desk.ok(
        desk.http.post(
            "/v1/suggestions",
            json={"question": f"How often does {WORD} grease?", "customer": {"id": ADA}},
        )
    )["suggestions"]
    assert len(suggested) > 1
    verdict = {"reply_id": suggested[0]["id"], "verdict": "right", "agent": "li"}
    desk.ok(desk.http.post("/v1/feedback", json=verdict))
    VisitorStore(office.application.database).add(
        Visitor(
            secret_hash="of a secret",
            caller="key:widget",
            conversation_id=TALK,
            customer_id=ADA,
            language="de",
            market="DE",
            opened_at=datetime.now(UTC),
            email=MAIL,
        )
    )
    PutOffStore(office.application.database).add(
        Question(id=MESSAGE, question=f"{ORDER}?", conversation_id=TALK, customer_id=ADA),
        at=datetime.now(UTC),
    )
    office.receiver.wait_for(4)
    told = b" ".join(one.body for one in office.receiver.received).decode()
    assert ORDER in told, "the helpdesk was told: it is theirs to erase"


def _something_of_bo(office: Office) -> None:
    desk = office.desk
    of_bo = {"customer": {"id": BO}, "conversation_id": "talk-of-bo"}
    desk.ask("How do I send goods back?", **of_bo)
    case = desk.hand_over("I want to talk to a real person about my refund.", **of_bo)["queue_id"]
    desk.take(case, "reply", text="Dear Bo, I am Li.", then="resolve")


def _reports(office: Office) -> None:
    """Gaps are worked out, and a candidate is asked what customers asked."""
    desk = office.desk
    gaps = desk.get("/v1/insights/gaps", least=1)["gaps"]
    (gap,) = [one for one in gaps if WORD in one["question"]]
    with office.application.database.reading() as tables:
        (kept,) = tables.execute("select value from worked_out where name = 'gaps'").fetchone()
    assert WORD in kept.decode(), "kept for other processes, and to be erased with the rest"
    made = {"agent": "eve", "answer": f"No, {WORD}.", "models": [], "language": "en"}
    desk.ok(desk.http.post(f"/v1/insights/gaps/{gap['id']}/draft", json=made))
    documents = office.application.documents_dir
    manual = documents / "manuals/xr-200-en.md"
    manual.write_text(manual.read_text().replace("every 2000 hours", "every 1500 hours"))
    candidate = office.application.releasing.build().release
    report = office.application.gating.judge(candidate)
    assert report.customer_questions >= 2


def _of_others(office: Office) -> dict[str, Any]:
    """What must not change: another customer's export, the figures, byte by byte."""
    desk = office.desk
    return {
        "bo": desk.http.get(f"/v1/customers/{BO}/export").content,
        "figures": desk.http.get("/v1/insights/service").json()["groups"],
    }


def _files_with(folder: Path, words: tuple[str, ...]) -> dict[str, set[str]]:
    """By canary the files in which it stands in any form; found without the product's own help."""
    forms = {
        word: {
            form
            for written in (word, word.lower(), word.casefold())
            for form in (
                written.encode(),
                written.encode("utf-16-le"),
                written.encode("utf-16-be"),
                json.dumps(written)[1:-1].encode(),
                json.dumps(json.dumps(written))[1:-1].encode().replace(b'\\"', b""),
            )
        }
        for word in words
    }
    found: dict[str, set[str]] = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            for word, written in forms.items():
                if any(form in data or form in data.lower() for form in written):
                    found.setdefault(word, set()).add(path.relative_to(folder).as_posix())
    return found


def test_every_word_of_the_customer_is_in_the_export(office: Office) -> None:
    told = json.dumps(office.exported, ensure_ascii=False)
    assert [word for word in CANARIES if word.lower() not in told.lower()] == []
    assert BO not in told


def test_the_export_has_every_kind_of_thing(office: Office) -> None:
    exported = office.exported
    empty = [name for name, rows in exported.items() if not rows]
    assert empty == []
    assert {one["kind"] for one in exported["audit"]} >= {"decision", "suggestion"}
    assert all(one["details"]["question"] for one in exported["audit"])


def test_while_the_server_runs_no_file_holds_anything_of_the_customer(office: Office) -> None:
    assert _files_with(office.var, CANARIES) == {}
    assert office.erased["is_overwritten"]
    assert office.erased["left"] == []
    assert office.erased["drafts"] == 2
    assert office.erased["reports"] >= 1


def test_the_search_itself_finds_what_is_there(office: Office) -> None:
    assert set(_files_with(office.var, (BO,))) == {BO}
    assert set(office.found_before) == set(CANARIES)
    files = set().union(*office.found_before.values())
    assert {path.split("/")[0] for path in files} >= {"tradewind.db-wal", "drafts", "releases"}


def test_others_data_and_the_figures_are_as_they_were(office: Office) -> None:
    assert _of_others(office) == office.before


def test_the_audit_is_whole_and_says_that_somebody_was_erased(office: Office) -> None:
    check = office.application.administration.audit_trail.verify()
    assert check.is_whole, check.problems
    assert check.erased == office.erased["audit_details"] > 4
    (record,) = office.desk.get("/v1/audit", kind="erase")["records"]
    assert record["sequence"] == office.erased["record"]
    assert record["actor"] == "key:test"
    assert ADA not in json.dumps(record)


def test_the_case_is_a_skeleton_that_can_still_be_opened(office: Office) -> None:
    packet = office.desk.packet(office.case)
    case = packet["case"]
    assert (case["question"], case["customer_id"], case["state"]) == ("", None, "resolved")
    assert office.desk.get("/v1/handoffs", state="resolved")["total"] == 2
    assert office.desk.get("/v1/handoffs", state="resolved", q=ADA)["total"] == 0


def test_nothing_is_kept_any_more_and_the_customer_may_come_again(office: Office) -> None:
    for response in (
        office.desk.http.get(f"/v1/customers/{ADA}/export"),
        office.desk.http.delete(f"/v1/customers/{ADA}"),
    ):
        assert response.status_code == 404
        assert ADA not in response.text


def test_the_helpdesk_is_told_which_case_it_has_to_erase_and_nothing_else(office: Office) -> None:
    office.receiver.wait_for(office.told_before + 1)
    (told,) = office.receiver.received[office.told_before :]
    assert told.type == "handoff.erased"
    data = told.json["data"]
    assert (data["step"], data["state"], data["actor"]) == ("erased", "resolved", "a test")
    assert (data["case"]["id"], data["case"]["state"]) == (office.case, "resolved")
    assert [data[name] for name in ("customer_id", "question", "draft", "message")] == [None] * 4
    assert [word for word in CANARIES if word.lower() in told.body.decode().lower()] == []


def test_lists_that_were_worked_out_before_forget_too(office: Office) -> None:
    deadline = threading.Event()
    for _ in range(200):
        found = office.desk.get("/v1/insights/gaps", least=1, state="all")
        if found["is_current"]:
            break
        deadline.wait(0.05)
    assert WORD not in json.dumps(found, ensure_ascii=False)
