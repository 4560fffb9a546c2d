"""A customer is erased while something of theirs is on its way, or lies where nothing else does."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from answer.desk.kept_response import KeptResponse, RequestSubject
from answer.desk.kept_response_store import KeptResponseStore
from answer.desk.put_off_store import PutOffStore
from answer.question import Question
from api.bootstrap import Application
from api.find_bytes import files_with
from tests.api.real_desk import VOLTAGE, DeskClient, desk_application, desk_client
from tests.api.widget_site import Visitor, widget_site

KIM, WORD = "kim-vexnib7741", "кварцфинк石英鹬"


@pytest.fixture
def application(company: Application, tmp_path: Path) -> Iterator[Application]:
    with desk_application(company, tmp_path) as made:
        yield made


@pytest.fixture
def desk(application: Application) -> Iterator[DeskClient]:
    with desk_client(application) as made:
        yield made


def found(var: Path) -> list[str]:
    """Files of the state in which something of Kim's stands."""
    return [path.name for path in files_with(var, (KIM, WORD), without=("models", "releases"))]


def test_of_whom_only_a_message_waits_for_its_turn_is_told_and_erased(
    application: Application, desk: DeskClient
) -> None:
    waiting = Question(id="m-1", question=f"{WORD}?", conversation_id="talk-1", customer_id=KIM)
    PutOffStore(application.database).add(waiting, at=datetime.now(UTC))
    (told,) = desk.get(f"/v1/customers/{KIM}/export")["put_off"]
    assert told["question"] == f"{WORD}?"
    gone = desk.ok(desk.http.delete(f"/v1/customers/{KIM}"))
    assert gone["rows"]["put_off"] == 1
    assert found(application.settings.var_dir) == []
    assert desk.http.delete(f"/v1/customers/{KIM}").status_code == 404


@pytest.mark.parametrize(
    "about",
    [RequestSubject(customer_id=KIM), RequestSubject(conversation_id="talk-1")],
    ids=["customer", "conversation"],
)
def test_what_is_responded_after_they_were_erased_is_not_kept(
    application: Application, desk: DeskClient, about: RequestSubject
) -> None:
    desk.ask(VOLTAGE, customer={"id": KIM}, conversation_id="talk-1")
    kept, at = KeptResponseStore(application.database), datetime.now(UTC)
    claim = kept.begin("key:1", "once", request_print="a", at=at, about=about)
    desk.ok(desk.http.delete(f"/v1/customers/{KIM}"))
    response = KeptResponse(status=200, headers=(), body=f"{KIM} {WORD}".encode())
    kept.finish(claim.lease, response, about=about)
    assert kept.begin("key:1", "once", request_print="a", at=at, about=about).state == "begun"
    kept.finish(claim.lease, response, about=about)
    desk.http.delete(f"/v1/customers/{KIM}")
    assert found(application.settings.var_dir) == []


def test_a_document_of_their_case_is_named_in_the_trash_too(
    application: Application, desk: DeskClient
) -> None:
    case = desk.case(customer={"id": KIM}, conversation_id="talk-1")
    desk.take(case, "reply", text="Done.", then="resolve")
    made = {"agent": "li", "title": "Of a case", "question": "What?", "answer": f"{WORD}."}
    desk.ok(desk.http.post(f"/v1/handoffs/{case}/promote", json=made))
    (draft,) = application.services().desk.desk.drafts.drafts()  # type: ignore[union-attr]
    folder = application.editing.folder
    application.services().desk.desk.drafts.accept(draft.id, folder=folder, by="eve")  # type: ignore[union-attr]
    seen = sha256((folder.documents_dir / draft.path).read_bytes()).hexdigest()
    folder.remove(draft.path, seen=seen, by="eve")
    documents = desk.ok(desk.http.delete(f"/v1/customers/{KIM}"))["documents"]
    (kept,) = {path.parent.name for path in application.settings.var_dir.glob("trash/*/0")}
    assert f"trash/{kept}/" in documents


def test_what_a_visitor_deletes_is_in_no_log_of_the_database_either(
    company: Application, tmp_path: Path
) -> None:
    with widget_site(company, tmp_path) as site, site.client() as http:
        visitor = Visitor(http).begin(language="en", market="DE")
        visitor.write(f"How long is the warranty on every drive? It is for {WORD}.")
        assert found(tmp_path) == ["tradewind.db-wal"]
        assert visitor.send("DELETE", "conversations").status_code == 200
        assert found(tmp_path) == []


def test_erasing_leaves_the_database_s_locks_to_who_has_it_open(
    application: Application, desk: DeskClient
) -> None:
    """Else another process that closes it takes the log away, with what is written from then on."""
    desk.ask(VOLTAGE, customer={"id": KIM}, conversation_id="talk-1")
    desk.ok(desk.http.delete(f"/v1/customers/{KIM}"))
    file = application.settings.var_dir / "tradewind.db"
    other = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
    other += "c.execute('select count(*) from customers').fetchone(); c.close()"
    subprocess.run([sys.executable, "-c", other, str(file)], check=True)
    assert file.with_name("tradewind.db-wal").exists()
    desk.ask(VOLTAGE, customer={"id": "bo"}, conversation_id="talk-2")
    read = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
    read += "print(c.execute('select id from customers').fetchall())"
    told = subprocess.run(
        [sys.executable, "-c", read, str(file)], check=True, capture_output=True, text=True
    ).stdout
    assert "bo" in told
