"""Teams, figures and alerts → the wire."""

from datetime import datetime

from answer.desk.alert import Alert
from answer.desk.open_hours import is_open
from answer.desk.service import ServiceBook
from answer.desk.service_figures import GroupFigures
from api.desk_schemas import moment
from api.service_wire import (
    AlertOut,
    FigureOut,
    FiguresOut,
    LevelOut,
    ServiceOut,
    TeamOut,
    TierOut,
)


def alert_out(alert: Alert) -> AlertOut:
    """An alert as it stands."""
    return AlertOut(
        risk_class=alert.risk_class,
        colour=alert.colour,
        customers=alert.customers,
        usual=alert.usual,
        since=moment(alert.since),
    )


def figures_out(group: GroupFigures) -> FiguresOut:
    """The figures of a group, each with the cases it is made from."""
    return FiguresOut(
        dimension=group.dimension or None,
        group=group.group or None,
        figures=[
            FigureOut(
                name=figure.name,
                value=figure.value,
                target=figure.target,
                cases=list(figure.cases),
                short=list(figure.short),
            )
            for figure in group.figures
        ],
    )


def service_out(book: ServiceBook, *, at: datetime) -> ServiceOut:
    """Who works at the desk, who is there now, and how soon each kind of customer is served."""
    return ServiceOut(
        teams=[
            TeamOut(
                name=team.name,
                levels=list(team.levels),
                time_zone=team.time_zone,
                languages=list(team.languages),
                markets=list(team.markets),
                agents=list(team.agents),
                is_open=is_open((team,), at),
            )
            for team in book.teams
        ],
        tiers=[
            TierOut(
                name=tier.name,
                rank=tier.rank,
                first_reply_minutes=tier.clocks.first_reply_minutes,
                resolution_minutes=tier.clocks.resolution_minutes,
            )
            for tier in book.tiers.values()
        ],
        default_tier=book.default_tier,
        levels=[
            LevelOut(
                level=terms.level,
                description=terms.description,
                first_reply_minutes=terms.clocks.first_reply_minutes,
                resolution_minutes=terms.clocks.resolution_minutes,
            )
            for terms in book.levels.values()
        ],
    )
