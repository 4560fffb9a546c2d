"""Days and clocks as they are written in a dozen locales and more."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.locale.formats import (
    locale_of,
    show_date,
    show_day,
    show_moment,
    show_time,
)
from answer.locale.market import Market
from answer.locale.market_files import load_markets
from answer.locale.phrases import SHIPPED_LANGUAGES

BOOK = load_markets()
DAY = date(2026, 11, 23)
NARROW = "\u202f"


def market(code: str) -> Market:
    found = BOOK.find(code)
    assert found is not None
    return found


DATES = {
    ("en", "US"): "November 23, 2026",
    ("en", "GB"): "23 November 2026",
    ("de", "DE"): "23. November 2026",
    ("fr", "FR"): "23 novembre 2026",
    ("es", "MX"): "23 de noviembre de 2026",
    ("pt", "BR"): "23 de novembro de 2026",
    ("it", "IT"): "23 novembre 2026",
    ("nl", "NL"): "23 november 2026",
    ("pl", "PL"): "23 listopada 2026",
    ("ru", "RU"): f"23 ноября 2026{NARROW}г.",
    ("tr", "TR"): "23 Kasım 2026",
    ("ar", "SA"): "23 نوفمبر 2026",
    ("ja", "JP"): "2026年11月23日",
    ("ko", "KR"): "2026년 11월 23일",
    ("zh-Hans", "CN"): "2026年11月23日",
    ("zh-Hant", "TW"): "2026年11月23日",
    ("vi", "VN"): "23 tháng 11, 2026",
    ("id", "ID"): "23 November 2026",
}
DAYS = {
    ("en", "US"): "Monday, November 23",
    ("de", "AT"): "Montag, 23. November",
    ("fr", "FR"): "lundi 23 novembre",
    ("es", "ES"): "lunes, 23 de noviembre",
    ("pt", "BR"): "segunda-feira, 23 de novembro",
    ("it", "IT"): "lunedì 23 novembre",
    ("pl", "PL"): "poniedziałek, 23 listopada",
    ("ru", "RU"): "понедельник, 23 ноября",
    ("tr", "TR"): "23 Kasım Pazartesi",
    ("ja", "JP"): "11月23日月曜日",
    ("ko", "KR"): "11월 23일 월요일",
    ("zh-Hans", "CN"): "11月23日星期一",
    ("vi", "VN"): "Thứ Hai, 23 tháng 11",
    ("th", "TH"): "วันจันทร์ที่ 23 พฤศจิกายน",
    ("id", "ID"): "Senin, 23 November",
}


@pytest.mark.parametrize("place", DATES, ids="-".join)
def test_a_date(place: tuple[str, str]) -> None:
    assert show_date(DAY, language=place[0], market=place[1]) == DATES[place]


@pytest.mark.parametrize("place", DAYS, ids="-".join)
def test_a_near_day_has_its_weekday_and_no_year(place: tuple[str, str]) -> None:
    assert show_day(DAY, language=place[0], market=place[1]) == DAYS[place]


@pytest.mark.parametrize(
    ("language", "code", "shown"),
    [
        ("de", "DE", "17:00 Uhr"),
        ("en", "US", "5:00\u202fPM"),
        ("en", "GB", "17:00"),
        ("ko", "KR", "오후 5:00"),
        ("zh-Hant", "TW", "下午5:00"),
        ("th", "TH", "17:00 น."),
        ("id", "ID", "17.00"),
    ],
)
def test_a_time_of_day(language: str, code: str, shown: str) -> None:
    clock = ZoneInfo(market(code).time_zones[0])
    assert show_time(datetime(2026, 11, 23, 17, tzinfo=clock), language=language, market=code) == (
        shown
    )


@pytest.mark.parametrize(
    ("language", "code", "clock"),
    [
        ("de", "AT", ""),
        ("fr", "BE", ""),
        ("en", "IN", ""),
        ("zh-Hans", "SG", ""),
        ("zh-Hant", "HK", ""),
        ("en", "DE", " (Central European Standard Time)"),
        ("ar", "DE", " (توقيت وسط أوروبا الرسمي)"),
        ("tr", "DE", " (Orta Avrupa Standart Saati)"),
        ("en", "TR", " (GMT+03:00)"),
        ("pl", "CN", " (Chiny, czas standardowy)"),
        ("es", "ES", " (hora estándar de Europa central)"),
    ],
)
def test_a_moment_names_the_clock_in_a_language_that_is_not_spoken_there(
    language: str, code: str, clock: str
) -> None:
    there = market(code)
    moment = datetime(2026, 11, 23, 17, tzinfo=ZoneInfo(there.time_zones[0]))
    shown = show_moment(moment, language=language, market=there)
    time = show_time(moment, language=language, market=code)
    assert shown.endswith(f"{time}{clock}")


def test_a_moment_names_the_clock_where_the_market_has_several() -> None:
    german, american = market("DE"), market("US")
    moment = datetime(2026, 11, 23, 17, tzinfo=ZoneInfo("Europe/Berlin"))
    assert show_moment(moment, language="de", market=german) == "Montag, 23. November, 17:00 Uhr"
    eastern = moment.astimezone(ZoneInfo("America/New_York"))
    shown = show_moment(eastern, language="en", market=american)
    assert shown == "Monday, November 23, 11:00\u202fAM (Eastern Standard Time)"
    summer = datetime(2026, 7, 6, 9, tzinfo=ZoneInfo("America/New_York"))
    assert "Daylight" in show_moment(summer, language="en", market=american)


def test_a_language_is_written_its_own_way_where_the_market_has_none_for_it() -> None:
    assert str(locale_of("de", "CH")) == "de_CH"
    assert str(locale_of("th", "DE")) == "th"
    assert str(locale_of("qqx", "ZZ")) == "en"


@given(
    day=st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31)),
    language=st.sampled_from(SHIPPED_LANGUAGES),
    code=st.sampled_from(BOOK.described),
)
def test_a_day_shows_its_number_in_every_language(day: date, language: str, code: str) -> None:
    assert str(day.day) in show_day(day, language=language, market=code)
    assert str(day.year) in show_date(day, language=language, market=code)
