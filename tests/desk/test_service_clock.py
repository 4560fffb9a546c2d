"""Who gets a case and by when: follow the sun, mornings, account managers, red plans, breaches."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.desk.case import Case
from answer.desk.open_hours import open_minutes_between
from answer.desk.service import LEVELS, Deadlines, ServiceBook, Team
from answer.desk.service_clock import (
    after_breach,
    after_waiting,
    deadlines,
    on_red_plan,
    raised,
    team_now,
)
from answer.desk.service_files import load_service
from answer.reply import Level
from ingest.errors import DeskInvalid
from tests.desk.stored import a_case

MONDAY_IN_BERLIN = "2026-11-23T10:00+01:00"
BERLIN = "Europe/Berlin"
MARKETS = ("DE", "US", "CN", "BR", "EU", "SA", "", "XX")
LANGUAGES = ("en", "de", "zh-Hans", "zh-TW", "pt-BR", "th", "sw", "")


@cache
def book() -> ServiceBook:
    return load_service()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def of(
    opened_at: str,
    *,
    tier: str = "gold",
    level: Level = "L1",
    market: str = "DE",
    language: str = "en",
    is_red: bool = False,
    is_urgent: bool = False,
    zone: str = "",
) -> Deadlines:
    return deadlines(
        book(),
        tier=tier,
        level=level,
        market=market,
        language=language,
        opened_at=at(opened_at),
        is_red=is_red,
        is_urgent=is_urgent,
        customer_time_zone=zone,
    )


def case(**changes: object) -> Case:
    made = a_case(
        reason="low_confidence",
        risk_class="",
        priority=40,
        opened_at=at(MONDAY_IN_BERLIN),
        team="berlin",
        first_reply_due_at=at("2026-11-23T10:30+01:00"),
        resolve_due_at=at("2026-11-23T11:15+01:00"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tier", "first", "resolved"),
    [
        ("gold", "10:30", "11:15"),
        ("silver", "14:00", "14:45"),
        ("B", "12:00", "12:45"),
        ("GOLD", "10:30", "11:15"),
    ],
)
def test_the_tier_says_when_a_person_replies_and_the_level_how_long_it_may_take(
    tier: str, first: str, resolved: str
) -> None:
    found = of(MONDAY_IN_BERLIN, tier=tier)
    assert found.team == "berlin"
    assert found.first_reply_at == at(f"2026-11-23T{first}+01:00")
    assert found.resolve_at == at(f"2026-11-23T{resolved}+01:00")
    assert found.first_reply_at.tzinfo is found.resolve_at.tzinfo is UTC
    assert found.legal_step_at is None


def test_the_shorter_of_the_tier_s_and_the_level_s_clock_holds() -> None:
    assert (
        of(MONDAY_IN_BERLIN, tier="standard", level="L2").first_reply_at
        == of(MONDAY_IN_BERLIN, tier="silver", level="L2").first_reply_at
    )
    patient = replace(
        book().tiers["gold"],
        clocks=replace(book().tiers["gold"].clocks, resolution_minutes=10),
    )
    changed = replace(book(), tiers={**book().tiers, "gold": patient})
    found = deadlines(
        changed, tier="gold", level="L1", market="DE", language="en", opened_at=at(MONDAY_IN_BERLIN)
    )
    assert found.resolve_at - found.first_reply_at == timedelta(minutes=10)


def test_the_next_open_team_gets_it_and_the_clock_goes_on() -> None:
    """Berlin goes home at 17:30, Los Angeles has been there since 17:00 of Berlin's clock."""
    found = of("2026-11-23T17:20+01:00")
    assert (found.team, found.first_reply_at) == ("berlin", at("2026-11-23T17:50+01:00"))
    evening = of("2026-11-23T18:00+01:00")
    assert (evening.team, evening.first_reply_at) == ("los-angeles", at("2026-11-23T18:30+01:00"))
    assert of("2026-11-24T05:00+01:00").team == "shenzhen"


def test_of_those_who_are_open_the_one_that_looks_after_the_market_has_it() -> None:
    both_open = "2026-11-23T08:00Z"
    assert of(both_open, market="DE").team == "berlin"
    assert of(both_open, market="VN").team == "shenzhen"
    assert of(both_open, market="EU").team == "berlin"


