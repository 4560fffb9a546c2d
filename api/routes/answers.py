"""``POST /v1/answers``: a customer's message in, a reply out."""

from typing import Any

from fastapi import APIRouter

from answer.reply import Reply
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from api.answer_events import answer_events, error_event
from api.ask_as import ask_as
from api.event_stream import EventStream
from api.idempotent_route import IdempotentRoute, OnceId
from api.routes.context import CallerOf, ContextOf
from api.schemas import reply_out
from api.wire import AnswerIn, ReplyOut

router = APIRouter(route_class=IdempotentRoute, tags=["chatbots"])
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


@router.post("/v1/answers", response_model=ReplyOut, responses=_EVENTS)
def answer(
    body: AnswerIn, context: ContextOf, caller: CallerOf, once: OnceId
) -> ReplyOut | EventStream:
    """An answer with its sources, a question back, or a hand-off; always with a text to show.

    With ``stream`` it comes as events: ``searching`` before the search (``language``, and the
    ``question`` made standalone), ``passages`` with the places that the reply will cite, ``text``
    with a ``delta`` of a sentence each, ``done`` with the whole reply, or ``error`` with a problem.
    No text leaves before all of it has been compared with its evidence.

    A message with a ``conversation_id`` or a ``customer.id`` is kept in their history; handed over,
    it is a case of the queue, and while a person has the conversation the machine answers nothing
    in it. Without either it is a stranger's: no conversation is kept. Send an ``id`` of your own,
    and a message that you send twice is kept and answered once; or an ``Idempotency-Key``, and
    the second gets the response of the first.

    What was asked is logged with what came of it, whoever asked, so that editors see what the
    documents lack.
    """
    # sent again after a worker died over it, it is the same message
    question = context.question(body.model_copy(update={"id": body.id or once}), caller)
    for_agent = question.audience == "agent"

    def ask(progress: ReplyProgress) -> Reply:
        return ask_as(caller, question, services=context.services, progress=progress)

    if body.stream:
        return EventStream(
            lambda emit: answer_events(ask, emit, for_agent=for_agent), told=error_event
        )
    return reply_out(ask(NOBODY_WAITS), for_agent=for_agent)
