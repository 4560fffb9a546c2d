"""``/v1/audit``: what was decided and done, by whom, in an order that nobody can change."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from answer.desk.audit_record import AuditFilter
from api.audit_names import actors_named, names_of
from api.audit_trail import AuditTrail
from api.audit_wire import (
    AuditCheckOut,
    AuditHeadOut,
    AuditPageOut,
    check_out,
    head_out,
    page_out,
)
from api.json_route import JsonRoute
from api.routes.context import CallerOf, Context, ContextOf
from api.stated_time import stated_time
from ingest.errors import DeskUnavailable

router = APIRouter(route_class=JsonRoute, tags=["operators"])
Word = Annotated[str, Query(max_length=200)]
LEADS_READ = "decision"
"""The one kind of record that a lead may read."""


@router.get("/v1/audit")
def audit(
    context: ContextOf,
    caller: CallerOf,
    kind: Word = "",
    actor: Word = "",
    subject: Word = "",
    customer: Word = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AuditPageOut:
    """Records, the last first; ``before`` goes on with an earlier page's ``next_before``.

    Admins read all, leads the decisions alone. ``actor`` is as a record has it, or the name of a
    person or key. Times without a zone are UTC.
    """
    people, keys = context.services.people, context.services.keys
    known = people.people if people else None
    who, or_who = actors_named(actor, people=known, keys=keys)
    wanted = AuditFilter(
        kind=kind if "admin" in caller.scopes else LEADS_READ,
        actor=who,
        or_actor=or_who,
        subject=subject,
        customer_id=customer,
        since=stated_time(since),
        until=stated_time(until),
    )
    trail = _trail(context)
    trail.catch_up()
    page = trail.log.page(wanted, before=before, limit=limit)
    return page_out(page, names=names_of(page.records, people=known, keys=keys))


@router.get("/v1/audit/head")
def head(context: ContextOf) -> AuditHeadOut:
    """The last record's number and hash, to be kept where nobody can write who can write here."""
    trail = _trail(context)
    trail.catch_up()
    return head_out(trail.log.head())


@router.post("/v1/audit/verify")
def verify(context: ContextOf, response: Response) -> AuditCheckOut:
    """Looks at every record, and compares them with the heads that were kept; changes nothing.

    One look at a time: it takes a second for every ten thousand records or two.
    """
    response.headers["Cache-Control"] = "no-store"
    trail = _trail(context)
    trail.catch_up()
    return check_out(trail.verify())


def _trail(context: Context) -> AuditTrail:
    if context.services.audit is None:
        raise DeskUnavailable("this server keeps no audit")
    return context.services.audit