def test_who_writes_in_a_language_waits_for_those_who_read_it() -> None:
    found = of("2026-11-23T18:00+01:00", language="de")
    assert (found.team, found.first_reply_at) == ("berlin", at("2026-11-24T09:00+01:00"))
    assert of("2026-11-23T18:00+01:00", language="es-MX").team == "los-angeles"
    assert of("2026-11-23T10:00+01:00", language="zh-TW").team == "shenzhen"


def test_what_is_urgent_waits_for_no_language() -> None:
    found = of("2026-11-23T18:00+01:00", language="de", is_urgent=True)
    assert (found.team, found.first_reply_at) == ("los-angeles", at("2026-11-23T18:30+01:00"))
    # but who reads it comes first where they are there
    assert of("2026-11-23T17:10+01:00", language="de", is_urgent=True).team == "berlin"


def test_a_language_that_nobody_reads_is_no_reason_to_wait() -> None:
    assert of("2026-11-23T18:00+01:00", language="sw") == of("2026-11-23T18:00+01:00")


def test_what_is_not_urgent_waits_for_the_customer_s_morning() -> None:
    night = "2026-11-23T23:00+01:00"
    waits = of(night, tier="silver", zone=BERLIN)
    assert waits.first_reply_at == at("2026-11-24T12:00+01:00")
    after_midnight = of("2026-11-24T02:00+01:00", tier="silver", zone=BERLIN)
    assert after_midnight == waits
    by_day = of(MONDAY_IN_BERLIN, tier="silver", zone=BERLIN)
    assert by_day == of(MONDAY_IN_BERLIN, tier="silver")
    for soon in (
        of(night, tier="silver"),
        of(night, tier="silver", zone=BERLIN, is_urgent=True),
        of(night, tier="silver", zone=BERLIN, is_red=True),
        of(night, tier="gold", zone=BERLIN),
    ):
        assert soon.first_reply_at < at("2026-11-24T08:00+01:00")


def test_an_unknown_time_zone_is_named() -> None:
    for zone in ("Mars/Olympus", "../etc/passwd", "Europe"):
        with pytest.raises(DeskInvalid, match="is no known time zone"):
            of("2026-11-23T23:00+01:00", tier="silver", zone=zone)


def test_an_account_manager_comes_first_while_they_are_there() -> None:
    assert of("2026-11-23T12:00+01:00", tier="diamond").team == "key-accounts"
    late = of("2026-11-23T20:00+01:00", tier="diamond")
    assert late.team == "los-angeles"
    assert late.first_reply_at == at("2026-11-23T20:15+01:00")
    assert of("2026-11-23T12:00+01:00").team == "berlin"


def test_an_account_manager_may_be_one_person() -> None:
    teams = tuple(
        replace(team, agents=("Jo",)) if team.name == "berlin" else team for team in book().teams
    )
    diamond = replace(book().tiers["diamond"], account_manager="Jo")
    changed = replace(book(), teams=teams, tiers={**book().tiers, "diamond": diamond})

    def asked(when: str) -> Deadlines:
        return deadlines(
            changed, tier="diamond", level="L1", market="US", language="en", opened_at=at(when)
        )

    by_day, by_night = asked("2026-11-23T09:00+01:00"), asked("2026-11-23T20:00+01:00")
    assert (by_day.team, by_day.assignee) == ("berlin", "Jo")
    assert (by_night.team, by_night.assignee) == ("los-angeles", "")


def test_around_the_clock_runs_while_everybody_is_away() -> None:
    diamond = replace(book().tiers["diamond"], is_around_the_clock=True)
    changed = replace(book(), tiers={**book().tiers, "diamond": diamond})
    sunday = at("2026-11-22T12:00+01:00")
    found = deadlines(
        changed, tier="diamond", level="L1", market="DE", language="en", opened_at=sunday
    )
    assert found.first_reply_at == sunday + timedelta(minutes=15)
    assert found.resolve_at == sunday + timedelta(minutes=60)


def test_a_red_case_goes_by_the_wall_clock_to_the_plan_s_team() -> None:
    saturday = "2026-11-28T22:00+01:00"
    found = of(saturday, tier="standard", level="L3", is_red=True)
    assert found.team == "incidents"
    assert found.first_reply_at == at(saturday) + timedelta(hours=4)
    assert found.legal_step_at == at(saturday) + timedelta(hours=24)
    assert found.resolve_at == at(saturday) + timedelta(hours=48)
    soon = of(MONDAY_IN_BERLIN, tier="gold", is_red=True)
    assert soon.first_reply_at == of(MONDAY_IN_BERLIN, tier="gold").first_reply_at


