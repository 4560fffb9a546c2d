"""What the clock does with cases: breaches, the next team of the day, alerts. CONDUCTOR.

Everything it goes by is on disk, so it goes on where it was after a restart; two processes that
look at once take each step once, because a step is refused to whoever comes second.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from answer.desk.case import Case, CaseFilter, CaseStep
from answer.desk.case_steps import TRANSITIONS, next_state
from answer.desk.desk import Desk
from answer.desk.open_hours import is_open
from answer.desk.service_clock import after_breach, team_now
from answer.desk.tell_customer import tell_delayed
from answer.reply import Level
from ingest.errors import DeskConflict

PAGE = 200
"""Cases that are looked at in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one look at the clock came to, in cases."""

    breached: int = 0
    passed_on: int = 0


class Watch:
    """Looks at the clocks whenever it is asked to; somebody else has the thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def look(self) -> Looked:
        """Takes every step that is due by now."""
        return Looked(breached=self._breaches(), passed_on=self._follow_the_sun())

    def _breaches(self) -> int:
        """Each clock that ran out raises its case, once; who owns it and the customer are told."""
        desk, at, done = self._desk, self._desk.now(), 0
        while overdue := desk.cases.overdue(at, limit=PAGE):
            before = done
            for case in overdue:
                # an agent or another process was faster: the case is looked at again next time
                with suppress(DeskConflict):
                    self._breached(case, at)
                    done += 1
            if done == before:
                break
        return done

    def _breached(self, case: Case, at: datetime) -> None:
        desk = self._desk
        is_first = _is_overdue(case, at) == "first_reply"
        step: CaseStep = "breached_first_reply" if is_first else "breached_resolution"
        takeover = after_breach(desk.service, case, at)

        def noted(found: Case) -> Case:
            return replace(
                found,
                state=next_state(step, found.state, has_assignee=bool(found.assignee)),
                breaches=found.breaches + 1,
                first_reply_breached=found.first_reply_breached or is_first,
                resolution_breached=found.resolution_breached or not is_first,
            )

        def taken_over(found: Case) -> Case:
            clocks = takeover.deadlines
            return replace(
                found,
                state=next_state("raised", found.state),
                level=takeover.level,
                team=takeover.team,
                assignee="",
                priority=takeover.priority,
                transfers=found.transfers + 1,
                first_reply_due_at=found.first_reply_due_at
                if found.first_replied_at
                else clocks.first_reply_at,
                resolve_due_at=clocks.resolve_at,
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

    def _follow_the_sun(self) -> int:
        """Cases that nobody has go to the team that is open, when their own has gone home."""
        desk, at, done = self._desk, self._desk.now(), 0
        owners: dict[tuple[Level, str, str], str] = {}
        for team in desk.service.teams:
            if is_open((team,), at) or team.is_only_by_name:
                continue
            waiting = CaseFilter(states=("open",), is_unassigned=True, team=team.name)
            for case in desk.cases.cases(waiting, limit=PAGE).cases:
                kind = (case.level, case.market, case.language)
                if kind not in owners:
                    next_team = team_now(
                        desk.service,
                        level=case.level,
                        market=case.market,
                        language=case.language,
                        at=at,
                    )
                    owners[kind] = next_team.name if is_open((next_team,), at) else ""
                if owners[kind] and owners[kind] != case.team:
                    done += self._passed_on(case, owners[kind], at)
        return done

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


def _is_overdue(case: Case, at: datetime) -> str:
    """Which clock has run out; the first reply's where both have."""
    waits = case.first_replied_at is None and not case.first_reply_breached
    first = case.first_reply_due_at
    return "first_reply" if waits and first is not None and first <= at else "resolution"
