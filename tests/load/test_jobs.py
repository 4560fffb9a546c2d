"""Builds and gate runs, seen from several processes: one at a time, stopped, killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from api.gate_runs import GateRun
from api.job_file import JobFile
from api.job_process import LOWEST_PRIORITY, launch_aside, lower_priority
from api.reindexing import ENDED, Reindexing, ReindexOrder, ReindexStatus
from api.settings import Settings
from index.build_progress import BuildProgress
from index.manifest import FileProblem, RefreshReport
from ingest.errors import IndexBusy
from tests.fakes import FakeBuild, fake_services

REPORT = RefreshReport(
    release="r2",
    added=("a.md", "möwe.md"),
    changed=(),
    removed=("c.md",),
    unchanged=3,
    problems=(FileProblem(path="d.pdf", reason="is damaged", severity="error"),),
    documents=5,
    pages=9,
    chunks=40,
    embedded=4,
    seconds=1.5,
    seconds_reading=0.5,
    seconds_embedding=0.25,
    published=True,
    verdict="nothing differs",
)
HOLDING = """
import sys, time
from pathlib import Path
from api.job_file import JobFile
from api.reindexing import ReindexStatus
file = JobFile(Path(sys.argv[1]), "reindex", idle=ReindexStatus())
file.take()
file.write(ReindexStatus(version=5, state="running"))
print("working", flush=True)
time.sleep(60)
"""


def reindexing(folder: Path, build: FakeBuild | None = None) -> Reindexing:
    services = fake_services(folder / "content", build=build)
    return Reindexing(services.releases, folder=folder / "run")


def test_how_it_stands_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = JobFile(tmp_path, "reindex", idle=ReindexStatus())
    assert file.read() == ReindexStatus()
    progress = BuildProgress(stage="reading", done=1, total=9, item="möwe.md", files=1, pages=2)
    for status in (
        ReindexStatus(version=2, state="running", progress=progress, seconds_left=12),
        ReindexStatus(version=3, state="done", report=REPORT),
        ReindexStatus(version=4, state="failed", error="it broke"),
    ):
        file.write(status)
        assert file.read() == status
    assert [one.name for one in tmp_path.iterdir()] == ["reindex.json"]
    run = GateRun(release="r1", state="running", done=3, total=7)
    gate = JobFile(tmp_path, "gate", idle=GateRun())
    gate.write(run)
    assert gate.read() == run


@pytest.mark.parametrize("found", ["", "{", "[]", '{"state": "flying"}', '{"version": "x"}'])
def test_what_another_version_left_says_nothing(tmp_path: Path, found: str) -> None:
    (tmp_path / "reindex.json").write_text(found, encoding="utf-8")
    assert JobFile(tmp_path, "reindex", idle=ReindexStatus()).read() == ReindexStatus()


def test_another_process_sees_the_build_stops_it_and_starts_no_second(tmp_path: Path) -> None:
    build = FakeBuild()
    one, other = reindexing(tmp_path, build), reindexing(tmp_path)
    one.start(by="Ada")
    with pytest.raises(IndexBusy, match="one is under way"):
        other.start()
    deadline = time.monotonic() + 10
    while other.status.progress is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (other.status.state, other.status.progress is not None) == ("running", True)
    other.cancel()
    assert one.wait(10).state == "cancelled"
    assert other.status == one.status
    build.go_on.set()
    one.start()
    assert other.wait(10).state == "done"


def test_a_build_whose_process_was_killed_is_told_as_ended_and_another_starts(
    tmp_path: Path,
) -> None:
    build = FakeBuild()
    build.go_on.set()
    here = reindexing(tmp_path, build)
    working = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path / "run")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert working.stdout is not None
    assert working.stdout.readline() == "working\n"
    assert here.status.state == "running"
    with pytest.raises(IndexBusy):
        here.start()
    working.send_signal(signal.SIGKILL)
    working.communicate()
    assert (here.status.state, here.status.error, here.status.version) == ("failed", ENDED, 6)
    started = here.start()
    # whoever waits for a change sees one
    assert started.version > 6
    assert here.wait(10).state == "done"


def test_the_lock_goes_to_whoever_does_the_work(tmp_path: Path) -> None:
    ordered: list[tuple[ReindexOrder, int]] = []
    services = fake_services(tmp_path / "content")
    here = Reindexing(
        services.releases,
        folder=tmp_path / "run",
        launch=lambda order, held: ordered.append((order, held)),
    )
    here.start(publish=False, by="Ada")
    (order, held) = ordered[0]
    assert order == ReindexOrder(publish=False, by="Ada")
    assert here.status.state == "running"
    os.close(held)
    assert here.status.error == ENDED


def test_what_takes_minutes_comes_after_all_others() -> None:
    child = os.fork()
    if child == 0:
        lower_priority()
        os._exit(os.nice(0))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) >= LOWEST_PRIORITY - 1


def test_a_build_ends_with_the_server_that_it_was_started_by(tmp_path: Path) -> None:
    settings = Settings(content_dir=tmp_path / "content", var_dir=tmp_path / "var")
    listened_at, held_open = os.pipe()
    here = Reindexing(
        fake_services(tmp_path / "content").releases,
        folder=tmp_path / "run",
        launch=launch_aside(settings, lifeline=listened_at),
    )
    here.start()
    os.close(listened_at)
    assert here.status.state == "running"
    os.close(held_open)
    # else it would have told how it stands, in a folder of its own
    status = here.wait(30)
    assert (status.state, status.error) == ("failed", ENDED)
    assert not (tmp_path / "var" / "run").exists()