def test_an_unknown_tier_is_refused_by_name() -> None:
    with pytest.raises(DeskInvalid, match="'platinum' is no known tier"):
        of(MONDAY_IN_BERLIN, tier="platinum")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(DeskInvalid, match="has no time zone"):
        of("2026-11-23T10:00")


def test_a_level_that_no_team_takes_goes_to_the_one_below() -> None:
    without = replace(book(), teams=tuple(one for one in book().teams if "L3" not in one.levels))
    found = team_now(without, level="L3", market="DE", language="en", at=at(MONDAY_IN_BERLIN))
    assert found.name == "experts"
    nobody = replace(book(), teams=())
    with pytest.raises(DeskInvalid, match="no team can take a case of L1"):
        team_now(nobody, level="L1", market="DE", language="en", at=at(MONDAY_IN_BERLIN))


moments = st.datetimes(
    min_value=at("2026-01-01"), max_value=at("2027-03-01"), timezones=st.just(UTC)
)


@settings(deadline=None)
@given(
    opened=moments,
    tier=st.sampled_from(sorted(load_service().tiers)),
    level=st.sampled_from(LEVELS),
    market=st.sampled_from(MARKETS),
    language=st.sampled_from(LANGUAGES),
    is_red=st.booleans(),
    is_urgent=st.booleans(),
    zone=st.sampled_from(("", BERLIN, "Asia/Kathmandu", "America/St_Johns")),
)
def test_whatever_comes_somebody_has_it_and_its_clocks_are_in_order(
    opened: datetime,
    tier: str,
    level: Level,
    market: str,
    language: str,
    is_red: bool,
    is_urgent: bool,
    zone: str,
) -> None:
    found = deadlines(
        book(),
        tier=tier,
        level=level,
        market=market,
        language=language,
        opened_at=opened,
        is_red=is_red,
        is_urgent=is_urgent,
        customer_time_zone=zone,
    )
    team = book().team_of(found.team)
    assert team is not None
    assert opened < found.first_reply_at <= found.resolve_at
    if is_red:
        assert found.legal_step_at is not None
        assert found.resolve_at <= opened + timedelta(hours=48)
    else:
        assert level in team.levels or found.team == "key-accounts"
        urgent = deadlines(
            book(),
            tier=tier,
            level=level,
            market=market,
            language=language,
            opened_at=opened,
            is_urgent=True,
        )
        assert urgent.first_reply_at <= found.first_reply_at


@settings(deadline=None)
@given(opened=moments, market=st.sampled_from(MARKETS), language=st.sampled_from(LANGUAGES))
def test_the_team_of_now_is_open_whenever_one_that_may_take_it_is(
    opened: datetime, market: str, language: str
) -> None:
    found = team_now(book(), level="L1", market=market, language=language, at=opened)
    soon = opened + timedelta(seconds=1)

    def is_there(team: Team) -> bool:
        return open_minutes_between((team,), opened, soon) > 0

    same_reading = [
        team
        for team in book().teams
        if team.levels == ("L1",) and not team.is_only_by_name and team.languages == found.languages
    ]
    assert is_there(found) or not any(map(is_there, same_reading))


def test_a_level_is_raised_up_to_the_last() -> None:
    assert [raised(level) for level in LEVELS] == ["L2", "L3", "L3"]


def test_a_breach_goes_one_level_up_with_new_clocks_and_tells_both_teams() -> None:
    now = at("2026-11-23T10:30+01:00")
    found = after_breach(book(), case(), now)
    assert (found.level, found.team) == ("L2", "experts")
    assert found.deadlines.first_reply_at == now + timedelta(minutes=30)
    assert found.priority < 40
    assert found.told == ("berlin", "experts")


def test_after_a_reply_only_the_resolution_runs() -> None:
    now = at("2026-11-24T09:00+08:00")
    found = after_breach(book(), case(first_replied_at=at("2026-11-23T10:20+01:00")), now)
    assert found.deadlines.resolve_at == now + timedelta(minutes=480)


