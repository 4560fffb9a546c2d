"""The last questions of customers, from the log, as the golden gate asks them again."""

from collections.abc import Callable
from pathlib import Path

from answer.insight.question_log import QuestionLog
from answer.question import Question


def last_questions(
    database: Path, log: Callable[[], QuestionLog], *, limit: int
) -> tuple[Question, ...]:
    """At most ``limit``, the last one first; none before anything was logged.

    Whose question it was is left out: a report on a release outlives what is kept of a person.
    Raises ``DeskError``.
    """
    if not database.is_file():
        return ()  # to look must not make one
    return tuple(
        Question(
            id=record.id,
            question=record.question,
            language=record.language if record.language != "und" else "",
            market=record.market,
            product=record.product,
            channel=record.channel,
            audience=record.audience,
        )
        for record in log().latest(limit=limit)
    )
