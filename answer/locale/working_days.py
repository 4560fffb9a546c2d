"""When people work in a market: its weekends, public holidays and seasons, on its own clock.

Public holidays come from the ``holidays`` library, the Hijri calendar from ``hijridate``; nothing
is looked up anywhere else.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays
from hijridate import Gregorian

from answer.locale.market import Market, Period, Season, ServiceHours

KindOfDay = Literal["ordinary", "holiday", "worked_weekend"]
_LOOKED_AHEAD_DAYS = 90
"""No service is closed for longer; a reply is never promised later."""
_TAGS = {"en": "en_US", "zh-Hans": "zh_CN", "zh-Hant": "zh_TW"}
_HIJRI_KNOWN = (date(1924, 8, 1), date(2077, 11, 16))
"""The days between which the Umm al-Qura calendar is fixed."""
_YEARS_KNOWN = range(2001, 2036)
"""For which the library has the holidays of every country, those by the moon too."""
_FULL_HOUR = timedelta(hours=1)


def is_holiday(market: Market, day: date) -> bool:
    """Whether a day is a public holiday in the whole market."""
    return bool(holiday_name(market, day))


def holiday_name(market: Market, day: date, *, language: str = "") -> str:
    """What a public holiday is called, in English or as near to ``language`` as is known."""
    return str(_public_holidays(market.code, market.subdivision, day.year, language).get(day, ""))


def is_working_day(market: Market, day: date) -> bool:
    """Whether people answer on a day: no weekend, no public holiday, no season of closed doors.

    Saturdays and Sundays that are worked in exchange for a bridge day count as working days.
    """
    known = _public_holidays(market.code, market.subdivision, day.year, "")
    weekend = market.weekend if market.weekend is not None else sorted(known.weekend)
    if day in known or any(season.closed for season in seasons_at(market, day)):
        return False
    return day.weekday() not in weekend or day in known.weekend_workdays


def next_working_day(market: Market, after: date) -> date:
    """The first working day after a day."""
    return next(_working_days(market, after + timedelta(days=1)))


def seasons_at(market: Market, day: date) -> tuple[Season, ...]:
    """The seasons that a day falls in, as the market lists them."""
    return tuple(season for season in market.seasons if _falls_in(day, season.period, market))


def greeting_at(market: Market, day: date, *, language: str) -> str:
    """What one wishes a customer on a day, in their language; empty where nothing is due."""
    wide = language.split("-")[0]
    wishes = (
        season.greetings.get(language) or season.greetings.get(wide)
        for season in seasons_at(market, day)
    )
    return next((wish for wish in wishes if wish), "")


def hours_on(market: Market, day: date) -> ServiceHours | None:
    """From when to when people answer on a day; None on a day without work."""
    if not is_working_day(market, day):
        return None
    of_season = (season.service_hours for season in seasons_at(market, day))
    return next((hours for hours in of_season if hours), market.service_hours)


def is_open(market: Market, moment: datetime) -> bool:
    """Whether people answer at a moment (with a time zone). False where the market has no clock."""
    if not market.time_zones:
        return False
    local = moment.astimezone(ZoneInfo(market.time_zones[0]))
    hours = hours_on(market, local.date())
    return hours is not None and hours.opens <= local.time() < hours.closes


def expected_reply(market: Market, asked_at: datetime) -> datetime | None:
    """By when a person replies to what is asked at a moment, on the market's clock, to the hour.

    Only working hours count. None where the market has no clock of its own (a group of countries).
    """
    if not market.time_zones:
        return None
    zone = ZoneInfo(market.time_zones[0])
    local = asked_at.astimezone(zone)
    of_season = (season.reply_within_hours for season in seasons_at(market, local.date()))
    left = timedelta(hours=next((hours for hours in of_season if hours), market.reply_within_hours))
    for day in _working_days(market, local.date()):
        hours = hours_on(market, day) or market.service_hours
        opens = max(datetime.combine(day, hours.opens, zone), local)
        closes = datetime.combine(day, hours.closes, zone)
        # on one clock and one day: the difference is what the clock shows
        open_for = max(closes - opens, timedelta())
        if left <= open_for:
            return min(_to_the_hour(opens + left), closes)
        left -= open_for
    return None


def kind_of_day(day: date, *, country: str, subdivision: str = "") -> KindOfDay:
    """Whether a country works on a day: a public holiday, a weekend day worked in exchange for a
    bridge day, or neither. Without a country every day is ordinary."""
    known = _public_holidays(country, subdivision, day.year, "")
    if day in known:
        return "holiday"
    return "worked_weekend" if day in known.weekend_workdays else "ordinary"


def subdivisions_of(country: str) -> tuple[str, ...]:
    """The regions of a country whose public holidays are known."""
    return tuple(holidays.list_supported_countries().get(country, ()))


def _working_days(market: Market, first: date) -> Iterator[date]:
    """None is never the answer: a service that is shut all along counts from ``first``."""
    worked = False
    for day in (first + timedelta(days=number) for number in range(_LOOKED_AHEAD_DAYS)):
        if is_working_day(market, day):
            worked = True
            yield day
    if not worked:
        yield first


def _to_the_hour(moment: datetime) -> datetime:
    whole = moment.replace(minute=0, second=0, microsecond=0)
    return whole if whole == moment else whole + _FULL_HOUR


def _falls_in(day: date, period: Period, market: Market) -> bool:
    before, after = timedelta(days=period.days_before), timedelta(days=period.days_after)
    if period.holidays:
        return any(
            _is_named(market, day + timedelta(days=number), period.holidays)
            for number in range(-period.days_after, period.days_before + 1)
        )
    # the days around widen the span: a day is in it when a day within reach is
    reach = (day + timedelta(days=n) for n in range(-after.days, before.days + 1))
    if period.hijri_first and period.hijri_last:
        known = (one for one in reach if _HIJRI_KNOWN[0] <= one <= _HIJRI_KNOWN[1])
        of_moon = (Gregorian.fromdate(one).to_hijri() for one in known)
        return any(
            _between((one.month, one.day), period.hijri_first, period.hijri_last) for one in of_moon
        )
    if period.first and period.last:
        return any(_between((one.month, one.day), period.first, period.last) for one in reach)
    return False


def _between(day: tuple[int, int], first: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether a day of the year lies in a span, which may run over the year's end."""
    return first <= day <= last if first <= last else day >= first or day <= last


def _is_named(market: Market, day: date, names: tuple[str, ...]) -> bool:
    name = holiday_name(market, day, language="en")
    return any(part.strip().startswith(names) for part in name.split(";"))


@lru_cache(maxsize=1024)
def _public_holidays(
    country: str, subdivision: str, year: int, language: str
) -> holidays.HolidayBase:
    """One year's, complete and never changed again: many threads read it."""
    supported = holidays.list_supported_countries()
    if country not in supported or year not in _YEARS_KNOWN:
        return holidays.HolidayBase(years=year, expand=False)
    spoken = holidays.country_holidays(country).supported_languages
    named = next((tag for tag in _tags(language, country) if tag in spoken), None)
    return holidays.country_holidays(
        country, subdiv=subdivision or None, years=year, expand=False, language=named
    )


def _tags(language: str, country: str) -> Iterator[str]:
    """What the library may call a language, nearest first."""
    wide = language.split("-")[0]
    if wide:
        yield _TAGS.get(language, f"{wide}_{country}")
        yield wide
        yield f"{wide}_{wide.upper()}"
