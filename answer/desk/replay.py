"""A reply that was given before → the same reply again, for a message that was sent twice."""

from answer.desk.case import Case
from answer.desk.conversation import LoggedReply
from answer.judge import band
from answer.reply import Answer, Clarify, Confidence, Handoff, Reply


def replay(logged: LoggedReply, *, market: str, case: Case | None) -> Reply:
    """The reply with the id and the text it had; ``case`` is its conversation's, if there is one.

    What only the first telling can know (signals, choices apart from the text) is left out.
    """
    confidence = Confidence(
        value=logged.confidence,
        threshold=logged.threshold,
        signals=(),
        band=band(logged.confidence, threshold=logged.threshold),
    )
    if logged.kind == "handoff":
        of_case = case if case and case.reply_id == logged.id else None
        return Handoff(
            id=logged.id,
            question_id=logged.message_id,
            text=logged.text,
            language=logged.language,
            market=market,
            confidence=confidence,
            release=logged.release,
            took_ms=0.0,
            explanation=logged.explanation,
            reason=logged.reason or "low_confidence",
            risk_class=of_case.risk_class if of_case else "",
            level=case.level if case else "L1",
            tier=case.tier if case else "",
            due_at=case.first_reply_due_at if case else None,
            queue_id=case.id if case else "",
            statements=logged.statements,
        )
    kind = Answer if logged.kind == "answer" else Clarify
    return kind(
        id=logged.id,
        question_id=logged.message_id,
        text=logged.text,
        language=logged.language,
        market=market,
        confidence=confidence,
        release=logged.release,
        took_ms=0.0,
        explanation=logged.explanation,
        statements=logged.statements,
    )
