"""What takes seconds is worked out once for all processes, and goes with what it was made from."""

import fcntl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from answer.desk.database import DeskDatabase
from answer.insight.question_log import QuestionLog
from answer.insight.question_record import QuestionRecord
from answer.insight.worked_out_store import WorkedOutStore
from api.worked_out import Keeping, WorkedOut
from ingest.errors import DeskUnavailable, IndexMissing

PROGRAM = "p1"
MARCH = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DeskDatabase]:
    with DeskDatabase(tmp_path / "tradewind.db") as made:
        yield made


class Made:
    """Counts how often a value is worked out, as soon as it is let."""

    def __init__(self, database: DeskDatabase, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.key = "a"
        self.count = 0
        self.begun = threading.Event()
        self.may = threading.Event()
        self.may.set()
        self.error: Exception | None = None

    def __call__(self) -> list[str]:
        self.begun.set()
        assert self.may.wait(20)
        self.count += 1
        if self.error:
            raise self.error
        return [self.key]

    def value(self, *, program: str = PROGRAM) -> WorkedOut[list[str]]:
        """As a process of its own has it."""
        return WorkedOut(
            "things",
            kind=list[str],
            key=lambda: self.key,
            work_out=self,
            keeping=Keeping(
                store=lambda: WorkedOutStore(self.database, program=program), folder=self.folder
            ),
        )


@pytest.fixture
def made(database: DeskDatabase, tmp_path: Path) -> Made:
    return Made(database, tmp_path / "run")


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def ask_at_once(*values: WorkedOut[list[str]]) -> list[tuple[list[str], bool]]:
    found: list[tuple[list[str], bool]] = []
    threads = [threading.Thread(target=lambda one=one: found.append(one.now())) for one in values]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


def asked(database: DeskDatabase, name: str) -> None:
    QuestionLog(database).add(
        QuestionRecord(
            id=name,
            at=MARCH,
            question="Why?",
            language="en",
            kind="handoff",
            confidence=0.1,
            release="r1",
        )
    )


def test_a_value_is_worked_out_once_however_many_ask_at_once(made: Made) -> None:
    value = made.value()
    assert ask_at_once(*[value] * 8) == [(["a"], True)] * 8
    assert made.count == 1


def test_processes_that_are_asked_at_once_do_not_all_work(made: Made) -> None:
    found = ask_at_once(*(made.value() for _ in range(4)))
    assert found == [(["a"], True)] * 4
    assert made.count == 1


def test_what_one_process_made_another_gives_at_once(made: Made) -> None:
    assert made.value().now() == (["a"], True)
    made.may.clear()
    assert made.value().now() == (["a"], True)
    # and an old one, while a new one is made
    made.key = "b"
    other = made.value()
    assert other.now() == (["a"], False)
    made.may.set()
    assert made.count == 1


def test_a_process_that_was_killed_over_it_keeps_nobody_waiting(made: Made) -> None:
    made.folder.mkdir()
    with (made.folder / "things.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found: list[tuple[list[str], bool]] = []
        waits = threading.Thread(target=lambda: found.append(made.value().now()))
        waits.start()
        assert not made.begun.wait(0.3)
    waits.join(20)
    assert found == [(["a"], True)]


def test_another_program_works_it_out_for_itself(made: Made) -> None:
    made.value().now()
    assert made.value(program="p2").now() == (["a"], True)
    assert made.count == 2


def test_what_is_kept_in_another_shape_is_worked_out_anew(made: Made) -> None:
    made.value().now()
    with made.database.writing() as tables:
        tables.execute("update worked_out set value = ?", (b'{"things": 3}',))
    assert made.value().now() == (["a"], True)
    assert made.count == 2


def test_an_old_value_is_given_while_a_new_one_is_made(made: Made) -> None:
    value = made.value()
    assert value.now() == (["a"], True)
    made.key = "b"
    made.may.clear()
    until(lambda: value.now() == (["a"], False) and value._working is not None)
    made.may.set()
    until(lambda: value.now() == (["b"], True))
    assert made.count == 2


def test_it_rests_for_all_processes(made: Made) -> None:
    value = made.value()
    value.now()
    with made.database.writing() as tables:
        tables.execute("update worked_out set seconds = 100.0, at = at + 1")
    made.key = "b"
    made.begun.clear()
    for one in (value, made.value()):
        assert one.now() == (["a"], False)
    assert not made.begun.wait(0.2)


def test_what_goes_wrong_is_told_and_tried_again(made: Made) -> None:
    value = made.value()
    for error, told in (
        (IndexMissing("no release"), IndexMissing),
        (ZeroDivisionError("oops"), DeskUnavailable),
    ):
        made.error = error
        with pytest.raises(told):
            value.now()
    made.error = None
    assert value.now() == (["a"], True)


def test_nothing_outlives_a_question_that_goes_from_the_log(
    made: Made, database: DeskDatabase
) -> None:
    for name in ("q1", "q2", "q3"):
        asked(database, name)
    value, other = made.value(), made.value()
    assert (value.now(), other.now()) == ((["a"], True), (["a"], True))
    with database.writing() as tables:
        tables.execute("delete from questions where id = 'q2'")
    with database.reading() as tables:
        assert tables.execute("select count(*) from worked_out").fetchone() == (0,)
    # what processes have in memory is forgotten, too: it is made anew before anybody is told
    made.key = "b"
    assert (value.now(), other.now()) == ((["b"], True), (["b"], True))
    assert made.count == 2
    assert QuestionLog(database).delete_before(MARCH + timedelta(days=1)) == 2
    with database.reading() as tables:
        assert tables.execute("select count(*) from worked_out").fetchone() == (0,)


def test_what_was_begun_before_a_question_went_is_not_kept(
    made: Made, database: DeskDatabase
) -> None:
    asked(database, "q1")
    made.may.clear()
    found: list[tuple[list[str], bool]] = []
    asking = threading.Thread(target=lambda: found.append(made.value().now()))
    asking.start()
    assert made.begun.wait(20)
    with database.writing() as tables:
        tables.execute("delete from questions")
    made.may.set()
    asking.join(20)
    assert found == [(["a"], True)]
    assert made.count == 2
