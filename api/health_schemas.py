"""Health reports → the wire."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import get_args

from answer.insight.defect import (
    Defect,
    DefectKind,
    DefectPlace,
    Dismissal,
    HealthReport,
    Promise,
    Severity,
)
from api.health_wire import (
    CountsOut,
    DefectOut,
    DefectPlaceOut,
    DismissalOut,
    HealthOut,
    PromiseOut,
)
from api.knowledge_health import HealthNow


def health_out(
    now: HealthNow, shown: Sequence[Defect], *, total: int, problem: str = ""
) -> HealthOut:
    """A stretch of a report's defects, with the counts and promises of all of it."""
    report = now.report
    return HealthOut(
        state=now.state,
        problem=problem,
        release=report.release if report else "",
        made_at=report.made_at.astimezone(UTC).isoformat(timespec="seconds") if report else None,
        documents=report.documents if report else 0,
        chunks=report.chunks if report else 0,
        answers_seen=report.answers_seen if report else 0,
        counts=_counts(report, now.dismissals),
        promises=[_promise_out(one) for one in report.promises] if report else [],
        defects=[_defect_out(one, now.dismissals.get(one.id)) for one in shown],
        total=total,
    )


def dismissal_out(dismissal: Dismissal) -> DismissalOut:
    """An editor's word."""
    return DismissalOut(
        why=dismissal.why,
        by=dismissal.by,
        at=dismissal.at.astimezone(UTC).isoformat(timespec="seconds"),
    )


def _counts(report: HealthReport | None, dismissals: Mapping[str, Dismissal]) -> CountsOut:
    defects = report.defects if report else ()
    counted = [one for one in defects if one.id not in dismissals]
    kinds = Counter(one.kind for one in counted)
    severities = Counter(one.severity for one in counted)
    return CountsOut(
        kinds={kind: kinds[kind] for kind in get_args(DefectKind)},
        severities={severity: severities[severity] for severity in get_args(Severity)},
        dismissed=len(defects) - len(counted),
    )


def _defect_out(defect: Defect, dismissal: Dismissal | None) -> DefectOut:
    return DefectOut(
        id=defect.id,
        kind=defect.kind,
        code=defect.code,
        severity=defect.severity,
        places=[_place_out(place) for place in defect.places],
        values=dict(defect.values),
        actions=list(defect.actions),
        dismissed=dismissal_out(dismissal) if dismissal else None,
    )


def _place_out(place: DefectPlace) -> DefectPlaceOut:
    return DefectPlaceOut(
        document=place.document,
        title=place.title,
        language=place.language,
        page=place.page,
        page_label=place.page_label,
        heading=list(place.heading),
        start=place.start,
        end=place.end,
        line=place.line,
        value=place.value,
    )


def _promise_out(promise: Promise) -> PromiseOut:
    return PromiseOut(
        freshness=promise.freshness,
        promised_hours=promise.promised_hours,
        planned_share=promise.planned_share,
        documents=promise.documents,
        share=promise.share,
        published=promise.published,
        published_in_time=promise.published_in_time,
        waiting=promise.waiting,
        waiting_late=promise.waiting_late,
        slowest_hours=promise.slowest_hours,
    )
