"""A build killed at any moment: what was published still answers, and the next build succeeds."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.index.conftest import KnowledgeBase
from tests.small_company import FILES

PROJECT = Path(__file__).resolve().parents[2]
KILLS = 20

# the helper builds once itself, so that its children load no library and no language data
TRIAL = """
import json, os, signal, sys, time
from pathlib import Path
from tests.index.conftest import KnowledgeBase

folder = Path(sys.argv[1])
base = KnowledgeBase(folder, {})
base.build()
for line in sys.stdin:
    seconds = json.loads(line)
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        base.build()
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    print(json.dumps([os.WIFSIGNALED(status), time.monotonic() - started]), flush=True)
"""


def test_a_build_killed_at_any_moment_loses_nothing(big_base: KnowledgeBase) -> None:
    path = "policies/returns.md"
    texts = [f"{FILES[path]}\nRule number {number} holds from now on.\n" for number in range(KILLS)]
    # parsed beforehand but for the last few: a process for every file would take the test's time
    for number, text in enumerate(texts[:-3]):
        big_base.write(f"drafts/{number}.md", text)
    big_base.build()
    shutil.rmtree(big_base.documents / "drafts")
    big_base.build()
    builder = subprocess.Popen(
        [sys.executable, "-c", TRIAL, str(big_base.documents.parent)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def build(seconds: float | None) -> tuple[bool, float]:
        assert builder.stdin is not None
        assert builder.stdout is not None
        builder.stdin.write(json.dumps(seconds) + "\n")
        builder.stdin.flush()
        killed, took = json.loads(builder.stdout.readline())
        return bool(killed), float(took)

    chance = random.Random(7)
    try:
        _, whole = build(None)
        kills = 0
        for number in range(KILLS):
            before = big_base.store.current()
            big_base.write(path, texts[number])
            # spread over the whole duration, and a little past it
            killed, took = build(whole * 1.1 * (number + chance.random()) / KILLS)
            kills += killed
            # one that went through was faster than the first: the others are killed sooner
            whole = whole if killed else min(whole, took)
            release = big_base.store.current()
            assert release >= before
            assert killed or release > before
            found = big_base.find("ask for a return number to send goods back")
            assert found[0].document == path
            stored = big_base.searcher().document(path)
            assert stored is not None
            if release > before:
                assert f"Rule number {number} " in stored.text
        assert kills >= 15
    finally:
        builder.communicate()
    report = big_base.build()
    assert report.release == big_base.store.current()
    assert report.failed == ()
    assert f"Rule number {KILLS - 1} " in big_base.find("rule number holds from now on")[0].text
    assert big_base.leftovers() == []
    assert len(big_base.store.releases()) <= 4


def test_switches_and_prunings_killed_at_any_moment_lose_nothing() -> None:
    """A few of what ``scripts/check_kills.py`` does two hundred times in every phase."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "scripts.check_kills", "--kills", "6"),
            *("--phase", "switching", "--phase", "pruning"),
        ],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("6 kills") == 2


def test_what_killed_builds_left_is_cleared_away(base: KnowledgeBase) -> None:
    release = base.build().release
    (base.store.directory / ".building-dead" / "deep").mkdir(parents=True)
    (base.store.directory / ".current-dead").write_text("20990101T000000Z-000000\n")
    assert base.store.releases() == (release,)
    base.build()
    assert base.leftovers() == []


@pytest.mark.parametrize("missing", ["manifest.json", "content.db"])
def test_a_release_with_a_hole_does_not_stop_a_build(base: KnowledgeBase, missing: str) -> None:
    old = base.build().release
    base.build()
    (base.store.path(old) / missing).unlink()
    assert base.build().failed == ()
    assert base.find("valve")
