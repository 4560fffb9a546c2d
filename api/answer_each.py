"""Many questions → their results in order; one that is wrong or breaks loses no other."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from starlette.exceptions import HTTPException

from api.batch_wire import BatchResultOut
from api.problems import ProblemOut, problem_of
from api.wire import ReplyOut

MOST_SECONDS = 45.0
"""From the first question on; clients and proxies give up after a minute."""
OUT_OF_TIME = "There was no time left for this question; send it again."


def answer_each(
    questions: Iterable[Any],
    reply_to: Callable[[Any], ReplyOut],
    *,
    most_seconds: float = MOST_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> list[BatchResultOut]:
    """One result a question; those that the time runs out for have the status 503."""
    deadline = clock() + most_seconds
    return [
        _result(index, values, reply_to, is_late=clock() > deadline)
        for index, values in enumerate(questions)
    ]


def _result(
    index: int, values: Any, reply_to: Callable[[Any], ReplyOut], *, is_late: bool
) -> BatchResultOut:
    identity = values.get("id") if isinstance(values, dict) else None
    named = identity if isinstance(identity, str) else None
    try:
        if is_late:
            raise HTTPException(503, OUT_OF_TIME)
        return BatchResultOut(index=index, id=named, status=200, reply=reply_to(values))
    except Exception as error:  # noqa: BLE001  the edge of one question
        found = ProblemOut(**problem_of(error, at="POST /v1/answers/batch"))
        return BatchResultOut(index=index, id=named, status=found.status, problem=found)
