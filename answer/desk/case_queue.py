"""A page of the queue: filtered, in order of urgency, with how many there are."""

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
    # the page is found in the index alone; only its own rows are read
    rows = database.query(
        f"""
        select {CASE_COLUMNS} from cases where number in (
            select number from cases where {where} order by {_ORDER} limit ? offset ?
        ) order by {_ORDER}
        """,  # noqa: S608 - names of columns and marks
        (*values, max(0, min(limit, MAX_PAGE)), max(0, offset)),
    )
    found = tuple(case_of_row(row) for row in rows)
    by_state = {
        row["state"]: row["cases"]
        for row in database.query("select state, cases from case_counts where cases > 0")
    }
    if wanted == CaseFilter(states=wanted.states):
        states = wanted.states or tuple(by_state)
        total = sum(by_state.get(state, 0) for state in set(states))
    else:
        total = database.execute(
            f"select count(*) from cases where {where}",  # noqa: S608 - as above
            values,
        ).fetchone()[0]
    return CasePage(cases=found, total=total, by_state=_in_order(by_state))


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
            conditions.append(f"state in ({', '.join('?' * len(states))})")
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


def _in_order(by_state: dict[CaseState, int]) -> tuple[tuple[CaseState, int], ...]:
    states: tuple[CaseState, ...] = (*NOT_RESOLVED, "resolved")
    return tuple((state, by_state.get(state, 0)) for state in states)
