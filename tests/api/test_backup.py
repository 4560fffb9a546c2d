"""Backups: one moment while others write, byte for byte back; damaged and hostile ones refused."""

import io
import itertools
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections import namedtuple
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from answer.desk.database import DeskDatabase
from api.backing_up import Backup, Restored, back_up_to, restore_from
from api.backup_archive import read_manifest
from api.put_in_place import JOURNAL, finish_restore
from api.settings import Settings
from index.store import ReleaseStore
from ingest.durable import replace_text
from ingest.errors import BackupBroken, BackupRefused, StorageFull
from tests.api.backup_company import copied, found_company, state

PROJECT = Path(__file__).resolve().parents[2]
KILLS = 8


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup") / "company"
    found_company(folder)
    return folder


@pytest.fixture(scope="module")
def archive(origin: Path) -> Path:
    """A backup of the company; read it, never change it."""
    file = origin.parent / "state.tar"
    settings = copied(origin, origin.parent / "for-the-archive")
    back_up(settings, file)
    return file


@pytest.fixture
def company(origin: Path, tmp_path: Path) -> Settings:
    return copied(origin, tmp_path / "company")


def back_up(settings: Settings, file: Path, *, with_cache: bool = False) -> Backup:
    return back_up_to(
        file,
        var_dir=settings.var_dir,
        content_dir=settings.content_dir,
        with_cache=with_cache,
        trash_days=settings.trash_days,
        progress=lambda done, total: None,
    )


def restore(file: Path, folder: Path, *, force: bool = False) -> Restored:
    return restore_from(
        file,
        var_dir=folder / "var",
        content_dir=folder / "content",
        force=force,
        progress=lambda done, total: None,
    )


@pytest.mark.parametrize("name", ["state.tar", "state.tar.gz", "state.tgz"])
def test_what_is_restored_is_what_was_backed_up(
    company: Settings, tmp_path: Path, name: str
) -> None:
    before = state(tmp_path / "company")
    done = back_up(company, tmp_path / "out" / name)
    assert state(tmp_path / "company") == before
    assert done.manifest.release == ReleaseStore(company.var_dir / "releases").current()
    assert not done.manifest.left_out
    restore(tmp_path / "out" / name, tmp_path / "new")
    assert state(tmp_path / "new") == before
    assert [path.name for path in (tmp_path / "out").iterdir()] == [name]
    assert not list((tmp_path / "new").glob("**/.restoring-*"))
    with sqlite3.connect(tmp_path / "new" / "var" / "tradewind.db") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    private = (tmp_path / "new" / "var" / "tradewind.db").stat().st_mode & 0o777
    assert private == 0o600
    old = company.documents_dir / "returns.md"
    new = tmp_path / "new" / "content" / "documents" / "returns.md"
    assert abs(new.stat().st_mtime - old.stat().st_mtime) < 1


def test_caches_are_left_out_unless_asked_for(company: Settings, tmp_path: Path) -> None:
    without = back_up(company, tmp_path / "a.tar").manifest
    assert not [one for one in without.files if one.name.startswith(("var/cache", "var/models"))]
    with_them = back_up(company, tmp_path / "b.tar", with_cache=True).manifest
    assert [one for one in with_them.files if one.name.startswith("var/cache/")]
    assert any("models" in reason for reason in with_them.left_out), "a link is named"


def test_files_that_releases_share_are_kept_once(company: Settings, tmp_path: Path) -> None:
    releases = company.var_dir / "releases"
    first, second = sorted(path for path in releases.iterdir() if path.is_dir())[:2]
    (first / "shared.bin").write_bytes(b"x" * 200_000)
    (second / "shared.bin").hardlink_to(first / "shared.bin")
    found = back_up(company, tmp_path / "state.tar").manifest
    shared = [one for one in found.files if one.name.endswith("/shared.bin")]
    assert sorted(bool(one.same_as) for one in shared) == [False, True]
    restore(tmp_path / "state.tar", tmp_path / "new")
    assert state(tmp_path / "new") == state(tmp_path / "company")


