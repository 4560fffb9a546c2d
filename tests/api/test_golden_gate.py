"""The golden gate over real releases: what refuses a candidate, what passes, what is kept."""

import dataclasses
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from answer.gate_files import REPLIES_NAME, REPORT_NAME
from answer.gate_report import GateMetric, GateReport, ReplyChange
from answer.insight.question_record import QuestionRecord
from api.app import create_app
from api.bootstrap import Application
from api.cli import app, main
from api.gate_runs import GateOrder, GateRuns
from api.gating import nobody_watches
from index.build_progress import Cancelled, never
from index.build_progress import nobody_watches as nobody_builds
from index.publication import GateVerdict
from index.release_difference import ReleaseDifference
from ingest.errors import (
    BuildCancelled,
    ContentError,
    IndexBusy,
    KbError,
    PublishRefused,
    ReleaseMissing,
    ReleaseUnfit,
)
from tests.everyone import EVERYONE
from tests.gate_company import Editor, copied, published_company

MANUAL = "manuals/xr-200-en.md"
WARRANTY = "policies/warranty-2025.md"


@pytest.fixture(scope="module")
def company_of_editors(
    default_model_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("gate")
    published_company(folder / "company", default_model_folder.parent)
    return folder / "company"


@pytest.fixture
def editor(company_of_editors: Path, tmp_path: Path) -> Iterator[Editor]:
    made = copied(company_of_editors, tmp_path / "company")
    yield made
    made.application.close()


def metric(report: GateReport, name: str) -> GateMetric:
    (found,) = (one for one in report.metrics if one.name == name)
    return found


def change_of(report: GateReport, question: str) -> ReplyChange:
    (found,) = (one for one in report.changes if one.after.id == question)
    return found


def test_nothing_changed_is_published_without_asking(editor: Editor) -> None:
    candidate = editor.build()
    assert editor.gating.difference(candidate).nothing
    publication = editor.releasing.publish(candidate)
    assert publication.verdict == "nothing differs from the live release"
    assert editor.gating.latest(candidate) is None
    assert editor.live == candidate


def test_a_release_asked_against_its_twin_changes_nothing(editor: Editor) -> None:
    report = editor.gating.judge(editor.build())
    assert (report.passed, report.changes, report.to_mend) == (True, (), ())
    assert metric(report, "answered_right").before == 5
    assert all((one.worse, one.better) == (0, 0) for one in report.metrics)


def test_a_removed_document_refuses_and_says_which_question_lost_its_answer(
    editor: Editor,
) -> None:
    (editor.documents / "manuals/xr-300-en.md").unlink()
    live = editor.live
    with pytest.raises(PublishRefused, match="sent and right: 4 of 5 instead of 5 "):
        editor.releasing.reindex()
    assert editor.live == live
    candidate = editor.application.store.releases()[-1]
    report = editor.gating.latest(candidate)
    assert report is not None
    assert not report.passed
    change = change_of(report, "fan")
    assert change.kind in ("right_lost", "wrong_sent")
    assert change.cause == "manuals/xr-300-en.md is not in the candidate"
    assert report.changes[0].kind in ("wrong_sent", "right_lost")
    assert metric(report, "correct_drafts").fell


def test_a_changed_number_makes_an_answer_wrong_and_counts_by_itself(editor: Editor) -> None:
    editor.replace(MANUAL, "every 2000 hours", "every 200 hours")
    report = editor.gating.judge(editor.build())
    change = change_of(report, "grease")
    assert change.kind == "wrong_sent"
    assert change.cause == f"the text that answers does not stand in {MANUAL} any more"
    assert "200 hours" in change.after.said
    wrong = metric(report, "answered_wrong")
    assert (wrong.before, wrong.after, wrong.worse, wrong.allowed, wrong.fell) == (0, 1, 1, 0, True)
    assert not report.passed
    assert any("sent and wrong: 1 of 5" in reason for reason in report.reasons)


def test_a_fact_that_lets_an_answer_lapse_refuses(editor: Editor) -> None:
    yesterday = (datetime.now(UTC).date() - timedelta(days=2)).isoformat()
    editor.replace(WARRANTY, "kind: policy", f"kind: policy\nvalid_to: {yesterday}")
    candidate = editor.build()
    (change,) = editor.gating.difference(candidate).changed
    assert [(fact.name, fact.after) for fact in change.facts] == [("valid_to", yesterday)]
    report = editor.gating.judge(candidate)
    assert change_of(report, "warranty").before.right
    assert metric(report, "answered_right").fell
    assert not report.passed


def test_a_renamed_document_passes_and_its_golden_lines_are_named(editor: Editor) -> None:
    (editor.documents / MANUAL).rename(editor.documents / "manuals/xr-200.md")
    candidate = editor.build()
    report = editor.gating.judge(candidate)
    assert report.passed
    assert {change.kind for change in report.changes} <= {"moved", "reason", "draft"}
    assert change_of(report, "grease").kind == "moved"
    assert set(report.to_mend) == {
        f"{name}: {MANUAL} is manuals/xr-200.md now" for name in ("grease", "wait")
    }
    assert editor.releasing.publish(candidate).verdict == report.line


def test_mending_the_page_passes_again_and_only_the_candidate_is_asked(editor: Editor) -> None:
    editor.replace(MANUAL, "every 2000 hours", "every 200 hours")
    with pytest.raises(PublishRefused, match="releases diff"):
        editor.releasing.reindex()
    editor.restore(MANUAL)
    editor.replace(MANUAL, "15 g of lithium grease", "15 g of good lithium grease")
    candidate = editor.build()
    report = editor.gating.judge(candidate)
    assert report.passed
    assert report.asked == 6  # the live release's replies were kept
    assert change_of(report, "grease").kind == "text"
    assert editor.gating.judge(candidate) == report
    again = editor.gating.judge(candidate, anew=True)
    assert again.asked == 0
    assert dataclasses.replace(again, made_at="", seconds=0, asked=0) == dataclasses.replace(
        report, made_at="", seconds=0, asked=0
    )
    editor.releasing.publish(candidate)
    # what the candidate replied is now what the live release replies
    editor.replace(MANUAL, "good lithium", "the best lithium")
    assert editor.gating.judge(editor.build()).asked == 6


def test_a_forced_publication_is_kept_with_its_reason_and_the_gates_words(editor: Editor) -> None:
    editor.replace(MANUAL, "every 2000 hours", "every 200 hours")
    candidate = editor.build()
    with pytest.raises(PublishRefused, match="takes a reason"):
        editor.releasing.publish(candidate, force=True)
    editor.releasing.publish(candidate, force=True, reason="the supplier changed it", by="Ada")
    assert editor.live == candidate
    publication = editor.releasing.publications()[0]
    assert (publication.forced, publication.reason) == (True, "the supplier changed it")
    assert "sent and wrong" in publication.verdict


def test_the_first_release_and_a_base_without_golden_questions_have_no_gate(
    editor: Editor,
) -> None:
    (editor.content / "golden.jsonl").unlink()
    editor.replace(MANUAL, "every 2000 hours", "every 200 hours")
    candidate = editor.build()
    assert editor.releasing.publish(candidate).verdict == ""
    with pytest.raises(ContentError, match="no golden questions"):
        editor.gating.judge(candidate)


def test_golden_questions_that_cannot_be_read_refuse(editor: Editor) -> None:
    (editor.content / "golden.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")
    editor.replace(MANUAL, "every 2000 hours", "every 200 hours")
    with pytest.raises(PublishRefused, match=r"golden.jsonl:1.*is missing"):
        editor.releasing.reindex()


def test_a_damaged_report_or_other_margins_are_asked_for_anew(editor: Editor) -> None:
    editor.replace(MANUAL, "every 2000 hours", "every 200 hours")
    candidate = editor.build()
    assert not editor.gating.judge(candidate).passed
    folder = editor.application.store.path(candidate)
    for name in (REPORT_NAME, REPLIES_NAME):
        (folder / name).write_text('{"schema_version": 1, "replies"', encoding="utf-8")
    assert editor.gating.latest(candidate) is None
    assert editor.gating.judge(candidate).asked == 6
    editor.application.store.verify(candidate)
    lenient = editor.settings.model_copy(
        update={
            "gate": editor.settings.gate.model_copy(
                update=dict.fromkeys(
                    ("answered_wrong", "answered_right", "correct_drafts", "recall_at_5"), 0.5
                )
            )
        }
    )
    other = Application(lenient)
    report = other.gating.judge(candidate)
    assert (report.passed, report.asked) == (True, 0)
    assert metric(report, "answered_wrong").allowed == 2
    other.close()


def test_a_gate_that_is_stopped_leaves_the_candidate_and_the_live_release(editor: Editor) -> None:
    editor.replace(MANUAL, "every 2000 hours", "every 200 hours")
    candidate, live = editor.build(), editor.live
    stopped, seen = threading.Event(), []

    def show(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 3:
            stopped.set()

    with pytest.raises(BuildCancelled, match="after 3 of 12"):
        editor.gating.judge(candidate, progress=show, cancelled=stopped.is_set)
    assert seen == [(number, 12) for number in range(4)]
    assert editor.live == live
    assert editor.gating.latest(candidate) is None


def test_customers_questions_are_asked_once_each_and_count_for_coverage(editor: Editor) -> None:
    log = editor.application.questions.log
    for number, question in enumerate(
        ["How is the LK-10 sensor calibrated?"] * 2 + ["Is the drive waterproof?"]
    ):
        log.add(
            QuestionRecord(
                id=f"reply{number}",
                at=datetime.now(UTC),
                question=question,
                language="en",
                customer_id="c-77",
                kind="answer",
                confidence=0.9,
                release=editor.live,
            )
        )
    (editor.documents / "manuals/lk-10-zh.md").unlink()
    candidate = editor.build()
    report = editor.gating.judge(candidate)
    assert (report.golden_questions, report.customer_questions) == (6, 2)
    (lost,) = (change for change in report.changes if change.kind == "answer_lost")
    assert lost.before.document == "manuals/lk-10-zh.md"
    coverage = metric(report, "coverage")
    assert (coverage.questions, coverage.worse, coverage.fell) == (8, 1, True)
    kept = (editor.application.store.path(candidate) / REPORT_NAME).read_text(encoding="utf-8")
    assert "c-77" not in kept


def test_a_release_that_is_not_kept_is_said_to_be_missing(editor: Editor) -> None:
    for ask in (editor.gating.difference, editor.gating.latest, editor.gating.judge):
        with pytest.raises(ReleaseMissing, match=r"no release '\.\./\.\./etc'"):
            ask("../../etc")


def test_reports_go_with_their_release(editor: Editor) -> None:
    editor.replace(MANUAL, "15 g", "16 g")
    candidate = editor.build()
    editor.gating.judge(candidate)
    folder = editor.application.store.path(candidate)
    assert (folder / REPORT_NAME).is_file()
    newer = editor.build()
    editor.releasing.prune()
    assert not folder.exists()
    assert editor.application.store.path(newer).exists()


def run(editor: Editor, *arguments: str) -> tuple[int, str]:
    options = ["--content", str(editor.content), "--var", str(editor.settings.var_dir)]
    result = CliRunner().invoke(app, [*options, *arguments])
    return result.exit_code, result.stdout


def test_the_commands_show_what_fell_and_exit_3(
    editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEWIND_MAX_WRONG_SHARE", "0.3")
    editor.replace(MANUAL, "every 2000 hours", "every 200 hours")
    candidate = editor.build()
    code, text = run(editor, "releases", "gate", candidate)
    assert code == 3
    assert "refused" in text
    assert "wrong, and would be sent" in text
    assert "[-2000-]{+200+}" in text
    code, text = run(editor, "releases", "gate", candidate, "--json")
    values = json.loads(text)
    assert (code, values["passed"], values["changes"][0]["id"]) == (3, False, "grease")
    code, text = run(editor, "releases", "diff", candidate)
    assert code == 0
    assert f"~ {MANUAL}" in text
    assert "Lubrication" in text
    assert "[-2000-]{+200+} hours with 15 g" in text
    code, text = run(editor, "releases", "diff", editor.live, candidate, "--json")
    values = json.loads(text)
    assert (values["before"], values["after"]) == (editor.live, candidate)
    (passage,) = values["changed"][0]["passages"]
    assert [span["text"] for span in passage["spans"] if span["kind"] != "same"] == ["2000", "200"]


def test_reindex_exits_3_where_the_gate_refuses(
    editor: Editor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    editor.replace(MANUAL, "every 2000 hours", "every 200 hours")
    folders = ["--content", str(editor.content), "--var", str(editor.settings.var_dir)]
    monkeypatch.setenv("TRADEWIND_MAX_WRONG_SHARE", "0.3")
    monkeypatch.setattr("sys.argv", ["tradewind", *folders, "reindex"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    told = " ".join(capsys.readouterr().err.split())
    candidate = editor.application.store.releases()[-1]
    for way in ("releases diff", "releases gate", "releases publish"):
        assert f"tradewind {way} {candidate}" in told
    assert "--force --reason" in told


def test_the_routes_judge_in_the_background_and_show_both_replies(editor: Editor) -> None:
    editor.replace(MANUAL, "every 2000 hours", "every 200 hours")
    candidate, live = editor.build(), editor.live
    served = create_app(editor.application.services(), access=EVERYONE)
    with TestClient(served, base_url="http://localhost") as client:
        place = f"/v1/releases/{candidate}"
        assert client.get("/v1/releases/none/diff").status_code == 404
        assert client.get("/v1/releases/none/gate").status_code == 404
        assert client.post("/v1/releases/none/gate").status_code == 404
        (change,) = client.get(f"{place}/diff").json()["changed"]
        assert (change["path"], change["passages_total"]) == (MANUAL, 1)
        back = client.get(f"/v1/releases/{live}/diff", params={"against": candidate}).json()
        assert (back["before"], back["after"]) == (candidate, live)
        idle = client.get(f"{place}/gate").json()
        assert (idle["state"], idle["report"]) == ("idle", None)
        started = client.post(f"{place}/gate")
        assert (started.status_code, started.headers["location"]) == (202, f"{place}/gate")
        served.state.context.gates.wait(60)
        done = client.get(f"{place}/gate").json()
        assert (done["state"], done["done"], done["total"]) == ("done", 12, 12)
        report = done["report"]
        assert (report["passed"], report["against"]) == (False, live)
        none_shown = client.get(f"{place}/gate", params={"changes": 0}).json()["report"]
        assert (none_shown["changes"], none_shown["changes_total"]) == (
            [],
            len(report["changes"]),
        )
        wrong = report["changes"][0]
        assert (wrong["kind"], wrong["id"], wrong["golden"]) == ("wrong_sent", "grease", True)
        assert (wrong["before"]["right"], wrong["after"]["right"]) == (True, False)
        assert {"kind": "added", "text": "200"} in wrong["said_spans"]
        refused = client.post(f"{place}/publish")
        assert refused.status_code == 409
        assert "sent and wrong: 1 of 5" in refused.json()["detail"]
        forced = client.post(f"{place}/publish", json={"force": True, "reason": "it is so"})
        assert (forced.status_code, forced.json()["forced"]) == (200, True)


def test_publishing_over_http_has_questions_asked_aside_and_reports_them(editor: Editor) -> None:
    editor.replace(MANUAL, "every 2000 hours", "every 200 hours")
    candidate, live = editor.build(), editor.live
    aside = Application(editor.settings)
    ordered: list[GateOrder] = []

    def launch(order: GateOrder, held: int) -> None:
        ordered.append(order)
        GateRuns(aside.gating, folder=editor.application.services().run_dir).run(order)
        os.close(held)

    served = create_app(
        dataclasses.replace(editor.application.services(), launch=launch), access=EVERYONE
    )
    with TestClient(served, base_url="http://localhost") as client:
        place = f"/v1/releases/{candidate}"
        refused = client.post(f"{place}/publish")
        assert (refused.status_code, editor.live) == (409, live)
        assert refused.json()["type"] == "urn:tradewind:problem:publish-refused"
        assert "sent and wrong: 1 of 5" in refused.json()["detail"]
        assert ordered == [GateOrder(release=candidate)]
        wrong = client.get(f"{place}/gate").json()["report"]["changes"][0]
        assert (wrong["before"]["right"], wrong["after"]["right"]) == (True, False)
        forced = client.post(f"{place}/publish", json={"force": True, "reason": "it is so"})
        assert (forced.status_code, forced.json()["forced"]) == (200, True)
        assert "sent and wrong" in forced.json()["verdict"]
        # what is at hand is asked for by nobody
        same = editor.build()
        assert client.post(f"/v1/releases/{same}/publish").json()["verdict"].startswith("nothing")
        assert client.post("/v1/releases/none/publish").status_code == 409
        assert len(ordered) == 1
    aside.close()


def test_a_report_of_another_program_counts_where_it_was_made_for_this_publication(
    editor: Editor,
) -> None:
    editor.replace(MANUAL, "15 g", "16 g")
    candidate = editor.build()
    assert editor.gating.at_hand(candidate) is None
    (editor.content / "notes.txt").write_text("of another day", encoding="utf-8")
    report = editor.gating.judge(candidate)
    (editor.content / "notes.txt").unlink()
    assert editor.gating.at_hand(candidate) is None
    known = editor.gating.at_hand(candidate, just_made=True)
    assert known is not None
    assert (known.passed, known.line) == (report.passed, report.line)
    editor.application.store.publish(candidate)
    other = editor.application.store.releases()[0]
    editor.application.store.publish(other, kind="rollback")
    (editor.documents / "policies/returns.md").unlink()
    editor.application.store.publish(editor.build())
    # made against another live release
    assert editor.gating.at_hand(candidate, just_made=True) is None


NOTHING_CHANGED = GateReport(
    release="r1",
    against="r0",
    made_at="2026-03-01T08:00:00+00:00",
    passed=True,
    reasons=(),
    golden_questions=0,
    customer_questions=0,
    metrics=(),
    changes=(),
    to_mend=(),
    asked=0,
    seconds=0,
    conditions="",
)


class SlowGate:
    """A gate that asks until it is told to stop, or has a report."""

    def __init__(self, *, broken: str = "") -> None:
        self.asking = threading.Event()
        self.broken = broken
        self.passed: set[str] = set()

    def at_hand(self, release: str, *, just_made: bool = False) -> GateVerdict | None:
        return GateVerdict(passed=True, line="asked") if release in self.passed else None

    def difference(self, release: str = "", *, against: str = "") -> ReleaseDifference:
        raise ReleaseMissing("none")

    def latest(self, release: str) -> None:
        return None

    def judge(
        self,
        release: str,
        *,
        progress: Callable[[int, int], None] = nobody_watches,
        cancelled: Cancelled = never,
        anew: bool = False,
    ) -> GateReport:
        if self.broken:
            raise ContentError(self.broken)
        progress(1, 9)
        self.asking.set()
        while not cancelled():
            if release in self.passed:
                return NOTHING_CHANGED
            time.sleep(0.01)
        raise BuildCancelled("stopped")


def waiting(runs: GateRuns, release: str) -> Future[GateVerdict]:
    """What somebody is told who publishes, in a thread of their own."""
    found: Future[GateVerdict] = Future()

    def ask() -> None:
        try:
            found.set_result(runs.verdict(release, nobody_builds, never))
        except KbError as error:
            found.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()
    return found


def test_who_publishes_hears_that_the_gate_was_stopped(tmp_path: Path) -> None:
    gate = SlowGate()
    told = waiting(GateRuns(gate, folder=tmp_path), "r1")
    assert gate.asking.wait(10)
    # by another worker, whose process has the same files
    assert GateRuns(gate, folder=tmp_path).cancel("r1").state == "running"
    with pytest.raises(BuildCancelled, match="'r1' is kept as a candidate"):
        told.result(10)


def test_who_publishes_waits_for_another_candidates_run(tmp_path: Path) -> None:
    gate = SlowGate()
    runs = GateRuns(gate, folder=tmp_path)
    runs.start("r0")
    assert gate.asking.wait(10)
    told = waiting(runs, "r1")
    with pytest.raises(TimeoutError):
        told.result(0.8)
    gate.passed.add("r1")
    runs.cancel("r0")
    assert told.result(10).line == "asked"


def test_who_publishes_hears_why_the_gate_failed(tmp_path: Path) -> None:
    runs = GateRuns(SlowGate(broken="golden.jsonl:3 is wrong"), folder=tmp_path)
    with pytest.raises(ReleaseUnfit, match="could not be compared with the live one"):
        waiting(runs, "r1").result(10)


def test_one_candidate_is_judged_at_a_time_and_a_run_can_be_stopped(tmp_path: Path) -> None:
    gate = SlowGate()
    runs = GateRuns(gate, folder=tmp_path)
    runs.start("r1")
    assert gate.asking.wait(10)
    assert (runs.of("r1").state, runs.of("r1").done, runs.of("r2").state) == ("running", 1, "idle")
    with pytest.raises(IndexBusy, match="wait until it is done"):
        runs.start("r2")
    runs.cancel("r2")
    assert runs.of("r1").state == "running"
    runs.cancel("r1")
    runs.wait(10)
    assert runs.of("r1").state == "cancelled"
