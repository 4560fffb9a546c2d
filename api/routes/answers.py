"""``POST /v1/answers``: a customer's message in, a reply out."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api.json_route import JsonRoute
from api.routes.context import ContextOf
from api.schemas import reply_out
from api.wire import AnswerIn, ReplyOut

router = APIRouter(route_class=JsonRoute, tags=["chatbots"])
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


@router.post("/v1/answers", response_model=ReplyOut, responses=_EVENTS)
def answer(body: AnswerIn, context: ContextOf) -> ReplyOut | StreamingResponse:
    """An answer with its sources, a question back, or a hand-off; always with a text to show.

    With ``stream`` the reply comes as one ``reply`` event: nothing of it may be shown before all of
    it has been compared with its evidence.
    """
    reply = context.services.engine.reply(context.question(body))
    out = reply_out(reply, for_agent=body.audience == "agent")
    if not body.stream:
        return out
    event = f"event: reply\ndata: {out.model_dump_json()}\n\n"
    return StreamingResponse(
        iter([event]), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )
