"""A suggestion that an agent judged → the log, in a conversation of its own."""

from datetime import datetime

from answer.desk.as_logged import as_logged
from answer.desk.conversation import Conversation, Message
from answer.desk.desk import Desk
from answer.question import Question
from answer.reply import Reply
from ingest.language import detect

CHANNEL = "console"
"""Where an agent asked on behalf of a customer whom nobody named."""


def log_suggestion(reply: Reply, question: Question, *, desk: Desk, at: datetime) -> None:
    """Keeps the question and the suggestion with its draft, so that a verdict has what it is about.

    It was not sent: it is no message, and the conversation is not the customer's. The same
    question's suggestions share one.
    """
    store = desk.conversations
    conversation_id = f"{CHANNEL}-{question.id}"
    with desk.database.writing():
        store.open_conversation(
            Conversation(
                id=conversation_id,
                customer_id="",
                channel=CHANNEL,
                opened_at=at,
                last_message_at=at,
            )
        )
        store.add_message(
            Message(
                id=question.id,
                conversation_id=conversation_id,
                customer_id="",
                role="customer",
                text=question.question,
                language=question.language or detect(question.question),
                channel=CHANNEL,
                at=at,
            )
        )
        store.add_reply(
            as_logged(reply, conversation_id=conversation_id, message_id=question.id, at=at)
        )
