"""The store's file: private, one transaction over all stores, old, newer, damaged, full."""

import json
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from answer.desk.case_store import CaseStore
from answer.desk.database import DeskDatabase
from answer.desk.schema import MIGRATIONS
from ingest.errors import DeskInvalid, DeskMissing, DeskUnavailable, KbError, StorageFull
from tests.desk.stored import NOW, Desk, a_case, a_conversation, a_message, open_desk

PROJECT = Path(__file__).resolve().parents[2]


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_only_its_owner_may_read_it(desk: Desk, tmp_path: Path) -> None:
    desk.conversations.open_conversation(a_conversation())
    files = list((tmp_path / "var").iterdir())
    assert len(files) == 3
    assert {mode(path) for path in files} == {0o600}


def test_a_file_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "tradewind.db"
    open_desk(path).database.close()
    path.chmod(0o644)
    open_desk(path).database.close()
    assert mode(path) == 0o600


def test_a_commit_is_on_the_disk_and_references_hold(desk: Desk) -> None:
    with desk.database.writing() as database:
        settings = {
            name: database.execute(f"pragma {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_an_error_takes_back_what_every_store_wrote(desk: Desk) -> None:
    def hand_over() -> None:
        with desk.database.writing():
            desk.open_case()
            desk.conversations.add_message(a_message())
            desk.conversations.hand_to_person("conversation-1", case_id="case-1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        hand_over()
    assert desk.cases.cases().total == 0
    assert desk.cases.last_event_id() == 0
    with pytest.raises(DeskMissing):
        desk.conversations.conversation("conversation-1")
    assert desk.open_case().version == 1


def test_an_inner_error_leaves_the_outer_transaction_to_decide(desk: Desk) -> None:
    def half_a_step() -> None:
        with desk.database.writing():
            desk.conversations.add_message(a_message())
            raise ZeroDivisionError

    with desk.database.writing():
        desk.conversations.open_conversation(a_conversation())
        with pytest.raises(ZeroDivisionError):
            half_a_step()
        with pytest.raises(DeskMissing):
            desk.cases.open_case(a_case(7))
        desk.conversations.add_message(a_message("message-2"))
    assert [message.id for message in desk.conversations.messages("conversation-1")] == [
        "message-2"
    ]


def test_a_transaction_sees_its_own_writes_and_nobody_else_does(desk: Desk) -> None:
    seen: list[int] = []

    def look() -> None:
        seen.append(desk.cases.cases().total)

    with desk.database.writing():
        desk.open_case()
        assert desk.cases.cases().total == 1
        reader = threading.Thread(target=look)
        reader.start()
        reader.join()
    look()
    assert seen == [0, 1]


def test_a_view_does_not_change_while_it_is_looked_at(desk: Desk) -> None:
    def write() -> None:
        desk.open_case(2)

    desk.open_case(1)
    with desk.database.reading():
        assert desk.cases.cases().total == 1
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        page = desk.cases.cases()
        assert (page.total, len(page.cases), dict(page.by_state)["open"]) == (1, 1, 1)
    assert desk.cases.cases().total == 2


def test_a_reader_cannot_write(desk: Desk) -> None:
    with pytest.raises(StorageFull), desk.database.reading() as database:
        database.execute("delete from case_counts")


def test_two_may_have_it_open(desk: Desk, tmp_path: Path) -> None:
    other = open_desk(tmp_path / "var" / "tradewind.db")
    desk.open_case(1)
    other.open_case(2)
    other.database.close()
    assert {case.id for case in desk.cases.cases().cases} == {"case-1", "case-2"}


def test_a_writer_that_never_ends_is_told_of(desk: Desk, tmp_path: Path) -> None:
    hasty = DeskDatabase(tmp_path / "var" / "tradewind.db", busy_timeout_seconds=0.05)
    with (
        desk.database.writing(),
        pytest.raises(DeskUnavailable, match="locked by another process"),
        hasty.writing(),
    ):
        pytest.fail("two may write at once")
    with hasty.writing():
        pass
    hasty.close()


def test_what_is_closed_says_so(tmp_path: Path) -> None:
    closed = open_desk(tmp_path / "tradewind.db")
    closed.database.close()
    with pytest.raises(DeskUnavailable):
        closed.cases.case("case-1")
    with pytest.raises(DeskUnavailable):
        closed.conversations.open_conversation(a_conversation())


def test_an_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "tradewind.db"
    older = Database(path)
    MIGRATIONS.apply(older, stop_before="m002_cases")
    older.execute("insert into conversations values ('conversation-1', 'kim', 'web', 1, 2, '')")
    older.execute(
        "insert into messages values (1, 'm', 'conversation-1', 'kim', 'customer', 'en', 'web', "
        "1, '', '', 0, 'hi')"
    )
    older.close()
    newer = open_desk(path)
    assert newer.conversations.conversation("conversation-1").customer_id == "kim"
    assert newer.cases.open_case(a_case()).state == "open"
    assert [message.text for message in newer.conversations.history("kim")] == ["hi"]
    newer.database.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "tradewind.db"
    older = Database(path)
    MIGRATIONS.apply(older, stop_before="m002_cases")
    older.execute("create table case_events (in_the_way text)")
    before = older.schema
    older.close()
    with pytest.raises(DeskUnavailable, match="case_events"):
        DeskDatabase(path)
    after = Database(path)
    assert after.schema == before
    assert [one.name for one in MIGRATIONS.applied(after)] == ["m001_conversations"]
    after.execute("drop table case_events")
    after.close()
    mended = open_desk(path)
    assert mended.open_case().version == 1
    mended.database.close()


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "tradewind.db"
    open_desk(path).database.close()
    newer = Database(path)
    newer.table("_sqlite_migrations").insert(
        {"migration_set": "desk", "name": "m999_mind_reading", "applied_at": str(NOW)}
    )
    newer.close()
    with pytest.raises(DeskUnavailable, match=r"newer version.*'m999_mind_reading'.*upgrade"):
        DeskDatabase(path)


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    errors: list[KbError] = []
    start = threading.Barrier(8)

    def begin(number: int) -> None:
        start.wait()
        try:
            opened = open_desk(tmp_path / "tradewind.db")
            opened.open_case(number)
            opened.database.close()
        except KbError as error:
            errors.append(error)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    opened = open_desk(tmp_path / "tradewind.db")
    assert opened.cases.cases().total == 8
    opened.database.close()


@pytest.mark.parametrize("content", [b"no database at all" * 400, b"SQLite format 3\0" + b"x" * 99])
def test_another_file_under_its_name_is_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tradewind.db"
    path.write_bytes(content)
    with pytest.raises(DeskUnavailable, match=r"damaged.*restore the last backup"):
        DeskDatabase(path)
    assert path.read_bytes() == content


def test_a_page_that_was_overwritten_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "tradewind.db"
    opened = open_desk(path)
    with opened.database.writing():
        for number in range(300):
            opened.open_case(number)
    opened.database.close()
    content = bytearray(path.read_bytes())
    half = len(content) // 2
    content[half:] = b"\xaa" * (len(content) - half)
    path.write_bytes(content)

    def read_all() -> None:
        with DeskDatabase(path) as damaged:
            for number in range(300):
                CaseStore(damaged).case(f"case-{number}")

    with pytest.raises(DeskUnavailable, match="damaged"):
        read_all()


def test_half_a_surrogate_pair_and_numbers_without_end_are_refused(desk: Desk) -> None:
    desk.conversations.open_conversation(a_conversation())
    with pytest.raises(DeskInvalid, match="surrogate"):
        desk.conversations.add_message(a_message(text="broken \ud83d text"))
    with pytest.raises(DeskInvalid, match="smaller"):
        desk.cases.events(after_id=10**30)
    assert desk.conversations.add_message(a_message(text="whole 😀 text"))


FULL = """
import json, resource, sys
from pathlib import Path
from ingest.errors import StorageFull
from tests.desk.stored import a_message, open_desk

folder = Path(sys.argv[1])
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
desk = open_desk(folder / "tradewind.db")
desk.open_case()
accepted, refused, number, limit = [], 0, 0, 20_000
while len(accepted) < 200:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        number += 1
        text = "x" * (700 * (number % 40))
        with desk.database.writing():
            assert desk.conversations.add_message(a_message(f"m-{number}", text=text))
            desk.cases.step("case-1", step="noted", actor="ana", at=a_message().at,
                            allowed_from=("open",), details=(("message", f"m-{number}"),))
        accepted.append(f"m-{number}")
    except StorageFull as error:
        refused += 1
        limit += 30_000
        message = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert desk.cases.case("case-1").version == 1 + len(accepted)
print(json.dumps([accepted, refused, message]))
"""


def run(program: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_a_full_disk_refuses_a_write_and_keeps_what_was_accepted(tmp_path: Path) -> None:
    accepted, refused, message = json.loads(run(FULL, tmp_path))
    assert refused > 3
    assert "what was accepted before is kept" in message
    desk = open_desk(tmp_path / "tradewind.db")
    kept = desk.conversations.messages("conversation-1", limit=1_000)
    assert [one.id for one in kept] == accepted
    noted = desk.cases.events(case_id="case-1", steps=("noted",))
    assert [event.details for event in noted] == [(("message", one),) for one in accepted]
    assert desk.cases.case("case-1").version == 1 + len(accepted)
    desk.database.close()


READ_ONLY = """
import json, os, sys, tempfile
from pathlib import Path
from ingest.errors import KbError
from tests.desk.stored import a_conversation, open_desk

outcomes = {}

def outcome(name, work):
    try:
        outcomes[name] = str(work())
    except KbError as error:
        outcomes[name] = f"{type(error).__name__}: {error}"

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    desk = open_desk(folder / "kept" / "tradewind.db")
    desk.open_case()
    desk.database.close()
    if os.geteuid() == 0:
        for path in (folder, folder / "kept", folder / "kept" / "tradewind.db"):
            os.chown(path, 65534, 65534)
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        (folder / "kept" / "tradewind.db").chmod(0o400)
        (folder / "kept").chmod(0o500)
        folder.chmod(0o500)
        outcome("new", lambda: open_desk(folder / "new" / "tradewind.db"))
        outcome("beside", lambda: open_desk(folder / "tradewind.db"))
        outcome("kept", lambda: open_desk(folder / "kept" / "tradewind.db")
                .conversations.open_conversation(a_conversation("conversation-2")))
        (folder / "kept").chmod(0o700)
        folder.chmod(0o700)
        print(json.dumps(outcomes), flush=True)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    desk = open_desk(folder / "kept" / "tradewind.db")
    assert desk.cases.cases().total == 1
    desk.database.close()
"""


def test_a_disk_that_may_only_be_read_is_told_of(tmp_path: Path) -> None:
    outcomes = json.loads(run(READ_ONLY, tmp_path))
    assert outcomes.keys() == {"new", "beside", "kept"}
    for outcome in outcomes.values():
        assert outcome.startswith("StorageFull: "), outcomes
        assert "let it be written to" in outcome


def test_every_error_of_the_library_is_translated(desk: Desk) -> None:
    """Not one of ``sqlite3`` gets out, whatever it is."""
    kinds: list[type[sqlite3.Error]] = [sqlite3.Error, *sqlite3.DatabaseError.__subclasses__()]
    for kind in kinds:
        with pytest.raises((DeskUnavailable, DeskInvalid)), desk.database.writing():
            raise kind("something else")
        with pytest.raises((DeskUnavailable, DeskInvalid)), desk.database.reading():
            raise kind("something else")
        with desk.database.writing():
            desk.conversations.open_conversation(a_conversation())
            with pytest.raises((DeskUnavailable, DeskInvalid)), desk.database.writing():
                raise kind("something else")
            with pytest.raises((DeskUnavailable, DeskInvalid)), desk.database.reading():
                raise kind("something else")
    assert desk.conversations.conversation("conversation-1").case_id == ""
