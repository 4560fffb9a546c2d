"""Files among the documents: edited whole or not at all, and taken back."""

import hashlib
import json
import shutil
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.edit import Edit
from ingest.edit_documents import ANY_VERSION, DocumentFolder
from ingest.errors import (
    DocumentChanged,
    DocumentConflict,
    DocumentError,
    DocumentMissing,
    DocumentRefused,
    DocumentTooLarge,
    DocumentUnsupported,
    StorageFull,
)
from ingest.facts import load_facts
from ingest.incoming import INCOMING
from ingest.scan import scan

PROJECT = Path(__file__).resolve().parents[2]
BY = "Ines"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> DocumentFolder:
    return opened(tmp_path)


def opened(tmp_path: Path, **more: object) -> DocumentFolder:
    documents = tmp_path / "content" / "documents"
    documents.mkdir(parents=True, exist_ok=True)
    values: dict[str, object] = {"max_file_bytes": 100_000, "keep_days": 30, **more}
    return DocumentFolder(documents, var_dir=tmp_path / "var", **values)  # type: ignore[arg-type]


def put(
    folder: DocumentFolder, path: str, data: bytes, *, seen: str = "", facts: bytes = b""
) -> Edit:
    with folder.receive(path, seen=seen) as incoming:
        incoming.write(data)
        return folder.put(incoming, seen=seen, by=BY, facts=facts)


def files_of(folder: DocumentFolder) -> dict[str, bytes]:
    """Everything below the documents folder, also what a scan passes over."""
    return {
        path.relative_to(folder.documents_dir).as_posix(): path.read_bytes()
        for path in folder.documents_dir.rglob("*")
        if path.is_file()
    }


def test_a_new_document_is_there_whole_and_stands_in_the_log(folder: DocumentFolder) -> None:
    edit = put(folder, "manuals/泵 手册.md", "# 泵\n".encode(), facts=b"kind: manual\n")
    assert files_of(folder) == {
        "manuals/泵 手册.md": "# 泵\n".encode(),
        "manuals/泵 手册.md.yaml": b"kind: manual\n",
    }
    assert [file.path for file in scan(folder.documents_dir).files] == ["manuals/泵 手册.md"]
    assert edit.action == "added"
    assert edit.after == sha256("# 泵\n".encode())
    assert folder.edits() == (edit,)
    assert folder.edits(path="other.md") == ()


REFUSED = (
    *(
        "",
        ".",
        "..",
        "/",
        "//",
        "a//b.md",
        "/etc/passwd.md",
        "../a.md",
        "a/../../b.md",
        "a/..",
        "./a",
    ),
    *(
        "a/./b.md",
        "..\\a.md",
        "C:\\a.md",
        "C:/a.md",
        "c:a.md",
        "\\\\server\\share\\a.md",
        "a\\b.md",
    ),
    *(
        "a\0.md",
        "a\n.md",
        "a\r.md",
        "\x1b[31m.md",
        "a\x7f.md",
        "a\u2028.md",
        "\ud800.md",
        "a\udfff/b.md",
    ),
    *("~$a.docx", ".hidden.md", ".git/config.md", "a/.b/c.md", "a.md~", "a.bak", "#a.md#", "a.tmp"),
    *("Thumbs.db", "desktop.ini", "__MACOSX/a.md", "_facts.yaml", "a/_facts.yaml", "a.pdf.yaml"),
    *("a.yml", "b.YAML", "con", "CON.md", "nul.txt", "a/aux.md", "lpt1.pdf", "com¹.md", "prn .md"),
    *(
        "a .md/ b.md",
        " a.md",
        "a.md ",
        "a.",
        "a./b.md",
        "a?.md",
        "a*.md",
        'a".md',
        "a<b>.md",
        "a|b.md",
    ),
    *(
        "a\u202egnp.md",
        "a\u200b.md",
        "\ufeffa.md",
        "a\u2066.md",
        "x" * 241 + ".md",
        "é" * 121 + ".md",
    ),
    *("a/" * 33 + "b.md", "/".join(["abcdefghij" * 9] * 12) + ".md", "view", "a/facts", "a/parse"),
    *(
        "x/pages/3.png",
        "a/move",
        "%2e%2e/../a.md",
        "…/../a.md",
        "file:///etc/passwd",
        ".incoming/a.md",
    ),
)
"""Names of new files that are not taken."""


