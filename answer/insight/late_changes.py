"""Changes that took or take longer to be published than their tier promises. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import get_args

from answer.insight.defect import (
    Defect,
    DefectCode,
    DefectPlace,
    Promise,
    Severity,
    SourceChange,
    defect_id,
)
from ingest.document import Freshness

PROMISED_HOURS: Mapping[Freshness, float] = {"standard": 24.0, "variant": 72.0, "case": 168.0}
"""A day for the answers that most people need, three for variants, a week for single cases."""
PLANNED_SHARES: Mapping[Freshness, float] = {"standard": 0.7, "variant": 0.2, "case": 0.1}
MUCH_TOO_LATE = 4.0
"""Times the promise."""
_HOUR = timedelta(hours=1)


def late_changes(changes: Sequence[SourceChange], *, now: datetime) -> tuple[Defect, ...]:
    """A defect for each change beyond its promise, those that still wait first."""
    late = [one for one in changes if _hours(one, now) > PROMISED_HOURS[one.freshness]]
    late.sort(key=lambda one: (one.published_at is not None, -_hours(one, now), one.document))
    return tuple(_defect(one, now) for one in late)


def promises(
    tiers: Sequence[Freshness], changes: Sequence[SourceChange], *, now: datetime
) -> tuple[Promise, ...]:
    """Each tier's promise, beside what the base holds (``tiers``: one a document) and keeps."""
    held = Counter(tiers)
    found = []
    for freshness in get_args(Freshness):
        mine = [one for one in changes if one.freshness == freshness]
        published = [one for one in mine if one.published_at is not None]
        waiting = [one for one in mine if one.published_at is None]
        promised = PROMISED_HOURS[freshness]
        found.append(
            Promise(
                freshness=freshness,
                promised_hours=promised,
                planned_share=PLANNED_SHARES[freshness],
                documents=held[freshness],
                share=held[freshness] / len(tiers) if tiers else 0.0,
                published=len(published),
                published_in_time=sum(_hours(one, now) <= promised for one in published),
                waiting=len(waiting),
                waiting_late=sum(_hours(one, now) > promised for one in waiting),
                slowest_hours=max((_hours(one, now) for one in mine), default=None),
            )
        )
    return tuple(found)


def _defect(change: SourceChange, now: datetime) -> Defect:
    hours, promised = _hours(change, now), PROMISED_HOURS[change.freshness]
    waits = change.published_at is None
    severity: Severity = "high" if waits and hours > MUCH_TOO_LATE * promised else "medium"
    code: DefectCode = "not_published" if waits else "published_late"
    return Defect(
        id=defect_id("late", code, change.document, change.sha256, change.changed_at.isoformat()),
        kind="late",
        code=code,
        severity=severity if waits else "low",
        places=(DefectPlace(document=change.document, title=change.title),),
        values={
            "tier": change.freshness,
            "promised_hours": promised,
            "hours": round(hours, 1),
            "changed_at": change.changed_at.isoformat(timespec="seconds"),
            "published_at": change.published_at.isoformat(timespec="seconds")
            if change.published_at
            else "",
        },
        actions=("publish", "open_document") if waits else ("open_document",),
    )


def _hours(change: SourceChange, now: datetime) -> float:
    return ((change.published_at or now) - change.changed_at) / _HOUR
