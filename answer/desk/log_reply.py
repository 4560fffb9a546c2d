"""A reply → the log, and what its customer was shown, in their conversation."""

from datetime import datetime

from answer.desk.conversation import LoggedReply, Message
from answer.desk.desk import Desk
from answer.question import Question
from answer.reply import Handoff, Reply


def log_reply(reply: Reply, question: Question, *, desk: Desk, at: datetime) -> None:
    """Keeps the reply with its draft, and its text as a message; inside a transaction."""
    desk.conversations.add_reply(
        LoggedReply(
            id=reply.id,
            conversation_id=question.conversation_id,
            message_id=question.id,
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
    )
    desk.conversations.add_message(
        Message(
            id=f"reply-{reply.id}",
            conversation_id=question.conversation_id,
            customer_id=question.customer_id,
            role="assistant",
            text=reply.text,
            language=reply.language,
            channel=question.channel,
            at=desk.now(),
            reply_id=reply.id,
        )
    )