@pytest.mark.parametrize("path", REFUSED)
def test_a_name_that_leaves_hides_or_cannot_be_carried_is_refused(
    folder: DocumentFolder, path: str
) -> None:
    with pytest.raises(DocumentRefused, match="the name"):
        folder.receive(path)
    with pytest.raises(DocumentError):
        folder.remove(path, seen=ANY_VERSION, by=BY)
    with pytest.raises(DocumentError):
        folder.move(path, to="b.md", seen=ANY_VERSION, by=BY)
    assert files_of(folder) == {}
    assert sorted(one.name for one in folder.documents_dir.parent.iterdir()) == ["documents"]


TAKEN = (
    *(
        "manuals/XR-200 (rev. 3).pdf.md",
        "说明书/安装 指南.md",
        "دليل/التشغيل.md",
        "คู่มือ.md",
        "설명서.md",
    ),
    *("Руководство.md", "Hướng dẫn sử dụng.md", "取扱説明書「第2版」.md", "Çalıştırma kılavuzu.md"),
    *(
        "می‌خواهم.md",
        "ελληνικά.md",
        "עברית.md",
        "हिन्दी.md",
        "👩‍🔧 repair.md",
        "a & b; $(rm -rf) 'c'.md",
    ),
    *(
        "％２ｅ％２ｅ.md",
        "․․.md",
        "／etc／passwd.md",
        "-rf.md",
        "con-tents.md",
        "facts/proposed-change.md",
    ),
    *("README", "a.b.c.md", "pages/3.png.md", "x" * 237 + ".md"),
)
"""Names that are odd and none of our business."""


@pytest.mark.parametrize("path", TAKEN)
def test_a_name_in_any_script_is_taken_as_it_is(folder: DocumentFolder, path: str) -> None:
    put(folder, path, b"text")
    assert [one.path for one in scan(folder.documents_dir).files] == [path]
    folder.restore(folder.trashed()[0].id, by=BY)
    assert files_of(folder) == {}
    folder.restore(folder.trashed()[0].id, by=BY)
    assert files_of(folder) == {path: b"text"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Manual.md", "manual.md"),
        ("Manuals/a.md", "manuals/b.md"),
        ("STRASSE.md", "straße.md"),
        ("ﬁlter.md", "filter.md"),
        ("Ｍanual.md", "Manual.md"),
        ("a/b.md", "a"),
        ("a", "a/b.md"),
    ],
)
def test_a_name_that_some_file_system_takes_for_another_is_refused(
    folder: DocumentFolder, first: str, second: str
) -> None:
    put(folder, first, b"one")
    with pytest.raises(DocumentConflict):
        folder.receive(second)
    assert files_of(folder) == {first: b"one"}


def test_another_unicode_form_of_a_name_is_the_same_document(folder: DocumentFolder) -> None:
    stored = unicodedata.normalize("NFD", "Gerät/Übersicht.md")
    (folder.documents_dir / stored).parent.mkdir()
    (folder.documents_dir / stored).write_bytes(b"old")
    with pytest.raises(DocumentConflict):
        put(folder, "Gerät/Übersicht.md", b"new")
    put(folder, "Gerät/Übersicht.md", b"new", seen=sha256(b"old"))
    assert files_of(folder) == {stored: b"new"}


