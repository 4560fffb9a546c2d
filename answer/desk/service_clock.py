"""Who has a case, and by when: the clocks of tiers and levels in the open hours of teams.

1. Tier and level each have clocks; of each kind the shorter holds. The resolution counts from the
   moment the first reply is due.
2. A team may take a case when it takes its level and answers in its language. Where no team of the
   level does, or where it is urgent, every team of the level may.
3. Follow the sun: minutes count while any team that may take the case is open. The case goes to the
   one that is open now, before others to the one that looks after the market; where none is open,
   to the one that opens next. At the end of its day an unclaimed case asks ``team_now`` again.
4. A customer's account manager comes first, for as long as they are there.
5. What is not urgent, of a tier that waits, and was written at the customer's night starts its
   clocks in the customer's morning.
6. The hours of a red case run day and night; where a tier's or level's clock is shorter, it holds.
7. A clock that ran out raises the level. From L3 it goes to the red plan's team, every lead is told
   and it comes sooner in the queue; a new clock starts each time, so nobody is asked twice at once
   and none is forgotten.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from answer.desk.case import Case
from answer.desk.open_hours import add_open_minutes, is_open, next_opening, open_minutes_between
from answer.desk.service import (
    LEVELS,
    Clocks,
    Deadlines,
    ServiceBook,
    Takeover,
    Team,
    Tier,
    tier_of,
)
from answer.locale.markets import groups_of
from answer.reply import Level
from ingest.errors import DeskInvalid
from ingest.language import normalise_tag

_UNSET_MINUTES = 480
"""Where neither tier nor level has a clock of a kind; ``service.yaml`` always gives one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owners:
    """The one who has a case now, and all in whose hours its minutes count."""

    team: Team
    teams: tuple[Team, ...]
    assignee: str = ""


def deadlines(
    book: ServiceBook,
    *,
    tier: str,
    level: Level,
    market: str,
    language: str,
    opened_at: datetime,
    is_red: bool = False,
    is_urgent: bool = False,
    customer_time_zone: str = "",
) -> Deadlines:
    """Who gets a case that is opened at a moment, and when its clocks run out.

    ``customer_time_zone`` is an IANA name; where it is empty nothing waits for a morning. Raises
    ``DeskInvalid`` for an unknown tier or time zone and for a time without one.
    """
    served, soon = tier_of(book, tier), is_red or is_urgent
    begins = _in_utc(opened_at)
    if served.waits_for_morning and not soon and customer_time_zone:
        begins = _morning(book, begins, customer_time_zone)
    teams = _may_take(book, level=level, language=language, is_urgent=soon)
    owners = _owners(book, served, teams, market=market, language=language, at=begins)
    clocks = _clocks(book, served, level)
    first = _add(owners.teams, begins, clocks.first_reply_minutes, tier=served)
    resolve = _add(owners.teams, first, clocks.resolution_minutes, tier=served)
    if not is_red:
        return Deadlines(
            team=owners.team.name,
            first_reply_at=first,
            resolve_at=resolve,
            assignee=owners.assignee,
        )
    plan = book.red_plan
    red_team = book.team_of(plan.team)
    return Deadlines(
        team=red_team.name if red_team else owners.team.name,
        first_reply_at=min(first, begins + timedelta(hours=plan.first_reply_hours)),
        resolve_at=min(resolve, begins + timedelta(hours=plan.resolution_hours)),
        legal_step_at=begins + timedelta(hours=plan.legal_step_hours),
        assignee="" if red_team else owners.assignee,
    )


def team_now(
    book: ServiceBook,
    *,
    level: Level,
    market: str,
    language: str,
    at: datetime,
    is_urgent: bool = False,
) -> Team:
    """The team that has an unclaimed case of a level at a moment: open now, or the next to open."""
    teams = _may_take(book, level=level, language=language, is_urgent=is_urgent)
    return _first_of(teams, market=market, language=language, at=_in_utc(at))


def raised(level: Level) -> Level:
    """The level above; the last stays."""
    return LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]


def after_breach(book: ServiceBook, case: Case, now: datetime) -> Takeover:
    """Who takes over a case whose clock has run out, and the clocks from now on.

    They always end after ``now``. Waits for no morning and no language; an account manager has had
    the case and does not get it again.
    """
    now, level = _in_utc(now), raised(case.level)
    tier = book.tiers.get(case.tier) or tier_of(book, "")
    clocks = _clocks(book, tier, level)
    teams = _may_take(book, level=level, language=case.language, is_urgent=True)
    team = _first_of(teams, market=case.market, language=case.language, at=now)
    is_last = case.level == LEVELS[-1]
    if is_last:
        team = book.team_of(book.red_plan.team) or team
    first = _add(teams, now, clocks.first_reply_minutes, tier=tier)
    begins = now if case.first_replied_at else first
    resolve = _add(teams, begins, clocks.resolution_minutes, tier=tier)
    # a plan that has run out is begun again, with its shortest step
    again = now + timedelta(hours=book.red_plan.first_reply_hours)
    legal_step = case.legal_step_due_at
    if case.colour == "red" or legal_step:
        first = min(first, again)
        planned = case.opened_at + timedelta(hours=book.red_plan.resolution_hours)
        resolve = min(resolve, planned if planned > now else again)
    if legal_step and legal_step <= now and case.has_legal_step:
        legal_step = again
    told = book.teams if is_last else (book.team_of(case.team), team)
    return Takeover(
        level=level,
        team=team.name,
        deadlines=Deadlines(
            team=team.name,
            first_reply_at=first,
            resolve_at=resolve,
            legal_step_at=legal_step,
        ),
        priority=case.priority // 2,
        told=tuple(dict.fromkeys(one.lead or one.name for one in told if one)),
    )


