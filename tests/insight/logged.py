"""Questions as the log keeps them, for tests to put into it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from answer.insight.question_record import QuestionRecord

NOW = datetime(2026, 11, 22, 9, 30, 0, 123_456, tzinfo=UTC)


def a_question(number: int = 1, **fields: Any) -> QuestionRecord:
    """A stranger's question in English that nothing was found for."""
    plain = QuestionRecord(
        id=f"reply-{number}",
        at=NOW,
        question="Does the XR-200A float?",
        language="en",
        kind="handoff",
        reason="nothing_found",
        confidence=0.0,
        release="r1",
    )
    return replace(plain, **fields)
