"""Public holidays, seasons and when a person replies, against days that calendars name."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.locale.market import Market
from answer.locale.market_files import load_markets
from answer.locale.working_days import (
    expected_reply,
    greeting_at,
    holiday_name,
    hours_on,
    is_holiday,
    is_open,
    is_working_day,
    next_working_day,
    seasons_at,
    subdivisions_of,
)

BOOK = load_markets()


def market(code: str) -> Market:
    found = BOOK.find(code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("DE", date(2026, 4, 3)),  # Good Friday
        ("DE", date(2026, 10, 3)),
        ("US", date(2026, 11, 26)),  # the fourth Thursday
        ("US", date(2027, 7, 5)),  # the 4th is a Sunday
        ("GB", date(2026, 12, 28)),  # Boxing Day is a Saturday
        ("GB", date(2027, 3, 29)),  # Easter Monday, not in Scotland
        ("FR", date(2026, 7, 14)),
        ("JP", date(2026, 5, 6)),  # in place of a Sunday
        ("CN", date(2026, 2, 17)),  # Spring Festival
        ("CN", date(2027, 2, 6)),
        ("KR", date(2026, 9, 25)),  # Chuseok
        ("VN", date(2026, 2, 17)),  # Tết
        ("SA", date(2026, 9, 23)),
        ("TR", date(2026, 10, 29)),
        ("IN", date(2026, 11, 8)),  # Diwali
        ("BR", date(2026, 9, 7)),
        ("ID", date(2026, 8, 17)),
        ("TH", date(2026, 4, 13)),  # Songkran
        ("AU", date(2027, 1, 26)),
        ("ZA", date(2026, 9, 24)),
    ],
)
def test_a_public_holiday_is_known(code: str, day: date) -> None:
    assert is_holiday(market(code), day)
    assert holiday_name(market(code), day, language="en")
    assert not is_working_day(market(code), day)


def test_a_holiday_is_called_as_customers_call_it() -> None:
    assert holiday_name(market("DE"), date(2026, 12, 25), language="de") == "Erster Weihnachtstag"
    assert holiday_name(market("JP"), date(2026, 1, 1), language="ja") == "元日"
    assert holiday_name(market("DE"), date(2026, 11, 23)) == ""


@pytest.mark.parametrize(
    ("code", "working", "free"),
    [
        ("DE", date(2026, 11, 23), date(2026, 11, 22)),
        ("SA", date(2026, 11, 22), date(2026, 11, 20)),  # Friday and Saturday are free
        ("EG", date(2026, 11, 22), date(2026, 11, 21)),
        ("AE", date(2026, 11, 20), date(2026, 11, 21)),  # since 2022 Saturday and Sunday
        ("CN", date(2026, 2, 14), date(2026, 2, 15)),  # a Saturday worked for the festival
        ("HK", date(2026, 11, 20), date(2026, 11, 21)),
    ],
)
def test_a_week_has_the_market_s_own_weekend(code: str, working: date, free: date) -> None:
    assert is_working_day(market(code), working)
    assert not is_working_day(market(code), free)


@pytest.mark.parametrize(
    ("code", "day", "season"),
    [
        ("SA", date(2026, 2, 18), "ramadan"),  # 1 Ramadan 1447
        ("SA", date(2027, 2, 8), "ramadan"),  # 1 Ramadan 1448
        ("EG", date(2026, 3, 20), "eid_al_fitr"),
        ("AE", date(2026, 5, 27), "eid_al_adha"),
        ("TR", date(2026, 5, 27), "eid_al_adha"),
        ("CN", date(2026, 2, 16), "lunar_new_year"),
        ("KR", date(2027, 2, 7), "lunar_new_year"),
        ("TW", date(2026, 2, 17), "lunar_new_year"),
        ("HK", date(2026, 2, 17), "lunar_new_year"),
        ("SG", date(2026, 2, 17), "lunar_new_year"),
        ("VN", date(2026, 2, 17), "lunar_new_year"),
        ("CN", date(2026, 9, 25), "mid_autumn"),
        ("TW", date(2026, 9, 25), "mid_autumn"),
        ("CN", date(2026, 10, 7), "national_week_china"),
        ("KR", date(2026, 9, 25), "chuseok"),
        ("JP", date(2026, 4, 30), "golden_week"),
        ("JP", date(2026, 8, 14), "obon"),
        ("JP", date(2026, 12, 30), "new_year_japan"),
        ("IN", date(2026, 11, 9), "diwali"),
        ("US", date(2026, 11, 27), "thanksgiving"),
        ("DE", date(2026, 12, 24), "christmas"),
        ("DE", date(2027, 1, 1), "new_year"),
        ("TH", date(2027, 4, 14), "songkran"),
        ("IT", date(2026, 8, 15), "august_break"),
        ("RU", date(2027, 1, 5), "new_year_russia"),
    ],
)
def test_a_season_comes_when_it_does(code: str, day: date, season: str) -> None:
    assert season in {one.key for one in seasons_at(market(code), day)}
    three_months_later = day + timedelta(days=90)
    assert season not in {one.key for one in seasons_at(market(code), three_months_later)}


@pytest.mark.parametrize("code", BOOK.described)
def test_every_season_of_a_market_comes_once_a_year_and_ends(code: str) -> None:
    here = market(code)
    for season in here.seasons:
        of_it = replace(here, seasons=(season,))
        days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
        count = sum(bool(seasons_at(of_it, day)) for day in days)
        assert 1 <= count <= 31, season.key


def test_one_wishes_what_the_season_asks_for_in_the_customer_s_language() -> None:
    assert greeting_at(market("DE"), date(2026, 12, 25), language="de") == "Frohe Weihnachten!"
    assert greeting_at(market("CN"), date(2026, 2, 17), language="zh-Hans") == "春节快乐！"
    assert greeting_at(market("SA"), date(2026, 2, 20), language="ar") == "رمضان مبارك!"
    assert greeting_at(market("MX"), date(2026, 12, 25), language="es-MX") == "¡Feliz Navidad!"
    assert greeting_at(market("DE"), date(2026, 11, 23), language="de") == ""
    assert greeting_at(market("JP"), date(2026, 8, 14), language="ja") == ""


@pytest.mark.parametrize(
    ("code", "asked_at", "reply_by"),
    [
        # Monday morning: the same evening
        ("DE", "2026-11-23T08:30", "2026-11-23T18:00"),
        ("DE", "2026-11-23T07:00", "2026-11-23T17:00"),
        # Friday afternoon: Monday; the remaining hour of Friday counts
        ("DE", "2026-11-20T16:00", "2026-11-23T16:00"),
        ("DE", "2026-11-21T12:00", "2026-11-23T17:00"),
        # Thursday evening before a weekend of Friday and Saturday
        ("SA", "2026-11-19T16:00", "2026-11-22T17:00"),
        # Ramadan: shorter days
        ("SA", "2026-02-22T20:00", "2026-02-24T12:00"),
        # Christmas: the 25th and 26th are holidays and then comes a weekend
        ("GB", "2026-12-24T18:00", "2026-12-29T17:00"),
        # the Spring Festival of 2026 ends on the 23rd
        ("CN", "2026-02-14T11:00", "2026-02-24T17:00"),
        # Japan between the years: closed until the 3rd, which is a Sunday in 2027
        ("JP", "2026-12-28T12:00", "2027-01-04T17:00"),
    ],
)
def test_a_person_replies_in_working_hours(code: str, asked_at: str, reply_by: str) -> None:
    asked = datetime.fromisoformat(asked_at).replace(tzinfo=UTC)
    due = expected_reply(market(code), asked)
    assert due is not None
    assert due.replace(tzinfo=None) == datetime.fromisoformat(reply_by)
    assert due.tzinfo == ZoneInfo(market(code).time_zones[0])


def test_seasons_stretch_the_time_to_a_reply() -> None:
    usual = expected_reply(market("JP"), datetime(2026, 6, 8, 1, tzinfo=UTC))
    obon = expected_reply(market("JP"), datetime(2026, 8, 13, 1, tzinfo=UTC))
    assert usual is not None
    assert obon is not None
    assert obon - datetime(2026, 8, 13, 1, tzinfo=UTC) > 2 * (
        usual - datetime(2026, 6, 8, 1, tzinfo=UTC)
    )


def test_a_group_of_countries_has_no_clock() -> None:
    union = market("EU")
    assert expected_reply(union, datetime(2026, 11, 23, 9, tzinfo=UTC)) is None
    assert not is_open(union, datetime(2026, 11, 23, 9, tzinfo=UTC))


def test_open_hours_are_told_on_the_market_s_clock() -> None:
    morning_in_tokyo = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    assert is_open(market("JP"), morning_in_tokyo)
    assert not is_open(market("DE"), morning_in_tokyo)
    assert not is_open(market("JP"), datetime(2026, 11, 23, 3, tzinfo=UTC)), "a holiday"
    hours = hours_on(market("SA"), date(2026, 2, 23))
    assert hours is not None
    assert (hours.opens.hour, hours.closes.hour) == (10, 16)
    assert hours_on(market("DE"), date(2026, 12, 25)) is None


def test_a_service_that_is_always_shut_names_a_day_all_the_same() -> None:
    shut = replace(market("DE"), weekend=tuple(range(7)))
    asked = datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert next_working_day(shut, asked.date()) == date(2026, 11, 24)


@given(
    code=st.sampled_from(BOOK.described),
    asked_at=st.datetimes(
        min_value=datetime(2024, 1, 1),  # noqa: DTZ001
        max_value=datetime(2035, 12, 31),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
)
def test_a_reply_is_due_later_within_hours_of_service_and_on_a_working_day(
    code: str, asked_at: datetime
) -> None:
    here = market(code)
    due = expected_reply(here, asked_at)
    assert due is not None
    assert asked_at < due < asked_at + timedelta(days=30)
    hours = hours_on(here, due.date())
    assert hours is not None
    assert hours.opens <= due.time() <= hours.closes
    assert due.minute == 0


@given(
    code=st.sampled_from(BOOK.described),
    day=st.dates(min_value=date(1900, 1, 1), max_value=date(2150, 1, 1)),
)
def test_any_day_can_be_asked_about(code: str, day: date) -> None:
    following = next_working_day(market(code), day)
    assert day < following <= day + timedelta(days=30)
    assert is_working_day(market(code), following)


def test_a_region_keeps_its_own_holidays(tmp_path: Path) -> None:
    assert "BY" in subdivisions_of("DE")
    assert subdivisions_of("XX") == ()
    (tmp_path / "markets.yaml").write_text("markets: {DE: {holidays_of: BY}}\n", encoding="utf-8")
    bavaria = load_markets(tmp_path).find("DE")
    assert bavaria is not None
    assert is_holiday(bavaria, date(2026, 1, 6))
    assert not is_holiday(market("DE"), date(2026, 1, 6))
