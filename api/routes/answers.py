"""``POST /v1/answers``: a customer's message in, a reply out."""

from fastapi import APIRouter

from api.json_route import JsonRoute
from api.routes.context import ContextOf
from api.schemas import QuestionIn, ReplyOut, reply_out

router = APIRouter(route_class=JsonRoute, tags=["chatbots"])


@router.post("/v1/answers")
def answer(body: QuestionIn, context: ContextOf) -> ReplyOut:
    """An answer with its sources, a question back, or a hand-off; always with a text to show."""
    reply = context.services.engine.reply(context.question(body))
    return reply_out(reply, for_agent=body.audience == "agent")