def test_a_backup_is_one_moment_while_all_are_writing(company: Settings, tmp_path: Path) -> None:
    store = ReleaseStore(company.var_dir / "releases")
    first, second = store.releases()
    stop = threading.Event()
    counts = itertools.count()
    failed: list[BaseException] = []

    def repeat(act: Callable[[], None]) -> None:
        try:
            while not stop.is_set():
                act()
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    desk = DeskDatabase(company.var_dir / "tradewind.db")

    def converse() -> None:
        with desk.writing() as database:
            number = next(counts)
            database.execute("insert into pairs values (?, ?)", [number, number])
            database.execute("insert into pairs values (?, ?)", [-number, -number])

    def publish() -> None:
        store.publish(first)
        store.publish(second)

    def edit() -> None:
        replace_text(company.documents_dir / "returns.md", f"# {next(counts)}\n" * 500)

    threads = [threading.Thread(target=repeat, args=[act]) for act in (converse, publish, edit)]
    for thread in threads:
        thread.start()
    try:
        for number in range(4):
            back_up(company, tmp_path / f"{number}.tar")
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        desk.close()
    assert not failed
    for number in range(4):
        folder = tmp_path / f"new-{number}"
        restore(tmp_path / f"{number}.tar", folder)
        with sqlite3.connect(folder / "var" / "tradewind.db") as database:
            total, count = database.execute("select sum(one), count(*) from pairs").fetchone()
            assert not total
            assert count % 2 == 0
        restored = ReleaseStore(folder / "var" / "releases")
        assert restored.current() == restored.publications()[-1].to_release
        restored.verify(restored.current())
        lines = (folder / "content" / "documents" / "returns.md").read_text("utf-8").splitlines()
        assert len(set(lines)) == 1 or lines[0] == "# Returns"


def test_what_killed_backups_left_is_cleared_and_never_backed_up(
    company: Settings, tmp_path: Path
) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    rest = company.var_dir / f".backup-{dead.pid}-00ff"
    rest.mkdir()
    (rest / "half").write_text("x")
    found = back_up(company, tmp_path / "state.tar").manifest
    assert not rest.exists()
    assert not [one for one in found.files if ".backup-" in one.name]


@pytest.mark.parametrize("name", ["state.zip", "state"])
def test_an_archive_s_name_says_what_it_is(company: Settings, tmp_path: Path, name: str) -> None:
    with pytest.raises(BackupRefused, match=r"ends with \.tar"):
        back_up(company, tmp_path / name)


def test_nothing_is_overwritten_and_no_backup_holds_itself(
    company: Settings, tmp_path: Path
) -> None:
    (tmp_path / "state.tar").write_text("mine")
    with pytest.raises(BackupRefused, match="exists"):
        back_up(company, tmp_path / "state.tar")
    assert (tmp_path / "state.tar").read_text() == "mine"
    with pytest.raises(BackupRefused, match="lies in"):
        back_up(company, company.var_dir / "state.tar")


def test_too_little_room_is_told_before_anything_is_written(
    company: Settings, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**9, 10**9, 1000))
    with pytest.raises(StorageFull, match="MB free"):
        back_up(company, tmp_path / "state.tar")
    assert not list(tmp_path.glob("*.tar"))
    assert not list(company.var_dir.glob(".backup-*"))
    with pytest.raises(StorageFull, match="MB free"):
        restore(archive, tmp_path / "new")
    assert not list((tmp_path / "new").rglob("*.md"))


def test_a_state_is_not_overwritten_and_with_force_put_aside(
    company: Settings, archive: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "company"
    (company.content_dir / "mine.txt").write_text("mine")
    before = state(folder)
    with pytest.raises(BackupRefused, match="--force"):
        restore(archive, folder)
    assert state(folder) == before
    done = restore(archive, folder, force=True)
    assert len(done.put_aside) == 2
    aside = {
        name: Path(path) for name, path in zip(("var", "content"), done.put_aside, strict=True)
    }
    assert (aside["content"] / "mine.txt").read_text() == "mine"
    assert not (company.content_dir / "mine.txt").exists()
    assert (aside["var"] / "releases" / "current").is_file()
    assert (company.var_dir / "models").exists(), "caches stay where they are"
    assert state(folder) == {name: data for name, data in before.items() if "mine.txt" not in name}


def test_a_damaged_archive_is_named_and_changes_nothing(archive: Path, tmp_path: Path) -> None:
    data = archive.read_bytes()
    chance = random.Random(11)
    manifest = read_manifest(archive)
    for number in range(10):
        damaged = bytearray(data)
        damaged[chance.randrange(len(data) - 10_240)] ^= 0x41
        file = tmp_path / f"{number}.tar"
        file.write_bytes(damaged)
        try:
            restore(file, tmp_path / f"new-{number}")
        except BackupBroken:
            assert not list((tmp_path / f"new-{number}").rglob("*.md"))
        else:
            # in what pads a header: every file is right all the same
            restored = state(tmp_path / f"new-{number}")
            for one in manifest.files:
                if one.name in restored:
                    assert sha256(restored[one.name]).hexdigest() == one.sha256
    place = data.index(b"ISO VG 46 mineral oil", data.index(b"content/documents/manuals/pump.md\0"))
    file = tmp_path / "named.tar"
    file.write_bytes(data[:place] + b"XXX" + data[place + 3 :])
    with pytest.raises(BackupBroken, match=r"pump\.md.*damaged"):
        restore(file, tmp_path / "named")


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.9])
def test_an_archive_cut_short_is_refused(archive: Path, tmp_path: Path, share: float) -> None:
    data = archive.read_bytes()
    (tmp_path / "cut.tar").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BackupBroken):
        restore(tmp_path / "cut.tar", tmp_path / "new")
    assert not list((tmp_path / "new").rglob("*.md"))


