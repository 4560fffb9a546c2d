"""The shapes of ``/v1/chat/completions`` and ``/v1/models``: OpenAI's, where they mean something.

What else a client may send (``temperature``, ``max_tokens``, ``seed`` …) is taken, and means
nothing: replies are quotes, and nothing is sampled.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from answer.question import Urgency
from api.wire import (
    ChoiceOut,
    CitationOut,
    ConfidenceOut,
    HandoffOut,
    Long,
    Short,
    StrictIn,
    ValueOut,
)
from ingest.document import Audience

MODEL = "tradewind"
MOST_MESSAGES = 2_000


class LenientIn(BaseModel):
    """What is not known is left alone: clients send whatever their library knows."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class PartIn(LenientIn):
    type: Short
    text: str | None = None
    refusal: str | None = None


class ChatMessageIn(LenientIn):
    role: Short
    content: str | list[PartIn] | None = None


class StreamOptionsIn(LenientIn):
    include_usage: bool | None = False


class FormatIn(LenientIn):
    type: Short = "text"


class TradewindIn(StrictIn):
    """What OpenAI's protocol has no place for; as in ``POST /v1/answers``."""

    customer_id: Short = ""
    conversation_id: Short = ""
    channel: Short = ""
    urgency: Urgency = "regular"
    language: Short | None = None
    market: Short | None = None
    product: Short | None = None
    page_url: Long | None = None
    audience: Audience = "customer"


class ChatIn(LenientIn):
    """A chat; its last message is the customer's question."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": MODEL,
                    "messages": [
                        {"role": "user", "content": "What is the rated voltage of the XR-200A?"}
                    ],
                }
            ]
        }
    )

    model: Short
    messages: Annotated[list[ChatMessageIn], Field(min_length=1, max_length=MOST_MESSAGES)]
    stream: bool | None = False
    stream_options: StreamOptionsIn | None = None
    n: int | None = 1
    user: Short | None = None
    """The customer's id: the chat is kept in their history, and what is handed over is a case."""
    metadata: dict[str, Any] | None = None
    """The fields of ``tradewind`` that are texts may stand here as well; others are left alone."""
    tradewind: TradewindIn | None = None
    tools: list[Any] | None = None
    functions: list[Any] | None = None
    modalities: list[str] | None = None
    response_format: FormatIn | None = None


class UrlCitationOut(ValueOut):
    start_index: int
    """Of the stretch of ``content`` that rests on it, in Unicode characters; half-open."""
    end_index: int
    title: str
    url: str


class AnnotationOut(ValueOut):
    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitationOut


class ExtensionOut(ValueOut):
    """What a reply says of itself, beside its text."""

    reply_id: str
    """For ``POST /v1/feedback``."""
    kind: Literal["answer", "clarify", "handoff"]
    language: str
    confidence: ConfidenceOut
    citations: list[CitationOut]
    translation: Literal["none", "document", "machine"]
    caveats: list[str]
    caveat_values: dict[str, list[str]]
    choices: list[ChoiceOut]
    handoff: HandoffOut | None
    release: str


class ChatMessageOut(ValueOut):
    role: Literal["assistant"] = "assistant"
    content: str
    refusal: str | None = None
    annotations: list[AnnotationOut]
    tradewind: ExtensionOut


class ChatChoiceOut(ValueOut):
    index: int = 0
    message: ChatMessageOut
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class UsageOut(ValueOut):
    """Tokens of the texts that were read and written, as the embedding model counts them; nothing
    is billed by them, and no language model has to have seen any."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatOut(ValueOut):
    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[ChatChoiceOut]
    usage: UsageOut
    system_fingerprint: str
    """The release that was answered from."""


class ModelOut(ValueOut):
    id: str = MODEL
    object: Literal["model"] = "model"
    created: int
    """When the release that answers was built."""
    owned_by: str = "tradewind"


class ModelsOut(ValueOut):
    object: Literal["list"] = "list"
    data: list[ModelOut]
