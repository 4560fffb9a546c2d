"""``/v1/handoffs/alerts``, ``/v1/service`` and ``/v1/insights/service``: how the desk is doing."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from answer.desk.measure_service import measure_service
from answer.desk.period_store import cases_of_period
from api.desk_schemas import moment
from api.json_route import JsonRoute
from api.routes.context import ContextOf
from api.service_schemas import alert_out, figures_out, service_out
from api.service_wire import AlertsOut, ServiceFiguresOut, ServiceOut
from ingest.errors import DeskInvalid

router = APIRouter(route_class=JsonRoute, prefix="/v1", tags=["leads"])
DAYS = 30
MOST_DAYS = 366
FIRST_YEAR = 2000


@router.get("/handoffs/alerts")
def alerts(context: ContextOf) -> AlertsOut:
    """Classes of risk that more customers write of than is usual, the highest colour first."""
    order = ("red", "orange", "yellow")
    found = [alert for alert in context.desk.alerts.alerts() if alert.colour]
    return AlertsOut(
        alerts=[alert_out(one) for one in sorted(found, key=lambda one: order.index(one.colour))]
    )


@router.get("/service")
def service(context: ContextOf) -> ServiceOut:
    """Teams, tiers and levels, as ``service.yaml`` has them, and which teams are open now."""
    desk = context.desk.desk
    return service_out(desk.service, at=desk.now())


@router.get("/insights/service")
def figures(
    context: ContextOf,
    since: Annotated[date | None, Query()] = None,
    until: Annotated[date | None, Query()] = None,
) -> ServiceFiguresOut:
    """Reply times, first-contact resolution, SLA compliance and the like of the cases opened from
    ``since`` to before ``until`` (days in UTC; the last 30 unless told), each with its cases."""
    desk = context.desk.desk
    at = desk.now()
    ends = _day(until) if until else at
    begins = _day(since) if since else ends - timedelta(days=DAYS)
    if not timedelta() < ends - begins <= timedelta(days=MOST_DAYS):
        raise DeskInvalid(f"since, until: give a period of 1 to {MOST_DAYS} days, in this order")
    cases, events = cases_of_period(desk.database, since=begins, until=ends)
    found = measure_service(
        cases,
        events,
        since=begins,
        until=ends,
        at=at,
        reopens_within_days=desk.service.reopens_within_days,
        targets=desk.service.targets,
    )
    return ServiceFiguresOut(
        since=moment(begins), until=moment(ends), groups=[figures_out(group) for group in found]
    )


def _day(day: date) -> datetime:
    if day.year < FIRST_YEAR:
        raise DeskInvalid(f"since, until: {day} is before {FIRST_YEAR}; nothing was kept then")
    return datetime.combine(day, time(), UTC)
