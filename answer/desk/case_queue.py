"""A page of the queue: filtered, in order of urgency, with how many there are."""

from collections.abc import Collection, Mapping
from typing import get_args

from sqlite_utils import Database

from answer.desk.case import NOT_RESOLVED, CaseFilter, CasePage, CaseState
from answer.desk.case_rows import CASE_COLUMNS, case_of_row, searchable
from answer.desk.columns import Value

MAX_PAGE = 500
MAX_SEARCH_CHARACTERS = 200
MAX_SEARCH_WORDS = 8
_ORDER = "is_resolved, rank_colour, rank_breach, rank_priority, rank_due, opened_at, number"
_EQUAL = (
    "assignee",
    "team",
    "level",
    "reason",
    "risk_class",
    "language",
    "market",
    "tier",
    "customer_id",
)
"""Columns that are as the filter's field of the same name, where that is not empty."""


def page_of_cases(database: Database, wanted: CaseFilter, *, limit: int, offset: int) -> CasePage:
    """At most ``MAX_PAGE`` cases that pass the filter, most urgent first."""
    where, values = _condition(wanted)
    limit, offset = max(0, min(limit, MAX_PAGE)), max(0, offset)
    by_state = {
        row["state"]: row["cases"]
        for row in database.query("select state, cases from case_counts where cases > 0")
    }
    # the texts of years are read faster as they lie, and sorted, than in the order of an index
    is_long = wanted.text and "resolved" in (wanted.states or get_args(CaseState))
    order = f"0 + {_ORDER}" if is_long else _ORDER
    ordered = f"select number from cases where {where} order by {order}"  # noqa: S608 - marks
    if wanted.text:
        # every text has to be looked at: once, for the page and the total
        numbers = [row["number"] for row in database.query(ordered, values)]
        total, numbers = len(numbers), numbers[offset : offset + limit]
    else:
        # found in the index alone, no further than the page reaches
        rows = database.query(f"{ordered} limit ? offset ?", (*values, limit, offset))
        numbers = [row["number"] for row in rows]
        total = _count(database, wanted, by_state=by_state)
    found = database.query(
        f"select {CASE_COLUMNS} from cases where number in ({_marks(numbers)}) "  # noqa: S608
        f"order by {_ORDER}",
        numbers,
    )
    return CasePage(
        cases=tuple(case_of_row(row) for row in found),
        total=total,
        by_state=tuple((state, by_state.get(state, 0)) for state in get_args(CaseState)),
    )


def _count(database: Database, wanted: CaseFilter, *, by_state: Mapping[CaseState, int]) -> int:
    """How many cases pass a filter without a text; added up where it is of states alone."""
    if wanted == CaseFilter(states=wanted.states):
        return sum(by_state.get(state, 0) for state in set(wanted.states) or by_state)
    where, values = _condition(wanted)
    count: int = database.execute(
        f"select count(*) from cases where {where}",  # noqa: S608 - names of columns and marks
        values,
    ).fetchone()[0]
    return count


def _condition(wanted: CaseFilter) -> tuple[str, tuple[Value, ...]]:
    conditions = ["1 = 1"]
    values: list[Value] = []
    states = set(wanted.states)
    if states:
        # told by the first column of the index where it can be
        if "resolved" not in states:
            conditions.append("is_resolved = 0")
        elif states == {"resolved"}:
            conditions.append("is_resolved = 1")
        if states not in ({"resolved"}, set(NOT_RESOLVED)):
            conditions.append(f"state in ({_marks(states)})")
            values += sorted(states)
    for name in _EQUAL:
        value = getattr(wanted, name)
        if value:
            conditions.append(f"{name} = ?")
            values.append(value)
    if wanted.is_unassigned:
        conditions.append("assignee = ''")
    for word in searchable(wanted.text[:MAX_SEARCH_CHARACTERS]).split()[:MAX_SEARCH_WORDS]:
        # no pattern: what a customer calls themselves may hold % and _
        conditions.append("instr(search_text, ?) > 0")
        values.append(word)
    return " and ".join(conditions), tuple(values)


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))
