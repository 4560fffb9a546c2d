"""What was kept long enough goes, and nothing else; it is told, planned, and done twice in vain."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from answer.desk.audit_log import AuditLog
from answer.desk.audit_record import AuditFilter
from answer.desk.database import DeskDatabase
from answer.desk.kept_response_store import KeptResponseStore
from answer.desk.visitor import Visitor
from answer.desk.visitor_store import VisitorStore
from answer.insight.question_log import QuestionLog
from answer.insight.question_record import QuestionRecord
from api.retaining import Retaining
from api.retention_settings import RetentionSetting
from api.settings import load_settings
from ingest.edit_documents import DocumentFolder
from ingest.errors import DeskMissing, SettingsInvalid
from tests.desk.audited import looked_at
from tests.desk.stored import Desk, a_case, a_conversation, a_message, a_reply
from tests.desk.stored import open_desk as opened

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RULES = RetentionSetting(
    questions=10, conversations=20, messages=30, webhook_deliveries=5, audit_details=40, usage=60
)


class Kept:
    """A state folder with things of different ages in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "tradewind.db"
        self.desk: Desk = opened(self.file)
        self.database: DeskDatabase = self.desk.database
        self.audit = AuditLog(self.database)
        self.now = NOW

    def retaining(self, **rules: Any) -> Retaining:
        (self.folder / "documents").mkdir(exist_ok=True)
        return Retaining(
            self.database,
            rules=RULES.model_copy(update=rules),
            trash_days=3,
            file=self.file,
            folder=lambda: DocumentFolder(
                self.folder / "documents",
                var_dir=self.folder,
                max_file_bytes=1_000,
                keep_days=3,
                now=lambda: self.now,
            ),
            usage_dir=self.folder / "usage",
            now=lambda: self.now,
        )

    def talk(self, name: str, *, days: float, customer: str = "", case: str = "") -> None:
        """A conversation last written in so many days ago; ``case``: open or resolved."""
        at = NOW - timedelta(days=days)
        talks = self.desk.conversations
        talks.open_conversation(
            a_conversation(name, customer_id=customer, opened_at=at, last_message_at=at)
        )
        talks.add_message(
            a_message(f"m-{name}", conversation_id=name, text=f"words of {name}", at=at)
        )
        talks.add_reply(a_reply(f"r-{name}", conversation_id=name, message_id=f"m-{name}", at=at))
        if case:
            made = a_case(
                id=f"case-{name}",
                conversation_id=name,
                question=f"words of {name}",
                customer_id=customer,
                opened_at=at,
            )
            self.desk.cases.open_case(made, details=(("note", f"words of {name}"),))
            if case == "open":
                talks.hand_to_person(name, case_id=made.id)
                return
            self.desk.cases.step(
                made.id,
                step="resolved",
                actor="li",
                at=at,
                allowed_from=("open",),
                change=lambda found: replace(found, state="resolved", resolved_at=at),
            )

    def talks(self) -> set[str]:
        with self.database.reading() as database:
            rows = database.execute("select distinct conversation_id from messages")
            return {row[0] for row in rows}


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path)
    yield made
    made.database.close()


def test_conversations_go_with_their_words_and_cases_stay_as_figures(kept: Kept) -> None:
    kept.talk("new", days=19, customer="ada")
    kept.talk("old", days=21, customer="bo", case="resolved")
    kept.talk("waits", days=300, customer="cleo", case="open")
    assert kept.retaining().plan()["conversations"] == 1
    assert kept.retaining().run(actor="a test")["conversations"] == 1
    assert kept.talks() == {"new", "waits"}
    case = kept.desk.cases.case("case-old")
    assert (case.question, case.customer_id, case.state) == ("", "", "resolved")
    assert case.resolved_at == NOW - timedelta(days=21)
    events = kept.desk.cases.events(case_id="case-old")
    assert [event.step for event in events] == ["opened", "resolved"]
    assert "words of old" not in repr(events)
    assert kept.desk.conversations.customer("bo") is None
    assert kept.desk.cases.case("case-waits").question == "words of waits"


def test_strangers_conversations_go_one_by_one_and_leave_others_alone(kept: Kept) -> None:
    kept.talk("old", days=21)
    kept.talk("new", days=1)
    kept.retaining().run(actor="a test")
    assert kept.talks() == {"new"}


def test_old_messages_of_a_conversation_that_goes_on_go(kept: Kept) -> None:
    kept.talk("long", days=31)
    kept.desk.conversations.add_message(
        a_message("later", conversation_id="long", text="again", at=NOW)
    )
    assert kept.retaining().run(actor="a test")["messages"] == 1
    left = kept.desk.conversations.messages("long")
    assert [one.id for one in left] == ["later"]


def _question(number: int, *, days: float) -> QuestionRecord:
    return QuestionRecord(
        id=f"r{number}",
        at=NOW - timedelta(days=days),
        question="How?",
        language="en",
        kind="answer",
        confidence=0.9,
        release="r7",
    )


