"""Publications, roll-backs and prunings are in the audit by who did them, as everything else is."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from answer.desk.audit_record import AuditFilter, AuditRecord
from api.access.caller import Caller
from api.access.identify import Access
from api.app import create_app
from api.bootstrap import Application
from api.settings import Settings
from api.snapshot import take_snapshot
from index.publication_log import LOG_NAME, PRUNED_NAME
from tests.api.test_who_built import KEY, PERSON, build_as
from tests.in_process import run_command

Opened = Callable[..., Application]
Run = Callable[..., str]


@pytest.fixture
def opened(default_model_folder: Path, tmp_path: Path) -> Iterator[Opened]:
    """The same folders with other settings."""
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "models").symlink_to(default_model_folder.parent)
    (tmp_path / "content" / "documents").mkdir(parents=True)
    (tmp_path / "content" / "documents" / "pump.md").write_text("# Pump\n\nThe pump is blue.\n")
    made: list[Application] = []

    def opens(**settings: object) -> Application:
        folders = {"content_dir": tmp_path / "content", "var_dir": tmp_path / "var"}
        made.append(Application(Settings(**folders, **settings)))  # type: ignore[arg-type]
        return made[-1]

    yield opens
    for one in made:
        one.close()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    folders = ("--content", tmp_path / "content", "--var", tmp_path / "var")

    def command(*words: str) -> str:
        done = run_command(*folders, *words, monkeypatch=monkeypatch, capfd=capfd)
        assert done.code == 0, done.err
        return done.out

    return command


def ask(application: Application, caller: Caller, path: str, **body: object) -> dict[str, object]:
    app = create_app(application.services(), access=Access(unknown=caller))
    with TestClient(app, base_url="http://localhost") as client:
        response = client.post(path, json=body)
        assert response.status_code == 200, response.text
        told: dict[str, object] = response.json()
        return told


def records(application: Application, *kinds: str) -> list[AuditRecord]:
    """Of these kinds, the first one first."""
    trail = application.administration.audit_trail
    trail.catch_up()
    found = [one for kind in kinds for one in trail.log.page(AuditFilter(kind=kind)).records]
    return sorted(found, key=lambda one: one.sequence)


def whose(application: Application, *kinds: str) -> list[tuple[str, str, object]]:
    return [(one.kind, one.actor, one.details.get("by")) for one in records(application, *kinds)]


def test_who_published_and_who_rolled_back(opened: Opened, run: Run) -> None:
    application = opened(keep_releases=10)
    build_as(application, PERSON, publish=True)
    build_as(application, KEY)
    (second,) = set(application.store.releases()) - {application.store.current()}
    ask(application, KEY, f"/v1/releases/{second}/publish", by="Ada")
    ask(application, KEY, "/v1/releases/rollback")
    run("releases", "publish", second, "--by", "Bo", "--reason", "again")
    run("releases", "rollback")
    assert whose(application, "publish", "roll_back") == [
        ("publish", "person:p1", "Ines"),
        ("publish", "key:k1", "Ada"),
        ("roll_back", "key:k1", None),
        ("publish", "command line", "Bo"),
        ("roll_back", "command line", None),
    ]
    (again,) = [one for one in records(application, "publish") if one.details.get("by") == "Bo"]
    assert (again.subject, again.details["reason"]) == (second, "again")
    assert "by_id" not in again.details
    assert [one.by for one in application.store.publications()] == ["Ines", "Ada", "", "Bo", ""]


def test_what_was_written_down_by_name_alone_stays_so(opened: Opened) -> None:
    application = opened()
    build_as(application, PERSON, publish=True)
    history = application.store.directory / LOG_NAME
    (line,) = history.read_text().splitlines()
    earlier = json.loads(line)
    del earlier["by_id"]
    history.write_text(json.dumps(earlier) + "\n")
    ((_, actor, by),) = whose(application, "publish")
    assert (actor, by) == ("Ines", None)
    before = records(application, "publish")
    build_as(application, KEY, publish=True)
    assert records(application, "publish")[:1] == before
    assert whose(application, "publish")[1:] == [("publish", "key:k1", None)]
    assert application.administration.audit_trail.verify().is_whole


def test_who_let_go_of_a_release(opened: Opened, run: Run) -> None:
    application = opened(keep_releases=10)
    build_as(application, PERSON, publish=True)
    (first,) = application.store.releases()
    build_as(application, PERSON)
    records(application, "build")
    # a newer build lets go of the candidate before
    build_as(application, KEY, publish=True)
    ((kind, actor, by),) = whose(application, "prune")
    assert (kind, actor, by) == ("prune", "key:k1", "nightly")
    build_as(application, PERSON, publish=True)
    assert first in application.store.releases()
    assert ask(opened(keep_releases=1), PERSON, "/v1/releases/prune") == {"deleted": [first]}
    last = records(application, "prune")[-1]
    assert (last.subject, last.actor, last.details) == (first, "person:p1", {"by": "Ines"})

    build_as(application, KEY)
    records(application, "build")
    run("reindex", "--candidate", "--by", "Bo")
    assert whose(application, "prune")[-1] == ("prune", "command line", "Bo")
    assert application.administration.audit_trail.verify().is_whole


def test_what_went_without_a_line_was_let_go_of_by_nobody_known(opened: Opened) -> None:
    application = opened()
    build_as(application, PERSON)
    records(application, "build")
    build_as(application, KEY)
    pruned = application.store.directory / PRUNED_NAME
    assert [one.by_id for one in application.store.pruned()] == ["key:k1"]
    pruned.write_text('{"at": "2026", "rel')
    assert application.store.pruned() == ()
    assert whose(application, "prune") == [("prune", "unnamed", None)]
    records(application, "build")
    build_as(application, PERSON)
    # the line that a kill cut short stays alone
    assert [one.by_id for one in application.store.pruned()] == ["person:p1"]
    assert whose(application, "prune")[-1] == ("prune", "person:p1", "Ines")


def test_a_backup_has_both_histories_and_neither_grows(opened: Opened, tmp_path: Path) -> None:
    application = opened()
    build_as(application, PERSON, publish=True)
    build_as(application, PERSON)
    build_as(application, PERSON)
    settings = application.settings
    snapshot = take_snapshot(
        tmp_path / "staging",
        var_dir=settings.var_dir,
        content_dir=settings.content_dir,
        with_cache=False,
        trash_days=1,
    )
    for name in (LOG_NAME, PRUNED_NAME):
        kept = snapshot.files[f"var/releases/{name}"]
        assert kept.stat().st_nlink == 1
        assert kept.read_bytes() == (application.store.directory / name).read_bytes() != b""
