"""A process that is killed has lost no question that it had logged."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from answer.desk.database import DeskDatabase
from answer.insight.question_log import QuestionLog

WRITER = """
import sys
from pathlib import Path
from answer.desk.database import DeskDatabase
from answer.insight.question_log import QuestionLog
from tests.insight.logged import a_question

log = QuestionLog(DeskDatabase(Path(sys.argv[1])))
number = 0
while True:
    log.add(a_question(number))
    print(number, flush=True)
    number += 1
"""


@pytest.mark.parametrize("lines", [1, 7, 40])
def test_what_was_logged_outlives_a_kill(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "tradewind.db"
    project = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline() for _ in range(lines)]
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.readlines()
    logged = [int(line) for line in told if line.endswith("\n")]
    with DeskDatabase(path) as database:
        kept = {one.id for one in QuestionLog(database).latest(limit=100_000)}
    assert {f"reply-{number}" for number in logged} <= kept
    assert len(kept) - len(logged) <= 1
