import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from answer.desk.database import DeskDatabase
from answer.insight.question_log import LogFilter, QuestionLog
from ingest.errors import DeskInvalid
from tests.insight.logged import NOW, a_question

LOG = "tradewind.db"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[QuestionLog]:
    with DeskDatabase(tmp_path / LOG) as database:
        yield QuestionLog(database)


def test_an_empty_log_has_nothing(log: QuestionLog) -> None:
    assert log.latest() == ()
    assert log.between(NOW - timedelta(days=1), NOW) == ()
    assert log.page(LogFilter()).questions == ()
    assert log.record("reply-1") is None
    assert log.delete_before(NOW) == 0
    assert log.vectors(["reply-1"], vector_of="e5")[0] == ()


def test_a_question_comes_back_as_it_was_logged(log: QuestionLog) -> None:
    record = a_question(
        question="\n".join(["为什么指示灯是红色的？ 🔴"] * 10_000),
        customer_id="ana'; drop table questions; --",
        documents=("xr-200a/ß manual.md", "b.md"),
        passages=("xr-200a/ß manual.md#10-20", "b.md#0-5"),
        verdict="edited",
    )
    assert log.add(record)
    assert not log.add(replace(record, question="another"))
    assert log.latest() == (record,)
    assert log.record(record.id) == record
    assert log.records(["nobody", record.id]) == (record,)


def test_half_a_surrogate_pair_is_refused_and_nothing_is_kept(log: QuestionLog) -> None:
    with pytest.raises(DeskInvalid):
        log.add(a_question(question="\ud83d"))
    assert log.latest() == ()


def test_periods_begin_with_their_first_moment_and_end_before_their_last(log: QuestionLog) -> None:
    for number in range(4):
        log.add(a_question(number, at=NOW + timedelta(hours=3 - number)))
    found = log.between(NOW + timedelta(hours=1), NOW + timedelta(hours=3))
    assert [one.id for one in found] == ["reply-2", "reply-1"]
    assert [one.id for one in log.latest(limit=2)] == ["reply-3", "reply-2"]


def test_pages_hold_every_question_once(log: QuestionLog) -> None:
    for number in range(7):
        log.add(a_question(number, language="de" if number % 2 else "en"))
    found, before = [], None
    while True:
        page = log.page(LogFilter(), before=before, limit=3)
        found += [one.id for one in page.questions]
        if page.next_before is None:
            break
        before = page.next_before
    assert found == [f"reply-{number}" for number in reversed(range(7))]
    german = log.page(LogFilter(language="de"), limit=3)
    assert [one.id for one in german.questions] == ["reply-5", "reply-3", "reply-1"]
    assert german.next_before is None


def test_filters_narrow_by_what_they_name(log: QuestionLog) -> None:
    log.add(a_question(1, market="DE", kind="answer", reason="", question="100% Öl_?"))
    log.add(a_question(2, market="US", tier="gold", at=NOW + timedelta(days=1)))
    for wanted, ids in (
        (LogFilter(market="DE"), ["reply-1"]),
        (LogFilter(tier="gold"), ["reply-2"]),
        (LogFilter(kind="handoff", reason="nothing_found"), ["reply-2"]),
        (LogFilter(since=NOW + timedelta(hours=1)), ["reply-2"]),
        (LogFilter(until=NOW + timedelta(hours=1)), ["reply-1"]),
        (LogFilter(text="0% ö"), []),
        (LogFilter(text="0% ÖL_"), ["reply-1"]),
        (LogFilter(text="' or 1=1 --"), []),
        (LogFilter(verdict="wrong"), []),
    ):
        assert [one.id for one in log.page(wanted).questions] == ids, wanted


def test_the_last_verdict_counts_and_moves_the_logs_state(log: QuestionLog) -> None:
    log.add(a_question())
    states = [log.state()]
    for verdict in ("right", "wrong"):
        assert log.set_verdict("reply-1", verdict)
        states.append(log.state())
    assert not log.set_verdict("reply-2", "wrong")
    found = log.record("reply-1")
    assert found is not None
    assert found.verdict == "wrong"
    log.add(a_question(2))
    states.append(log.state())
    log.delete_before(NOW + timedelta(days=1))
    states.append(log.state())
    assert len(set(states)) == len(states)
    with pytest.raises(DeskInvalid):
        log.set_verdict("reply-1", "splendid")  # type: ignore[arg-type]


def test_vectors_come_back_in_the_order_asked_for_and_only_of_their_name(log: QuestionLog) -> None:
    rng = np.random.default_rng(1)
    made = rng.normal(size=(250, 384)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    for number, vector in enumerate(made):
        log.add(a_question(number), vector=vector, vector_of="e5" if number else "other")
    log.add(a_question(1000))
    wanted = [f"reply-{number}" for number in (200, 7, 0, 1000, 3)]
    ids, vectors = log.vectors(wanted, vector_of="e5")
    assert ids == ("reply-200", "reply-7", "reply-3")
    assert np.abs(np.sum(vectors * made[[200, 7, 3]], axis=1) - 1).max() < 1e-3
    log.set_vectors({"reply-1000": made[5]}, vector_of="e5")
    assert log.vectors(["reply-1000"], vector_of="e5")[0] == ("reply-1000",)
    with pytest.raises(DeskInvalid):
        log.add(a_question(1001), vector=np.array([np.nan], np.float32), vector_of="e5")


def test_what_is_older_than_a_day_goes(log: QuestionLog) -> None:
    for number in range(4):
        log.add(a_question(number, at=NOW + timedelta(days=number)))
    assert log.delete_before(NOW + timedelta(days=2)) == 2
    assert [one.id for one in log.latest()] == ["reply-3", "reply-2"]


def test_a_record_that_is_not_flushed_leaves_the_next_write_flushed(log: QuestionLog) -> None:
    log.add(a_question())
    with log._database.writing() as database:
        assert database.execute("pragma synchronous").fetchone() == (2,)
    with pytest.raises(DeskInvalid):
        log.add(a_question(2, question="\ud83d"))
    with log._database.writing() as database:
        assert database.execute("pragma synchronous").fetchone() == (2,)


def _write(path: Path, first: int) -> None:
    with DeskDatabase(path) as database:
        log = QuestionLog(database)
        for number in range(first, first + 100):
            log.add(a_question(number))


def test_two_processes_write_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / LOG
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(path, first)) for first in (0, 100)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
        assert one.exitcode == 0
    with DeskDatabase(path) as database:
        assert len({one.id for one in QuestionLog(database).latest(limit=1000)}) == 200
