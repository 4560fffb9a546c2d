"""Releases on disk: one atomic switch, damage told by name, one build at a time."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.manifest_file import MANIFEST_NAME
from index.release import open_release
from index.search import Searcher
from index.store import ReleaseStore
from ingest.errors import IndexBroken, IndexBusy, IndexMissing, IndexOutdated
from tests.hashing_embedder import HashingEmbedder
from tests.index.conftest import KnowledgeBase

PROJECT = Path(__file__).resolve().parents[2]


def test_before_the_first_release_there_is_none(tmp_path: Path) -> None:
    store = ReleaseStore(tmp_path / "nothing")
    assert store.current() == ""
    assert store.releases() == ()
    with pytest.raises(IndexMissing, match="reindex"):
        store.manifest("r1")


def test_a_release_is_whole_and_says_what_it_holds(base: KnowledgeBase) -> None:
    report = base.build()
    manifest = base.store.manifest(report.release)
    assert base.store.current() == report.release == manifest.release
    assert (manifest.documents, manifest.chunks) == (2, report.chunks)
    assert manifest.fingerprint == base.embedder.fingerprint
    assert manifest.parent == ""
    files = {file.name for file in base.store.path(report.release).iterdir()}
    assert files == {checksum.name for checksum in manifest.checksums} | {MANIFEST_NAME}
    assert base.leftovers() == []
    assert base.store.manifest(base.build().release).parent == report.release


def test_a_reader_sees_the_old_release_or_the_new_one_and_nothing_between(
    base: KnowledgeBase,
) -> None:
    releases = [base.build().release for _ in range(2)]
    seen: set[str] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(base.store.current())

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(200):
        base.store.switch(releases[number % 2])
    stop.set()
    reader.join()
    assert seen <= set(releases)
    assert base.leftovers() == []


def test_a_switch_to_what_is_not_there_changes_nothing(base: KnowledgeBase) -> None:
    release = base.build().release
    with pytest.raises(IndexMissing):
        base.store.switch("20200101T000000Z-000000")
    assert base.store.current() == release


def test_rolling_back_is_a_switch(base: KnowledgeBase) -> None:
    first = base.build().release
    base.write("valve.md", "# Valve\n\nThe valve opens at 5 bar.\n")
    base.build()
    assert "5 bar" in base.find("valve opens")[0].text
    base.store.switch(first)
    assert "3 bar" in base.find("valve opens")[0].text


def test_old_releases_go_but_never_the_current_one_or_its_parent(base: KnowledgeBase) -> None:
    releases = [base.build().release for _ in range(3)]
    base.store.publish(releases[0], kind="rollback")
    assert base.store.prune(keep=2) == (releases[1],)
    assert base.store.releases() == (releases[0], releases[2])
    latest = base.build().release
    assert base.store.prune(keep=1) == (releases[2],)
    assert base.store.releases() == (releases[0], latest)
    assert base.leftovers() == []


def _names(base: KnowledgeBase, release: str) -> list[str]:
    return [checksum.name for checksum in base.store.manifest(release).checksums]


def test_a_file_cut_short_or_gone_is_told_when_opening(base: KnowledgeBase) -> None:
    release = base.build().release
    for name in _names(base, release):
        file = base.store.path(release) / name
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(IndexBroken, match=name):
            base.store.manifest(release)
        file.unlink()
        with pytest.raises(IndexBroken, match=name):
            base.store.manifest(release)
        file.write_bytes(whole)
    base.store.verify(release)


def test_a_changed_byte_is_told_when_verifying(base: KnowledgeBase) -> None:
    release = base.build().release
    for name in _names(base, release):
        file = base.store.path(release) / name
        whole = file.read_bytes()
        changed = bytearray(whole)
        changed[len(changed) // 2] ^= 0xFF
        file.write_bytes(changed)
        with pytest.raises(IndexBroken, match=name):
            base.store.verify(release)
        file.write_bytes(whole)


@pytest.mark.parametrize("fill", [b"", b"\x00", b"\xff" * 64])
def test_any_file_replaced_by_garbage_is_an_error_of_ours(base: KnowledgeBase, fill: bytes) -> None:
    """Also without the manifest's sizes: opening never shows a library's exception."""
    release = base.build().release
    manifest = base.store.manifest(release)
    opened = 0
    for name in _names(base, release):
        file = base.store.path(release) / name
        whole = file.read_bytes()
        file.write_bytes(fill * (len(whole) // max(1, len(fill))))
        try:
            open_release(base.store.path(release), manifest)
            opened += 1
        except IndexBroken:
            pass
        file.write_bytes(whole)
    # numbers without a magic are only told by their checksum
    assert opened <= 1


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"schema_version": 1}', "\x00"])
def test_a_manifest_that_is_none_is_told(base: KnowledgeBase, text: str) -> None:
    release = base.build().release
    (base.store.path(release) / MANIFEST_NAME).write_text(text)
    with pytest.raises((IndexBroken, IndexOutdated), match=release):
        base.store.manifest(release)


def test_wrong_entries_in_a_manifest_are_told(base: KnowledgeBase) -> None:
    release = base.build().release
    file = base.store.path(release) / MANIFEST_NAME
    values = json.loads(file.read_text())
    for name, wrong in (("checksums", 5), ("languages", [{"x": 1}]), ("problems", ["text"])):
        file.write_text(json.dumps({**values, name: wrong}))
        with pytest.raises(IndexBroken):
            base.store.manifest(release)
    del values["checksums"]
    file.write_text(json.dumps(values))
    with pytest.raises(IndexBroken):
        base.store.manifest(release)


def test_another_schema_asks_for_a_rebuild_and_a_rebuild_mends_it(base: KnowledgeBase) -> None:
    release = base.build().release
    file = base.store.path(release) / MANIFEST_NAME
    values = json.loads(file.read_text())
    file.write_text(json.dumps({**values, "schema_version": 0}))
    with pytest.raises(IndexOutdated, match="run 'tradewind reindex'"):
        base.store.manifest(release)
    again = base.build()
    assert base.store.current() == again.release
    assert base.find("pump")


def test_a_broken_current_release_is_mended_by_a_rebuild(base: KnowledgeBase) -> None:
    release = base.build().release
    for name in (MANIFEST_NAME, "content.db"):
        (base.store.path(release) / name).write_text("damaged")
        release = base.build().release
        assert base.find("valve")[0].document == "valve.md"


def test_another_model_asks_for_a_rebuild(base: KnowledgeBase) -> None:
    release = base.build().release
    opened = open_release(base.store.path(release), base.store.manifest(release))
    with pytest.raises(IndexOutdated, match=r"'hashing-1'.*'other'.*reindex"):
        Searcher(opened, HashingEmbedder("other"))


HOLDER = """
import sys
from pathlib import Path
from index.store import ReleaseStore
with ReleaseStore(Path(sys.argv[1])).building():
    print("building", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_that_builds_is_told_to_wait(base: KnowledgeBase) -> None:
    release = base.build().release
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(base.store.directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "building\n"
        with pytest.raises(IndexBusy, match="another build"):
            base.build()
        assert base.find("pump")
        assert base.store.current() == release
    finally:
        holder.communicate()
    assert base.build().release != release
    assert base.leftovers() == []


def test_what_fails_while_building_leaves_nothing_behind(base: KnowledgeBase) -> None:
    release = base.build().release

    def fail_half_way() -> None:
        with base.store.building() as folder:
            (folder / "half").write_text("half")
            raise RuntimeError("power")

    with pytest.raises(RuntimeError, match="power"):
        fail_half_way()
    assert base.leftovers() == []
    assert base.store.current() == release
