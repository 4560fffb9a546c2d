"""``POST /v1/proactive``: what a visitor of a page most likely wants to ask there."""

from fastapi import APIRouter

from answer.insight.page_address import page_of
from answer.insight.page_situation import Situation, Suggested
from answer.locale.markets import market_codes
from api.json_route import JsonRoute
from api.proactive_wire import (
    ProactiveIn,
    ProactiveOut,
    ProactiveSuggestionOut,
    SuggestionCitationOut,
)
from api.routes.context import Context, ContextOf
from api.schemas import view_url
from api.widget.words import language_for

router = APIRouter(route_class=JsonRoute, tags=["widget"])


@router.post("/v1/proactive")
def proactive(body: ProactiveIn, context: ContextOf) -> ProactiveOut:
    """At most three questions that are likely asked on this page and that are answered now.

    Learnt from what visitors of the page asked before, by at least three of them, and from what a
    search for the page finds. Shown are the documents' own words, never a visitor's.
    """
    suggesting = context.services.suggesting
    if suggesting is None:
        return ProactiveOut(suggestions=[], is_ready=True)
    found, is_ready = suggesting.suggest(_situation(body, context))
    return ProactiveOut(suggestions=[_suggestion(one) for one in found], is_ready=is_ready)


def _situation(body: ProactiveIn, context: Context) -> Situation:
    """What is told, as far as it is known here: anything may stand in a page."""
    desk = context.desk.desk
    product, market = body.product.strip(), body.market.strip().upper()
    knows_product = context.services.searcher().knows_product
    known_market = market in market_codes() or market in desk.markets.described
    return Situation(
        page=page_of(body.page_url),
        title=_line(body.title),
        product=product if product and knows_product(product, audience="customer") else "",
        section=_line(body.section),
        language=language_for(body.language, desk.phrases()),
        market=market if known_market else "",
        dwell_seconds=body.dwell_seconds,
        scroll_depth=body.scroll_depth,
    )


def _suggestion(found: Suggested) -> ProactiveSuggestionOut:
    unit = found.unit
    return ProactiveSuggestionOut(
        question=unit.shown,
        asks=found.question,
        kind=unit.kind,
        title=unit.title,
        language=unit.language,
        probability=round(found.probability, 4),
        citation=SuggestionCitationOut(
            document=unit.document,
            title=unit.title,
            page=unit.page,
            page_label=unit.page_label,
            url=view_url(
                unit.document, page=unit.page, start=unit.start, end=unit.end, for_agent=False
            ),
        ),
    )


def _line(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())
