"""A reply → as the log keeps it."""

from datetime import datetime

from answer.desk.conversation import LoggedReply
from answer.reply import Handoff, Reply


def as_logged(reply: Reply, *, conversation_id: str, message_id: str, at: datetime) -> LoggedReply:
    """What was replied, with its draft and the lines that say why."""
    return LoggedReply(
        id=reply.id,
        conversation_id=conversation_id,
        message_id=message_id,
        kind=reply.kind,
        reason=reply.reason if isinstance(reply, Handoff) else None,
        text=reply.text,
        language=reply.language,
        confidence=reply.confidence.value,
        threshold=reply.confidence.threshold,
        release=reply.release,
        at=at,
        statements=reply.statements,
        explanation=reply.explanation,
    )
