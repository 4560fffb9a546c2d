"""``/v1/conversations``: what was written on every channel; ``/v1/feedback``: how it was liked."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from starlette.exceptions import HTTPException

from answer.desk.conversation import Feedback, Message
from api.access.acting import acting_if_said
from api.desk_schemas import conversation_out, message_out
from api.desk_wire import (
    ConversationOut,
    ConversationsOut,
    FeedbackIn,
    FeedbackOut,
    MessageIn,
    MessageOut,
)
from api.idempotent_route import IdempotentRoute, OnceId
from api.routes.context import CallerOf, ContextOf
from api.stated_language import stated_language
from api.suggested import write_down as write_down_suggestion
from ingest.document import Audience
from ingest.errors import DeskInvalid
from ingest.language import detect

router = APIRouter(route_class=IdempotentRoute, prefix="/v1", tags=["chatbots", "agents"])
LISTED = 50
Id = Annotated[str, Query(min_length=1, max_length=200)]
OfPath = Annotated[str, Path(min_length=1, max_length=200)]


@router.get("/conversations")
def conversations(customer: Id, context: ContextOf, response: Response) -> ConversationsOut:
    """A customer's conversations on every channel, the last one written in first; no messages."""
    response.headers["Cache-Control"] = "no-store"
    found = context.desk.desk.conversations.conversations_of(customer, limit=LISTED)
    return ConversationsOut(
        conversations=[conversation_out(one, (), for_agent=False) for one in found]
    )


@router.get("/conversations/{conversation_id:path}")
def conversation(
    conversation_id: OfPath,
    context: ContextOf,
    response: Response,
    audience: Audience = "customer",
    after: Annotated[str, Query(max_length=200)] = "",
) -> ConversationOut:
    """A conversation's last 500 messages, oldest first.

    For customers without the agents' notes and names. A chatbot that waits for a person's reply
    asks with ``after``, the last message it has shown, and gets what was kept since; everything,
    where there is no such message. An id may hold any character; write ``/`` as ``%2F`` or as it
    is.
    """
    store = context.desk.desk.conversations
    response.headers["Cache-Control"] = "no-store"
    found = store.conversation(conversation_id)
    messages = store.messages(conversation_id, after=after)
    return conversation_out(found, messages, for_agent=audience == "agent")


@router.post("/conversations/{conversation_id:path}/messages", status_code=201)
def write_down(
    conversation_id: OfPath,
    body: MessageIn,
    context: ContextOf,
    caller: CallerOf,
    response: Response,
    once: OnceId,
) -> MessageOut:
    """Keeps a message that was sent or received elsewhere: an e-mail, a call, a marketplace.

    It is answered by nobody; ``POST /v1/answers`` answers. 200 where it was kept before.
    """
    services = context.desk
    if body.is_internal and body.role == "customer":
        raise DeskInvalid("is_internal: a customer's message is not; leave it out")
    if not body.text.strip():
        raise DeskInvalid("text: is empty; send what was written")
    by_agent = bool(body.agent) or body.role == "agent"
    message = Message(
        id=body.id or once or uuid.uuid4().hex,
        conversation_id=conversation_id,
        customer_id=body.customer_id,
        role=body.role,
        text=body.text,
        language=stated_language(body.language) or detect(body.text),
        channel=body.channel,
        at=services.desk.now(),
        author=acting_if_said(caller, body.agent) if by_agent else "",
        is_internal=body.is_internal,
    )
    if not services.reception.write_down(message):
        response.status_code = 200
    return message_out(message)


@router.post("/feedback", status_code=201)
def feedback(body: FeedbackIn, context: ContextOf, caller: CallerOf) -> FeedbackOut:
    """What somebody thinks of a reply, or how content the customer was with a case."""
    if body.agent and not caller.may_read_internal:
        raise HTTPException(403, "agent: this caller is none; leave it out.")
    if body.case_id and caller.is_public:
        raise HTTPException(403, "case_id: a key that stands in a page rates replies alone.")
    agent, services = acting_if_said(caller, body.agent), context.desk
    if (body.score is None) == (body.verdict == "csat"):
        raise DeskInvalid("score: give 1 to 5 with the verdict 'csat', and with no other")
    if bool(body.reply_id) == bool(body.case_id):
        raise DeskInvalid("reply_id, case_id: give one of the two")
    if body.case_id and body.score is None:
        raise DeskInvalid("verdict: a case is rated with 'csat'; other verdicts are a reply's")
    identity = uuid.uuid4().hex
    if body.case_id and body.score is not None:
        services.work.rate(
            body.case_id,
            score=body.score,
            actor=agent or "customer",
            note="\n".join(filter(None, (body.reason, body.text))),
        )
        return FeedbackOut(id=identity)
    write_down_suggestion(body.reply_id, desk=services.desk)
    services.desk.conversations.add_feedback(
        Feedback(
            id=identity,
            reply_id=body.reply_id,
            verdict=body.verdict,
            at=services.desk.now(),
            agent=agent,
            reason=body.reason,
            text=body.text,
            score=body.score,
        )
    )
    if context.services.questions and body.verdict != "csat":
        context.services.questions.judge(body.reply_id, body.verdict)
    return FeedbackOut(id=identity)
