"""What may stand in ``service.yaml``, field by field; every rule says what to write instead."""

import re
from datetime import time
from functools import cache
from itertools import pairwise
from typing import Annotated
from zoneinfo import available_timezones

from babel import Locale
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from answer.locale.laid_over import near_match
from answer.locale.market_schema import WEEKDAYS, Clock, Country, Language, Text, Weekday
from answer.locale.markets import known_groups
from answer.locale.working_days import subdivisions_of
from answer.reply import Level

_MOST_MINUTES = 60 * 24 * 60
"""Of open time: nobody promises more."""
_SHIFT = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_TIME_ZONES = cache(available_timezones)
_COUNTRIES = frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2)
_NAME = re.compile(r"[^\W_](?:[\w .-]{0,62}\w)?")


def _time_zone(name: str) -> str:
    if name not in _TIME_ZONES():
        by_city = {zone.rpartition("/")[2]: zone for zone in sorted(_TIME_ZONES())}
        city = by_city.get(name.rpartition("/")[2].strip().replace(" ", "_").title())
        near = f"did you mean {city!r}?" if city else near_match(name, _TIME_ZONES())
        raise ValueError(f"{name!r} is no known time zone; {near or 'write it like Europe/Berlin'}")
    return name


def _shift(text: str) -> str:
    found = _SHIFT.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no stretch of hours; write it like 09:00-18:00")
    hours = [int(number) for number in found.groups()]
    opens, closes = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if opens >= 24 * 60 or closes > 24 * 60 or hours[1] > 59 or hours[3] > 59:
        raise ValueError(f"{text!r} has a time that no clock shows; write it like 09:00-18:00")
    if opens >= closes:
        raise ValueError(
            f"{text!r} closes before it opens; a shift over midnight is written as two, such as "
            f"22:00-24:00 and, on the next day, 00:00-06:00"
        )
    return text


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(
            f"{text[:80]!r} is no name; write up to 64 letters and digits, with - . _ or spaces "
            f"between them"
        )
    return text


def _market(code: str) -> str:
    if code not in known_groups() and code not in _COUNTRIES:
        raise ValueError(
            f"{code!r} is no market; write a country's ISO 3166-1 code in capitals, such as DE, or "
            f"a group: {', '.join(known_groups())}"
        )
    return code


def _hours(written: object) -> object:
    """Day and night is None; one stretch is a list of one."""
    if written == "always":
        return None
    if not isinstance(written, dict):
        raise ValueError(
            f"{written!r} are no hours; write a line a weekday, such as monday: 09:00-18:00, or "
            f"always"
        )
    return {day: [one] if isinstance(one, str) else one for day, one in written.items()}


