"""What disks, editors and names do to a build: it is told by name, and what answers goes on."""

import json
import re
import subprocess
import sys
import threading
import time
import tracemalloc
from pathlib import Path

import pytest

from index.refresh import RefreshSettings, build
from ingest.errors import BuildCancelled
from tests.index.conftest import TWO_FILES, KnowledgeBase

PROJECT = Path(__file__).resolve().parents[2]

READ_ONLY = """
import atexit, json, os, shutil, sys, tempfile
from pathlib import Path
from ingest.errors import KbError
from tests.index.conftest import TWO_FILES, KnowledgeBase

folder = Path(tempfile.mkdtemp())
atexit.register(shutil.rmtree, folder, ignore_errors=True)
base = KnowledgeBase(folder, TWO_FILES)
base.build()
release, other = base.build().release, base.store.releases()[0]
base.find("everything is imported before the rights are given up")
for path in (folder, *folder.rglob("*")):
    os.chown(path, 65534, 65534)
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
outcomes = {}

def attempt(name, work):
    try:
        work()
        outcomes[name] = ""
    except KbError as error:
        outcomes[name] = f"{type(error).__name__}: {error}"

def without_right_to_write(place, name, work):
    place.chmod(0o500)
    attempt(name, work)
    place.chmod(0o700)

base.write("valve.md", "# Valve\\n\\nThe valve VX-200 opens at 4 bar.\\n")
releases = base.store.directory
(releases / "publications.jsonl").chmod(0o400)
without_right_to_write(releases, "build", base.build)
without_right_to_write(releases, "publish", lambda: base.store.publish(other))
(releases / "publications.jsonl").chmod(0o600)
without_right_to_write(releases, "switch", lambda: base.store.publish(other))
for file in base.cache.iterdir():
    file.unlink()
without_right_to_write(base.cache, "cache", base.build)
outcomes["still"] = base.store.current() == release
outcomes["answers"] = base.find("at how many bar does the valve open")[0].text
outcomes["history"] = [one.to_release for one in base.store.publications()] == [other, release]
print(json.dumps(outcomes))
"""


def test_folders_that_cannot_be_written_to() -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    outcomes = json.loads(done.stdout.splitlines()[-1])
    for name in ("build", "publish", "switch", "cache"):
        assert outcomes[name].startswith("StorageFull"), outcomes
        assert "make the folder writable" in outcomes[name]
    assert outcomes["still"] is True
    assert outcomes["history"] is True
    assert "3 bar" in outcomes["answers"]


def test_a_huge_file_is_refused_without_being_read(base: KnowledgeBase) -> None:
    with (base.documents / "huge.txt").open("wb") as file:
        file.truncate(2 * 2**30)  # a hole: no disk is needed for it
    base.build()
    tracemalloc.start()
    report = base.build()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    (problem,) = report.failed
    assert problem.path == "huge.txt"
    assert "larger than 200 MiB" in problem.reason
    assert peak < 30 * 2**20
    assert report.documents == 2


def test_a_file_that_changes_while_it_is_read_is_whole_or_named(base: KnowledgeBase) -> None:
    path = base.documents / "changing.md"
    versions = [
        "# Fan\n\n" + f"The fan FX-{number} is quiet and strong. " * 3_000 for number in (7, 8)
    ]
    path.write_text(versions[0], encoding="utf-8")
    stop = threading.Event()

    def rewrite() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            # in place, as some editors do: for a moment it is half old and half new
            with path.open("r+", encoding="utf-8") as file:
                file.write(versions[turn % 2])
            time.sleep(0.001)

    editor = threading.Thread(target=rewrite)
    editor.start()
    try:
        for _ in range(5):
            report = base.build()
            named = [problem.reason for problem in report.failed]
            assert all("changed while it was being read" in reason for reason in named)
            assert report.documents == 3 - len(named)
    finally:
        stop.set()
        editor.join()
    base.build()
    found = base.searcher().document("changing.md")
    assert found is not None
    assert len(set(re.findall(r"FX-\d", found.text))) == 1


NAMES = (
    *("manual.md", "bedienungs anleitung für größen.md", "mode d’emploi.md", "guía rápida.md"),
    *("instrução.md", "handleiding.md", "istruzioni però.md", "zażółć gęślą jaźń.md"),
    *(
        "руководство.md",
        "kılavuz İstanbul.md",
        "دليل المستخدم.md",
        "取扱説明書.md",
        "사용 설명서.md",
    ),
    *("hướng dẫn sử dụng.md", "คู่มือการใช้งาน.md", "用户手册.md", "使用手冊.md", "petunjuk.md"),
    *("a..b.md", "x%2f..%2fetc.md", "x/y../z.md", "x...md", "new\nline.md", "tab\there.md"),
    *("-rf *.md", "'; drop table documents; --.md", "<script>.md", "\u202egnp.md", "😀.md"),
    *("e\u0301.md", "a" * 250 + ".md", "CON.md", "x:y.md", "back\\slash.md", " leading.md"),
)


def test_names_in_every_script_and_odd_ones(base: KnowledgeBase) -> None:
    for number, name in enumerate(NAMES):
        base.write(name, f"# Pump {number}\n\nThe pump P-{number:03} delivers {number} litres.\n")
    for hidden in ("...md", "..%2fetc.md", "x/..y/z.md"):
        base.write(hidden, "# Hidden\n\nWhat begins with a dot is no document.\n")
    report = base.build()
    assert report.failed == ()
    assert report.documents == len(NAMES) + len(TWO_FILES)
    listed = {card.path for card in base.searcher().release.content.cards}
    assert len(listed) == report.documents
    for path in listed:
        found = base.searcher().document(path)
        assert found is not None, path
        assert found.path == path
    assert base.searcher().document("../releases/current") is None
    again = base.build()
    assert again.unchanged == report.documents
    assert (again.added, again.removed, again.embedded) == ((), (), 0)


@pytest.mark.parametrize("stage", ["reading", "embedding", "building"])
def test_a_build_can_be_stopped_in_every_stage(base: KnowledgeBase, stage: str) -> None:
    release = base.build().release
    base.write("new.md", "# New\n\nSomething that was never embedded.\n")
    seen: list[str] = []

    def stopped() -> bool:
        return bool(seen) and seen[-1] == stage

    with pytest.raises(BuildCancelled, match=f"stopped while {stage}"):
        build(
            base.documents,
            store=base.store,
            cache_dir=base.cache,
            embedder=base.embedder,
            settings=RefreshSettings(max_tokens=64),
            progress=lambda now: seen.append(now.stage),
            cancelled=stopped,
        )
    assert base.store.releases() == (release,)
    assert base.leftovers() == []
    assert base.build().added == ("new.md",)


def test_a_candidate_answers_nothing_until_it_is_published(base: KnowledgeBase) -> None:
    live = base.build().release
    base.write("fan.md", "# Fan\n\nThe fan FX-7 is quiet.\n")
    report = build(
        base.documents,
        store=base.store,
        cache_dir=base.cache,
        embedder=base.embedder,
        settings=RefreshSettings(max_tokens=64),
        progress=lambda now: None,
    )
    assert not report.published
    assert base.store.current() == live
    assert base.searcher().document("fan.md") is None
    states = {one.release: one.state for one in base.store.listed()}
    assert states == {live: "live", report.release: "candidate"}
    base.store.publish(report.release)
    assert base.searcher().document("fan.md") is not None
    states = {one.release: one.state for one in base.store.listed()}
    assert states == {live: "earlier", report.release: "live"}
