"""A reply → a chat completion in OpenAI's shape, whole or in chunks."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from answer.question import PreparedQuestion
from answer.reply import Citation, Handoff, Reply
from answer.reply_progress import ReplyProgress
from api.answer_events import pieces
from api.chat_wire import (
    MODEL,
    AnnotationOut,
    ChatChoiceOut,
    ChatMessageOut,
    ChatOut,
    ExtensionOut,
    UrlCitationOut,
    UsageOut,
)
from api.event_stream import Emit
from api.openai_errors import openai_error
from api.problems import problem_of
from api.schemas import citation_out, reply_out

DONE = "data: [DONE]\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatShape:
    """What all chunks of one completion have in common."""

    id: str
    base_url: str
    """Before the paths of citations: ``https://answers.example``."""
    for_agent: bool
    prompt_tokens: int
    count_tokens: Callable[[str], int]
    created: int = field(default_factory=lambda: int(time.time()))

    def completion(self, reply: Reply) -> ChatOut:
        """The whole completion."""
        message = ChatMessageOut(
            content=reply.text,
            annotations=self.annotations(reply),
            tradewind=self.extension(reply),
        )
        return ChatOut(
            id=self.id,
            created=self.created,
            choices=[ChatChoiceOut(message=message)],
            usage=self.usage(reply),
            system_fingerprint=reply.release,
        )

    def annotations(self, reply: Reply) -> list[AnnotationOut]:
        """A citation for every stretch of the text that rests on one.

        Of a stretch that is not in the text as it was stated, the whole text is annotated.
        """
        if isinstance(reply, Handoff) and not self.for_agent:
            return []
        found: list[AnnotationOut] = []
        for made in reply.statements:
            start = reply.text.find(made.text)
            span = (start, start + len(made.text)) if start >= 0 else (0, len(reply.text))
            found.extend(self._annotation(citation, *span) for citation in made.citations)
        return found

    def extension(self, reply: Reply) -> ExtensionOut:
        """What the reply says of itself."""
        out = reply_out(reply, for_agent=self.for_agent)
        return ExtensionOut(
            reply_id=out.id,
            kind=out.kind,
            language=out.language,
            confidence=out.confidence,
            citations=out.citations,
            translation=out.translation,
            caveats=out.caveats,
            caveat_values=out.caveat_values,
            choices=out.choices,
            handoff=out.handoff,
            release=out.release,
        )

    def usage(self, reply: Reply) -> UsageOut:
        """Tokens of what was read and written."""
        written = self.count_tokens(reply.text)
        return UsageOut(
            prompt_tokens=self.prompt_tokens,
            completion_tokens=written,
            total_tokens=self.prompt_tokens + written,
        )

    def _annotation(self, citation: Citation, start: int, end: int) -> AnnotationOut:
        shown = citation_out(citation, for_agent=self.for_agent)
        return AnnotationOut(
            url_citation=UrlCitationOut(
                start_index=start,
                end_index=end,
                title=shown.title,
                url=self.base_url + shown.url,
            )
        )


class ToldByChunks(ReplyProgress):
    """Progress as OpenAI's protocol knows it: that somebody has begun to reply."""

    def __init__(self, emit: Emit, shape: ChatShape) -> None:
        self._emit = emit
        self._shape = shape
        self._has_begun = False

    def searching(self, prepared: PreparedQuestion) -> None:
        """The first chunk."""
        self.begin()

    def found(self, citations: Sequence[Citation]) -> None:
        """Nothing: citations come with the text they stand for."""

    def begin(self) -> None:
        """The chunk that names the role, once."""
        if not self._has_begun:
            self._has_begun = True
            self._emit(chunk(self._shape, {"role": "assistant", "content": ""}))


def chat_chunks(
    ask: Callable[[ReplyProgress], Reply],
    emit: Emit,
    shape: ChatShape,
    *,
    include_usage: bool,
) -> None:
    """Asks, and emits the completion in chunks; raises as ``ask`` does."""
    told = ToldByChunks(emit, shape)
    reply = ask(told)
    told.begin()
    for piece in pieces(reply):
        emit(chunk(shape, {"content": piece}))
    last: dict[str, Any] = {
        "annotations": [one.model_dump(mode="json") for one in shape.annotations(reply)],
        "tradewind": shape.extension(reply).model_dump(mode="json"),
    }
    emit(chunk(shape, last, finish_reason="stop", fingerprint=reply.release))
    if include_usage:
        emit(_data({**_head(shape), "choices": [], "usage": shape.usage(reply).model_dump()}))
    emit(DONE)


def chunk(
    shape: ChatShape,
    delta: dict[str, Any],
    *,
    finish_reason: str | None = None,
    fingerprint: str | None = None,
) -> str:
    """One chunk on the wire."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
    return _data({**_head(shape), "choices": [choice], "system_fingerprint": fingerprint})


def error_chunk(error: Exception) -> str:
    """The last data of a stream that failed."""
    return _data(openai_error(problem_of(error)))


def _head(shape: ChatShape) -> dict[str, Any]:
    return {
        "id": shape.id,
        "object": "chat.completion.chunk",
        "created": shape.created,
        "model": MODEL,
    }


def _data(values: dict[str, Any]) -> str:
    return f"data: {json.dumps(values, ensure_ascii=False)}\n\n"
