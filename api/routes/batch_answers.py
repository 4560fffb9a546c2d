"""``POST /v1/answers/batch``: many strangers' questions in one request."""

from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from api.answer_each import answer_each
from api.ask_as import ask_as
from api.batch_wire import AnswersIn, BatchOut
from api.idempotent_route import IdempotentRoute
from api.routes.context import CallerOf, ContextOf
from api.schemas import reply_out
from api.wire import QuestionIn, ReplyOut

router = APIRouter(route_class=IdempotentRoute, tags=["chatbots"])


@router.post("/v1/answers/batch")
def answer_many(body: AnswersIn, context: ContextOf, caller: CallerOf) -> BatchOut:
    """One result a question, in order: a reply, or the problem with that question alone.

    At most 100 questions, answered one after the other; after 45 seconds those that are left have
    the status 503, and may be sent again. Nothing is kept in a history, and nothing becomes a case:
    the questions are strangers' to each other. Each is logged like one that was asked alone.
    """

    def reply_to(values: Any) -> ReplyOut:
        asked = QuestionIn.model_validate(values)
        if asked.conversation_id or asked.customer.id or asked.customer.tier:
            raise HTTPException(
                422, "customer, conversation_id: ask in a conversation with POST /v1/answers."
            )
        question = context.question(asked, caller)
        reply = ask_as(caller, question, services=context.services)
        return reply_out(reply, for_agent=question.audience == "agent")

    results = answer_each(body.questions, reply_to)
    return BatchOut(results=results, complete=all(one.status != 503 for one in results))
