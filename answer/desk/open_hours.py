"""When teams are open, and minutes counted while any of them is.

Hours are on each team's own clock. A local time that a change of clocks leaves out or repeats is
read as RFC 5545 (section 3.3.5) reads it: by the offset before the gap, as the first of the two.
Between these points time is counted as it passes, so a night with 23 or 25 hours has as many.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from answer.desk.service import OpeningHours, Team
from answer.locale.working_days import kind_of_day
from ingest.errors import DeskInvalid

Stretch = tuple[datetime, datetime]
"""From and until (exclusive), aware, in UTC."""
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_LOOKED_AHEAD_DAYS = 3660
"""Who has hours every week is open long before; who is not within ten years, never is."""


def open_stretches(teams: tuple[Team, ...], begins: datetime, ends: datetime) -> Iterator[Stretch]:
    """When at least one of the teams is open, in order, between two moments."""
    for opens, closes in _stretches_from(teams, begins):
        if opens >= ends:
            return
        yield opens, min(closes, ends)


def closed_stretches(
    teams: tuple[Team, ...], begins: datetime, ends: datetime
) -> Iterator[Stretch]:
    """When none of the teams is open, in order, between two moments."""
    shut = begins.astimezone(UTC)
    for opens, closes in open_stretches(teams, begins, ends):
        if opens > shut:
            yield shut, opens
        shut = closes
    if shut < ends:
        yield shut, ends


def is_open(teams: tuple[Team, ...], at: datetime) -> bool:
    """Whether at least one of the teams is open at a moment."""
    return any(True for _ in open_stretches(teams, at, at + timedelta(microseconds=1)))


def next_opening(teams: tuple[Team, ...], at: datetime) -> datetime:
    """The first moment from ``at`` on at which a team is open; ``at`` where one is, in UTC.

    Raises ``DeskInvalid`` where none ever is.
    """
    return next(_stretches_from(teams, at, must_open=True))[0]


def open_minutes_between(teams: tuple[Team, ...], begins: datetime, ends: datetime) -> float:
    """For how many minutes at least one of the teams is open; 0 where ``ends`` is the earlier."""
    passed = (closes - opens for opens, closes in open_stretches(teams, begins, ends))
    return sum(passed, timedelta()) / _MINUTE


def add_open_minutes(teams: tuple[Team, ...], begins: datetime, minutes: float) -> datetime:
    """The moment by which so many minutes have passed with a team open, in UTC.

    Always a moment of work: 0 minutes from a closed night on are over when somebody opens, and
    minutes that end with the day end at its close. Raises ``DeskInvalid`` where no team ever opens.
    """
    left = minutes * _MINUTE
    for opens, closes in _stretches_from(teams, begins, must_open=True):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise AssertionError("a team that opens at all opens again")


def _stretches_from(
    teams: tuple[Team, ...], begins: datetime, *, must_open: bool = False
) -> Iterator[Stretch]:
    """Day by day of UTC, on and on."""
    if begins.tzinfo is None:
        raise DeskInvalid(f"{begins.isoformat()!r} has no time zone; give the time in UTC")
    begins = begins.astimezone(UTC)
    day = begins.date()
    last_open = day
    while True:
        for opens, closes in _open_on(teams, day):
            if closes > begins:
                last_open = day
                yield max(opens, begins), closes
        day += _DAY
        if (day - last_open).days > _LOOKED_AHEAD_DAYS:
            if must_open:
                named = ", ".join(team.name for team in teams) or "nobody"
                raise DeskInvalid(f"{named} is never open; give a team hours in service.yaml")
            return


@lru_cache(maxsize=4096)
def _open_on(teams: tuple[Team, ...], day: date) -> tuple[Stretch, ...]:
    """When at least one team is open on a day of UTC: in order, none touching the next."""
    begins = datetime.combine(day, time(), UTC)
    ends = begins + _DAY
    # a day of a team's own begins up to 14 hours before and ends up to 12 hours after UTC's
    found = sorted(
        (max(opens, begins), min(closes, ends))
        for team in teams
        for local_day in (day - _DAY, day, day + _DAY)
        for opens, closes in _team_open_on(team, local_day)
        if opens < ends and closes > begins
    )
    merged: list[Stretch] = []
    for opens, closes in found:
        if merged and opens <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], closes)
        else:
            merged.append((opens, closes))
    return tuple(merged)


def _team_open_on(team: Team, day: date) -> Iterator[Stretch]:
    """A team's stretches on a day of its own calendar."""
    zone = ZoneInfo(team.time_zone)
    for hours in _hours_on(team, day):
        last_day = day if hours.closes > hours.opens else day + _DAY
        opens = datetime.combine(day, hours.opens, zone).astimezone(UTC)
        closes = datetime.combine(last_day, hours.closes, zone).astimezone(UTC)
        if opens < closes:
            yield opens, closes


def _hours_on(team: Team, day: date) -> tuple[OpeningHours, ...]:
    kind = kind_of_day(day, country=team.country, subdivision=team.subdivision)
    if kind == "holiday":
        return ()
    if not team.hours:
        return (OpeningHours(weekday=day.weekday(), opens=time(), closes=time()),)
    of_day = tuple(hours for hours in team.hours if hours.weekday == day.weekday())
    if of_day or kind == "ordinary":
        return of_day
    # a Saturday worked in exchange for a bridge day is as any day on which the team works
    first = min(hours.weekday for hours in team.hours)
    return tuple(hours for hours in team.hours if hours.weekday == first)
