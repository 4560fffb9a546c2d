"""``/widget.js`` and ``/v1/widget/…``: a conversation on somebody's web page.

A conversation is found by its secret alone, in the header ``Tradewind-Conversation``: never in an
address, which would be logged on its way.
"""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response

from answer.desk.visitor import Visitor
from answer.question import Question
from answer.reply import Handoff
from answer.reply_progress import NOBODY_WAITS
from api.access.caller import Caller
from api.answer_events import ToldByEvents, error_event, event
from api.ask_as import ask_as
from api.event_stream import Emit, EventStream
from api.json_route import JsonRoute
from api.routes.context import CallerOf, Context, ContextOf
from api.widget.hours import hours_for
from api.widget.schemas import hours_out, kept_message, reply_message
from api.widget.script import widget_script
from api.widget.visits import Visits
from api.widget.wire import (
    EmailIn,
    ForgottenOut,
    JudgementIn,
    RepliedOut,
    ThreadOut,
    VisitIn,
    VisitorMessageIn,
    VisitOut,
    WidgetConfigOut,
)
from api.widget.words import direction_of, language_for, words_of
from ingest.errors import DeskUnavailable

router = APIRouter(route_class=JsonRoute, tags=["widget"])
NO_STORE = "no-store"
SCRIPT_SECONDS = 300
"""So long a page may go on with the script it has; a newer one is asked for by its tag."""
CONFIG_SECONDS = 60
"""Within a minute of it a desk that opens is seen to be open."""
FROM_ANYWHERE = {
    # a script that any page may load, and that tells nothing of whoever loads it
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
Secret = Annotated[str, Header(alias="Tradewind-Conversation", max_length=200)]
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


@router.get("/widget.js", response_class=Response)
def script(request: Request) -> Response:
    """The chat widget, whole."""
    found = widget_script()
    zipped = "gzip" in request.headers.get("accept-encoding", "")
    headers = {
        **FROM_ANYWHERE,
        "Cache-Control": f"public, max-age={SCRIPT_SECONDS}",
        "ETag": found.etag,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == found.etag:
        return Response(status_code=304, headers=headers)
    if zipped:
        headers["Content-Encoding"] = "gzip"
    return Response(
        found.zipped if zipped else found.plain,
        media_type="text/javascript; charset=utf-8",
        headers=headers,
    )


@router.get("/v1/widget/config")
def config(
    context: ContextOf,
    request: Request,
    response: Response,
    language: Annotated[str, Query(max_length=50)] = "",
    market: Annotated[str, Query(max_length=50)] = "",
    time_zone: Annotated[str, Query(max_length=100)] = "",
) -> WidgetConfigOut:
    """The widget's words in the language nearest to the visitor's, and the desk's hours on their
    clock. Answers 304 to a tag that still holds."""
    desk = context.desk.desk
    spoken = language_for(language, desk.phrases())
    hours = hours_for(
        desk.service,
        desk.markets,
        language=spoken,
        market=market,
        time_zone=time_zone,
        at=desk.now(),
    )
    out = WidgetConfigOut(
        language=spoken,
        direction="rtl" if direction_of(spoken) == "rtl" else "ltr",
        words=dict(words_of(spoken)),
        hours=hours_out(hours),
        max_characters=context.services.settings.max_question_characters,
    )
    tag = f'"{hashlib.sha256(out.model_dump_json().encode()).hexdigest()[:24]}"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"private, max-age={CONFIG_SECONDS}"
    if request.headers.get("if-none-match") == tag:
        response.status_code = 304
    return out


@router.post("/v1/widget/conversations", status_code=201)
def begin(body: VisitIn, context: ContextOf, caller: CallerOf, response: Response) -> VisitOut:
    """The secret of a new conversation, for this key alone."""
    response.headers["Cache-Control"] = NO_STORE
    spoken = language_for(body.language, context.desk.desk.phrases())
    secret = _visits(context, caller.id).begin(language=spoken, market=body.market)
    return VisitOut(secret=secret)


@router.post("/v1/widget/messages", response_model=RepliedOut, responses=_EVENTS)
def write(
    body: VisitorMessageIn,
    context: ContextOf,
    caller: CallerOf,
    request: Request,
    tradewind_conversation: Secret = "",
) -> RepliedOut | EventStream:
    """The reply to what a visitor wrote; as events where they are accepted.

    ``searching``, ``passages``, then ``done`` with the reply or ``error`` with a problem. The same
    ``id`` sent again gets the reply it had. With ``to_person`` a person gets it, whatever it says.
    """
    visits = _visits(context, caller.id)
    visitor = visits.visitor(tradewind_conversation)
    limit = context.services.settings.max_question_characters
    visitor, question = visits.written(visitor, body, most_characters=limit)

    def work(emit: Emit) -> None:
        out = _replied(visits, visitor, question, context, caller, emit)
        emit(event("done", out.model_dump(mode="json")))

    if "text/event-stream" in request.headers.get("accept", ""):
        return EventStream(work, told=error_event)
    return _replied(visits, visitor, question, context, caller, None)


@router.get("/v1/widget/messages")
def read(
    context: ContextOf,
    caller: CallerOf,
    response: Response,
    after: Annotated[str, Query(max_length=200)] = "",
    tradewind_conversation: Secret = "",
) -> ThreadOut:
    """What was said in a conversation since the message ``after``; everything without one."""
    response.headers["Cache-Control"] = NO_STORE
    visits, desk = _visits(context, caller.id), context.desk.desk
    visitor = visits.visitor(tradewind_conversation)
    phrases = desk.phrases()
    return ThreadOut(
        messages=[
            kept_message(one, conversations=desk.conversations, phrases=phrases)
            for one in visits.messages(visitor, after=after)
        ],
        with_person=visits.is_with_person(visitor),
        has_email=bool(visitor.email),
    )


@router.put("/v1/widget/email", status_code=204)
def leave_email(
    body: EmailIn, context: ContextOf, caller: CallerOf, tradewind_conversation: Secret = ""
) -> None:
    """Where the visitor can be reached once they have left the page."""
    visits = _visits(context, caller.id)
    visits.leave_email(visits.visitor(tradewind_conversation), body.email)


@router.post("/v1/widget/judgements", status_code=204)
def judge(
    body: JudgementIn, context: ContextOf, caller: CallerOf, tradewind_conversation: Secret = ""
) -> None:
    """Whether a reply of this conversation was helpful."""
    visits = _visits(context, caller.id)
    visitor = visits.visitor(tradewind_conversation)
    visits.judge(visitor, body.reply_id, is_helpful=body.is_helpful)
    if context.services.questions:
        context.services.questions.judge(body.reply_id, "right" if body.is_helpful else "wrong")


@router.delete("/v1/widget/conversations")
def forget(
    context: ContextOf, caller: CallerOf, tradewind_conversation: Secret = ""
) -> ForgottenOut:
    """The visitor's conversation and everything that was kept of it is gone, here too.

    What they asked a person is closed, unless it told of a danger: that it did stays, alone.
    """
    visits, customers = _visits(context, caller.id), context.services.customers
    visitor = visits.visitor(tradewind_conversation)
    if customers is None:
        raise DeskUnavailable("this server keeps nothing of customers")
    erased = customers.erase(
        visitor.customer_id,
        actor=caller.actor,
        by="customer",
        close_cases=True,
        rewrites_file=False,
    )
    return ForgottenOut(is_case_kept=bool(erased.kept_cases))


def _visits(context: Context, caller: str) -> Visits:
    return Visits(context.desk, caller=caller)


def _replied(
    visits: Visits,
    visitor: Visitor,
    question: Question,
    context: Context,
    caller: Caller,
    emit: Emit | None,
) -> RepliedOut:
    """The reply, told meanwhile where somebody listens."""
    progress = ToldByEvents(emit, for_agent=False) if emit else NOBODY_WAITS
    reply = ask_as(caller, question, services=context.services, progress=progress, visitor=visitor)
    visits.replied_to(visitor)
    desk = context.desk.desk
    return RepliedOut(
        message=reply_message(reply, phrases=desk.phrases(), at=desk.now()),
        with_person=isinstance(reply, Handoff),
    )
