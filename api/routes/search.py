"""``POST /v1/search``: the passages behind a question, for agents."""

from fastapi import APIRouter

from api.json_route import JsonRoute
from api.routes.context import CallerOf, ContextOf
from api.schemas import passage_out
from api.search_filters import SearchWanted, find
from api.wire import SearchIn, SearchOut

router = APIRouter(route_class=JsonRoute, tags=["agents"])


@router.post("/v1/search")
def search(body: SearchIn, context: ContextOf, caller: CallerOf) -> SearchOut:
    """Passages, best first, with page, highlights and every retriever's opinion."""
    prepared = context.services.prepare(context.question(body, caller))
    found = find(
        prepared,
        SearchWanted(
            languages=tuple(body.languages),
            kinds=tuple(body.kinds),
            only_valid=body.validity == "holds",
        ),
        searcher=context.services.searcher(),
        limit=body.limit,
    )
    vetoes = context.services.vetoes(prepared, found.passages)
    return SearchOut(
        passages=[
            passage_out(
                passage,
                query_text=" ".join((found.query.text, found.read_as, *found.query.expanded_terms)),
                for_agent=body.audience == "agent",
                veto=veto,
            )
            for passage, veto in zip(found.passages, vetoes, strict=True)
        ],
        read_as=found.read_as,
    )