def on_red_plan(book: ServiceBook, case: Case, at: datetime) -> Deadlines:
    """Who has a case that turns red at a moment, and its clocks: the plan's where they end sooner,
    one that has run out already left as it is."""
    plan, at = book.red_plan, _in_utc(at)

    def sooner(due: datetime | None, hours: int) -> datetime:
        planned = at + timedelta(hours=hours)
        return min(due, planned) if due else planned

    return Deadlines(
        team=plan.team or case.team,
        first_reply_at=sooner(case.first_reply_due_at, plan.first_reply_hours),
        resolve_at=sooner(case.resolve_due_at, plan.resolution_hours),
        legal_step_at=sooner(case.legal_step_due_at, plan.legal_step_hours),
    )


def after_waiting(book: ServiceBook, case: Case, *, since: datetime, until: datetime) -> datetime:
    """When a case has to be resolved that waited for its customer meanwhile.

    The clock stands while it is the customer's turn: what was left of it is left again. Of a red
    case it does not stand.
    """
    due, until = case.resolve_due_at, _in_utc(until)
    tier = book.tiers.get(case.tier) or tier_of(book, "")
    clocks = _clocks(book, tier, case.level)
    teams = _may_take(book, level=case.level, language=case.language, is_urgent=False)
    if due is None:
        return _add(teams, until, clocks.resolution_minutes, tier=tier)
    if case.colour == "red" or case.legal_step_due_at:
        return due
    if tier.is_around_the_clock:
        return until + max(due - since, timedelta())
    return add_open_minutes(teams, until, open_minutes_between(teams, since, due))


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise DeskInvalid(f"{moment.isoformat()!r} has no time zone; give the time in UTC")
    return moment.astimezone(UTC)


def _morning(book: ServiceBook, at: datetime, time_zone: str) -> datetime:
    """``at`` where the customer is awake, else when they next are."""
    try:
        local = at.astimezone(ZoneInfo(time_zone))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise DeskInvalid(
            f"{time_zone!r} is no known time zone; name it like Asia/Dubai"
        ) from error
    day = book.customer_day
    if day.begins <= local.time() < day.ends:
        return at
    late = timedelta(days=1) if local.time() >= day.ends else timedelta()
    # not before ``at``: a morning that a change of clocks repeats has passed
    return max(at, datetime.combine(local.date() + late, day.begins, local.tzinfo).astimezone(UTC))


def _may_take(
    book: ServiceBook, *, level: Level, language: str, is_urgent: bool
) -> tuple[Team, ...]:
    """In whose hours the minutes of a case count; never none."""
    open_to_all = tuple(team for team in book.teams if not team.is_only_by_name)
    lower = LEVELS[: LEVELS.index(level) + 1][::-1]
    of_level = next(
        (found for one in lower if (found := tuple(t for t in open_to_all if one in t.levels))),
        open_to_all or book.teams,
    )
    if not of_level:
        raise DeskInvalid(f"no team can take a case of {level}; describe one in service.yaml")
    in_language = tuple(team for team in of_level if _reads(team, language))
    return of_level if is_urgent else in_language or of_level


def _reads(team: Team, language: str) -> bool:
    wanted = normalise_tag(language) or language
    return not (team.languages and wanted) or any(
        f"{one}-".startswith(f"{wanted}-") or f"{wanted}-".startswith(f"{one}-")
        for one in team.languages
    )


def _owners(
    book: ServiceBook,
    tier: Tier,
    teams: tuple[Team, ...],
    *,
    market: str,
    language: str,
    at: datetime,
) -> _Owners:
    named = tier.account_manager
    managing = book.team_of(named) or next(
        (team for team in book.teams if named and named in team.agents), None
    )
    if managing is None:
        return _Owners(team=_first_of(teams, market=market, language=language, at=at), teams=teams)
    together = (managing, *(team for team in teams if team != managing))
    if is_open((managing,), at):
        first = managing
    elif is_open(teams, at):
        first = _first_of(teams, market=market, language=language, at=at)
    else:
        first = min(together, key=lambda team: next_opening((team,), at))
    assignee = named if first == managing and named != managing.name else ""
    return _Owners(team=first, teams=together, assignee=assignee)


def _first_of(teams: tuple[Team, ...], *, market: str, language: str, at: datetime) -> Team:
    """Who is open now, looks after the market and reads the language; else who opens next."""

    def distance(team: Team) -> tuple[datetime, bool, int]:
        # where several are open now, all of them open "at"
        opens = next_opening((team,), at)
        return opens, not _reads(team, language), _market_distance(team, market)

    return min(teams, key=distance)


def _market_distance(team: Team, market: str) -> int:
    if not team.markets:
        return 1
    looked_after = {market.upper(), *groups_of(market)} & set(team.markets)
    return 0 if market and looked_after else 2


def _clocks(book: ServiceBook, tier: Tier, level: Level) -> Clocks:
    terms = book.levels.get(level)
    of_level = terms.clocks if terms else Clocks()
    return Clocks(
        first_reply_minutes=_shorter(tier.clocks.first_reply_minutes, of_level.first_reply_minutes),
        resolution_minutes=_shorter(tier.clocks.resolution_minutes, of_level.resolution_minutes),
    )


def _shorter(one: int | None, other: int | None) -> int:
    return min((minutes for minutes in (one, other) if minutes is not None), default=_UNSET_MINUTES)


def _add(teams: tuple[Team, ...], begins: datetime, minutes: int | None, *, tier: Tier) -> datetime:
    minutes = _UNSET_MINUTES if minutes is None else minutes
    if tier.is_around_the_clock:
        return begins + timedelta(minutes=minutes)
    return add_open_minutes(teams, begins, minutes)
