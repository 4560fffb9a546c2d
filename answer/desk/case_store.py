"""Cases in the queue, and every step that was taken with them, on disk."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from answer.desk.case import (
    NOT_RESOLVED,
    Case,
    CaseEvent,
    CaseFilter,
    CasePage,
    CaseState,
    CaseStep,
)
from answer.desk.case_queue import page_of_cases
from answer.desk.case_rows import (
    CASE_COLUMNS,
    Details,
    case_of_row,
    case_row,
    changed_details,
    event_of_row,
    event_row,
    with_clocks_anew,
)
from answer.desk.columns import Value, checked_id, stored_time
from answer.desk.database import DeskDatabase
from answer.desk.row_statements import insert_row, is_there, update_row
from ingest.errors import DeskConflict, DeskInvalid, DeskMissing

ANY_STATE: tuple[CaseState, ...] = (*NOT_RESOLVED, "resolved")
_CLAIMABLE: tuple[CaseState, ...] = ("open", "waiting_l2", "waiting_l3")
_FIXED = ("id", "conversation_id", "message_id", "opened_at", "version")
"""What no step changes; the version is counted here."""


def _unchanged(case: Case) -> Case:
    return case


class CaseStore:
    """The queue. Every method is a transaction of its own, or part of ``writing()``'s.

    A case's version is the number of its events: every step writes both or neither.
    """

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def open_case(
        self,
        case: Case,
        *,
        actor: str = "desk",
        details: Details = (),
        when_known: Callable[[Case], Case] = _unchanged,
    ) -> Case:
        """The case in the queue, or the conversation's unresolved one, told that more was written.

        ``when_known`` makes of that one what the new message does to it, as in ``step``. Raises
        ``DeskMissing`` without its conversation, ``DeskConflict`` where the id is taken.
        """
        checked_id(case.id, what="case id")
        case = replace(case, version=1)
        with self._database.writing() as database:
            known = _unresolved(database, case.conversation_id)
            if known is not None:
                return self.step(
                    known.id,
                    step="customer_wrote",
                    actor=actor,
                    at=case.opened_at,
                    allowed_from=NOT_RESOLVED,
                    change=when_known,
                    details=(("message_id", case.message_id), *details),
                )
            if not is_there(
                database, "select 1 from conversations where id = ?", (case.conversation_id,)
            ):
                raise DeskMissing(
                    f"there is no conversation {case.conversation_id!r}; open it before its case"
                )
            if not insert_row(database, "cases", case_row(case)):
                raise DeskConflict(f"there is a case {case.id!r} already; open one with a new id")
            _add_event(database, case, step="opened", actor=actor, at=case.opened_at, of=details)
        return case

    def case(self, case_id: str) -> Case:
        """The case as it stands; raises ``DeskMissing``."""
        with self._database.reading() as database:
            return _known(database, case_id)

    def case_of(self, conversation_id: str) -> Case | None:
        """A conversation's unresolved case, else its last one."""
        with self._database.reading() as database:
            rows = list(
                database.query(
                    f"select {CASE_COLUMNS} from cases where conversation_id = ? "  # noqa: S608
                    "order by is_resolved, opened_at desc, number desc limit 1",
                    (conversation_id,),
                )
            )
        return case_of_row(rows[0]) if rows else None

    def cases(
        self, wanted: CaseFilter | None = None, *, limit: int = 50, offset: int = 0
    ) -> CasePage:
        """A page of the queue: by colour, noted breach, priority, the clock that runs, opening.

        Resolved cases come behind all others, the last one resolved first.
        """
        with self._database.reading() as database:
            return page_of_cases(database, wanted or CaseFilter(), limit=limit, offset=offset)

    def step(
        self,
        case_id: str,
        *,
        step: CaseStep,
        actor: str,
        at: datetime,
        allowed_from: Sequence[CaseState],
        change: Callable[[Case], Case] = _unchanged,
        details: Details = (),
        expected_version: int | None = None,
    ) -> Case:
        """The case after one step, with its event; the event tells what ``change`` changed.

        ``change`` gets the case as it stands, with nobody else writing, and gives it as it shall
        be (``dataclasses.replace``); what it raises undoes the step. A clock that is set to a later
        time rings anew: no breach of it is noted any more. Raises ``DeskMissing``, or
        ``DeskConflict`` where the case is in another state or has moved on since
        ``expected_version``.
        """
        with self._database.writing() as database:
            before = _known(database, case_id)
            if before.state not in allowed_from:
                raise _conflict(before, f"{step!r} is not possible from there")
            if expected_version is not None and before.version != expected_version:
                raise _conflict(before, f"it has moved on since version {expected_version}")
            after = change(before)
            fixed = [name for name in _FIXED if getattr(before, name) != getattr(after, name)]
            if fixed:
                raise DeskInvalid(f"step {step!r} of case {case_id!r} may not change {fixed[0]!r}")
            if before.state == "resolved" != after.state:
                known = _unresolved(database, before.conversation_id)
                if known is not None:
                    raise _conflict(known, f"it took over from {case_id!r}; go on there")
            after = with_clocks_anew(before, replace(after, version=before.version + 1), at=at)
            update_row(database, "cases", "id", case_row(after))
            changed = changed_details(before, after)
            given = {name for name, _ in details}
            of = (*details, *(pair for pair in changed if pair[0] not in given))
            _add_event(database, after, step=step, actor=actor, at=at, of=of)
        return after

    def claim(self, case_id: str, *, agent: str, at: datetime) -> Case:
        """The case as this agent's: of all who claim one, the first gets it.

        One that is the agent's already is given as it stands. One that waits for L2 or L3 is taken
        over from whoever had it. Raises ``DeskMissing``, and ``DeskConflict`` where somebody else
        has it, it was given to somebody else, or it is past claiming.
        """
        checked_id(agent, what="agent")

        def claimed(case: Case) -> Case:
            is_taken_over = case.assignee not in ("", agent)
            if is_taken_over and case.state == "open":
                raise _conflict(case, "it was given to them")
            return replace(
                case,
                state="claimed",
                assignee=agent,
                transfers=case.transfers + is_taken_over,
            )

        with self._database.writing() as database:
            known = _known(database, case_id)
            if known.state == "claimed" and known.assignee == agent:
                return known
            return self.step(
                case_id,
                step="claimed",
                actor=agent,
                at=at,
                allowed_from=_CLAIMABLE,
                change=claimed,
            )

    def overdue(self, now: datetime, *, limit: int = 100, offset: int = 0) -> tuple[Case, ...]:
        """Unresolved cases with a clock that has passed and no breach noted, longest ago first.

        Noting it is a step that sets ``first_reply_breached``, ``resolution_breached`` or
        ``legal_step_breached``.
        """
        with self._database.reading() as database:
            rows = database.query(
                f"select {CASE_COLUMNS} from cases "  # noqa: S608 - names of columns
                "where alarm_at is not null and alarm_at <= ? order by alarm_at, number "
                "limit ? offset ?",
                (stored_time(now), limit, offset),
            )
            return tuple(case_of_row(row) for row in rows)

    def events(
        self,
        *,
        after_id: int = 0,
        limit: int = 1_000,
        case_id: str | None = None,
        steps: Sequence[CaseStep] = (),
    ) -> tuple[CaseEvent, ...]:
        """Steps in the order they were taken, after one that is known; of a case or of all."""
        where = ["id > ?"]
        values: list[Value] = [after_id, *steps]
        if steps:
            where.append(f"step in ({', '.join('?' * len(steps))})")
        if case_id is not None:
            where.append("case_id = ?")
            values.append(case_id)
        with self._database.reading() as database:
            rows = database.query(
                f"select * from case_events where {' and '.join(where)} "  # noqa: S608 - marks
                "order by id limit ?",
                (*values, limit),
            )
            return tuple(event_of_row(row) for row in rows)

    def agents_at_work(self) -> tuple[str, ...]:
        """Who has an unresolved case and took a step with it: not who was only given one."""
        with self._database.reading() as database:
            rows = database.execute(
                "select distinct assignee from cases where is_resolved = 0 and assignee <> '' and "
                "exists (select 1 from case_events as event "
                "where event.case_id = cases.id and event.actor = cases.assignee)"
            )
            return tuple(str(name) for (name,) in rows)

    def last_event_id(self) -> int:
        """The id of the last step that was taken; 0 before the first."""
        with self._database.reading() as database:
            last: int | None = database.execute("select max(id) from case_events").fetchone()[0]
        return last or 0


def _known(database: Database, case_id: str) -> Case:
    rows = list(
        database.query(f"select {CASE_COLUMNS} from cases where id = ?", (case_id,))  # noqa: S608
    )
    if not rows:
        raise DeskMissing(f"there is no case {case_id!r}; reload the queue")
    return case_of_row(rows[0])


def _unresolved(database: Database, conversation_id: str) -> Case | None:
    rows = list(
        database.query(
            f"select {CASE_COLUMNS} from cases where conversation_id = ? and is_resolved = 0",  # noqa: S608
            (conversation_id,),
        )
    )
    return case_of_row(rows[0]) if rows else None


def _add_event(
    database: Database, case: Case, *, step: CaseStep, actor: str, at: datetime, of: Details
) -> None:
    event = CaseEvent(
        id=0, case_id=case.id, at=at, step=step, actor=actor, state=case.state, details=of
    )
    insert_row(database, "case_events", event_row(event))


def _conflict(case: Case, why: str) -> DeskConflict:
    holder = f"{case.assignee!r} has it" if case.assignee else "nobody has it"
    return DeskConflict(f"case {case.id!r} is {case.state} and {holder}: {why}; reload it")
