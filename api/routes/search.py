"""``POST /v1/search``: the passages behind a question, for agents."""

from dataclasses import replace

from fastapi import APIRouter

from api.json_route import JsonRoute
from api.routes.context import ContextOf
from api.schemas import passage_out
from api.wire import SearchIn, SearchOut

router = APIRouter(route_class=JsonRoute, tags=["agents"])


@router.post("/v1/search")
def search(body: SearchIn, context: ContextOf) -> SearchOut:
    """Passages, best first, with page, highlights and every retriever's opinion."""
    prepared = context.services.prepare(context.question(body))
    query = replace(prepared.query, limit=body.limit)
    passages = context.services.searcher().search(query)
    return SearchOut(
        passages=[
            passage_out(
                passage,
                query_text=" ".join((query.text, *query.expanded_terms)),
                for_agent=body.audience == "agent",
            )
            for passage in passages
        ]
    )
