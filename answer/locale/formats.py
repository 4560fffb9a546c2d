"""Days and times as one writes them in a language, in a market. Babel's, all.

Numbers and amounts are the documents' own: they are quoted as they stand there.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_name, match_skeleton
from babel.languages import get_official_languages

from answer.locale.market import LANGUAGE_OF_LAST_RESORT, Market

Width = Literal["short", "medium", "long", "full"]

_CLOCK = {"de": "HH:mm 'Uhr'", "ko": "aaaa h:mm", "th": "HH:mm 'น.'"}
"""Where a bare time in CLDR's short form is not what one writes in a sentence."""
_UNSPACED = frozenset({"zh", "ja", "ko", "th"})
"""Where no comma stands between a day and its time."""
_BRACKETED = re.compile(r" \(([^()]*)\)")
_TEXT_OR_FIELDS = re.compile(r"'[^']*'|[Ec]+|[ML]{3,}")


@lru_cache(maxsize=256)
def locale_of(language: str, market: str = "") -> Locale:
    """The locale of a language in a market; the language's own where CLDR knows no such pair."""
    for tag in (f"{language}-{market}" if market else language, language):
        try:
            return Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    return Locale(LANGUAGE_OF_LAST_RESORT)


def show_date(day: date, *, language: str, market: str = "", width: Width = "long") -> str:
    """``23. November 2026``; shorter or with the day of the week by ``width``."""
    return format_date(day, width, locale=locale_of(language, market))


def show_day(day: date, *, language: str, market: str = "") -> str:
    """A near day with its weekday in full and without the year: ``Montag, 23. November``."""
    locale = locale_of(language, market)
    found = match_skeleton("MMMMEEEEd", locale.datetime_skeletons)
    if found is None:
        return format_date(day, "full", locale=locale)
    pattern = _TEXT_OR_FIELDS.sub(_in_full, locale.datetime_skeletons[found].pattern)
    return format_date(day, pattern, locale=locale)


def show_time(moment: datetime, *, language: str, market: str = "") -> str:
    """The time of day on the moment's own clock: ``17:00 Uhr``, ``5:00 PM``."""
    locale = locale_of(language, market)
    pattern = _CLOCK.get(locale.language, "short")
    return format_time(moment, pattern, tzinfo=moment.tzinfo, locale=locale)


def show_day_and_time(moment: datetime, *, language: str, market: str = "") -> str:
    """Day and time as the moment's own clock shows them: ``Montag, 23. November, 17:00 Uhr``."""
    locale = locale_of(language, market)
    shown_day = show_day(moment.date(), language=language, market=market)
    shown_time = show_time(moment, language=language, market=market)
    comma = "، " if locale.language == "ar" else " " if locale.language in _UNSPACED else ", "
    return f"{shown_day}{comma}{shown_time}"


def show_moment(moment: datetime, *, language: str, market: Market) -> str:
    """Day and time on the market's clock, with the clock's name where it may be in doubt.

    It is where the market has several, and in a language that is none of the market's own: whoever
    writes in it may well live by another clock.
    """
    locale = locale_of(language, market.code)
    text = show_day_and_time(moment, language=language, market=market.code)
    if len(market.time_zones) < 2 and _is_spoken_at_home(locale.language, market.code):
        return text
    # Polish has "Chiny (czas standardowy)"
    name = _BRACKETED.sub(r", \1", get_timezone_name(moment, width="long", locale=locale))
    return f"{text} ({name})"


def _is_spoken_at_home(language: str, market: str) -> bool:
    """Whether a language is official in a country; English is offered in many where it is not."""
    official = get_official_languages(market, de_facto=True)
    return language in {tag.split("_")[0] for tag in official}


def _in_full(field: re.Match[str]) -> str:
    text = field.group()
    if text.startswith("'"):
        return text
    return text[0] * 4
