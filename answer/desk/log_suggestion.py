"""A suggestion that an agent judged → the log, in a conversation of its own."""

from dataclasses import replace
from datetime import datetime

from answer.desk.as_logged import as_logged
from answer.desk.conversation import Conversation, Message
from answer.desk.desk import Desk
from answer.desk.suggestion_store import ShownSuggestion
from answer.masking.mask import mask, take_out, values_of
from answer.question import Question
from answer.reply import Reply
from ingest.language import detect

CHANNEL = "console"
"""Where an agent asked on behalf of a customer whom nobody named."""


def shown_suggestion(reply: Reply, question: Question, *, at: datetime) -> ShownSuggestion:
    """A suggestion as it is remembered until somebody judges it.

    It was not sent: it is no message, and the conversation is not the customer's. The same
    question's suggestions share one. Nobody could have it erased for a customer whom nobody named:
    what was asked is kept without personal data.
    """
    language = question.language or detect(question.question)
    asked = mask(question.question, language=language, market=question.market)
    conversation_id = f"{CHANNEL}-{question.id}"
    message = Message(
        id=question.id,
        conversation_id=conversation_id,
        customer_id="",
        role="customer",
        text=asked.text,
        language=language,
        channel=CHANNEL,
        at=at,
    )
    # of several questions each is repeated above its answer
    told = take_out(reply.text, values_of((question.question,), (asked,)))
    logged = as_logged(
        replace(reply, text=told),
        conversation_id=conversation_id,
        message_id=question.id,
        at=at,
    )
    return ShownSuggestion(message=message, reply=logged)


def log_suggestion(shown: ShownSuggestion, *, desk: Desk) -> None:
    """Keeps the question and the suggestion with its draft: a verdict has what it is about."""
    store, message = desk.conversations, shown.message
    with desk.database.writing():
        store.open_conversation(
            Conversation(
                id=message.conversation_id,
                customer_id="",
                channel=CHANNEL,
                opened_at=message.at,
                last_message_at=message.at,
            )
        )
        store.add_message(message)
        store.add_reply(shown.reply)
