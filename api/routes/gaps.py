"""``/v1/insights/gaps``, ``coverage`` and ``questions``: what the knowledge base leaves open."""

from collections import Counter
from datetime import UTC, date, datetime, time
from typing import Annotated, get_args

from fastapi import APIRouter, Path, Query, Response

from answer.insight.gap import GapState, Missing
from answer.insight.gap_store import GapStore
from answer.insight.question_log import LogFilter
from api.access.acting import acting
from api.desk_schemas import draft_out
from api.desk_wire import DraftOut
from api.gapping import DraftWanted, Gapping
from api.gaps_schemas import coverage_out, gap_detail_out, gap_out, gaps_out, logged_question_out
from api.gaps_wire import (
    CoverageOut,
    GapDetailOut,
    GapDraftIn,
    GapOut,
    GapSetAsideIn,
    GapsOut,
    QuestionsOut,
)
from api.json_route import JsonRoute
from api.named_states import states_named
from api.routes.context import CallerOf, Context, ContextOf
from api.stated_language import stated_language
from ingest.errors import DeskInvalid, DeskUnavailable

router = APIRouter(route_class=JsonRoute, prefix="/v1/insights", tags=["editors"])
Name = Annotated[str, Query(max_length=200)]
Id = Annotated[str, Path(max_length=200)]
Day = Annotated[date | None, Query()]
SHOWN_QUESTIONS = 200
FIRST_YEAR = 2000
LAST_ID = 2**63 - 1
"""That the store can count to."""


