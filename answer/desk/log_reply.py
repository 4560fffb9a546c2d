"""A reply → the log, and what its customer was shown, in their conversation."""

from datetime import datetime

from answer.desk.as_logged import as_logged
from answer.desk.conversation import Message
from answer.desk.desk import Desk
from answer.question import Question
from answer.reply import Reply


def log_reply(reply: Reply, question: Question, *, desk: Desk, at: datetime) -> None:
    """Keeps the reply with its draft, and its text as a message; inside a transaction."""
    desk.conversations.add_reply(
        as_logged(reply, conversation_id=question.conversation_id, message_id=question.id, at=at)
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