Name = Annotated[str, AfterValidator(_name)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Shift = Annotated[str, AfterValidator(_shift)]
MarketCode = Annotated[str, AfterValidator(_market)]
WeekOfShifts = Annotated[dict[Weekday, list[Shift]] | None, BeforeValidator(_hours)]
Minutes = Annotated[int, Field(ge=1, le=_MOST_MINUTES)]
Hours = Annotated[int, Field(ge=1, le=24 * 90)]
Share = Annotated[float, Field(ge=0, le=1)]


class Entry(BaseModel):
    """Unknown keys and wrong types are mistakes, never ignored."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TierEntry(Entry):
    rank: Annotated[int, Field(ge=0, le=99)]
    first_reply_minutes: Minutes
    resolution_minutes: Minutes | None = None
    account_manager: Name | None = None
    dispatched: bool = False
    around_the_clock: bool = False
    waits_for_morning: bool = False


class DayEntry(Entry):
    begins: Clock
    ends: Clock

    @model_validator(mode="after")
    def _begins_first(self) -> "DayEntry":
        if self.begins >= self.ends:
            raise ValueError("ends before it begins; write the earlier time at begins")
        return self


class LevelEntry(Entry):
    description: Text
    first_reply_minutes: Minutes | None = None
    resolution_minutes: Minutes


class TeamEntry(Entry):
    levels: list[Level]
    time_zone: TimeZone
    country: Country | None = None
    subdivision: Text | None = None
    hours: WeekOfShifts
    """None: day and night."""
    languages: list[Language] = []
    markets: list[MarketCode] = []
    agents: list[Name] = []
    lead: Name | None = None
    only_by_name: bool = False

    @model_validator(mode="after")
    def _is_somewhere(self) -> "TeamEntry":
        if not self.levels:
            raise ValueError("has no level; write which it takes, such as levels: [L1]")
        if self.hours is not None and not any(self.hours.values()):
            raise ValueError(
                "is never open; name a day such as monday: 09:00-18:00, or write hours: always"
            )
        if self.subdivision and self.subdivision not in subdivisions_of(self.country or ""):
            known = ", ".join(subdivisions_of(self.country or "")) or "none"
            raise ValueError(
                f"subdivision {self.subdivision!r} is no region of the country "
                f"{self.country or 'that is not named'} with public holidays of its own; known "
                f"are {known}"
            )
        for day, shifts in shifts_of(self).items():
            for before, after in pairwise(shifts):
                if after[0] < before[1] or before[1] == time(0):
                    raise ValueError(
                        f"has hours on {day} that overlap or stand in the wrong order; write "
                        f"the earlier ones first"
                    )
        return self


class StepEntry(Entry):
    customers: Annotated[int, Field(ge=1, le=1_000_000)]
    times_usual: Annotated[float, Field(ge=0, le=1000)] = 0.0


class RuleEntry(Entry):
    """One class's; the window is the default's where none is written."""

    window_hours: Hours | None = None
    yellow: StepEntry
    orange: StepEntry
    red: StepEntry

    @model_validator(mode="after")
    def _rises(self) -> "RuleEntry":
        steps = (self.yellow, self.orange, self.red)
        for lower, higher in pairwise(steps):
            if lower.customers > higher.customers or lower.times_usual > higher.times_usual:
                raise ValueError(
                    "asks for less at a higher colour; yellow, orange and red have to rise"
                )
        return self


class DefaultRuleEntry(RuleEntry):
    window_hours: Hours


class AlertsEntry(Entry):
    windows_before: Annotated[int, Field(ge=1, le=52)]
    falls_after_hours: Hours
    unwatched: list[Text] = []
    default: DefaultRuleEntry
    classes: dict[Text, RuleEntry] = {}


class RedPlanEntry(Entry):
    first_reply_hours: Hours
    legal_step_hours: Hours
    resolution_hours: Hours
    team: Name | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "RedPlanEntry":
        if not self.first_reply_hours <= self.legal_step_hours <= self.resolution_hours:
            raise ValueError(
                "has to go from first_reply_hours over legal_step_hours to resolution_hours; "
                "write them so that none is shorter than the one before"
            )
        return self


class TargetsEntry(Entry):
    first_reply_in_time: Share
    resolution_in_time: Share
    first_contact_resolution: Share
    reopened_share: Share
    csat: Annotated[float, Field(ge=1, le=5)]
    handling_minutes: Annotated[float, Field(gt=0, le=_MOST_MINUTES)]


class ServiceFile(Entry):
    """The whole of ``service.yaml``."""

    default_tier: Name
    tiers: Annotated[dict[Name, TierEntry], Field(min_length=1)]
    customer_day: DayEntry
    reopens_within_days: Annotated[int, Field(ge=0, le=365)]
    levels: dict[Level, LevelEntry]
    teams: Annotated[dict[Name, TeamEntry], Field(min_length=1)]
    alerts: AlertsEntry
    red_plan: RedPlanEntry
    targets: TargetsEntry


def shifts_of(team: TeamEntry) -> dict[str, tuple[tuple[time, time], ...]]:
    """From when to when a team is open, by weekday in the week's order; none: always."""
    written = team.hours or {}
    return {day: tuple(map(_times, written[day])) for day in WEEKDAYS if written.get(day)}


def _times(shift: str) -> tuple[time, time]:
    opens, closes = shift.split("-")
    return time.fromisoformat(opens), time.fromisoformat("00:00" if closes == "24:00" else closes)
