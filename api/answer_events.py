"""A reply as it comes into being → the events of ``POST /v1/answers`` with ``stream``.

``searching → passages → text, text, … → done``, or ``error`` in the place of what is left. Of a
text nothing leaves before all of it was compared with its evidence, so it comes in pieces that read
well, not as a machine would type it. What did not happen is left out: a message that was answered
before is not searched for again.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from answer.question import PreparedQuestion
from answer.reply import Citation, Reply
from answer.reply_progress import ReplyProgress
from api.event_stream import Emit
from api.problems import problem_of
from api.schemas import citation_out, reply_out
from ingest.sentences import split


class ToldByEvents(ReplyProgress):
    """Progress that is told as events."""

    def __init__(self, emit: Emit, *, for_agent: bool) -> None:
        self._emit = emit
        self._for_agent = for_agent

    def searching(self, prepared: PreparedQuestion) -> None:
        """The language and the question as it is searched for, whatever it leaned on."""
        self._emit(event("searching", {"language": prepared.language, "question": prepared.text}))

    def found(self, citations: Sequence[Citation]) -> None:
        """Where the reply will stand: places without their words, which the reply brings."""
        places = [
            citation_out(citation, for_agent=self._for_agent).model_dump(exclude={"quote"})
            for citation in citations
        ]
        self._emit(event("passages", {"passages": places}))


def answer_events(ask: Callable[[ReplyProgress], Reply], emit: Emit, *, for_agent: bool) -> None:
    """Asks, and emits what is told meanwhile, then the reply; raises as ``ask`` does."""
    reply = ask(ToldByEvents(emit, for_agent=for_agent))
    for piece in pieces(reply):
        emit(event("text", {"delta": piece}))
    emit(event("done", reply_out(reply, for_agent=for_agent).model_dump(mode="json")))


def pieces(reply: Reply) -> Iterator[str]:
    """The reply's text sentence by sentence; joined they are the text."""
    for start, end in split(reply.text, language=reply.language):
        yield reply.text[start:end]


def event(name: str, data: dict[str, Any]) -> str:
    """One event on the wire."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def error_event(error: Exception) -> str:
    """The last event of a stream that failed: a problem document."""
    return event("error", problem_of(error))