@router.get("/gaps")
def gaps(
    context: ContextOf,
    response: Response,
    state: Name = "",
    missing: Missing | None = None,
    market: Name = "",
    language: Name = "",
    product: Name = "",
    least: Annotated[int, Query(ge=1, le=1_000_000)] = 2,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> GapsOut:
    """Questions of customers that were not answered, or answered and rejected, by what they ask;
    the most pressing first, of the last 90 days.

    ``least`` is how many questions a gap has; 1 shows also what was asked once. ``state`` names
    several with commas (``open``, ``in_work``, ``closed``, ``set_aside``), or ``all``; open and in
    work unless told. 503 with ``Retry-After`` where they are worked out for the first time.
    """
    response.headers["Cache-Control"] = "no-store"
    found, is_current = _gapping(context).gaps()
    wanted = states_named(state, get_args(GapState), otherwise=("open", "in_work"))
    passing = [
        gap
        for gap in found.gaps
        if gap.volume >= least
        and (missing is None or gap.missing == missing)
        and (not market or any(one.name == market.upper() for one in gap.markets))
        and (not language or any(one.name == language for one in gap.languages))
        and (not product or any(one.name == product for one in gap.products))
    ]
    shown = [gap for gap in passing if gap.state in wanted]
    return gaps_out(
        found,
        shown[offset : offset + limit],
        total=len(shown),
        by_state=Counter(gap.state for gap in passing),
        is_current=is_current,
    )


@router.get("/gaps/{gap_id}")
def gap(gap_id: Id, context: ContextOf, response: Response) -> GapDetailOut:
    """A gap with its questions, its cases, and what a draft is prefilled from."""
    response.headers["Cache-Control"] = "no-store"
    gapping = _gapping(context)
    found = gapping.gap(gap_id)
    shown = found.questions[:SHOWN_QUESTIONS]
    records = {one.id: one for one in gapping.log.records(shown)}
    sources = gapping.sources(found)
    return gap_detail_out(
        found,
        [records[one] for one in shown if one in records],
        sources,
        gapping.proposed(found, sources),
    )


@router.post("/gaps/{gap_id}/draft", status_code=201)
def draft(gap_id: Id, body: GapDraftIn, context: ContextOf, caller: CallerOf) -> DraftOut:
    """Starts a document that answers the gap: a draft like those of cases, for review.

    What is left out is proposed: the central question, the reply of a resolved case in its
    language, and the products and markets that the questions are about.
    """
    given = body.model_fields_set
    made = _gapping(context).start_draft(
        gap_id,
        DraftWanted(
            agent=acting(caller, body.agent),
            title=body.title,
            question=body.question,
            answer=body.answer,
            language=stated_language(body.language or None),
            products=body.products if "products" in given else None,
            models=body.models if "models" in given else None,
            markets=body.markets if "markets" in given else None,
            audience=body.audience,
        ),
    )
    return draft_out(made)


@router.post("/gaps/{gap_id}/set-aside")
def set_aside(gap_id: Id, body: GapSetAsideIn, context: ContextOf, caller: CallerOf) -> GapOut:
    """No document is to answer the gap; ``undo`` takes that back."""
    return gap_out(
        _gapping(context).set_aside(
            gap_id, agent=acting(caller, body.agent), reason=body.reason, undo=body.undo
        )
    )


@router.get("/coverage")
def coverage(
    context: ContextOf,
    response: Response,
    product: Annotated[str | None, Query(max_length=200)] = None,
    topic: Annotated[str | None, Query(max_length=200)] = None,
    language: Annotated[str | None, Query(max_length=200)] = None,
    market: Annotated[str | None, Query(max_length=200)] = None,
    holes: bool = False,
    limit: Annotated[int, Query(ge=1, le=20_000)] = 2_000,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> CoverageOut:
    """What the documents hold for customers, by product, topic, language and market, beside what
    was asked in the last 90 days; ``holes`` alone on request.

    An empty ``product``, ``topic`` or ``market`` asks for the cells that state none.
    """
    response.headers["Cache-Control"] = "no-store"
    if context.services.covering is None:
        raise DeskUnavailable("this server keeps no log of questions")
    found, is_current = context.services.covering.coverage()
    shown = [
        cell
        for cell in found.cells
        if (product is None or cell.product == product)
        and (topic is None or cell.topic == topic)
        and (language is None or cell.language == language)
        and (market is None or cell.market == market.upper())
        and (cell.hole or not holes)
    ]
    return coverage_out(
        found, shown[offset : offset + limit], total=len(shown), is_current=is_current
    )


@router.get("/questions")
def questions(
    context: ContextOf,
    response: Response,
    since: Day = None,
    until: Day = None,
    language: Name = "",
    market: Name = "",
    tier: Name = "",
    channel: Name = "",
    product: Name = "",
    customer: Name = "",
    kind: Name = "",
    reason: Name = "",
    verdict: Name = "",
    q: Name = "",
    before: Annotated[int | None, Query(ge=0, le=LAST_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> QuestionsOut:
    """The log of what was asked over HTTP and what came of it, the last question first.

    ``since`` is the first day and ``until`` the day after the last, in UTC; ``q`` stands in the
    question; ``before`` is an earlier page's ``next_before``.
    """
    response.headers["Cache-Control"] = "no-store"
    gapping = _gapping(context)
    page = gapping.log.page(
        LogFilter(
            since=_begin(since),
            until=_begin(until),
            language=language,
            market=market.upper(),
            tier=tier,
            channel=channel,
            product=product,
            customer_id=customer,
            kind=kind,
            reason=reason,
            verdict=verdict,
            text=q,
        ),
        before=before,
        limit=limit,
    )
    known = GapStore(context.desk.desk.database).gaps_of([one.id for one in page.questions])
    return QuestionsOut(
        questions=[logged_question_out(one, gap_id=known.get(one.id)) for one in page.questions],
        next_before=page.next_before,
    )


def _gapping(context: Context) -> Gapping:
    if context.services.gapping is None:
        raise DeskUnavailable("this server keeps no log of questions")
    return context.services.gapping


def _begin(day: date | None) -> datetime | None:
    if day is None:
        return None
    if day.year < FIRST_YEAR:
        raise DeskInvalid(f"since, until: {day} is before {FIRST_YEAR}; nothing was kept then")
    return datetime.combine(day, time(), UTC)
