"""Tiers, levels, teams and their hours as ``service.yaml`` has them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from types import MappingProxyType

from answer.reply import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """From when to when on one weekday (Monday is 0), on the team's clock; over midnight as two."""

    weekday: int
    opens: time
    closes: time
    """Exclusive; 00:00 stands for the day's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """People who take cases of some levels, and when they do."""

    name: str
    levels: tuple[Level, ...]
    time_zone: str
    """An IANA name."""
    country: str = ""
    """Whose public holidays it keeps, ISO 3166-1; empty: none."""
    subdivision: str = ""
    hours: tuple[OpeningHours, ...] = ()
    """None: around the clock."""
    languages: tuple[str, ...] = ()
    """It answers in; empty: any."""
    markets: tuple[str, ...] = ()
    """It looks after first; empty: any."""
    agents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """How many minutes of open hours may pass; None: no clock of its own."""

    first_reply_minutes: int | None = None
    resolution_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """How soon customers of one kind are served."""

    name: str
    rank: int
    """The smaller, the more a customer counts; diamond is 0."""
    clocks: Clocks
    account_manager: str = ""
    """Goes to this agent or team first; empty: to the queue."""
    is_dispatched: bool = False
    """Given to the agent with the fewest cases at once, instead of waiting to be claimed."""
    is_around_the_clock: bool = False
    """Its clocks also run while every team is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelTerms:
    """What a level is for and how soon it acts."""

    level: Level
    clocks: Clocks
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedPlan:
    """What a red alert asks for, in hours that run day and night."""

    resolution_hours: int = 48
    legal_step_hours: int = 24
    team: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceBook:
    """Everything of ``service.yaml``."""

    tiers: Mapping[str, Tier] = field(default_factory=lambda: MappingProxyType({}))
    default_tier: str = ""
    levels: Mapping[Level, LevelTerms] = field(default_factory=lambda: MappingProxyType({}))
    teams: tuple[Team, ...] = ()
    red_plan: RedPlan = RedPlan()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Who has a case and by when, as the clocks of its team count. Times are aware, in UTC."""

    team: str
    first_reply_at: datetime
    resolve_at: datetime
    legal_step_at: datetime | None = None
    assignee: str = ""
    """An account manager's."""