def test_nothing_is_written_through_a_link(folder: DocumentFolder, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.md").write_bytes(b"secret")
    (folder.documents_dir / "out").symlink_to(outside, target_is_directory=True)
    (folder.documents_dir / "one.md").symlink_to(outside / "secret.md")
    (folder.documents_dir / "inside.md").write_bytes(b"inside")
    (folder.documents_dir / "two.md").symlink_to(folder.documents_dir / "inside.md")
    for path in ("out/new.md", "out/secret.md", "one.md", "two.md"):
        with pytest.raises((DocumentConflict, DocumentMissing)):
            put(folder, path, b"new", seen=ANY_VERSION)
        with pytest.raises((DocumentConflict, DocumentMissing)):
            folder.remove(path, seen=ANY_VERSION, by=BY)
        with pytest.raises((DocumentConflict, DocumentMissing)):
            folder.move("inside.md", to=path, seen=ANY_VERSION, by=BY)
    (folder.documents_dir / "inside.md.yaml").symlink_to(outside / "secret.md")
    folder.remove("inside.md", seen=ANY_VERSION, by=BY)
    assert (outside / "secret.md").read_bytes() == b"secret"
    assert sorted(one.name for one in outside.iterdir()) == ["secret.md"]


def test_only_the_version_that_was_seen_is_replaced_moved_or_removed(
    folder: DocumentFolder,
) -> None:
    put(folder, "a.md", b"one")
    for seen in ("", sha256(b"two"), "nonsense"):
        with pytest.raises((DocumentChanged, DocumentConflict)):
            put(folder, "a.md", b"new", seen=seen)
        with pytest.raises(DocumentChanged):
            folder.move("a.md", to="b.md", seen=seen, by=BY)
        with pytest.raises(DocumentChanged):
            folder.remove("a.md", seen=seen, by=BY)
    with pytest.raises(DocumentChanged):
        put(folder, "gone.md", b"new", seen=sha256(b"one"))
    assert files_of(folder) == {"a.md": b"one"}
    edit = put(folder, "a.md", b"two", seen=sha256(b"one"))
    assert (edit.action, edit.before, edit.after) == ("replaced", sha256(b"one"), sha256(b"two"))


def at_once(folder: DocumentFolder, path: str, *, seen: str) -> int:
    """Twenty threads put the same document at once; the number of the one that is not refused."""
    won: list[int] = []
    lost: list[int] = []
    start = threading.Barrier(20)

    def attempt(number: int) -> None:
        with folder.receive(path, seen=seen) as incoming:
            incoming.write(b"by %d" % number)
            start.wait()
            try:
                folder.put(incoming, seen=seen, by=str(number))
                won.append(number)
            except (DocumentChanged, DocumentConflict):
                lost.append(number)

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 19)
    return won[0]


def test_of_twenty_who_replace_the_same_version_one_wins(folder: DocumentFolder) -> None:
    put(folder, "a.md", b"version 0")
    for version in range(3):
        seen = sha256(b"version %d" % version)
        won = at_once(folder, "a.md", seen=seen)
        now = files_of(folder)
        assert now == {"a.md": b"by %d" % won}
        put(folder, "a.md", b"version %d" % (version + 1), seen=sha256(now["a.md"]))
    assert len(folder.edits()) == 1 + 3 * 2


def test_of_twenty_who_add_the_same_name_one_wins(folder: DocumentFolder) -> None:
    won = at_once(folder, "new/a.md", seen="")
    assert files_of(folder) == {"new/a.md": b"by %d" % won}


def test_every_edit_can_be_taken_back_and_that_again(folder: DocumentFolder) -> None:
    put(folder, "a.md", b"one", facts=b"kind: faq\naudience: agent\n")
    states = [files_of(folder)]
    put(folder, "a.md", b"two", seen=sha256(b"one"))
    states.append(files_of(folder))
    folder.move("a.md", to="deep/er/b.md", seen=sha256(b"two"), by=BY)
    states.append(files_of(folder))
    assert states[-1] == {
        "deep/er/b.md": b"two",
        "deep/er/b.md.yaml": b"kind: faq\naudience: agent\n",
    }
    folder.write(
        "deep/er/b.md", [("deep/er/b.md.yaml", b"kind: sop\n")], by=BY, unchanged=lambda: True
    )
    states.append(files_of(folder))
    folder.remove("deep/er/b.md", seen=sha256(b"two"), by=BY)
    assert files_of(folder) == {}
    for state in reversed(states):
        folder.restore(folder.trashed()[0].id, by=BY)
        assert files_of(folder) == state
        again = folder.restore(folder.trashed()[0].id, by=BY)
        assert files_of(folder) != state
        folder.restore(again.trash, by=BY)
        assert files_of(folder) == state
        folder._changes.trash.drop(folder.trashed()[0].id)
    assert {edit.by for edit in folder.edits()} == {BY}


