"""Who had a release built: kept with it, told in its history, and in the audit by their id."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from answer.desk.audit_record import AuditFilter
from api.access.caller import SCOPES, Caller
from api.access.identify import Access
from api.app import create_app
from api.bootstrap import Application
from api.settings import Settings
from tests.in_process import run_command

PERSON = Caller(kind="person", name="Ines", id="p1", scopes=frozenset(SCOPES))
KEY = Caller(kind="key", name="nightly", id="k1", scopes=frozenset(SCOPES))


@pytest.fixture
def application(default_model_folder: Path, tmp_path: Path) -> Iterator[Application]:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "models").symlink_to(default_model_folder.parent)
    (tmp_path / "content" / "documents").mkdir(parents=True)
    (tmp_path / "content" / "documents" / "pump.md").write_text("# Pump\n\nThe pump is blue.\n")
    made = Application(Settings(content_dir=tmp_path / "content", var_dir=tmp_path / "var"))
    yield made
    made.close()


def build_as(application: Application, caller: Caller, **body: object) -> None:
    app = create_app(application.services(), access=Access(unknown=caller))
    with TestClient(app, base_url="http://localhost") as client:
        started = client.post("/v1/releases", json={"publish": False, **body})
        assert started.status_code == 202, started.text
        assert app.state.context.reindexing.wait(60).state == "done"


def test_a_release_and_the_audit_tell_who_had_it_built(
    application: Application, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    trail = application.administration.audit_trail
    for caller, body in ((PERSON, {}), (KEY, {"by": "Ada"}), (KEY, {})):
        build_as(application, caller, **body)
        # before the next build lets go of this one
        trail.catch_up()
    settings = application.settings
    folders = ("--content", str(settings.content_dir), "--var", str(settings.var_dir))

    def run(*words: str) -> str:
        done = run_command(*folders, *words, monkeypatch=monkeypatch, capfd=capfd)
        assert done.code == 0, done.err
        return done.out

    run("reindex", "--candidate", "--by", "Bo")
    (listed,) = json.loads(run("releases", "--json"))["releases"]
    assert listed["built_by"] == "Bo"
    trail.catch_up()
    records = trail.log.page(AuditFilter(kind="build")).records
    assert [(one.actor, one.details["by"]) for one in reversed(records)] == [
        ("person:p1", "Ines"),
        ("key:k1", "Ada"),
        ("key:k1", "nightly"),
        ("command line", "Bo"),
    ]
    assert records[0].subject == listed["release"]


def test_a_release_that_cannot_be_read_was_built_by_nobody_known(
    application: Application,
) -> None:
    build_as(application, PERSON)
    (release,) = application.store.releases()
    manifest = application.store.path(release) / "manifest.json"
    values = json.loads(manifest.read_text())
    del values["built_by"], values["built_by_id"]
    manifest.write_text(json.dumps(values))
    # one of an earlier version
    assert application.store.manifest(release).built_by == ""
    manifest.write_text("{")
    trail = application.administration.audit_trail
    trail.catch_up()
    (record,) = trail.log.page(AuditFilter(kind="build")).records
    assert (record.actor, record.details) == ("unnamed", {})
