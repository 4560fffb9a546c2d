"""Minutes of open hours: against a count by the wall clock, over clock changes and holidays."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from answer.desk.open_hours import (
    add_open_minutes,
    closed_stretches,
    is_open,
    next_opening,
    open_minutes_between,
    open_stretches,
)
from answer.desk.service import OpeningHours, Team
from ingest.errors import DeskInvalid

ZONES = (
    *("Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Shanghai"),
    *("Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia", "Pacific/Chatham", "UTC"),
    *("Africa/Cairo", "America/Havana", "Pacific/Kiritimati", "Etc/GMT+12"),
)
"""With half and three quarter hours, clock changes of half an hour and at midnight, both ends."""


def team(
    zone: str, *shifts: tuple[int, str, str], country: str = "", subdivision: str = ""
) -> Team:
    return Team(
        name=zone,
        levels=("L1",),
        time_zone=zone,
        country=country,
        subdivision=subdivision,
        hours=tuple(
            OpeningHours(
                weekday=day, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes)
            )
            for day, opens, closes in shifts
        ),
    )


def office(zone: str, *, country: str = "", subdivision: str = "") -> Team:
    week = [(day, "09:00", "18:00") for day in range(5)]
    return team(zone, *week, country=country, subdivision=subdivision)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


moments = st.datetimes(
    min_value=at("2025-12-20"), max_value=at("2027-01-15"), timezones=st.just(UTC)
)


@st.composite
def some_team(draw: st.DrawFn) -> Team:
    shifts = []
    for day in sorted(draw(st.sets(st.integers(0, 6), min_size=1))):
        opens = draw(st.integers(0, 23 * 60))
        closes = draw(st.integers(opens + 1, 24 * 60))
        ends = f"{closes // 60 % 24:02}:{closes % 60:02}"
        shifts.append((day, f"{opens // 60:02}:{opens % 60:02}", ends))
    return team(
        draw(st.sampled_from(ZONES)), *shifts, country=draw(st.sampled_from(("", "CN", "DE", "US")))
    )


some_teams = st.lists(some_team(), min_size=1, max_size=3).map(tuple)


@settings(deadline=None, max_examples=60)
@given(some_teams, moments, st.integers(0, 10_000))
def test_minutes_added_are_minutes_passed(
    teams: tuple[Team, ...], begins: datetime, minutes: int
) -> None:
    ends = add_open_minutes(teams, begins, minutes)
    assert ends >= begins
    assert ends.tzinfo is UTC
    assert open_minutes_between(teams, begins, ends) == pytest.approx(minutes)


@settings(deadline=None, max_examples=40)
@given(some_teams, moments, st.integers(0, 2_000), st.integers(1, 2_000))
def test_more_minutes_end_later(
    teams: tuple[Team, ...], begins: datetime, minutes: int, more: int
) -> None:
    first = add_open_minutes(teams, begins, minutes)
    assert first < add_open_minutes(teams, begins, minutes + more)
    assert add_open_minutes(teams, first, more) == add_open_minutes(teams, begins, minutes + more)


@settings(deadline=None)
@given(some_teams, moments)
def test_the_next_opening_is_open_and_nothing_before_it_is(
    teams: tuple[Team, ...], moment: datetime
) -> None:
    opens = next_opening(teams, moment)
    assert opens >= moment
    assert is_open(teams, opens)
    assert open_minutes_between(teams, moment, opens) == 0
    assert (opens == moment) == is_open(teams, moment)


@settings(deadline=None)
@given(some_teams, some_team(), moments, st.integers(1, 3_000))
def test_another_team_never_makes_it_later(
    teams: tuple[Team, ...], further: Team, begins: datetime, minutes: int
) -> None:
    together = add_open_minutes((*teams, further), begins, minutes)
    assert together <= add_open_minutes(teams, begins, minutes)


@settings(deadline=None)
@given(some_teams, moments, moments, moments)
def test_stretches_add_up(
    teams: tuple[Team, ...], one: datetime, two: datetime, three: datetime
) -> None:
    first, middle, last = sorted((one, two, three))
    whole = open_minutes_between(teams, first, last)
    parts = open_minutes_between(teams, first, middle) + open_minutes_between(teams, middle, last)
    assert whole == pytest.approx(parts)
    found = list(open_stretches(teams, first, last))
    assert all(first <= opens < closes <= last for opens, closes in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    both = [*found, *closed_stretches(teams, first, last)]
    assert sum((closes - opens for opens, closes in both), timedelta()) == last - first


@settings(deadline=None, max_examples=60)
@given(some_team(), moments.map(lambda moment: moment.replace(second=0, microsecond=0)))
def test_it_is_what_the_clock_on_the_wall_says(one: Team, moment: datetime) -> None:
    """Counted minute by minute by another way, where no shift begins or ends in a changed hour."""
    assume(not one.country)
    zone = ZoneInfo(one.time_zone)
    ends = moment + timedelta(hours=30)
    edges = [(hours.opens, hours.closes) for hours in one.hours]
    for day in range(-1, 3):
        for edge in {edge for pair in edges for edge in pair}:
            local = datetime.combine(
                moment.astimezone(zone).date() + timedelta(days=day), edge, zone
            )
            assume(local.replace(fold=1).utcoffset() == local.utcoffset())
    counted = 0
    for number in range(30 * 60):
        local = (moment + timedelta(minutes=number)).astimezone(zone)
        counted += any(
            hours.weekday == local.weekday()
            and hours.opens <= local.time()
            and (local.time() < hours.closes or hours.closes == time())
            for hours in one.hours
        )
    assert open_minutes_between((one,), moment, ends) == pytest.approx(counted)


def test_a_weekend_does_not_count() -> None:
    berlin = (office("Europe/Berlin"),)
    assert add_open_minutes(berlin, at("2026-11-20T17:50+01:00"), 30) == at(
        "2026-11-23T09:20+01:00"
    )
    assert next_opening(berlin, at("2026-11-21T12:00+01:00")) == at("2026-11-23T09:00+01:00")


def test_half_hour_zones_have_their_own_hours() -> None:
    assert next_opening((office("Asia/Kolkata"),), at("2026-11-23T00:00Z")) == at(
        "2026-11-23T03:30Z"
    )
    assert next_opening((office("Asia/Kathmandu"),), at("2026-11-23T00:00Z")) == at(
        "2026-11-23T03:15Z"
    )


@pytest.mark.parametrize(
    ("night", "minutes"),
    [
        ("2026-03-28", 7 * 60),
        ("2026-10-24", 9 * 60),
        ("2026-11-21", 8 * 60),
    ],
    ids=["an hour is left out", "an hour comes twice", "an ordinary night"],
)
def test_a_night_shift_is_as_long_as_the_night_is(night: str, minutes: int) -> None:
    shift = (team("Europe/Berlin", (5, "22:00", "00:00"), (6, "00:00", "06:00")),)
    saturday = datetime.fromisoformat(f"{night}T12:00").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    begins = saturday.astimezone(UTC)
    assert open_minutes_between(shift, begins, begins + timedelta(hours=30)) == minutes
    stretches = list(open_stretches(shift, begins, begins + timedelta(hours=20)))
    assert sum((closes - opens for opens, closes in stretches), timedelta()) == timedelta(
        minutes=minutes
    )


def test_a_shift_that_begins_in_the_hour_left_out_begins_by_the_old_offset() -> None:
    """RFC 5545, 3.3.5: 02:30 on the night of the change is read as 03:30."""
    early = (team("Europe/Berlin", (6, "02:30", "06:00")),)
    assert next_opening(early, at("2026-03-29T00:00Z")) == at("2026-03-29T01:30Z")
    assert open_minutes_between(early, at("2026-03-29T00:00Z"), at("2026-03-29T12:00Z")) == 150


def test_a_shift_within_the_hour_left_out_is_as_if_there_were_none() -> None:
    lost = (team("Europe/Berlin", (6, "02:45", "03:15"), (0, "09:00", "10:00")),)
    assert next_opening(lost, at("2026-03-29T00:00Z")) == at("2026-03-30T07:00Z")


def test_deadlines_keep_to_the_wall_clock_over_a_change_of_clocks() -> None:
    """Friday 17:00 and two hours: Monday at 10:00 by the clock, before and after alike."""
    los_angeles = (office("America/Los_Angeles"),)
    zone = ZoneInfo("America/Los_Angeles")
    for friday, monday in (("2026-03-06", "2026-03-09"), ("2026-10-30", "2026-11-02")):
        begins = datetime.fromisoformat(f"{friday}T17:00").replace(tzinfo=zone)
        ends = add_open_minutes(los_angeles, begins, 120).astimezone(zone)
        assert ends.replace(tzinfo=None).isoformat() == f"{monday}T10:00:00"


@pytest.mark.parametrize(
    ("zone", "country", "subdivision", "begins", "ends"),
    [
        ("Europe/Berlin", "DE", "BE", "2026-12-24T17:00+01:00", "2026-12-28T10:00+01:00"),
        ("Europe/Berlin", "DE", "BE", "2026-12-31T17:00+01:00", "2027-01-04T10:00+01:00"),
        ("America/Los_Angeles", "US", "CA", "2026-11-25T17:00-08:00", "2026-11-27T10:00-08:00"),
        ("Asia/Shanghai", "CN", "", "2026-09-30T17:00+08:00", "2026-10-08T10:00+08:00"),
    ],
    ids=["Christmas", "the year's end", "Thanksgiving", "the golden week"],
)
def test_public_holidays_do_not_count(
    zone: str, country: str, subdivision: str, begins: str, ends: str
) -> None:
    # the day after Thanksgiving is one in California, but not where only the country's are kept
    country_only = subdivision if subdivision != "CA" else ""
    teams = (office(zone, country=country, subdivision=country_only),)
    assert add_open_minutes(teams, at(begins), 120) == at(ends)


def test_a_saturday_worked_for_a_bridge_day_counts_where_the_country_has_one() -> None:
    """10 October 2026 is worked in China, in exchange for the golden week's end."""
    saturday = at("2026-10-10T10:00+08:00")
    assert is_open((office("Asia/Shanghai", country="CN"),), saturday)
    assert not is_open((office("Asia/Shanghai"),), saturday)
    assert not is_open((office("Asia/Shanghai", country="CN"),), saturday + timedelta(days=7))


