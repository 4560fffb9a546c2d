"""A case → the same with the team and the clocks of another level, or of another day."""

from dataclasses import replace
from datetime import datetime

from answer.desk.case import Case
from answer.desk.desk import Desk
from answer.desk.service import LEVELS, Deadlines
from answer.desk.service_clock import deadlines
from answer.reply import Level


def at_level(case: Case, level: Level, *, desk: Desk) -> Case:
    """The case as a level takes it over now; going up gives nobody more time to the first reply."""
    found = _clocks(case, level, desk.now(), desk)
    is_up = LEVELS.index(level) > LEVELS.index(case.level)
    keeps = is_up and case.first_reply_due_at is not None
    return replace(
        case,
        level=level,
        team=found.team,
        first_reply_due_at=case.first_reply_due_at if keeps else found.first_reply_at,
        resolve_due_at=found.resolve_at,
        resolution_breached=False,
    )


def with_new_clocks(case: Case, *, desk: Desk, at: datetime) -> Case:
    """The case as if it came in now, but for what was replied already."""
    found = _clocks(case, case.level, at, desk)
    return replace(case, team=found.team, resolve_due_at=found.resolve_at)


def _clocks(case: Case, level: Level, at: datetime, desk: Desk) -> Deadlines:
    # a tier that the editors took away is served as the default one
    tier = case.tier if case.tier in desk.service.tiers else ""
    return deadlines(
        desk.service,
        tier=tier,
        level=level,
        market=case.market,
        language=case.language,
        opened_at=at,
        is_red=case.legal_step_due_at is not None,
    )
