"""The shapes of ``POST /v1/answers/batch``."""

from typing import Annotated, Any

from pydantic import Field

from api.problems import ProblemOut
from api.wire import ReplyOut, StrictIn, ValueOut

MOST_QUESTIONS = 100


class AnswersIn(StrictIn):
    """Questions of strangers, each with the fields of ``POST /v1/answers``.

    Not ``customer``, ``conversation_id`` or ``stream``: in a conversation one message leans on the
    one before it, and is asked by itself.
    """

    questions: Annotated[list[Any], Field(min_length=1, max_length=MOST_QUESTIONS)]
    """Read one by one: one that is wrong is the problem of its own line."""


class BatchResultOut(ValueOut):
    """What became of one question: its reply, or the problem with it."""

    index: int
    """Of the question, from 0."""
    id: str | None
    """As the question gave it."""
    status: int
    """As if it had been asked alone: 200, or the problem's."""
    reply: ReplyOut | None = None
    problem: ProblemOut | None = None


class BatchOut(ValueOut):
    """One result a question, in the order of the questions."""

    results: list[BatchResultOut]
    complete: bool
    """Whether none has the status 503: there was no time for it, or nothing to answer it from."""