def test_round_the_clock_is_every_minute_but_the_holidays_of_a_country() -> None:
    always = (team("Asia/Shanghai"),)
    assert open_minutes_between(always, at("2026-01-01T00:00Z"), at("2027-01-01T00:00Z")) == 525_600
    assert add_open_minutes(always, at("2026-12-31T23:50+08:00"), 20) == at(
        "2027-01-01T00:10+08:00"
    )
    kept = (team("Europe/Berlin", country="DE"),)
    assert not is_open(kept, at("2026-12-25T12:00+01:00"))


def test_teams_round_the_world_are_one_long_day() -> None:
    teams = (office("Asia/Shanghai"), office("Europe/Berlin"), office("America/Los_Angeles"))
    begins = at("2026-11-23T17:00+08:00")
    assert add_open_minutes(teams, begins, 12 * 60) == begins + timedelta(hours=12)


def test_who_is_never_open_is_named() -> None:
    nobody: tuple[Team, ...] = ()
    for ask in (next_opening, lambda teams, moment: add_open_minutes(teams, moment, 1)):
        with pytest.raises(DeskInvalid, match="nobody is never open"):
            ask(nobody, at("2026-11-23T00:00Z"))
    assert open_minutes_between(nobody, at("2026-01-01T00:00Z"), at("2027-01-01T00:00Z")) == 0


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(DeskInvalid, match="has no time zone"):
        next_opening((office("UTC"),), at("2026-11-23"))
