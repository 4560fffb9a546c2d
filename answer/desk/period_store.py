"""The cases of a stretch of time with all their steps: what figures are made from."""

from datetime import datetime

from answer.desk.case import Case, CaseEvent
from answer.desk.case_rows import CASE_COLUMNS, case_of_row, event_of_row
from answer.desk.columns import stored_time
from answer.desk.database import DeskDatabase


def cases_of_period(
    database: DeskDatabase, *, since: datetime, until: datetime
) -> tuple[tuple[Case, ...], tuple[CaseEvent, ...]]:
    """Cases opened in the period or not resolved yet, and their events, of one moment."""
    values = (stored_time(since), stored_time(until))
    where = "(opened_at >= ? and opened_at < ?) or is_resolved = 0"
    with database.reading() as opened:
        cases = opened.query(
            f"select {CASE_COLUMNS} from cases where {where} order by number",  # noqa: S608
            values,
        )
        events = opened.query(
            f"select * from case_events where case_id in (select id from cases where {where})"  # noqa: S608
            " order by id",
            values,
        )
        return tuple(map(case_of_row, cases)), tuple(map(event_of_row, events))
