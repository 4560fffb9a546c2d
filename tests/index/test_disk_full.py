"""A disk that refuses to write: wherever it happens, it is said so and the old release answers."""

import json
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

BUILDS = """
import json, resource, shutil, sys
from pathlib import Path
from ingest.errors import KbError
from tests.index.conftest import KnowledgeBase

base = KnowledgeBase(Path(sys.argv[1]))
warm = sys.argv[2] == "warm"
base.build()
base.find("pump")
old = base.store.current()
limit, hard = 2_000, resource.getrlimit(resource.RLIMIT_FSIZE)[1]
tries = []
while True:
    if not warm:
        shutil.rmtree(base.cache)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        base.build()
        outcome = ["", ""]
    except Exception as error:
        outcome = [type(error).__name__, str(error)]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    answers = bool(base.find("reset controller"))
    kept = base.store.current() == old
    tries.append([limit, *outcome, answers, kept, base.leftovers()])
    if not outcome[0]:
        break
    limit = int(limit * 1.7)
print(json.dumps(tries))
"""


def builds(folder: Path, cache: str) -> list[list[object]]:
    """Every build under a rising limit on a file's size, until one succeeds."""
    made = subprocess.run(
        [sys.executable, "-c", BUILDS, str(folder), cache],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    tries: list[list[object]] = json.loads(made.stdout.splitlines()[-1])
    return tries


def check(tries: list[list[object]]) -> None:
    assert len(tries) > 3
    for limit, name, message, answers, kept, leftovers in tries[:-1]:
        assert name == "StorageFull", (limit, name, message)
        assert "free some" in str(message)
        assert "the published release still answers" in str(message)
        assert answers
        assert kept
        assert leftovers == []
    assert tries[-1][1:] == ["", "", True, False, []]


def test_no_room_for_a_release(tmp_path: Path) -> None:
    check(builds(tmp_path, "warm"))


def test_no_room_for_what_was_parsed_and_embedded(tmp_path: Path) -> None:
    check(builds(tmp_path, "cold"))