def test_what_was_changed_since_is_not_taken_back(folder: DocumentFolder) -> None:
    put(folder, "a.md", b"one")
    put(folder, "a.md", b"two", seen=sha256(b"one"))
    replaced = folder.trashed()[0].id
    (folder.documents_dir / "a.md").write_bytes(b"by hand")
    with pytest.raises(DocumentConflict, match="changed since"):
        folder.restore(replaced, by=BY)
    assert files_of(folder) == {"a.md": b"by hand"}
    for nonsense in ("", "..", "../../etc", "a/b", "x" * 5000, ".making-x"):
        with pytest.raises(DocumentMissing):
            folder.restore(nonsense, by=BY)


def test_a_moved_file_that_is_written_to_does_not_change_what_is_kept(
    folder: DocumentFolder,
) -> None:
    put(folder, "a.md", b"one")
    folder.move("a.md", to="b.md", seen=sha256(b"one"), by=BY)
    kept = folder.trashed()[0]
    with (folder.documents_dir / "b.md").open("r+b") as file:
        file.write(b"TWO")
    stored = [
        folder._changes.trash.file(kept, number).read_bytes()
        for number, one in enumerate(kept.files)
        if one.before
    ]
    assert stored == [b"one"]


def test_the_trash_is_emptied_after_its_days(tmp_path: Path) -> None:
    clock = [datetime(2026, 1, 1, tzinfo=UTC)]
    folder = opened(tmp_path, keep_days=3, now=lambda: clock[0])
    put(folder, "a.md", b"one")
    clock[0] += timedelta(seconds=1)  # what is of one instant has no order
    folder.remove("a.md", seen=ANY_VERSION, by=BY)
    removed, added = folder.trashed()
    assert (removed.action, added.action) == ("removed", "added")
    assert removed.until == "2026-01-04T00:00:01Z"
    clock[0] += timedelta(days=2)
    second = put(folder, "b.md", b"one")
    assert [entry.id for entry in folder.trashed()] == [second.id, removed.id, added.id]
    clock[0] += timedelta(days=2)
    third = put(folder, "c.md", b"one")
    kept = {third.id, second.id}
    assert {entry.id for entry in folder.trashed()} == kept
    assert {one.name for one in (tmp_path / "var" / "trash").iterdir()} == kept


def test_facts_move_with_their_document_and_are_never_lost_on_the_way(
    folder: DocumentFolder,
) -> None:
    put(folder, "a.md", b"one", facts=b"audience: agent\n")
    folder.move("a.md", to="b.md", seen=ANY_VERSION, by=BY)
    assert load_facts(folder.documents_dir, "b.md").facts.audience == "agent"
    (folder.documents_dir / "c.md.yaml").write_bytes(b"kind: faq\n")
    with pytest.raises(DocumentConflict):
        folder.move("b.md", to="c.md", seen=ANY_VERSION, by=BY)
    put(folder, "d.md", b"d")
    with pytest.raises(DocumentConflict):
        folder.move("b.md", to="d.md", seen=ANY_VERSION, by=BY)
    folder.move("b.md", to="B.md", seen=ANY_VERSION, by=BY)
    assert files_of(folder).keys() == {"B.md", "B.md.yaml", "c.md.yaml", "d.md"}


@pytest.mark.parametrize(
    ("path", "data", "error"),
    [
        ("a.md", b"", DocumentRefused),
        ("a.pdf", b"no PDF at all", DocumentUnsupported),
        ("a.exe", b"MZ\x90\x00" + b"\0" * 9000, DocumentUnsupported),
        ("a.md", b"\x7fELF" + b"\0" * 9000, DocumentUnsupported),
        ("a.docx", b"Rar!" + b"\0" * 100, DocumentUnsupported),
        ("a.zip", b"PK\x03\x04" + b"\0" * 100, DocumentUnsupported),
        ("a.pptx", b"some text", DocumentUnsupported),
        ("a.md", b"x" * 100_001, DocumentTooLarge),
    ],
)
def test_bytes_that_nobody_reads_are_refused_and_leave_nothing(
    folder: DocumentFolder, path: str, data: bytes, error: type[DocumentError]
) -> None:
    with pytest.raises(error):
        put(folder, path, data)
    assert files_of(folder) == {}
    assert folder.edits() == ()


def test_a_program_is_refused_by_its_first_bytes(folder: DocumentFolder) -> None:
    with folder.receive("a.md") as incoming, pytest.raises(DocumentUnsupported):
        incoming.write(b"\x7fELF" + b"\0" * 9000)


