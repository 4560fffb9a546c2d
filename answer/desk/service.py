"""Tiers, levels, teams and their hours as ``service.yaml`` has them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from difflib import get_close_matches
from types import MappingProxyType

from answer.reply import Level
from ingest.errors import DeskInvalid

LEVELS: tuple[Level, ...] = ("L1", "L2", "L3")
"""From the first who look at a case to the last."""


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
    lead: str = ""
    """Told of what its team did not do in time; empty: the whole team is."""
    is_only_by_name: bool = False
    """Takes nothing but what a tier's account manager or the red plan sends to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """How many minutes of open hours may pass; None: no clock of its own."""

    first_reply_minutes: int | None = None
    resolution_minutes: int | None = None
    """From the moment the first reply is due."""


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
    waits_for_morning: bool = False
    """What is not urgent and is written at night starts its clocks in the customer's morning."""


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
    first_reply_hours: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDay:
    """When a customer is thought to be awake, on their own market's clock."""

    begins: time = time(8)
    ends: time = time(21)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertStep:
    """From how many different customers on a colour begins: both counts have to be reached."""

    customers: int
    times_usual: float = 0.0
    """Of what is usual in a window; 0: whatever is usual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """When a class of risk that rises across customers is yellow, orange, red."""

    window_hours: int
    yellow: AlertStep
    orange: AlertStep
    red: AlertStep


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRules:
    """The rule of each class, what is usual, and how long a colour stays."""

    default: AlertRule
    by_class: Mapping[str, AlertRule] = field(default_factory=lambda: MappingProxyType({}))
    windows_before: int = 4
    """What is usual is the mean of so many windows before the present one."""
    falls_after_hours: int = 24
    """A colour is taken back one step once so long nothing has asked for it."""
    unwatched: frozenset[str] = frozenset()
    """Classes that never raise an alert: a wish for a person is no incident."""

    def rule_of(self, risk_class: str) -> AlertRule:
        """The rule of a class, or the one of all others."""
        return self.by_class.get(risk_class, self.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTargets:
    """What the figures of the service are compared with; shares from 0 to 1."""

    first_reply_in_time: float = 0.9
    resolution_in_time: float = 0.9
    first_contact_resolution: float = 0.7
    reopened_share: float = 0.05
    csat: float = 4.5
    """On average, of 5."""
    handling_minutes: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceBook:
    """Everything of ``service.yaml``."""

    tiers: Mapping[str, Tier] = field(default_factory=lambda: MappingProxyType({}))
    default_tier: str = ""
    levels: Mapping[Level, LevelTerms] = field(default_factory=lambda: MappingProxyType({}))
    teams: tuple[Team, ...] = ()
    red_plan: RedPlan = RedPlan()
    customer_day: CustomerDay = CustomerDay()
    alerts: AlertRules | None = None
    targets: ServiceTargets = ServiceTargets()
    reopens_within_days: int = 7
    """A customer who writes within so many days of the resolution opens the same case again."""

    def team_of(self, name: str) -> Team | None:
        """The team of this name."""
        return next((team for team in self.teams if team.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Who has a case and by when, as the clocks of its team count. Times are aware, in UTC."""

    team: str
    first_reply_at: datetime
    resolve_at: datetime
    legal_step_at: datetime | None = None
    assignee: str = ""
    """An account manager's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """Who takes a case over whose clock ran out, and who has to be told."""

    level: Level
    team: str
    deadlines: Deadlines
    priority: int
    told: tuple[str, ...]
    """Leads, or teams that have none; never empty."""


def tier_of(book: ServiceBook, name: str) -> Tier:
    """The tier of this name, however its letters are cased; an empty one is the default's.

    Raises ``DeskInvalid``, naming the tiers there are.
    """
    wanted = name.strip() or book.default_tier
    exact = book.tiers.get(wanted)
    folded = {known.casefold(): tier for known, tier in book.tiers.items()}
    tier = exact or folded.get(wanted.casefold())
    if tier is None:
        near = get_close_matches(wanted.casefold(), folded, n=1)
        hint = f"did you mean {folded[near[0]].name!r}? " if near else ""
        raise DeskInvalid(
            f"{name[:80]!r} is no known tier; {hint}The tiers are {', '.join(book.tiers)}"
        )
    return tier
