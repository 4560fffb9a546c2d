"""What may stand in ``markets.yaml``, field by field; every rule says what to write instead."""

import re
from datetime import date, time
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from answer.locale.market import Formality, Order, Paper, Refusal, Strictness, Topic, Units
from answer.locale.markets import known_groups
from ingest.language import normalise_tag

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MAX_TEXT = 600
_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TIME_ZONES = cache(available_timezones)
"""Looked up in the file system: once."""
_CURRENCIES = cache(list_currencies)
_TERRITORIES = frozenset(
    code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()
)


def _language(tag: str) -> str:
    known = normalise_tag(tag)
    if known:
        try:
            Locale.parse(known, sep="-")
        except (ValueError, UnknownLocaleError):
            known = ""
    if not known:
        raise ValueError(f"{tag!r} is no known language; write a tag such as de or zh-Hans")
    if known != tag:
        raise ValueError(f"{tag!r} has to be written {known!r}")
    return tag


def _country(code: str) -> str:
    if code not in _TERRITORIES:
        raise ValueError(
            f"{code!r} is no known country; write its ISO 3166-1 code in capitals, such as DE"
        )
    return code


def _group(name: str) -> str:
    if name not in known_groups():
        raise ValueError(
            f"{name!r} is no known group of countries; the groups are {', '.join(known_groups())}"
        )
    return name


def _currency(code: str) -> str:
    if code not in _CURRENCIES():
        raise ValueError(f"{code!r} is no known currency; write its ISO 4217 code, such as EUR")
    return code


def _time_zone(name: str) -> str:
    if name not in _TIME_ZONES():
        raise ValueError(f"{name!r} is no known time zone; write it like Europe/Berlin")
    return name


def _weekday(name: str) -> str:
    if name not in WEEKDAYS:
        raise ValueError(f"{name!r} is no day of the week; write {', '.join(WEEKDAYS)}")
    return name


def _day_of_year(text: str, longest: tuple[int, ...]) -> str:
    found = _DAY.fullmatch(text)
    month, day = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (1 <= month <= 12 and 1 <= day <= longest[month - 1]):
        raise ValueError(f"{text!r} is no day of the year; write month and day like 12-24")
    return text


def _gregorian(text: str) -> str:
    return _day_of_year(text, _DAYS_OF_MONTH)


def _hijri(text: str) -> str:
    return _day_of_year(text, (30,) * 12)


def _time(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no time; write it in quotes like '09:00'")
    try:
        return time.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{value!r} is no time; write it like 09:00") from error


def _date(value: object) -> object:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f"{value!r} is no date; write it like 2026-11-22") from error


Language = Annotated[str, AfterValidator(_language)]
Country = Annotated[str, AfterValidator(_country)]
Group = Annotated[str, AfterValidator(_group)]
Currency = Annotated[str, AfterValidator(_currency)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Weekday = Annotated[str, AfterValidator(_weekday)]
Clock = Annotated[time, BeforeValidator(_time)]
Day = Annotated[date, BeforeValidator(_date)]
GregorianDay = Annotated[str, AfterValidator(_gregorian)]
HijriDay = Annotated[str, AfterValidator(_hijri)]
Text = Annotated[str, Field(min_length=1, max_length=_MAX_TEXT)]
ReplyHours = Annotated[int, Field(ge=1, le=400)]


class Entry(BaseModel):
    """Unknown keys and wrong types are mistakes, never ignored."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class HoursEntry(Entry):
    opens: Clock
    closes: Clock

    @model_validator(mode="after")
    def _opens_first(self) -> "HoursEntry":
        if self.opens >= self.closes:
            raise ValueError("closes before it opens; write the earlier time at opens")
        return self


class StyleEntry(Entry):
    formality: Formality
    address: Text
    order: Order
    refusal: Refusal
    salutation: Text
    apology: Text
    closing: Text


class StyleChange(Entry):
    """What a market does otherwise than the rest of its language."""

    formality: Formality | None = None
    address: Text | None = None
    order: Order | None = None
    refusal: Refusal | None = None
    salutation: Text | None = None
    apology: Text | None = None
    closing: Text | None = None


class NoticeEntry(Entry):
    topic: Topic
    text: dict[Language, Text]
    source: Text
    owner: Text
    checked: Day
    confirmed: bool = False
    when_named: list[Text] = []

    @model_validator(mode="after")
    def _has_english(self) -> "NoticeEntry":
        if "en" not in self.text:
            raise ValueError("has no text in English (en); add one for all other languages")
        return self


class AvoidedEntry(Entry):
    wordings: Annotated[dict[Language, list[Text]], Field(min_length=1)]
    reason: Text
    instead: Text
    strictness: Strictness = "warning"


class GregorianSpan(Entry):
    first: GregorianDay
    last: GregorianDay


class HijriSpan(Entry):
    first: HijriDay
    last: HijriDay


class SeasonEntry(Entry):
    days: GregorianSpan | None = None
    hijri: HijriSpan | None = None
    holidays: list[Text] = []
    days_before: Annotated[int, Field(ge=0, le=30)] = 0
    days_after: Annotated[int, Field(ge=0, le=30)] = 0
    greetings: dict[Language, Text] = {}
    service_hours: HoursEntry | None = None
    reply_within_hours: ReplyHours | None = None
    closed: bool = False

    @model_validator(mode="after")
    def _has_one_way(self) -> "SeasonEntry":
        if sum((self.days is not None, self.hijri is not None, bool(self.holidays))) != 1:
            raise ValueError("needs exactly one of days, hijri and holidays to tell when it is")
        return self


class RulesEntry(Entry):
    """What holds in a market or in every market of a group."""

    seasons: list[Text] = []
    notices: dict[str, NoticeEntry] = {}
    avoided: dict[str, AvoidedEntry] = {}


class MarketEntry(RulesEntry):
    languages: Annotated[list[Language], Field(min_length=1)]
    currency: Currency | None = None
    time_zones: Annotated[list[TimeZone], Field(min_length=1)]
    units: Units | None = None
    paper: Paper | None = None
    service_hours: HoursEntry | None = None
    reply_within_hours: ReplyHours | None = None
    weekend: list[Weekday] | None = None
    holidays_of: Text | None = None
    style: dict[Language, StyleChange] = {}


class DefaultsEntry(Entry):
    service_hours: HoursEntry
    reply_within_hours: ReplyHours
    units: Units
    paper: Paper


class MarketsFile(Entry):
    """The whole of ``markets.yaml``."""

    defaults: DefaultsEntry
    languages: dict[Language, StyleEntry]
    seasons: dict[str, SeasonEntry] = {}
    avoided: dict[str, AvoidedEntry] = {}
    groups: dict[Group, RulesEntry] = {}
    markets: dict[Country, MarketEntry]


def month_and_day(text: str) -> tuple[int, int]:
    """``12-24`` → (12, 24); checked when the file was read."""
    month, day = map(int, text.split("-"))
    return month, day
