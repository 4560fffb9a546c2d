"""A release's health report as a file beside its own, read again without looking.

``var/releases/<release>/health.json`` goes with the release and is none of the files that it is
checked by. It is written by one atomic rename; one that is damaged counts as none.
"""

import dataclasses
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from answer.insight.defect import Defect, DefectPlace, HealthReport, Promise
from ingest.durable import replace_text
from ingest.errors import StorageFull

REPORT_NAME = "health.json"
SCHEMA_VERSION = 1


def write_health(folder: Path, report: HealthReport) -> None:
    """Nothing; the report is on the disk. Raises ``StorageFull``."""
    values = {"schema_version": SCHEMA_VERSION, **dataclasses.asdict(report)}
    path = folder / REPORT_NAME
    try:
        replace_text(path, json.dumps(values, ensure_ascii=False, indent=1, default=_text) + "\n")
    except OSError as error:
        raise StorageFull(
            f"cannot write {str(path)!r} ({error.strerror}); free some room or make the folder "
            f"writable; the published release still answers"
        ) from error


def read_health(folder: Path) -> HealthReport | None:
    """The latest report on a release; None where there is none that can be read."""
    try:
        values: dict[str, Any] = json.loads((folder / REPORT_NAME).read_text(encoding="utf-8"))
        if values.pop("schema_version") != SCHEMA_VERSION:
            return None
        return HealthReport(
            **{
                **values,
                "made_at": datetime.fromisoformat(values["made_at"]),
                "day": date.fromisoformat(values["day"]),
                "defects": tuple(_defect(one) for one in values["defects"]),
                "promises": tuple(Promise(**one) for one in values["promises"]),
            }
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _defect(values: dict[str, Any]) -> Defect:
    places = tuple(
        DefectPlace(**{**place, "heading": tuple(place["heading"])}) for place in values["places"]
    )
    return Defect(**{**values, "places": places, "actions": tuple(values["actions"])})


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no form in JSON")
