"""When the desk opens next, told to a visitor on their own clock and in their own language."""

from datetime import UTC, datetime

import pytest

from answer.desk.service_files import load_service
from answer.locale.market_files import load_markets
from api.widget.hours import DeskHours, hours_for

SERVICE, MARKETS = load_service(), load_markets()
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SATURDAY_NIGHT = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
"""After the last team's Saturday."""


def hours(at: datetime, *, language: str, market: str = "", time_zone: str = "") -> DeskHours:
    return hours_for(SERVICE, MARKETS, language=language, market=market, time_zone=time_zone, at=at)


def test_where_somebody_is_there_nothing_is_announced() -> None:
    found = hours(MONDAY, language="de", market="DE", time_zone="Europe/Berlin")
    assert found == DeskHours(is_open=True, opens_at=MONDAY, told="")


@pytest.mark.parametrize(
    ("language", "time_zone", "told"),
    [
        # Berlin reads these, and opens at 8:30 on Monday
        ("de", "Europe/Berlin", "Montag, 23. November, 08:30 Uhr"),
        ("de", "Asia/Dubai", "Montag, 23. November, 11:30 Uhr"),
        ("de", "America/Los_Angeles", "Sonntag, 22. November, 23:30 Uhr"),
        ("it", "Europe/Rome", "lunedì 23 novembre, 08:30"),
        ("ar", "Asia/Riyadh", "الاثنين، 23 نوفمبر، 10:30 ص"),
        # Shenzhen reads these, and opens at nine there
        ("zh-Hans", "Asia/Shanghai", "11月23日星期一 09:00"),
        ("ja", "Asia/Tokyo", "11月23日月曜日 10:00"),
    ],
)
def test_the_next_opening_is_told_on_the_visitors_clock(
    language: str, time_zone: str, told: str
) -> None:
    found = hours(SATURDAY_NIGHT, language=language, time_zone=time_zone)
    assert not found.is_open
    assert found.told.replace("\u202f", " ") == told


@pytest.mark.parametrize("time_zone", ["", "Mars/Olympus", "../../etc/passwd", "a\0b", "Europe"])
def test_where_no_clock_is_known_the_clock_that_is_told_is_named(time_zone: str) -> None:
    of_market = hours(SATURDAY_NIGHT, language="de", market="DE", time_zone=time_zone)
    of_team = hours(SATURDAY_NIGHT, language="de", time_zone=time_zone)
    assert of_market.told == of_team.told == "Montag, 23. November, 08:30 Uhr (UTC+01:00)"
    far = hours(SATURDAY_NIGHT, language="de", market="AE", time_zone=time_zone)
    assert far.told == "Montag, 23. November, 11:30 Uhr (UTC+04:00)"


def test_a_public_holiday_is_no_day_of_work() -> None:
    christmas_eve_night = datetime(2026, 12, 24, 22, 0, tzinfo=UTC)
    found = hours(christmas_eve_night, language="de", time_zone="Europe/Berlin")
    assert found.opens_at == datetime(2026, 12, 28, 7, 30, tzinfo=UTC)
