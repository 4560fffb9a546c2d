"""A question of somebody → its reply: the one way there, whatever surface it is asked over.

Every surface (``/v1/answers`` and its batch, chat completions, MCP, the widget) comes through here,
and so does whatever holds for all of them: whose text may reach whom, where it is kept, what it is
answered by.
"""

from dataclasses import replace
from functools import partial

from starlette.exceptions import HTTPException

from answer.desk.visitor import Visitor
from answer.desk.visitor_store import VisitorStore
from answer.question import Question
from answer.reply import Reply
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from api.access.authorise import require_audience
from api.access.caller import Caller
from api.services import Services
from ingest.errors import DeskUnavailable


def ask_as(
    caller: Caller,
    question: Question,
    *,
    services: Services,
    progress: ReplyProgress = NOBODY_WAITS,
    visitor: Visitor | None = None,
) -> Reply:
    """The reply to a question that this caller passes on.

    ``visitor`` is whose conversation's secret came with it: a key that stands in a page speaks for
    them alone. Kept in a history where a customer or conversation is named, else logged as a
    stranger's. Raises 403 for internal text that may not reach the caller and for somebody whom
    they cannot speak for, ``DeskUnavailable`` where a conversation is named and no desk is kept,
    and as the engine and the desk do.
    """
    require_audience(caller, question.audience)
    if caller.is_public and not _is_theirs(question, visitor):
        raise HTTPException(
            403, "customer: a key that stands in a page cannot say who asks; leave it out."
        )
    question = replace(question, asked_by=caller.actor)
    reply = _asked(question, services=services, progress=progress, visitor=visitor)
    services.on_reply(reply)
    return reply


def _is_theirs(question: Question, visitor: Visitor | None) -> bool:
    """Whether a question names nobody but this visitor."""
    named = (question.customer_id, question.conversation_id)
    theirs = (visitor.customer_id, visitor.conversation_id) if visitor else ("", "")
    return named == theirs and not question.customer_tier


def _asked(
    question: Question, *, services: Services, progress: ReplyProgress, visitor: Visitor | None
) -> Reply:
    is_kept = question.conversation_id or question.customer_id
    if is_kept and question.audience == "customer":
        if services.desk is None:
            raise DeskUnavailable("this server keeps no desk")
        store = VisitorStore(services.desk.desk.database)
        return services.desk.reception.ask(
            question,
            progress=progress,
            # a message that waited for its turn brings nobody back who was erased meanwhile
            still_there=partial(store.required, visitor) if visitor else lambda: None,
        )
    if services.questions is not None:
        return services.questions.reply(question, progress=progress)
    return services.engine.reply(question, progress=progress)
