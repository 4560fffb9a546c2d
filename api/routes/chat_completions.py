"""``/v1/chat/completions`` and ``/v1/models``: for clients that speak OpenAI's protocol."""

import uuid
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException

from answer.reply import Reply
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from api.ask_as import ask_as
from api.chat_question import chat_question, known_model, texts_of
from api.chat_reply import ChatShape, chat_chunks, error_chunk
from api.chat_wire import MODEL, ChatIn, ChatOut, ModelOut, ModelsOut
from api.event_stream import EventStream
from api.idempotent_route import IdempotentRoute, OnceId
from api.public_address import public_address
from api.routes.context import CallerOf, Context, ContextOf

router = APIRouter(route_class=IdempotentRoute, prefix="/v1", tags=["chatbots"])


@router.post("/chat/completions", response_model=ChatOut)
def complete(
    body: ChatIn, context: ContextOf, caller: CallerOf, once: OnceId, request: Request
) -> ChatOut | EventStream:
    """A reply to the last message of a chat, with its sources as ``annotations``.

    Earlier user and assistant messages are what was said before. System and developer messages are
    left out: they tell a language model what to do, and here is none to tell. ``user`` names the
    customer. ``tradewind`` in the request takes what OpenAI's protocol has no place for (market,
    language, product, channel, conversation_id); ``tradewind`` in the message says how sure the
    reply is, where it stands on which page, and whether a person takes over.
    """
    if not known_model(body.model):
        raise HTTPException(404, f"model: there is none of this name here; send {MODEL!r}")
    settings = context.services.settings
    asked = chat_question(body, identity=once, max_turns=settings.max_history_turns)
    question = context.question(asked, caller)
    count_tokens = context.services.count_tokens
    shape = ChatShape(
        id=f"chatcmpl-{once or uuid.uuid4().hex}",
        base_url=public_address(settings, request),
        for_agent=question.audience == "agent",
        prompt_tokens=sum(map(count_tokens, texts_of(asked))),
        count_tokens=count_tokens,
    )

    def ask(progress: ReplyProgress) -> Reply:
        return ask_as(caller, question, services=context.services, progress=progress)

    if not body.stream:
        return shape.completion(ask(NOBODY_WAITS))
    include_usage = bool(body.stream_options and body.stream_options.include_usage)
    return EventStream(
        lambda emit: chat_chunks(ask, emit, shape, include_usage=include_usage), told=error_chunk
    )


@router.get("/models")
def models(context: ContextOf) -> ModelsOut:
    """The one model there is; none before a release was published."""
    return ModelsOut(data=[_model(context)])


@router.get("/models/{model}")
def model_named(model: str, context: ContextOf) -> ModelOut:
    """The model of a name."""
    if not known_model(model):
        raise HTTPException(404, f"model: there is none of this name here; there is {MODEL!r}")
    return _model(context)


def _model(context: Context) -> ModelOut:
    built_at = context.services.standing().manifest.built_at
    return ModelOut(created=int(datetime.fromisoformat(built_at).timestamp()))
