"""``POST /v1/suggestions``: replies for an agent to choose from."""

from fastapi import APIRouter

from api.json_route import JsonRoute
from api.routes.context import ContextOf
from api.schemas import reply_out
from api.wire import SuggestionsIn, SuggestionsOut

router = APIRouter(route_class=JsonRoute, tags=["agents"])


@router.post("/v1/suggestions")
def suggest(body: SuggestionsIn, context: ContextOf) -> SuggestionsOut:
    """Different replies, best first, and what would be sent if nobody looked.

    ``audience`` is that of the evidence: ``customer`` unless the agent asks to see internal
    documents too. Confidence, signals and sources are always there: this route is for agents.
    """
    question = context.question(body)
    engine = context.services.engine
    return SuggestionsOut(
        automatic=reply_out(engine.reply(question), for_agent=True),
        suggestions=[
            reply_out(reply, for_agent=True) for reply in engine.suggest(question, count=body.count)
        ],
    )
