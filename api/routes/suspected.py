"""``/v1/handoffs/suspected``: what was answered although a person may have to."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.acting import acting
from api.json_route import JsonRoute
from api.routes.context import CallerOf, ContextOf
from api.suspected_schemas import looked_at_out, suspected_out
from api.suspected_wire import LookedAtIn, LookedAtOut, SuspectedOut

router = APIRouter(route_class=JsonRoute, prefix="/v1/handoffs/suspected", tags=["agents"])


@router.get("")
def suspected(
    context: ContextOf,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> SuspectedOut:
    """Answered messages that may be about safety, law or personal data, the newest first.

    Those that nobody has looked at: not sure enough to be handed over when they came. What a case
    of the conversation covers is with a person, and not listed.
    """
    response.headers["Cache-Control"] = "no-store"
    desk = context.desk.desk
    page = context.desk.suspicions.page(limit=limit, offset=offset)
    return suspected_out(page, classes=desk.risks.classes, now=desk.now())


@router.post("/looked-at")
def looked_at(body: LookedAtIn, context: ContextOf, caller: CallerOf) -> LookedAtOut:
    """The message is looked at and listed no more; with ``hand_over`` a case is opened for it.

    The customer is told by when a person writes. The same look twice is one; 409 says who was
    first.
    """
    found = context.desk.suspicions.look_at(
        body.conversation_id,
        body.message_id,
        agent=acting(caller, body.agent),
        hand_over=body.hand_over,
        note=body.note.strip(),
    )
    return looked_at_out(found)
