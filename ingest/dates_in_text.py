"""Days that a text names, with every way to read them: ``03/04/2025`` is two days until decided.

Month names are those of Unicode's CLDR. Japanese eras, Buddhist years and Chinese or Korean signs
are read as well. Nothing here guesses: what is ambiguous comes with two readings.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale

LANGUAGES = "en zh es de fr pt ja ko ar ru it pl tr nl vi th id".split()
_BUDDHIST_FROM = 2500
_BUDDHIST_YEARS = 543
_ERAS = {"令和": 2018, "平成": 1988}
"""Japanese eras still met on papers, and the year before their first."""
_CENTURY = 2000

_YEAR = r"(?:19|20|25)\d\d"
_DIGITS = re.compile(
    # 2024-05-12, 2024/5/12, 2024.05.12, 2024. 5. 12.
    rf"(?<![\d./])(?P<y>{_YEAR})(?P<s>[-/.]|\. )(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}})(?!\d|/\d)"
    # 12.05.2024, 12/05/2024, 12-05-2024, 12. 5. 2024
    rf"|(?<![\d./])(?P<a>\d{{1,2}})(?P<t>[./-]|\. )(?P<b>\d{{1,2}})(?P=t)(?P<y2>{_YEAR})(?!\d|/\d)"
    # 12.05.24
    r"|(?<![\w./-])(?P<a3>[0-3]\d)\.(?P<b3>[01]\d)\.(?P<y3>[0-4]\d)(?![\w]|[./-]\w)"
)
_GOES_ON = re.compile(r"\d- | -\d")
"""Hyphens that go on before or behind: part of a longer number, not a date."""
_SIGNS = re.compile(
    rf"(?:(?P<era>令和|平成)\s?(?P<n>\d{{1,2}}|元)|(?P<y>{_YEAR}))\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]"
    r"(?:\s?(?P<d>\d{1,2})\s?[日일号號])?"
    rf"|(?P<d2>\d{{1,2}})\s+tháng\s+(?P<m2>\d{{1,2}})\s+năm\s+(?P<y2>{_YEAR})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """One date of a text: ``text[start:end]``."""

    start: int
    end: int
    readings: tuple[date, ...]
    """The day; two of them (day first, then month first) where the order decides."""
    separator: str = ""
    """Between the numbers of a date that begins with its day or month."""
    first_number: int = 0
    """The number such a date begins with."""
    is_month: bool = False
    """Only month and year are named; the reading is the month's first day."""


def dates_in_text(text: str, *, language: str = "") -> tuple[FoundDate, ...]:
    """The dates of a text in reading order; ``language`` is a base subtag for the month names."""
    found = [*_in_digits(text), *_with_signs(text), *_with_names(text, language)]
    kept: list[FoundDate] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _in_digits(text: str) -> Iterator[FoundDate]:
    for found in _DIGITS.finditer(text):
        if "-" in (found["s"], found["t"]) and _GOES_ON.search(_around(text, found)):
            continue
        separator, first_number = "", 0
        if found["y"]:
            days = [_day(found["y"], found["m"], found["d"])]
        elif found["y2"]:
            separator, first_number = found["t"].strip(), int(found["a"])
            days = [_day(found["y2"], found["b"], found["a"])]
            # dots are written day first everywhere
            if separator != ".":
                days.append(_day(found["y2"], found["a"], found["b"]))
        else:
            days = [_day(str(_CENTURY + int(found["y3"])), found["b3"], found["a3"])]
        readings = tuple(dict.fromkeys(day for day in days if day))
        if readings:
            yield FoundDate(
                start=found.start(),
                end=found.end(),
                readings=readings,
                separator=separator,
                first_number=first_number,
            )


def _around(text: str, found: re.Match[str]) -> str:
    """What touches a date: two characters before it and two behind it."""
    return (
        f"{text[max(0, found.start() - 2) : found.start()]} {text[found.end() : found.end() + 2]}"
    )


def _with_signs(text: str) -> Iterator[FoundDate]:
    for found in _SIGNS.finditer(text):
        if found["y2"]:
            year, month, named = found["y2"], found["m2"], found["d2"]
        else:
            number = "1" if found["n"] == "元" else found["n"]
            year = found["y"] or str(_ERAS[found["era"]] + int(number))
            month, named = found["m"], found["d"]
        day = _day(year, month, named or "1")
        if day:
            yield FoundDate(
                start=found.start(), end=found.end(), readings=(day,), is_month=not named
            )


def _with_names(text: str, language: str) -> Iterator[FoundDate]:
    base = language.split("-")[0]
    code = base if base in LANGUAGES else "en"
    months = _months(code)
    for found in _named_dates(code).finditer(text):
        month = str(months[found["name"].casefold()])
        named = found["before"] or found["behind"]
        day = _day(found["year"], month, named or "1")
        if day:
            yield FoundDate(
                start=found.start(), end=found.end(), readings=(day,), is_month=not named
            )


def _day(year: str, month: str, day: str) -> date | None:
    number = int(year)
    if number >= _BUDDHIST_FROM:
        number -= _BUDDHIST_YEARS
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


@cache
def _months(language: str) -> Mapping[str, int]:
    """The names of the months in a language and in English, without their dots."""
    found: dict[str, int] = {"sept": 9}
    for code in dict.fromkeys((language, "en")):
        months = Locale(code).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    folded = str(name).casefold().rstrip(".")
                    if len(folded) > 2 and not folded[0].isdigit():
                        found.setdefault(folded, number)
    return found


@cache
def _named_dates(language: str) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_months(language), key=len, reverse=True))
    return re.compile(
        r"(?<![\w.])(?:(?P<before>\d{1,2})(?:st|nd|rd|th|\.|º|°|er|ο)?[\s-]*(?:de\s+|of\s+)?)?"
        rf"(?<![^\W\d_])(?P<name>{names})(?![^\W\d_])\.?"
        r"(?:[\s-]+(?P<behind>\d{1,2})(?:st|nd|rd|th)?(?!\d))?"
        rf",?(?:[\s-]+|\s+de\s+|\s+del\s+|\s+พ\.ศ\.\s?)(?P<year>{_YEAR})(?!\d)",
        re.IGNORECASE,
    )
