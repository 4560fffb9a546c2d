"""``tradewind releases``: what is kept, publishing it, and going back to it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.bootstrap import Application
from api.cli import app
from api.settings import load_settings
from ingest.errors import ReleaseUnfit
from tests.index.conftest import KnowledgeBase


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """Two releases, the second with one document more."""
    made = KnowledgeBase(tmp_path, {"pump.md": "# Pump\n\nThe PX-100 delivers 40 litres."})
    made.build()
    made.write("valve.md", "# Valve\n\nThe valve opens at 3 bar.")
    made.build()
    return made


@pytest.fixture
def application(tmp_path: Path) -> Application:
    return Application(load_settings(overrides={"content_dir": tmp_path, "var_dir": tmp_path}))


def documents(application: Application, number: int) -> int:
    manifest = application.releasing.listed()[number].manifest
    assert manifest is not None
    return manifest.documents


def test_the_list_is_newest_first_with_the_published_one_marked(
    base: KnowledgeBase, application: Application
) -> None:
    newest, oldest = application.releasing.listed()
    assert (newest.current, newest.state, documents(application, 0)) == (True, "live", 2)
    assert (oldest.current, oldest.state, documents(application, 1)) == (False, "earlier", 1)


def test_rolling_back_and_forth(base: KnowledgeBase, application: Application) -> None:
    releasing = application.releasing
    newest, oldest = (listed.release for listed in releasing.listed())
    done = releasing.roll_back(by="Ada", reason="wrong pressure")
    assert (done.from_release, done.to_release) == (newest, oldest)
    assert {passage.document for passage in base.find("valve pump")} == {"pump.md"}
    with pytest.raises(ReleaseUnfit, match="no release before"):
        releasing.roll_back()
    again = releasing.roll_back(newest)
    assert (again.from_release, again.to_release) == (oldest, newest)
    assert {passage.document for passage in base.find("valve pump")} == {"pump.md", "valve.md"}
    assert [(one.kind, one.by) for one in releasing.publications()] == [
        ("rollback", ""),
        ("rollback", "Ada"),
        ("publish", ""),
        ("publish", ""),
    ]


@pytest.mark.parametrize("name", ["nothing", "../releases", "."])
def test_only_what_is_kept_can_be_published(
    base: KnowledgeBase, application: Application, name: str
) -> None:
    for switch in (application.releasing.roll_back, application.releasing.publish):
        with pytest.raises(ReleaseUnfit, match="lists those that are"):
            switch(name)
    assert application.releasing.listed()[0].current


def test_a_damaged_release_is_listed_and_never_published(
    base: KnowledgeBase, application: Application
) -> None:
    newest, oldest = application.releasing.listed()
    file = base.store.path(oldest.release) / "dense.faiss"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    for switch in (application.releasing.roll_back, application.releasing.publish):
        with pytest.raises(ReleaseUnfit, match="differs from its checksum"):
            switch(oldest.release)
    with pytest.raises(ReleaseUnfit, match="no release that can answer before"):
        application.releasing.roll_back()
    file.unlink()
    listed = application.releasing.listed()[1]
    assert listed.state == "damaged"
    assert "missing" in listed.problem
    assert base.store.current() == newest.release


def test_the_commands_list_publish_roll_back_and_prune(base: KnowledgeBase, tmp_path: Path) -> None:
    runner = CliRunner()
    paths = ["--content", str(tmp_path), "--var", str(tmp_path)]

    def run(*words: str) -> str:
        done = runner.invoke(app, [*paths, "releases", *words])
        assert done.exit_code == 0, done.output
        return done.stdout

    newest, oldest = (one["release"] for one in json.loads(run("--json"))["releases"])
    assert "→ live" in run()
    assert oldest in run("list")
    told = json.loads(run("rollback", "--by", "Ada", "--reason", "wrong", "--json"))
    assert (told["to_release"], told["by"], told["reason"]) == (oldest, "Ada", "wrong")
    assert newest in run("publish", newest)
    assert "rolled back to" in run("list")
    assert json.loads(run("prune", "--json")) == {"deleted": []}


def test_a_candidate_is_published_and_never_rolled_back_to(
    base: KnowledgeBase, application: Application
) -> None:
    live = base.store.current()
    base.write("fan.md", "# Fan\n\nThe fan is quiet.")
    candidate = base.candidate().release
    with pytest.raises(ReleaseUnfit, match="never answered"):
        application.releasing.roll_back(candidate)
    assert base.store.current() == live
    assert [one.state for one in application.releasing.listed()] == [
        "candidate",
        "live",
        "earlier",
    ]
    assert application.releasing.prune() == ()