TRIALS = """
import json, os, signal, sys
from pathlib import Path
from ingest.edit_documents import DocumentFolder
from ingest.errors import KbError

base, known = Path(sys.argv[1]), sys.argv[2]

def edit(what):
    folder = DocumentFolder(
        base / "content" / "documents", var_dir=base / "var", max_file_bytes=10**6, keep_days=3
    )
    if what == "replace":
        with folder.receive("a.md", seen="*") as incoming:
            incoming.write(b"two")
            folder.put(incoming, seen="*", by="x")
    elif what == "move":
        folder.move("a.md", to="deep/b.md", seen="*", by="x", facts=b"kind: sop\\n",
                    mended=[("c.md.yaml", known, b"translation_of: deep/b.md\\n")])
    else:
        folder.remove("a.md", seen="*", by="x")

def trial(at, what, how):
    acts = 0

    def stop(event, arguments):
        # every name that is given, taken, changed or opened in this folder is one moment
        nonlocal acts
        if event in ("os.rename", "os.link", "os.remove", "os.mkdir", "open") and str(
            arguments[0]
        ).startswith(str(base)):
            acts += 1
            if acts == at and how == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            if acts == at:
                raise OSError(28, "No space left on device")

    sys.addaudithook(stop)
    try:
        edit(what)
        outcome = ""
    except KbError as error:
        outcome = type(error).__name__
    except BaseException as error:
        outcome = repr(error)
    print(json.dumps([outcome, acts]), flush=True)
    os._exit(0)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        trial(*json.loads(line))
    if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
        print(json.dumps(["killed", 0]), flush=True)
"""


BEFORE = {
    "a.md": b"one",
    "a.md.yaml": b"kind: faq\n",
    "c.md": b"c",
    "c.md.yaml": b"translation_of: a.md\n",
}
TWIN = {"c.md": b"c", "c.md.yaml": b"translation_of: a.md\n"}
AFTER = {
    "replace": {**BEFORE, "a.md": b"two"},
    "move": {
        "deep/b.md": b"one",
        "deep/b.md.yaml": b"kind: sop\n",
        "c.md": b"c",
        "c.md.yaml": b"translation_of: deep/b.md\n",
    },
    "remove": TWIN,
}


class Trials:
    """Edits of fresh documents, each in a process that is stopped at its nth act on the disk."""

    def __init__(self, tmp_path: Path) -> None:
        self._base = tmp_path
        self._process = subprocess.Popen(
            [sys.executable, "-c", TRIALS, str(tmp_path), sha256(BEFORE["c.md.yaml"])],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, what: str, *, at: int, how: str) -> tuple[str, bool]:
        """How it ended, an error's name or ``killed``, and whether it came to that act."""
        for made in ("content", "var"):
            shutil.rmtree(self._base / made, ignore_errors=True)
        folder = opened(self._base)
        for path, data in BEFORE.items():
            (folder.documents_dir / path).write_bytes(data)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([at, what, how]) + "\n")
        self._process.stdin.flush()
        outcome, acts = json.loads(self._process.stdout.readline())
        return str(outcome), outcome == "killed" or int(acts) >= at

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture
def trials(tmp_path: Path) -> Iterator[Trials]:
    made = Trials(tmp_path)
    yield made
    made.close()


def documents_of(folder: DocumentFolder) -> dict[str, bytes]:
    """What a scan can see."""
    found = files_of(folder).items()
    return {path: data for path, data in found if not path.startswith(INCOMING)}


@pytest.mark.parametrize("what", ["replace", "move", "remove"])
def test_killed_at_any_moment_everything_is_as_before_or_as_after(
    tmp_path: Path, trials: Trials, what: str
) -> None:
    seen, at, stopped = set(), 0, True
    while stopped:
        # at every single one it holds as well; each costs a dozen forced writes
        at += 3
        outcome, stopped = trials.run(what, at=at, how="killed")
        assert outcome == ("killed" if stopped else "")
        again = opened(tmp_path)
        again.recover()
        found = documents_of(again)
        assert found in (BEFORE, AFTER[what]), (at, found)
        seen.add(found == AFTER[what])
        put(again, "next.md", b"next")
        assert not list((again.documents_dir / INCOMING).iterdir())
        assert not (tmp_path / "var" / "editing" / "steps.json").exists()
    assert seen == {True, False}
    assert at > 20


