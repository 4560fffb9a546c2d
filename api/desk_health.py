"""Whether the desk's file can be used, and whether somebody looks at its clocks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from answer.desk.case_store import CaseStore
from answer.desk.database import DeskDatabase
from ingest.errors import KbError

UNNOTICED = timedelta(minutes=1)
"""A server looks every two seconds: a clock that ran out so long ago rang for nobody."""
COUNTED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskHealth:
    """What the doctor tells of the desk."""

    severity: Literal["ok", "warning", "error"]
    text: str


def desk_health(path: Path, *, now: datetime) -> DeskHealth:
    """How the desk in this file is; one that is not there yet is in order, and is not made."""
    if not path.exists():
        return DeskHealth(severity="ok", text="nothing kept yet")
    try:
        with DeskDatabase(path) as database:
            cases = CaseStore(database)
            waiting = cases.cases(limit=1).total
            unnoticed = cases.overdue(now - UNNOTICED, limit=COUNTED)
    except KbError as error:
        return DeskHealth(severity="error", text=str(error))
    text = f"{waiting} cases not resolved"
    if not unnoticed:
        return DeskHealth(severity="ok", text=text)
    first = min(case.alarm_at for case in unnoticed if case.alarm_at)
    more = " or more" if len(unnoticed) == COUNTED else ""
    return DeskHealth(
        severity="warning",
        text=f"{text}; the clocks of {len(unnoticed)}{more} ran out and nobody was told, the first "
        f"on {first:%Y-%m-%d at %H:%M} UTC: no server runs; start 'tradewind serve'",
    )
