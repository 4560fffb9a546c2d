"""What the clock does with cases: breaches, the next team of the day, alerts. CONDUCTOR.

Everything it goes by is on disk, so it goes on where it was after a restart; two processes that
look at once take each step once, because a step is refused to whoever comes second.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from answer.desk.case import Case, CaseFilter, CaseStep
from answer.desk.case_steps import TRANSITIONS, next_state
from answer.desk.desk import Desk
from answer.desk.open_hours import is_open
from answer.desk.service import Deadlines
from answer.desk.service_clock import after_breach, team_now
from answer.desk.tell_customer import tell_delayed
from answer.reply import Level
from ingest.errors import DeskConflict, DeskInvalid

PAGE = 200
"""Cases that are looked at in one go."""
SUN_EVERY = timedelta(minutes=1)
"""Teams come and go by the quarter of an hour; every waiting case of a closed one is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one look at the clock came to, in cases."""

    breached: int = 0
    passed_on: int = 0
    failed: tuple[str, ...] = ()
    """Cases whose step was not taken, with why; they are looked at again the next time."""


class Watch:
    """Looks at the clocks whenever it is asked to; somebody else has the thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sun_looked_at: datetime | None = None

    def look(self) -> Looked:
        """Takes every step that is due by now."""
        failed: list[str] = []
        breached = self._breaches(failed)
        passed_on = self._follow_the_sun(failed)
        return Looked(breached=breached, passed_on=passed_on, failed=tuple(failed))

    def _breaches(self, failed: list[str]) -> int:
        """Each clock that ran out raises its case, once; who owns it and the customer are told."""
        desk, at, done, left = self._desk, self._desk.now(), 0, 0
        # one that cannot be stepped with stays where it is, and is no reason to leave the others
        while overdue := desk.cases.overdue(at, limit=PAGE, offset=left):
            for case in overdue:
                try:
                    self._breached(case, at)
                    done += 1
                except DeskConflict:  # an agent or another process was faster
                    left += 1
                except DeskInvalid as error:
                    left += 1
                    failed.append(f"{case.id}: {error}")
        return done

    def _breached(self, case: Case, at: datetime) -> None:
        desk = self._desk
        step = _ran_out(case, at)
        is_first = step == "breached_first_reply"
        takeover = after_breach(desk.service, case, at)

        def noted(found: Case) -> Case:
            return replace(
                found,
                state=next_state(step, found.state, has_assignee=bool(found.assignee)),
                breaches=found.breaches + 1,
                first_reply_breached=found.first_reply_breached or is_first,
                resolution_breached=found.resolution_breached or step == "breached_resolution",
                legal_step_breached=found.legal_step_breached or step == "breached_legal_step",
            )

        def taken_over(found: Case) -> Case:
            return replace(
                _with_clock_anew(found, step, takeover.deadlines),
                state=next_state("raised", found.state),
                level=takeover.level,
                team=takeover.team,
                assignee="",
                priority=takeover.priority,
                transfers=found.transfers + 1,
            )

        with desk.database.writing():
            told = ", ".join(takeover.told)
            known = desk.cases.step(
                case.id,
                step=step,
                actor="desk",
                at=at,
                allowed_from=tuple(TRANSITIONS[step]),
                change=noted,
                details=(("told", told), ("was_with", case.assignee or case.team)),
                expected_version=case.version,
            )
            known = desk.cases.step(
                case.id,
                step="raised",
                actor="desk",
                at=at,
                allowed_from=tuple(TRANSITIONS["raised"]),
                change=taken_over,
                details=(("told", told),),
                expected_version=known.version,
            )
            if is_first and case.breaches == 0:
                tell_delayed(known, desk=desk, at=at)

    def _follow_the_sun(self, failed: list[str]) -> int:
        """Cases that nobody has go to the team that is open, when their own has gone home."""
        desk, at, done = self._desk, self._desk.now(), 0
        if self._sun_looked_at is not None and at - self._sun_looked_at < SUN_EVERY:
            return 0
        self._sun_looked_at = at
        owners: dict[tuple[Level, str, str], str] = {}
        for team in desk.service.teams:
            if is_open((team,), at) or team.is_only_by_name:
                continue
            waiting, stay = CaseFilter(states=("open",), is_unassigned=True, team=team.name), 0
            while cases := desk.cases.cases(waiting, limit=PAGE, offset=stay).cases:
                for case in cases:
                    kind = (case.level, case.market, case.language)
                    if kind not in owners:
                        owners[kind] = self._open_now(*kind, at)
                    owner = owners[kind]
                    is_gone = False
                    try:
                        is_gone = owner not in ("", team.name) and self._passed_on(case, owner, at)
                    except DeskInvalid as error:
                        failed.append(f"{case.id}: {error}")
                    done += is_gone
                    stay += not is_gone
        return done

    def _open_now(self, level: Level, market: str, language: str, at: datetime) -> str:
        """The team that would have such a case and is there; empty where all have gone home."""
        book = self._desk.service
        team = team_now(book, level=level, market=market, language=language, at=at)
        return team.name if is_open((team,), at) else ""

    def _passed_on(self, case: Case, team: str, at: datetime) -> bool:
        with suppress(DeskConflict):
            self._desk.cases.step(
                case.id,
                step="passed_on",
                actor="desk",
                at=at,
                allowed_from=tuple(TRANSITIONS["passed_on"]),
                change=lambda found: replace(found, team=team, transfers=found.transfers + 1),
                expected_version=case.version,
            )
            return True
        return False


def _ran_out(case: Case, at: datetime) -> CaseStep:
    """The step that notes which clock has run out; the first reply's where several have."""
    waits = case.first_replied_at is None and not case.first_reply_breached
    if waits and case.first_reply_due_at is not None and case.first_reply_due_at <= at:
        return "breached_first_reply"
    runs = not case.resolution_breached and not case.is_customers_turn
    if runs and case.resolve_due_at is not None and case.resolve_due_at <= at:
        return "breached_resolution"
    return "breached_legal_step"


def _with_clock_anew(case: Case, step: CaseStep, clocks: Deadlines) -> Case:
    """The case with the clock begun again that ran out; a legal step moves no other."""
    if step == "breached_legal_step":
        return replace(case, legal_step_due_at=clocks.legal_step_at)
    first = case.first_reply_due_at if case.first_replied_at else clocks.first_reply_at
    return replace(case, first_reply_due_at=first, resolve_due_at=clocks.resolve_at)