@pytest.mark.parametrize("what", ["replace", "move", "remove"])
def test_refused_by_the_disk_at_any_moment_everything_is_as_before(
    tmp_path: Path, trials: Trials, what: str
) -> None:
    refused, at, stopped = 0, 0, True
    while stopped:
        at += 2
        outcome, stopped = trials.run(what, at=at, how="refused")
        folder = opened(tmp_path)
        if not outcome:
            # there was another way, a copy instead of a link, or it could be left for later
            assert documents_of(folder) == AFTER[what]
            continue
        refused += 1
        assert outcome in ("StorageFull", "DocumentConflict"), (at, outcome)
        assert documents_of(folder) == BEFORE, at
        assert folder.trashed() == ()
        log = folder.edits()
        assert not log or log[0].action == "failed"
        folder.recover()
        assert documents_of(folder) == BEFORE
    assert refused > 5


FULL = """
import json, resource, sys
from pathlib import Path
from ingest.edit_documents import DocumentFolder
from ingest.errors import StorageFull

base = Path(sys.argv[1])
folder = DocumentFolder(
    base / "content" / "documents", var_dir=base / "var", max_file_bytes=10**6, keep_days=3
)
def files():
    return {p.relative_to(base).as_posix(): len(p.read_bytes())
            for p in (base / "content").rglob("*") if p.is_file()}
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
tries = []
before = files()
for limit in range(0, 4000, 150):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    outcome = ""
    try:
        if sys.argv[2] == "put":
            with folder.receive("a.md", seen="*") as incoming:
                incoming.write(b"x" * 3000)
                folder.put(incoming, seen="*", by="x")
        else:
            folder.move("a.md", to="b.md", seen="*", by="x",
                        mended=[("c.md.yaml", sys.argv[3], b"kind: faq\\n")])
    except StorageFull as error:
        outcome = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    tries.append([outcome, files() == before, len(folder.trashed())])
    if not outcome:
        break
print(json.dumps(tries))
"""


@pytest.mark.parametrize("what", ["put", "move"])
def test_a_disk_that_fills_leaves_nothing_half(tmp_path: Path, what: str) -> None:
    folder = opened(tmp_path)
    for path, data in {"a.md": b"o" * 2000, "c.md": b"c", "c.md.yaml": b"kind: sop\n"}.items():
        (folder.documents_dir / path).write_bytes(data)
    made = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path), what, sha256(b"kind: sop\n")],
        cwd=PROJECT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    *refused, (outcome, _, kept) = json.loads(made.stdout)
    assert len(refused) > 3
    for message, untouched, trashed in refused:
        assert "free some room" in message
        assert untouched
        assert trashed == 0
    assert outcome == ""
    assert kept == 1


def test_a_folder_that_takes_no_writes_says_so(folder: DocumentFolder) -> None:
    put(folder, "a.md", b"one")
    shutil.rmtree(folder.documents_dir / INCOMING)
    (folder.documents_dir / INCOMING).write_bytes(b"in the way")
    with pytest.raises(StorageFull, match="cannot be written"):
        put(folder, "b.md", b"two")
    assert (folder.documents_dir / "a.md").read_bytes() == b"one"


def test_half_a_line_of_the_log_is_passed_over(folder: DocumentFolder, tmp_path: Path) -> None:
    first = put(folder, "a.md", b"one")
    with (tmp_path / "var" / "editing" / "log.jsonl").open("ab") as log:
        log.write(b'{"id": "2026')
    second = put(folder, "b.md", b"two")
    assert folder.edits() == (second, first)
    many = [put(folder, f"{number}.md", b"x" * 10, facts=b"kind: faq\n") for number in range(30)]
    assert folder.edits(limit=5) == tuple(reversed(many[-5:]))


def test_a_name_that_appears_meanwhile_is_not_overwritten(folder: DocumentFolder) -> None:
    put(folder, "a.md", b"one")
    with folder.receive("b.md") as incoming:
        incoming.write(b"ours")
        (folder.documents_dir / "b.md").write_bytes(b"somebody else's")
        with pytest.raises(DocumentConflict):
            folder.put(incoming, by=BY)
    assert files_of(folder)["b.md"] == b"somebody else's"