def test_leads_are_told_where_a_team_has_one() -> None:
    teams = tuple(
        replace(team, lead="Kim") if team.name == "berlin" else team for team in book().teams
    )
    found = after_breach(replace(book(), teams=teams), case(), at("2026-11-23T10:30+01:00"))
    assert found.told == ("Kim", "experts")


def test_the_last_level_tells_everybody_and_goes_to_the_plan_s_team() -> None:
    now = at("2026-11-25T10:00+08:00")
    found = after_breach(book(), case(level="L3", team="factory"), now)
    assert (found.level, found.team) == ("L3", "incidents")
    assert set(found.told) == {team.name for team in book().teams}


@settings(deadline=None)
@given(
    st.builds(
        case,
        level=st.sampled_from(LEVELS),
        market=st.sampled_from(MARKETS),
        language=st.sampled_from(LANGUAGES),
        tier=st.sampled_from((*sorted(load_service().tiers), "no longer a tier")),
        team=st.sampled_from((*(team.name for team in load_service().teams), "", "gone")),
        colour=st.sampled_from(("", "yellow", "red")),
        priority=st.integers(0, 100),
        first_replied_at=st.none() | st.just(at(MONDAY_IN_BERLIN)),
    ),
    moments.filter(lambda moment: moment > at(MONDAY_IN_BERLIN)),
)
def test_however_often_it_is_breached_somebody_is_told_and_a_clock_runs(
    breached: Case, now: datetime
) -> None:
    for _ in range(5):
        found = after_breach(book(), breached, now)
        assert book().team_of(found.team) is not None
        assert found.told
        assert now < found.deadlines.first_reply_at
        assert now < found.deadlines.resolve_at
        assert 0 <= found.priority <= breached.priority
        assert LEVELS.index(found.level) >= LEVELS.index(breached.level)
        breached = replace(
            breached,
            level=found.level,
            team=found.team,
            priority=found.priority,
            first_reply_due_at=found.deadlines.first_reply_at,
            resolve_due_at=found.deadlines.resolve_at,
        )
        due = breached.due_at
        assert due is not None
        now = due
    assert breached.level == "L3"


def test_a_red_plan_that_ran_out_is_begun_again_soon() -> None:
    opened = at(MONDAY_IN_BERLIN)
    red = case(colour="red", level="L3", first_replied_at=opened + timedelta(hours=1))
    in_time = after_breach(book(), red, opened + timedelta(hours=40))
    assert in_time.deadlines.resolve_at == opened + timedelta(hours=48)
    too_late = after_breach(book(), red, opened + timedelta(hours=48))
    assert too_late.deadlines.resolve_at == opened + timedelta(hours=52)


def test_a_case_that_turns_red_keeps_what_ends_sooner() -> None:
    now = at("2026-11-23T10:20+01:00")
    found = on_red_plan(book(), case(), now)
    assert found.team == "incidents"
    assert found.first_reply_at == at("2026-11-23T10:30+01:00")
    assert found.resolve_at == at("2026-11-23T11:15+01:00")
    assert found.legal_step_at == now + timedelta(hours=24)
    patient = case(first_reply_due_at=None, resolve_due_at=at("2026-12-24T10:00+01:00"))
    found = on_red_plan(book(), patient, now)
    assert found.first_reply_at == now + timedelta(hours=4)
    assert found.resolve_at == now + timedelta(hours=48)


def test_the_clock_stands_while_it_is_the_customer_s_turn() -> None:
    """Resolved by 11:15, asked at 11:00, answered two days later: a quarter of an hour is left."""
    found = after_waiting(
        book(),
        case(),
        since=at("2026-11-23T11:00+01:00"),
        until=at("2026-11-25T09:00+01:00"),
    )
    assert found == at("2026-11-25T09:15+01:00")
    red = case(colour="red")
    assert red.resolve_due_at == after_waiting(
        book(), red, since=at("2026-11-23T11:00+01:00"), until=at("2026-11-25T09:00+01:00")
    )


def test_every_level_tier_market_and_language_has_a_team_at_any_hour_of_a_week() -> None:
    start = at("2026-11-23T00:00Z")
    for level, market, language in product(LEVELS, MARKETS, LANGUAGES):
        for hour in range(0, 168, 12):
            moment = start + timedelta(hours=hour)
            found = team_now(book(), level=level, market=market, language=language, at=moment)
            assert level in found.levels
