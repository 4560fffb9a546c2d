"""What the doctor says of the desk's file: unusable, newer, or with clocks that rang for nobody."""

from datetime import timedelta
from pathlib import Path

from answer.desk.database import DeskDatabase
from api.desk_health import desk_health
from tests.desk.stored import NOW, a_case, a_conversation, open_desk

DUE = NOW + timedelta(minutes=30)


def test_before_anything_is_kept_no_file_is_made(tmp_path: Path) -> None:
    path = tmp_path / "tradewind.db"
    assert desk_health(path, now=NOW).severity == "ok"
    assert not path.exists()


def test_clocks_that_rang_for_nobody_are_told(tmp_path: Path) -> None:
    path = tmp_path / "tradewind.db"
    desk = open_desk(path)
    for number in range(3):
        desk.conversations.open_conversation(a_conversation(f"conversation-{number}"))
        desk.cases.open_case(a_case(number, first_reply_due_at=DUE if number else None))
    desk.database.close()
    in_time = desk_health(path, now=DUE + timedelta(seconds=10))
    assert (in_time.severity, in_time.text) == ("ok", "3 cases not resolved")
    late = desk_health(path, now=DUE + timedelta(hours=2))
    assert late.severity == "warning"
    assert "the clocks of 2 ran out" in late.text
    assert f"{DUE:%Y-%m-%d at %H:%M} UTC" in late.text
    assert "tradewind serve" in late.text


def test_a_file_that_is_no_store_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "tradewind.db"
    path.write_bytes(b"this is no database" * 400)
    health = desk_health(path, now=NOW)
    assert health.severity == "error"
    assert "tradewind.db" in health.text
    assert path.read_bytes().startswith(b"this is no database")


def test_a_file_of_a_newer_version_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "tradewind.db"
    with DeskDatabase(path) as database, database.writing() as rows:
        rows.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at) "
            "values ('desk', 'm999_from_the_future', '2030-01-01')"
        )
    health = desk_health(path, now=NOW)
    assert health.severity == "error"
    assert "newer version" in health.text
