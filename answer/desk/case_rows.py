"""A case as a row, with the columns that the queue is ordered and searched by."""

import json
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from answer.desk.case import Case, CaseColour, CaseEvent
from answer.desk.columns import Value, noun_of, row_of, stored_time

CASE_COLUMNS = ", ".join(f'cases."{field.name}"' for field in fields(Case))
MAX_SEARCHED_CHARACTERS = 4_000
"""Of a question; nobody searches a queue for what stands further down."""
Details = tuple[tuple[str, str], ...]
_RANK_OF_COLOUR: dict[CaseColour, int] = {"red": 0, "orange": 1, "yellow": 2, "": 3}
_NEVER = sys.maxsize
"""Where no clock runs: after every time."""


def case_row(case: Case) -> dict[str, Value]:
    """The case's fields, and what follows from them.

    Unresolved cases are ranked by colour, breach, priority and the clock that runs; resolved ones
    behind them by when they were, the last one first.
    """
    is_resolved = case.state == "resolved"
    due_at, alarm_at = case.due_at, case.alarm_at
    if is_resolved:
        rank_due = -stored_time(case.resolved_at or case.opened_at)
    else:
        rank_due = stored_time(due_at) if due_at else _NEVER
    return row_of(
        case,
        alarm_at=stored_time(alarm_at) if alarm_at else None,
        is_resolved=int(is_resolved),
        rank_colour=0 if is_resolved else _RANK_OF_COLOUR[case.colour],
        rank_breach=int(not case.is_breached and not is_resolved),
        rank_priority=0 if is_resolved else case.priority,
        rank_due=rank_due,
        search_text=search_text(case),
    )


def case_of_row(row: Mapping[str, Any]) -> Case:
    """The case of a row that ``case_row`` made."""
    return noun_of(Case, row)


def event_row(event: CaseEvent) -> dict[str, Value]:
    """An event's fields without its id, which the table gives."""
    row = row_of(event, details=details_to_json(event.details))
    del row["id"]
    return row


def event_of_row(row: Mapping[str, Any]) -> CaseEvent:
    """The event of a row that ``event_row`` made."""
    details = tuple((name, value) for name, value in json.loads(row["details"]))
    return noun_of(CaseEvent, row, details=details)


def details_to_json(details: Details) -> str:
    """Pairs as a list of lists."""
    return json.dumps(details, ensure_ascii=False, separators=(",", ":"))


def changed_details(before: Case, after: Case) -> Details:
    """What a step changed, by the field's name; its state and version stand elsewhere."""
    return tuple(
        (field.name, _as_text(getattr(after, field.name)))
        for field in fields(Case)
        if field.name not in ("state", "version")
        and getattr(before, field.name) != getattr(after, field.name)
    )


def with_clocks_anew(before: Case, after: Case, *, at: datetime) -> Case:
    """``after``, where a clock that was set to a time yet to come has no breach noted."""
    legal_step = before.legal_step_due_at, after.legal_step_due_at
    return replace(
        after,
        first_reply_breached=after.first_reply_breached
        and not _is_set_anew(before.first_reply_due_at, after.first_reply_due_at, at=at),
        resolution_breached=after.resolution_breached
        and not _is_set_anew(before.resolve_due_at, after.resolve_due_at, at=at),
        legal_step_breached=after.legal_step_breached and not _is_set_anew(*legal_step, at=at),
    )


def searchable(text: str) -> str:
    """Text as it is compared: without case, width or further forms of the same letter."""
    return unicodedata.normalize("NFKC", text).casefold().replace("\0", " ")


def search_text(case: Case) -> str:
    """What a case is found by: its ids and the beginning of its question."""
    ids = (case.id, case.conversation_id, case.customer_id)
    return searchable("\n".join((*ids, case.question[:MAX_SEARCHED_CHARACTERS])))


def _is_set_anew(before: datetime | None, after: datetime | None, *, at: datetime) -> bool:
    return after is not None and after != before and after > at


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)
