"""What language models cost is told by every process of a run for all of them."""

import os
from datetime import UTC, datetime
from pathlib import Path

from answer.usage import ModelUsage, UsageCounter, read_ledger

CALL = ModelUsage(model="m", calls=1, requests=2, tokens_in=30, tokens_out=4, seconds=0.5)


def in_a_child(work: object) -> None:
    child = os.fork()
    if child == 0:
        try:
            assert callable(work)
            work()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def test_processes_that_were_forked_from_one_are_one_run(tmp_path: Path) -> None:
    ledger = tmp_path / "usage"
    earlier = UsageCounter(ledger)
    earlier.add(CALL)
    run = UsageCounter(ledger)
    assert run.totals() == ()
    in_a_child(lambda: run.add(CALL))
    run.add(ModelUsage(model="n", calls=1, failures=1))
    # a command beside the server
    UsageCounter(ledger).add(CALL)
    in_a_child(lambda: run.add(CALL))
    assert run.totals() == (
        ModelUsage(model="m", calls=2, requests=4, tokens_in=60, tokens_out=8, seconds=1.0),
        ModelUsage(model="n", calls=1, failures=1),
    )
    assert run.totals() == run.totals(), "nothing twice"
    assert [one.calls for one in read_ledger(ledger)] == [4, 1]


def test_a_line_that_is_being_written_is_counted_when_it_is_whole(tmp_path: Path) -> None:
    run = UsageCounter(tmp_path)
    run.add(CALL)
    assert run.totals() == (CALL,)
    (path,) = tmp_path.glob("*.jsonl")
    line = path.read_bytes()
    with path.open("ab") as file:
        file.write(line[:20])
        file.flush()
        assert run.totals() == (CALL,)
        file.write(line[20:])
    assert run.totals()[0].calls == 2


def test_a_run_goes_on_into_the_next_month(tmp_path: Path) -> None:
    run = UsageCounter(tmp_path)
    run.add(CALL)
    (path,) = tmp_path.glob("*.jsonl")
    assert run.totals()[0].calls == 1
    now = datetime.now(UTC)
    (tmp_path / f"{now.year + 1}-01.jsonl").write_bytes(path.read_bytes())
    (tmp_path / f"{now.year - 1}-01.jsonl").write_bytes(path.read_bytes())
    assert run.totals()[0].calls == 2


def test_without_a_ledger_the_process_tells_its_own(tmp_path: Path) -> None:
    alone = UsageCounter()
    alone.add(CALL)
    assert alone.totals() == (CALL,)
    (tmp_path / "usage").write_text("a file where the folder should be")
    unwritable = UsageCounter(tmp_path / "usage")
    unwritable.add(CALL)
    assert unwritable.totals() == (CALL,)
