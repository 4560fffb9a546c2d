"""``POST /v1/answers``: a customer's message in, a reply out."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api.json_route import JsonRoute
from api.routes.context import CallerOf, ContextOf
from api.schemas import reply_out
from api.wire import AnswerIn, ReplyOut

router = APIRouter(route_class=JsonRoute, tags=["chatbots"])
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


@router.post("/v1/answers", response_model=ReplyOut, responses=_EVENTS)
def answer(body: AnswerIn, context: ContextOf, caller: CallerOf) -> ReplyOut | StreamingResponse:
    """An answer with its sources, a question back, or a hand-off; always with a text to show.

    With ``stream`` the reply comes as one ``reply`` event: nothing of it may be shown before all of
    it has been compared with its evidence.

    A message with a ``conversation_id`` or a ``customer.id`` is kept in their history; handed over,
    it is a case of the queue, and while a person has the conversation the machine answers nothing
    in it. Without either it is a stranger's: no conversation is kept. Send an ``id`` of your own,
    and a message that you send twice is kept and answered once.

    What was asked is logged with what came of it, whoever asked, so that editors see what the
    documents lack.
    """
    question = context.question(body, caller)
    is_kept = question.conversation_id or question.customer_id
    if is_kept and question.audience == "customer":
        reply = context.desk.reception.ask(question)
    elif context.services.questions:
        reply = context.services.questions.reply(question)
    else:
        reply = context.services.engine.reply(question)
    out = reply_out(reply, for_agent=body.audience == "agent")
    if not body.stream:
        return out
    event = f"event: reply\ndata: {out.model_dump_json()}\n\n"
    return StreamingResponse(
        iter([event]), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )
