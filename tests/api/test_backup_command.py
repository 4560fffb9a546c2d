"""``tradewind backup | restore | export`` end to end: what comes back answers as it did."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from answer.golden import finds, read_golden
from api.bootstrap import Application
from api.export_documents import Exported, export_to
from api.settings import Settings
from index.content import Content
from index.store import ReleaseStore
from ingest.errors import BackupRefused, ContentError
from ingest.facts import load_facts
from tests.api.backup_company import GOLDEN, copied, found_company, settings_of
from tests.in_process import Ended, run_command

Run = Callable[..., Ended]


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "company"
    found_company(folder, lambda application: application.reindex())
    return folder


@pytest.fixture
def company(origin: Path, tmp_path: Path) -> Settings:
    return copied(origin, tmp_path / "company")


@pytest.fixture
def tradewind(
    company: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    def run(*arguments: object) -> Ended:
        where = ("--content", company.content_dir, "--var", company.var_dir)
        return run_command(*where, *arguments, monkeypatch=monkeypatch, capfd=capfd)

    return run


def exported(company: Settings, folder: Path) -> Exported:
    store = ReleaseStore(company.var_dir / "releases")
    release = store.current()
    content = Content(store.path(release))
    return export_to(
        folder,
        content,
        release=release,
        content_dir=company.content_dir,
        progress=lambda done, total: None,
    )


def golden_found(settings: Settings) -> list[bool]:
    """Of every golden question whether the first passage holds what answers it."""
    application = Application(settings)
    try:
        found = []
        for golden in read_golden(settings.content_dir / "golden.jsonl"):
            query = application.engines.engine().prepare(golden.question).query
            found.append(finds(application.searcher().search(query)[0], golden.gold))
        return found
    finally:
        application.close()


def test_a_restored_state_answers_a_golden_question(tradewind: Run, tmp_path: Path) -> None:
    file = tmp_path / "state.tar.gz"
    written = tradewind("backup", file, "--json")
    assert written.code == 0, written.err
    assert written.json["bytes"] == file.stat().st_size
    # the model is unpacked there already: a cache is no state
    settings_of(tmp_path / "new")
    done = tradewind("restore", file, "--into", tmp_path / "new", "--json")
    assert done.code == 0, done.err
    check = done.json["check"]
    assert check["ok"]
    assert check["release"] == written.json["release"]
    assert check["documents"] == 2
    assert check["question"] in [one["question"] for one in GOLDEN]
    assert "manuals/pump.md" in check["outcome"] or "returns.md" in check["outcome"]
    refused = tradewind("restore", file)
    assert refused.code == 1
    assert "--force" in refused.err


def test_without_golden_questions_a_title_is_searched(tradewind: Run, tmp_path: Path) -> None:
    (tmp_path / "company" / "content" / "golden.jsonl").unlink()
    assert tradewind("backup", tmp_path / "state.tar").code == 0
    settings_of(tmp_path / "new")
    done = tradewind("restore", tmp_path / "state.tar", "--into", tmp_path / "new", "--json")
    assert "a search for its title finds" in done.json["check"]["outcome"]


def test_an_export_indexes_elsewhere_and_answers_the_same(
    company: Settings, tradewind: Run, tmp_path: Path
) -> None:
    (company.documents_dir / "unfinished.md").write_text("# Not published yet", encoding="utf-8")
    done = tradewind("export", tmp_path / "elsewhere" / "content", "--json")
    assert done.code == 0, done.err
    assert done.json["unpublished"] == ["unfinished.md"]
    assert done.json["files"] == ["golden.jsonl", "terms.csv"]
    assert {one["form"] for one in done.json["documents"]} == {"original"}
    for name in ("manuals/pump.md", "returns.md"):
        copy = tmp_path / "elsewhere" / "content" / "documents" / name
        assert copy.read_bytes() == (company.documents_dir / name).read_bytes()
    elsewhere = settings_of(tmp_path / "elsewhere")
    application = Application(elsewhere)
    assert not application.reindex().problems
    application.close()
    assert golden_found(elsewhere) == golden_found(company) == [True] * len(GOLDEN)
    store = ReleaseStore(elsewhere.var_dir / "releases")
    before = ReleaseStore(company.var_dir / "releases")
    facts = [
        {card.path: (card.facts, card.title, card.language) for card in Content(path).cards}
        for path in (before.path(before.current()), store.path(store.current()))
    ]
    assert facts[0] == facts[1]


def test_what_was_changed_since_is_exported_as_it_was_published(
    company: Settings, tmp_path: Path
) -> None:
    (company.documents_dir / "returns.md").write_text("# Something else", encoding="utf-8")
    (company.documents_dir / "manuals" / "pump.md").unlink()
    done = exported(company, tmp_path / "elsewhere" / "content")
    assert {(one.was, one.path, one.form) for one in done.documents} == {
        ("returns.md", "returns.md.html", "text"),
        ("manuals/pump.md", "manuals/pump.md.html", "text"),
    }
    assert {one.reason for one in done.documents} == {
        "its file was changed since",
        "its file was deleted or moved since",
    }
    manifest = json.loads((tmp_path / "elsewhere" / "content" / "export.json").read_text())
    assert manifest["tradewind_export"] == 1
    elsewhere = settings_of(tmp_path / "elsewhere")
    application = Application(elsewhere)
    assert not application.reindex().problems
    content = application.searcher().release.content
    returns = content.document("returns.md.html")
    assert returns is not None
    assert "Germany | 4" in returns.text
    assert "Keep the receipt." in returns.text
    assert [block.kind for block in returns.blocks if block.kind in ("list_item", "table")] == [
        "list_item",
        "list_item",
        "table",
    ]
    application.close()
    assert golden_found(elsewhere) == [True] * len(GOLDEN)


def test_the_facts_of_an_export_are_those_of_the_release(company: Settings, tmp_path: Path) -> None:
    exported(company, tmp_path / "out")
    found = load_facts(tmp_path / "out" / "documents", "returns.md")
    assert (found.facts.kind, found.facts.markets, found.title) == (
        "policy",
        ("DE", "CL"),
        "Returns",
    )
    assert not found.warnings


def test_an_export_overwrites_nothing_and_leaves_nothing_half(
    company: Settings, tmp_path: Path
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine").write_text("mine")
    with pytest.raises(BackupRefused, match="not empty"):
        exported(company, tmp_path / "taken")
    with pytest.raises(BackupRefused, match="lies in"):
        exported(company, company.content_dir / "out")
    (company.content_dir / "golden.jsonl").write_bytes(b"\xff\xfe")
    (company.documents_dir / "returns.md").write_text("changed")
    with pytest.raises(ContentError, match="UTF-8"):
        exported(company, tmp_path / "out")
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]


def test_without_a_release_there_is_nothing_to_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    where = ("--content", tmp_path / "content", "--var", tmp_path / "var")
    done = run_command(*where, "export", tmp_path / "out", monkeypatch=monkeypatch, capfd=capfd)
    assert done.code == 1
    assert "reindex" in done.err


@pytest.mark.parametrize("command", ["backup", "export", "restore"])
def test_what_cannot_be_written_below_a_file_is_said_without_a_traceback(
    tradewind: Run, tmp_path: Path, command: str
) -> None:
    file = tmp_path / "a file"
    file.write_text("kept", encoding="utf-8")
    target: list[object] = [file / "new.tar"]
    if command == "restore":
        assert tradewind("backup", tmp_path / "state.tar").code == 0
        target = [tmp_path / "state.tar", "--into", file / "new"]
    ended = tradewind(command, *target)
    assert ended.code == 1
    assert "StorageFull" in ended.err
    assert "a file" in ended.err
    assert "Traceback" not in ended.err
    assert file.read_text(encoding="utf-8") == "kept"
