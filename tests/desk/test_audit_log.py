"""The audit as it is written: appended, never changed, by many at once, and erased in part."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from answer.desk.audit_log import AuditLog
from answer.desk.audit_record import AuditFilter
from answer.desk.database import DeskDatabase
from ingest.errors import DeskInvalid, KbError
from tests.desk.audited import NOW, RECORDS, looked_at, written

APPEND = """
import sys
from pathlib import Path
from answer.desk.audit_log import AuditLog
from answer.desk.database import DeskDatabase

log = AuditLog(DeskDatabase(Path(sys.argv[1])))
for number in range(int(sys.argv[2])):
    log.add("decision", actor=sys.argv[3], subject=f"reply-{number}", details={"n": number})
    print(number, flush=True)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "audit.db")


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_chain set actor = 'x' where sequence = 3",
        "delete from audit_chain where sequence = 3",
        "delete from audit_chain",
        "insert or replace into audit_chain select * from audit_chain where sequence = 3",
        "replace into audit_chain (sequence, at, kind, actor, subject, commitment, previous, seal, "
        "hash) values (3, 1, 'a', 'b', 'c', 'd', 'e', '', 'f')",
        "update audit_details set told = '{}' where sequence = 3",
    ],
)
def test_the_file_itself_changes_no_record(file: Path, statement: str) -> None:
    with DeskDatabase(file) as database, pytest.raises(KbError), database.writing() as opened:
        opened.execute(statement)
    assert looked_at(file).is_whole


def test_records_are_listed_the_last_first_page_by_page(file: Path) -> None:
    with DeskDatabase(file) as database:
        log = AuditLog(database)
        found, before = [], None
        while True:
            page = log.page(AuditFilter(), before=before, limit=7)
            found += [one.sequence for one in page.records]
            before = page.next_before
            if before is None:
                break
        assert found == list(range(RECORDS, 0, -1))
        record = log.page(AuditFilter(), limit=1).records[0]
        assert (record.kind, record.subject) == ("decision", f"reply-{RECORDS}")
        assert record.details == {
            "outcome": "answer",
            "threshold": 0.8,
            "question": f"frage {RECORDS}",
        }


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (AuditFilter(kind="publish"), [20, 15, 10, 5]),
        (AuditFilter(actor="key:0", kind="publish"), [15]),
        (AuditFilter(subject="reply-7"), [7]),
        (AuditFilter(customer_id="ada"), [9, 4]),
        (AuditFilter(since=NOW + timedelta(seconds=23)), [24, 23]),
        (AuditFilter(until=NOW + timedelta(seconds=3)), [2, 1]),
    ],
)
def test_a_filter_narrows(file: Path, wanted: AuditFilter, numbers: list[int]) -> None:
    with DeskDatabase(file) as database:
        assert [one.sequence for one in AuditLog(database).page(wanted).records] == numbers


def test_what_was_erased_says_so_and_the_rest_is_whole(file: Path) -> None:
    with DeskDatabase(file) as database:
        log = AuditLog(database)
        of_ada = log.of_customer("ada", conversations=("talk-1",))
        assert of_ada == (4, 9, 11)
        log.erase(of_ada, kind="erase", actor="person:1", subject="customer", details={"cases": 2})
        assert log.of_customer("ada", conversations=("talk-1",)) == ()
        last = log.page(AuditFilter(kind="erase")).records[0]
        assert last.details == {"cases": 2, "records": "4,9,11"}
        (gone,) = log.page(AuditFilter(subject="reply-9")).records
        assert gone.is_erased
        assert (gone.details, gone.customer_id) == ({}, "")
    check = looked_at(file)
    assert check.is_whole
    assert check.erased == 3


def test_a_record_of_an_erasure_is_never_erased(file: Path) -> None:
    with DeskDatabase(file) as database:
        log = AuditLog(database)
        log.erase([1], kind="erase", actor="a", subject="customer", details={})
        older = log.older_than(NOW + timedelta(days=9_000))
        assert older == tuple(range(2, RECORDS + 1))
        log.erase([*older, RECORDS + 1], kind="retention", actor="a", subject="", details={})
        (kept,) = log.page(AuditFilter(kind="erase")).records
        assert kept.details == {"records": "1"}
    assert looked_at(file).is_whole


def test_what_a_transaction_takes_back_was_never_recorded(file: Path) -> None:
    with DeskDatabase(file) as database:
        log = AuditLog(database)

        def fails() -> None:
            with database.writing():
                log.add("decision", actor="a", subject="b")
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fails()
        assert log.head().sequence == RECORDS
        assert log.add("decision", actor="a", subject="b") == RECORDS + 1
    assert looked_at(file).is_whole


@pytest.mark.parametrize("kind", ["", "Two Words", "UPPER", "x" * 65])
def test_a_kind_is_a_short_word(file: Path, kind: str) -> None:
    with DeskDatabase(file) as database, pytest.raises(DeskInvalid):
        AuditLog(database).add(kind, actor="a", subject="b")


def test_details_are_plain_json(file: Path) -> None:
    with DeskDatabase(file) as database:
        log = AuditLog(database)
        for wrong in ({"a": float("nan")}, {"a": object()}):
            with pytest.raises(DeskInvalid):
                log.add("decision", actor="a", subject="b", details=wrong)
        log.add("decision", actor="a", subject="b", details={"half": "\ud83d", "all": "漢字 😀"})
    assert looked_at(file).is_whole


def _appending(file: Path, count: int, actor: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", APPEND, str(file), str(count), actor],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def test_processes_that_append_at_once_make_one_chain(file: Path) -> None:
    running = [_appending(file, 40, f"process:{number}") for number in range(3)]
    for process in running:
        process.communicate(timeout=60)
        assert process.returncode == 0
    check = looked_at(file)
    assert check.is_whole
    assert check.records == RECORDS + 3 * 40


def test_a_process_that_is_killed_leaves_whole_records(file: Path) -> None:
    process = _appending(file, 1_000_000, "killed")
    assert process.stdout is not None
    for _ in range(20):
        process.stdout.readline()
    time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    told, _ = process.communicate(timeout=30)
    check = looked_at(file)
    assert check.is_whole
    acknowledged = 20 + len(told.splitlines())
    assert check.records >= RECORDS + acknowledged
