"""Teams, figures and alerts as JSON."""

from answer.desk.case import CaseColour
from answer.reply import Level
from api.wire import ValueOut


class AlertOut(ValueOut):
    risk_class: str
    colour: CaseColour
    customers: int
    usual: float
    since: str


class AlertsOut(ValueOut):
    alerts: list[AlertOut]


class TeamOut(ValueOut):
    name: str
    levels: list[Level]
    time_zone: str
    languages: list[str]
    markets: list[str]
    agents: list[str]
    is_open: bool


class TierOut(ValueOut):
    name: str
    rank: int
    first_reply_minutes: int | None
    resolution_minutes: int | None


class LevelOut(ValueOut):
    level: Level
    description: str
    first_reply_minutes: int | None
    resolution_minutes: int | None


class ServiceOut(ValueOut):
    """Who works at the desk and how soon; what a case can be assigned to."""

    teams: list[TeamOut]
    tiers: list[TierOut]
    default_tier: str
    levels: list[LevelOut]


class FigureOut(ValueOut):
    name: str
    value: float | None
    target: float | None
    cases: list[str]
    """That it is made from."""
    short: list[str]
    """Of these, those that count against it."""


class FiguresOut(ValueOut):
    dimension: str | None
    """team, tier, level, language or market; null: all cases."""
    group: str | None
    figures: list[FigureOut]


class ServiceFiguresOut(ValueOut):
    since: str
    until: str
    groups: list[FiguresOut]
