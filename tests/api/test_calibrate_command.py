"""``tradewind calibrate``: from golden questions to what a running server answers by."""

import gc
import json
import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from answer.desk.audit_record import AuditFilter
from answer.question import Question, Urgency
from api import current_calibration
from api.app import create_app
from api.bootstrap import Application
from api.calibrating import calibrate_now, restore
from api.doctor import examine
from api.settings import Settings, load_settings
from tests.everyone import EVERYONE
from tests.in_process import Ended, run_command

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "company.jsonl"
WARRANTY = Question(id="q", question="How long is the warranty of the XR-200A?")
Run = Callable[..., Ended]


@pytest.fixture
def place(company: Application, tmp_path: Path) -> tuple[str, ...]:
    """The company's release and documents with a folder for calibrations of its own."""
    var, content = tmp_path / "var", tmp_path / "content"
    var.mkdir()
    for name in ("models", "releases"):
        (var / name).symlink_to(company.settings.var_dir / name, target_is_directory=True)
    content.mkdir()
    (content / "documents").symlink_to(company.settings.documents_dir, target_is_directory=True)
    shutil.copy(GOLDEN, content / "golden.jsonl")
    return ("--content", str(content), "--var", str(var))


@pytest.fixture
def application(place: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    """A server's, that looks for another calibration with every question."""
    monkeypatch.setattr(current_calibration, "CHECK_SECONDS", 0.0)
    made = Application(Settings(content_dir=Path(place[1]), var_dir=Path(place[3])))
    yield made
    made.close()
    gc.collect()


@pytest.fixture
def tradewind(
    place: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("COLUMNS", "300")

    def run(*arguments: object) -> Ended:
        return run_command(*place, *arguments, monkeypatch=monkeypatch, capfd=capfd)

    return run


def calibrated(application: Application) -> str:
    """A new calibration in force, without another process."""
    made = calibrate_now(
        application, file=None, feedback=None, dry_run=False, progress=lambda done, total: None
    )
    return made.calibration.id


def corrected(application: Application, identity: str) -> None:
    """Makes the calibration's correction one that nobody can overlook."""
    path = application.settings.var_dir / "calibrations" / f"{identity}.json"
    values = json.loads(path.read_text())
    values["fit"]["recalibration"]["whole"] = {"intercept": -4.0, "slope": 1.0}
    path.write_text(json.dumps(values))


def confidence_of(application: Application) -> str:
    found = next(one for one in examine(application) if one.subject == "confidence")
    return f"{found.severity}: {found.text}"


def test_the_report_has_figures_before_and_after(tradewind: Run, application: Application) -> None:
    printed = tradewind("calibrate", "--dry-run")
    assert printed.code == 0, printed.err
    for part in ("before", "after", "AUROC", "held-back log loss", "Nothing was changed", "prior"):
        assert part in printed.out
    assert application.engines.calibration.store.ids() == ()
    values = json.loads(tradewind("calibrate", "--json").out)
    assert values["in_force"] is True
    assert application.engines.calibration.store.current() == values["id"]
    fit = values["fit"]
    assert fit["groups"][0]["name"] == "all"
    assert fit["groups"][0]["drafts"] == fit["drafts"] == values["sources"][0]["drafts"]
    assert {one["source"] for one in fit["thresholds"]} <= {"certified", "prior"}
    before = fit["groups"][0]["before"]
    assert {"auroc", "calibration_error", "coverage", "wrong", "wrong_high"} <= before.keys()


def test_a_running_server_follows_and_goes_back(tradewind: Run, application: Application) -> None:
    shipped = application.engines.engine().examine(WARRANTY).confidence
    identity = calibrated(application)
    restore(application, "shipped")
    corrected(application, identity)
    assert application.engines.engine().examine(WARRANTY).confidence == shipped
    with TestClient(
        create_app(application.services(), access=EVERYONE), base_url="http://localhost"
    ) as client:
        body = {"question": WARRANTY.question, "audience": "agent"}
        before = client.post("/v1/answers", json=body).json()["confidence"]
        assert client.get("/readyz").json()["confidence"]["calibration"] == "shipped"
        assert identity in tradewind("calibrate", "--restore", identity).out
        after = client.post("/v1/answers", json=body).json()["confidence"]
        assert after["value"] < before["value"]
        assert after["threshold_source"] in ("certified", "prior")
        judging = client.get("/readyz").json()["confidence"]
        assert (judging["calibration"], judging["problem"]) == (identity, False)
        assert judging["threshold"] == after["threshold"]
        assert identity in confidence_of(application)
        restore(application, "shipped")
        assert client.post("/v1/answers", json=body).json()["confidence"] == before


def test_calibrations_are_listed_newest_first_with_the_one_in_force(
    tradewind: Run, application: Application
) -> None:
    first = calibrated(application)
    second = calibrated(application)
    # what is calibrated on does not depend on what was calibrated before
    store = application.engines.calibration.store
    assert store.read(first).fit == store.read(second).fit
    listed = json.loads(tradewind("calibrate", "--list", "--json").out)
    assert [(one["id"], one["current"]) for one in listed] == [
        (second, True),
        (first, False),
        ("shipped", False),
    ]
    assert (
        f"In force: {first} instead of {second}." in tradewind("calibrate", "--restore", first).out
    )
    printed = tradewind("calibrate", "--list").out
    assert printed.index(second) < printed.index("→") < printed.index(first)
    refused = tradewind("calibrate", "--restore", "yesterday")
    assert refused.code == 1
    assert "--list" in refused.err


def test_a_damaged_calibration_never_stops_the_answers(
    tradewind: Run, application: Application, caplog: pytest.LogCaptureFixture
) -> None:
    shipped = application.engines.engine().examine(WARRANTY).confidence
    identity = calibrated(application)
    corrected(application, identity)
    assert application.engines.engine().examine(WARRANTY).confidence.value < shipped.value
    file = application.settings.var_dir / "calibrations" / f"{identity}.json"
    # what is in force is in memory: it is read anew by the next process
    file.write_text(file.read_text()[:-40])
    next_process = Application(application.settings)
    with caplog.at_level(logging.ERROR, logger="tradewind"):
        for _ in range(3):
            assert next_process.engines.engine().examine(WARRANTY).confidence == shipped
    assert len(caplog.records) == 1
    assert "is damaged" in caplog.records[0].message
    assert confidence_of(next_process).startswith("warning: ")
    assert "--restore shipped" in confidence_of(next_process)
    assert next_process.engines.judged_by().problem
    assert "damaged" in tradewind("calibrate", "--list").out
    assert tradewind("ask", WARRANTY.question).code == 0
    # repaired by a new one, without another process
    new = calibrated(application)
    next_process.engines.engine()
    assert next_process.engines.judged_by().calibration == new
    assert confidence_of(next_process).startswith("ok: ")
    next_process.close()


def test_a_calibration_for_another_confidence_model_is_not_applied(
    tradewind: Run, application: Application
) -> None:
    shipped = application.engines.engine().examine(WARRANTY).confidence
    identity = calibrated(application)
    corrected(application, identity)
    file = application.settings.var_dir / "calibrations" / f"{identity}.json"
    values = json.loads(file.read_text())
    file.write_text(json.dumps({**values, "model_hash": "an earlier one"}))
    other = Application(application.settings)
    assert other.engines.engine().examine(WARRANTY).confidence == shipped
    assert "an earlier one" in confidence_of(other)
    assert tradewind("calibrate", "--restore", identity).code == 1
    other.close()


def test_the_audit_tells_who_switched_it(tradewind: Run, application: Application) -> None:
    identity = json.loads(tradewind("calibrate", "--json", "--by", "Ada").out)["id"]
    assert tradewind("calibrate", "--dry-run").code == 0
    assert tradewind("calibrate", "--restore", "shipped", "--by", "Bo").code == 0
    trail = application.administration.audit_trail
    trail.catch_up()
    assert trail.catch_up() == 0
    records = trail.log.page(AuditFilter(kind="calibration")).records
    told = [(one.actor, one.subject, one.details) for one in reversed(records)]
    assert told == [
        ("command line", identity, {"what": "calibrate", "before": "shipped", "by": "Ada"}),
        ("command line", "shipped", {"what": "restore", "before": identity, "by": "Bo"}),
    ]


def test_judged_replies_join_the_golden_questions(tradewind: Run, tmp_path: Path) -> None:
    asked = json.loads(tradewind("ask", WARRANTY.question, "--json").out)
    judged = tmp_path / "judged.jsonl"
    judged.write_text(json.dumps({**asked, "right": True}) + "\n")
    values = json.loads(tradewind("calibrate", "--feedback", judged, "--json").out)
    assert [one["drafts"] + one["decided_otherwise"] for one in values["sources"]][1] == 1
    assert values["fit"]["drafts"] == sum(one["drafts"] for one in values["sources"])


def test_without_judgements_it_says_what_to_write(
    tradewind: Run, place: tuple[str, ...], tmp_path: Path
) -> None:
    (Path(place[1]) / "golden.jsonl").unlink()
    missing = tradewind("calibrate")
    assert missing.code == 1
    assert "no golden questions" in missing.err
    empty = tmp_path / "none.jsonl"
    empty.write_text("\n")
    nothing = tradewind("calibrate", "--feedback", empty)
    assert nothing.code == 1
    assert "nothing to calibrate on" in nothing.err


def test_a_question_s_budget_chooses_its_threshold(
    place: tuple[str, ...], tradewind: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tradewind.toml").write_text(
        '[[error_budgets]]\nchannel = "e-mail"\nmax_wrong_share = 0.2\n'
        '[[error_budgets]]\nurgency = "urgent"\nmarket = "us"\nmax_wrong_share = 0.01\n'
    )

    content, var = Path(place[1]), Path(place[3])
    settings = load_settings(overrides={"content_dir": content, "var_dir": var})
    application = Application(settings)

    def threshold(channel: str = "", market: str = "", urgency: Urgency = "regular") -> float:
        asked = replace(WARRANTY, channel=channel, market=market, urgency=urgency)
        confidence = application.engines.engine().reply(asked).confidence
        assert confidence == application.engines.engine().reply(asked).confidence
        return confidence.threshold

    usual = threshold()
    assert threshold(channel="E-Mail") < usual
    assert threshold(urgency="urgent") == usual
    assert threshold(urgency="urgent", market="US") > usual
    assert threshold(urgency="urgent", market="US", channel="e-mail") > usual
    application.close()
    asked = tradewind("ask", WARRANTY.question, "--json", "--urgency", "urgent", "--market", "US")
    assert json.loads(asked.out)["confidence"]["threshold"] > usual
    refused = tradewind("ask", WARRANTY.question, "--urgency", "soon")
    assert refused.code == 1
    assert "'urgency' must be 'regular', 'urgent' or 'complex'" in refused.err
