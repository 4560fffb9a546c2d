"""Health over a small base in which defects are planted, through its conductor and real builds."""

from datetime import timedelta
from pathlib import Path

import pytest

from answer.insight.choose_defects import choose_defects
from answer.insight.defect import HealthReport
from answer.insight.health_files import REPORT_NAME, read_health, write_health
from scripts.benchmark_health import findings, report_on
from scripts.health_bases import Base, build_base
from tests.hashing_embedder import HashingEmbedder
from tests.insight.planted import Planted
from tests.insight.planted_sets import CASES
from tests.small_company import FILES

ACROSS_LANGUAGES = ("undeclared", "-en-", "-de-en", "translat")
"""Cases that need vectors which know what words mean."""
MOST_OF_A_KIND = 6


def chosen(cases: tuple[Planted, ...]) -> tuple[Planted, ...]:
    """A few of each kind that stand by themselves and need no model."""
    kept: dict[tuple[str, bool], list[Planted]] = {}
    for case in cases:
        needs_model = any(part in case.id for part in ACROSS_LANGUAGES)
        group = kept.setdefault((case.kind, case.is_defect), [])
        if not (case.edits or case.is_closed or needs_model or "demo" in case.id):
            group.append(case)
    return tuple(case for group in kept.values() for case in group[:MOST_OF_A_KIND])


PLANTED = chosen(CASES)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    folder = tmp_path_factory.mktemp("health")
    return build_base(
        folder / "base",
        noise=FILES,
        cases=PLANTED,
        embedder=HashingEmbedder(),
        cache_dir=folder / "cache",
    )


@pytest.fixture(scope="module")
def report(base: Base) -> HealthReport:
    return report_on(base, lambda one, other: 0.6)


@pytest.mark.parametrize(
    "case", [case for case in PLANTED if case.is_defect], ids=lambda case: case.id
)
def test_a_planted_defect_is_found(case: Planted, report: HealthReport) -> None:
    assert findings(report, PLANTED).of_case.get(case.id), case.why


@pytest.mark.parametrize(
    "case", [case for case in PLANTED if not case.is_defect], ids=lambda case: case.id
)
def test_a_look_alike_is_left_alone(case: Planted, report: HealthReport) -> None:
    judged = findings(report, PLANTED)
    strange = [one for one in judged.strange if case.documents & set(one.documents)]
    assert not judged.of_case.get(case.id), case.why
    assert not strange, case.why


def test_each_defect_has_its_own_id_and_says_where_and_what_to_do(report: HealthReport) -> None:
    ids = [one.id for one in report.defects]
    assert len(ids) == len(set(ids))
    assert all(one.places and one.actions for one in report.defects)


def test_ids_stay_while_the_texts_do(base: Base, report: HealthReport) -> None:
    again = report_on(base, lambda one, other: 0.6)
    assert [one.id for one in again.defects] == [one.id for one in report.defects]


def test_a_line_stands_where_its_place_says(base: Base, report: HealthReport) -> None:
    told = [
        place
        for one in report.defects
        if one.kind in ("contradiction", "drifted_translation", "rejected_passage")
        for place in one.places
        if place.end
    ]
    assert told
    texts = {
        path.relative_to(base.documents_dir).as_posix(): path.read_text(encoding="utf-8")
        for path in base.documents_dir.rglob("*.md")
    }
    for place in told:
        assert place.value in place.line
        first = place.line.split(" | ")[0].split(" ")[0]
        assert first in texts[place.document]


def test_promises_are_held_against_what_the_base_holds(report: HealthReport) -> None:
    tiers = {one.freshness: one for one in report.promises}
    assert sum(one.documents for one in report.promises) == report.documents
    assert tiers["standard"].promised_hours == 24
    assert tiers["standard"].planned_share == pytest.approx(0.7)
    assert tiers["standard"].published > tiers["standard"].published_in_time > 0
    late = choose_defects(report.defects, kind="late")
    assert sum(one.code == "not_published" for one in late) == sum(
        one.waiting_late for one in report.promises
    )


def test_defects_are_chosen_by_kind_severity_and_document(report: HealthReport) -> None:
    high = choose_defects(report.defects, severity="high")
    assert high
    assert {one.severity for one in high} == {"high"}
    path = high[0].places[0].document
    assert high[0] in choose_defects(report.defects, document=path.upper())
    assert high[0] not in choose_defects(report.defects, without={high[0].id})
    order = [one.severity for one in choose_defects(report.defects)]
    assert order == sorted(order, key=("high", "medium", "low").index)


def test_a_report_is_read_again_as_it_was_written(report: HealthReport, tmp_path: Path) -> None:
    write_health(tmp_path, report)
    assert read_health(tmp_path) == report


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema_version": 1}', '{"schema_version": 0}'])
def test_a_damaged_report_counts_as_none(text: str, tmp_path: Path) -> None:
    (tmp_path / REPORT_NAME).write_text(text, encoding="utf-8")
    assert read_health(tmp_path) is None


def test_without_a_long_log_no_document_is_called_unused(base: Base) -> None:
    short = Base(
        documents_dir=base.documents_dir,
        store=base.store,
        release=base.release,
        before=base.before,
        before_at=base.before_at,
        records=base.records[:50],
        golden=(),
        now=base.now + timedelta(seconds=1),
    )
    found = report_on(short, lambda one, other: 0.6)
    assert not choose_defects(found.defects, kind="never_answered")