def hostile(names: list[dict[str, Any]], *members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    """An archive with a manifest of these files and these members behind it."""
    values = {"tradewind_backup": 1, "made_at": "", "program": "", "release": "", "files": names}
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as out:
        data = json.dumps(values).encode()
        header = tarfile.TarInfo("manifest.json")
        header.size = len(data)
        out.addfile(header, io.BytesIO(data))
        for member, content in members:
            out.addfile(member, io.BytesIO(content))
    return made.getvalue()


def named(name: str, data: bytes = b"x", **more: object) -> dict[str, Any]:
    digest = sha256(data).hexdigest()
    return {"name": name, "size": len(data), "sha256": digest, "modified_at": 0.0, **more}


def member(
    name: str, data: bytes = b"x", kind: bytes = tarfile.REGTYPE
) -> tuple[tarfile.TarInfo, bytes]:
    header = tarfile.TarInfo(name)
    header.type, header.size, header.linkname = kind, len(data), "/etc/passwd"
    return header, data


HOSTILE: dict[str, bytes] = {
    "above": hostile([named("var/../../evil")], member("var/../../evil")),
    "absolute": hostile([named("/etc/evil")], member("/etc/evil")),
    "elsewhere": hostile([named("home/evil")], member("home/evil")),
    "root itself": hostile([named("var")], member("var")),
    "null": hostile([named("var/a\0b")], member("var/a")),
    "twice": hostile([named("var/a"), named("var/a")], member("var/a"), member("var/a")),
    "file and folder": hostile([named("var/a"), named("var/a/b")], member("var/a")),
    "link": hostile([named("var/a", b"")], member("var/a", b"", tarfile.SYMTYPE)),
    "moves to be done": hostile(
        [named("var/restore.json", b"[]")], member("var/restore.json", b"[]")
    ),
    "hard link": hostile([named("var/a", b"")], member("var/a", b"", tarfile.LNKTYPE)),
    "device": hostile([named("var/a", b"")], member("var/a", b"", tarfile.CHRTYPE)),
    "more than said": hostile([named("var/a")], member("var/a", b"x" * 5_000)),
    "not in the manifest": hostile([named("var/a")], member("var/a"), member("var/b")),
    "other bytes": hostile([named("var/a")], member("var/a", b"y")),
    "shares nothing": hostile([named("var/a", same_as="var/b")]),
    "shares itself": hostile([named("var/a", same_as="var/a")]),
    "negative": hostile([{**named("var/a"), "size": -1}], member("var/a")),
    "no checksum": hostile([{**named("var/a"), "sha256": "x"}], member("var/a")),
    "no time": hostile([{**named("var/a"), "modified_at": 1e300}], member("var/a")),
    "no manifest": hostile([])[1024:],
    "no archive": b"PK\x03\x04" + b"nothing" * 500,
    "no gzip": b"\x1f\x8b" + b"nothing" * 500,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_writes_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / "evil.tar").write_bytes(HOSTILE[name])
    with pytest.raises(BackupBroken):
        restore(tmp_path / "evil.tar", tmp_path / "in" / "new")
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written == [tmp_path / "evil.tar"]


def test_a_header_that_asks_for_much_memory_is_refused(tmp_path: Path) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 2**33
    (tmp_path / "evil.tar").write_bytes(header.tobuf(tarfile.GNU_FORMAT) + b"\0" * 4096)
    with pytest.raises(BackupBroken, match="header"):
        restore(tmp_path / "evil.tar", tmp_path / "new")


def test_a_backup_of_another_format_says_so(tmp_path: Path) -> None:
    data = hostile([]).replace(b'"tradewind_backup": 1', b'"tradewind_backup": 9')
    (tmp_path / "later.tar").write_bytes(data)
    with pytest.raises(BackupBroken, match="format 9"):
        restore(tmp_path / "later.tar", tmp_path / "new")


# the helper imports once, so that its children begin at once
TRIAL = """
import json, os, signal, sys, time
from pathlib import Path
from api.backing_up import restore_from

def restore(file, folder):
    restore_from(Path(file), var_dir=Path(folder) / "var", content_dir=Path(folder) / "content",
                 force=True, progress=lambda done, total: None)

for line in sys.stdin:
    file, folder, seconds = json.loads(line)
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        restore(file, folder)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print(json.dumps(time.monotonic() - started), flush=True)
"""


@pytest.fixture
def restorer() -> Iterator[Callable[[Path, Path, float | None], float]]:
    process = subprocess.Popen(
        [sys.executable, "-c", TRIAL],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def run(file: Path, folder: Path, seconds: float | None) -> float:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps([str(file), str(folder), seconds]) + "\n")
        process.stdin.flush()
        return float(json.loads(process.stdout.readline()))

    with process:
        yield run
        assert process.stdin is not None
        process.stdin.close()


def test_a_restore_killed_at_any_moment_leaves_the_old_state_or_the_new_one(
    origin: Path,
    archive: Path,
    tmp_path: Path,
    restorer: Callable[[Path, Path, float | None], float],
) -> None:
    folder = tmp_path / "company"
    settings = copied(origin, folder)
    new = state(folder)

    def make_old() -> dict[str, bytes]:
        (settings.content_dir / "mine.txt").write_text("mine")
        (settings.documents_dir / "returns.md").write_text("# Mine")
        (settings.var_dir / "drafts" / "mine.json").write_text("[]")
        return state(folder)

    make_old()
    whole = restorer(archive, folder, None)
    assert state(folder) == new
    old = make_old()
    chance = random.Random(5)
    seen = set()
    for number in range(KILLS):
        # most of the time goes into unpacking: half of the kills fall upon its end
        share = (number + chance.random()) / KILLS
        took = restorer(archive, folder, whole * (share if number % 2 else 0.8 + 0.3 * share))
        finish_restore(settings.var_dir)
        assert not (settings.var_dir / JOURNAL).exists()
        found = state(folder)
        assert found in (old, new)
        seen.add(found == new)
        whole = min(whole, took) if found == new else whole
        if found == new:
            old = make_old()
    assert False in seen


def test_a_restore_cut_after_its_commit_is_finished_by_the_next_command(
    origin: Path, archive: Path, tmp_path: Path
) -> None:
    """Killed after every single rename."""
    for moves_done in itertools.count():
        folder = tmp_path / str(moves_done)
        settings = copied(origin, folder)
        new = state(folder)
        (settings.content_dir / "mine.txt").write_text("mine")
        code = (
            "import os, sys, pathlib\n"
            "from api.backing_up import restore_from\n"
            "left = int(sys.argv[3])\n"
            "rename = pathlib.Path.rename\n"
            "def counted(self, target):\n"
            "    global left\n"
            "    if left == 0: os._exit(9)\n"
            "    left -= 1\n"
            "    return rename(self, target)\n"
            "pathlib.Path.rename = counted\n"
            "folder = pathlib.Path(sys.argv[2])\n"
            "restore_from(pathlib.Path(sys.argv[1]), var_dir=folder / 'var',\n"
            "    content_dir=folder / 'content', force=True, progress=lambda *_: None)\n"
        )
        ended = subprocess.run(
            [sys.executable, "-c", code, str(archive), str(folder), str(moves_done * 4)],
            cwd=PROJECT,
            check=False,
        )
        was_cut = ended.returncode == 9
        assert was_cut or ended.returncode == 0
        assert finish_restore(settings.var_dir) == was_cut
        assert state(folder) == new
        if not was_cut:
            break
    assert moves_done > 1
