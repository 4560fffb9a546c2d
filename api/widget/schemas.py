"""Conversations of visitors → the wire."""

from datetime import datetime

from answer.desk.conversation import Message
from answer.desk.conversation_store import ConversationStore
from answer.locale.phrases import PhraseBook
from answer.question import Role
from answer.reply import Clarify, Handoff, Reply
from api.desk_schemas import moment
from api.widget.hours import DeskHours
from api.widget.pieces import pieces_of
from api.widget.wire import Author, HoursOut, WidgetChoiceOut, WidgetMessageOut
from ingest.errors import DeskMissing

_AUTHORS: dict[Role, Author] = {"customer": "visitor", "assistant": "assistant", "agent": "team"}


def reply_message(reply: Reply, *, phrases: PhraseBook, at: datetime) -> WidgetMessageOut:
    """A reply as its visitor is shown it; of a hand-off never the draft behind it."""
    choices = reply.choices if isinstance(reply, Clarify) else ()
    pieces, sources = pieces_of(
        reply.text,
        () if isinstance(reply, Handoff) else reply.statements,
        choices=choices,
        frame=phrases.phrases_for(reply.language),
    )
    return WidgetMessageOut(
        # as answer/desk/log_reply.py keeps it
        id=f"reply-{reply.id}",
        author="assistant",
        pieces=pieces,
        sources=sources,
        choices=[WidgetChoiceOut(label=one.label, value=one.value) for one in choices],
        kind=reply.kind,
        language=reply.language,
        at=moment(at),
        reply_id=reply.id,
    )


def kept_message(
    message: Message, *, conversations: ConversationStore, phrases: PhraseBook
) -> WidgetMessageOut:
    """A message as it was kept, with its sources where the machine wrote it."""
    logged = None
    if message.reply_id and message.role == "assistant":
        try:
            logged = conversations.reply(message.reply_id)
        except DeskMissing:  # retention has taken it
            logged = None
    is_shown = logged is not None and logged.kind != "handoff"
    pieces, sources = pieces_of(
        message.text,
        logged.statements if logged and is_shown else (),
        frame=phrases.phrases_for(message.language),
    )
    return WidgetMessageOut(
        id=message.id,
        author=_AUTHORS[message.role],
        pieces=pieces,
        sources=sources,
        choices=[],
        kind=logged.kind if logged else "message",
        language=message.language,
        at=moment(message.at),
        reply_id=logged.id if logged else None,
    )


def hours_out(hours: DeskHours) -> HoursOut:
    """Whether people are there, and when they next are."""
    return HoursOut(
        is_open=hours.is_open,
        opens_at=None if hours.is_open else moment(hours.opens_at),
        told=hours.told,
    )