def test_questions_go_and_audit_details_go_but_no_record(kept: Kept) -> None:
    log = QuestionLog(kept.database)
    for number, days in enumerate((9, 11, 12)):
        log.add(_question(number, days=days), vector=np.ones(4, np.float32), vector_of="a")
        kept.audit.add(
            "decision",
            actor="a",
            subject=f"r{number}",
            details={"question": "How?"},
            at=NOW - timedelta(days=days * 4),
        )
    assert dict(kept.retaining().plan()) == {
        "questions": 2,
        "conversations": 0,
        "messages": 0,
        "webhook_deliveries": 0,
        "audit_details": 2,
        "kept_responses": 0,
        "unused_visits": 0,
        "usage": 0,
        "trash": 0,
    }
    went = kept.retaining().run(actor="a test")
    assert (went["questions"], went["audit_details"]) == (2, 2)
    assert [one.id for one in log.latest()] == ["r0"]
    check = looked_at(kept.file)
    assert check.is_whole, check.problems
    assert check.erased == 2
    told = {
        one.subject: one.details for one in kept.audit.page(AuditFilter(kind="retention")).records
    }
    assert told["questions"]["count"] == 2
    assert told["audit_details"]["records"] == "2-3"
    assert told["run"]["went"]["questions"] == 2


def test_a_rule_of_no_days_keeps_everything(kept: Kept) -> None:
    kept.talk("old", days=9_000)
    rules = dict.fromkeys(RetentionSetting.model_fields, 0)
    assert kept.retaining(**rules).run(actor="a test") == {
        "kept_responses": 0,
        "unused_visits": 0,
        "trash": 0,
    }
    assert kept.talks() == {"old"}


def test_run_again_nothing_goes_and_it_is_due_again_after_a_day(kept: Kept) -> None:
    kept.talk("old", days=21)
    retaining = kept.retaining()
    assert retaining.is_due()
    assert retaining.run(actor="a test")["conversations"] == 1
    assert not retaining.is_due()
    assert set(retaining.run(actor="a test").values()) == {0}
    kept.now = NOW + timedelta(hours=25)
    assert retaining.is_due()


def test_what_went_is_in_no_byte_of_the_file(kept: Kept) -> None:
    for number in range(50):
        kept.talk(f"old-{number}-quolt", days=21)
    kept.retaining().run(actor="a test")
    for path in kept.folder.glob("tradewind.db*"):
        assert b"quolt" not in path.read_bytes(), path.name


def test_what_was_responded_under_a_key_of_its_own_goes_after_a_day(kept: Kept) -> None:
    store = KeptResponseStore(kept.database)
    # what is older is swept with each new key: the younger one comes first
    for key, hours in (("today", 2), ("yesterday", 26)):
        at = NOW - timedelta(hours=hours)
        assert store.begin("key:1", key, request_print="a", at=at).state == "begun"
    assert kept.retaining().plan()["kept_responses"] == 1
    assert kept.retaining().run(actor="a test")["kept_responses"] == 1
    assert store.count_before(NOW) == 1


def test_visits_of_a_page_in_which_nobody_wrote_go(kept: Kept) -> None:
    """Anybody may begin one: they must not fill the disk."""
    store = VisitorStore(kept.database)
    for name, days in (("wrote", 9.0), ("looked", 3.0), ("opened", 2.5), ("now", 0.1)):
        visitor = Visitor(
            secret_hash=name,
            caller="key:1",
            conversation_id=f"widget-{name}",
            customer_id=f"visitor-{name}",
            language="en",
            market="",
            opened_at=NOW - timedelta(days=days),
        )
        store.add(visitor)
    kept.talk("widget-wrote", days=9.0, customer="visitor-wrote")
    assert kept.retaining().plan()["unused_visits"] == 2
    assert kept.retaining().run(actor="a test")["unused_visits"] == 2
    for name in ("wrote", "now"):
        assert store.visitor(name, caller="key:1").customer_id == f"visitor-{name}"
    with pytest.raises(DeskMissing):
        store.visitor("looked", caller="key:1")


def test_months_of_usage_and_the_trash_go(kept: Kept) -> None:
    usage = kept.folder / "usage"
    usage.mkdir()
    for month in ("2026-08", "2026-09", "2026-11"):
        (usage / f"{month}.jsonl").write_text(json.dumps({"model": "m"}) + "\n")
    retaining = kept.retaining()
    folder = DocumentFolder(
        kept.folder / "documents",
        var_dir=kept.folder,
        max_file_bytes=1_000,
        keep_days=3,
        now=lambda: NOW - timedelta(days=4),
    )
    edit = folder.add("a.md", b"# A\n", by="eve")
    folder.remove("a.md", seen=edit.after, by="eve")
    went = retaining.run(actor="a test")
    assert (went["usage"], went["trash"]) == (1, 2)
    assert sorted(path.stem for path in usage.iterdir()) == ["2026-09", "2026-11"]


def test_the_page_on_personal_data_has_the_rules_and_their_days() -> None:
    page = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", page, flags=re.MULTILINE))
    assert told == {name: str(default) for name, default in RetentionSetting().model_dump().items()}


def test_a_rule_can_be_set_by_a_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tradewind.toml").write_text("[retention]\nquestions = 7\nusage = 0\n")
    monkeypatch.setenv("TRADEWIND_RETENTION__CONVERSATIONS", "30")
    found = load_settings().retention
    assert (found.questions, found.conversations, found.usage, found.messages) == (7, 30, 0, 1_095)
    monkeypatch.setenv("TRADEWIND_RETENTION__CONVERSATIONS", "-1")
    with pytest.raises(SettingsInvalid, match="RETENTION"):
        load_settings()
