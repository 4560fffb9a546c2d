"""Work that takes a processor is let in through one queue; without room, a request is told so.

Looking at requests that find no room costs a few milliseconds, answering one costs fifty. What may
need a person is let in whatever waits (``urgent.py``). A message that somebody is known to have
written waits on disk (``putting_off.py``); of everything else nothing was kept, and all of it is
safe to send again.
"""

import json
from collections.abc import Callable
from functools import partial

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.authorise import caller_of
from api.access.caller import Caller
from api.admission import Admission, SentAway, Urgency
from api.problems import problem
from api.rate_limits import ADDRESS, OWE, SHED, Owe
from api.read_body import ReadBody
from api.request_units import units_of

WORK = {
    "/v1/answers": Urgency.ORDINARY,
    "/v1/chat/completions": Urgency.ORDINARY,
    "/v1/widget/messages": Urgency.ORDINARY,
    "/v1/proactive": Urgency.ORDINARY,
    "/v1/search": Urgency.ORDINARY,
    "/mcp": Urgency.ORDINARY,
    "/v1/suggestions": Urgency.STAFF,
    "/v1/answers/batch": Urgency.BATCH,
}
"""What asks the engine."""
BUSY = "More is asked than can be answered; nothing was kept, ask again after Retry-After seconds."
SHARE = (
    "You have more questions waiting than others; nothing was kept, ask again after Retry-After "
    "seconds."
)
KEPT = (
    "More is asked than can be answered; the message was kept and will be answered, ask again "
    "after Retry-After seconds for its reply."
)
ONLY_URGENT = "tradewind.only_urgent"
"""Where a request's scope says that its body has room only if a person has to read it."""
VISIT = "tradewind-conversation"
"""The header with a visitor's secret."""
IsUrgent = Callable[[object, str, str], bool]
"""Whether a parsed body, of a visitor if their secret came, from a caller's id, may have to reach a
person; called in a thread."""
Keep = Callable[[str, object, str, Caller], bool]
"""Whether a body sent to a path, parsed, of a visitor if their secret came, from a caller, was kept
to be answered later; called in a thread."""


class Shedding:
    """ASGI middleware inside of whoever tells who calls."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        admission: Admission,
        is_urgent: IsUrgent,
        keep: Keep = lambda path, body, visit, caller: False,
    ) -> None:
        self._app = app
        self._keep = keep
        self._admission = admission
        self._is_urgent = is_urgent
        self._looking: CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        urgency = urgency_of(scope)
        if urgency is None:
            await self._app(scope, receive, send)
            return
        caller = caller_of(scope)
        if urgency is Urgency.ORDINARY and caller.may_read_internal:
            urgency = Urgency.STAFF
        try:
            # before there is a turn to take: who sends slowly waits for itself alone
            body = await ReadBody.of(receive)
        except HTTPException as error:
            refused = problem(error.status_code, str(error.detail), headers=error.headers)
            await refused(scope, receive, send)
            return
        receive = body.receive
        is_public = caller.is_public or not caller.is_known
        who = scope.get(ADDRESS, "") if is_public else caller.id
        is_looked_at = False
        # who was let wait may be sent away for another later: nobody goes before being looked at
        while True:
            try:
                is_let_in = urgency is Urgency.HANDOFF or not scope.get(ONLY_URGENT)
                if not (is_let_in and (is_looked_at or self._admission.has_room(urgency))):
                    raise SentAway("busy", 1)
                async with self._admission.entered(who, urgency):
                    _count(scope, body.content)
                    await self._app(scope, receive, send)
                return
            except SentAway as away:
                visit = Headers(scope=scope).get(VISIT, "")
                if is_looked_at:
                    keep = partial(self._keep, scope["path"])
                    is_kept = await self._looked(keep, body.content, visit, caller)
                    await _refused(scope, away, is_kept=is_kept)(scope, receive, send)
                    return
                is_looked_at = True
                if await self._looked(self._is_urgent, body.content, visit, caller.id):
                    urgency = Urgency.HANDOFF

    async def _looked(self, look: Callable[..., bool], content: bytes, *about: object) -> bool:
        """What a look at a body tells; False of what cannot be read."""
        if self._looking is None:
            # one after another: they must not take the processor from those who are answered
            self._looking = CapacityLimiter(1)
        try:
            body = json.loads(content)
        except (ValueError, RecursionError):
            return False
        return await anyio.to_thread.run_sync(partial(look, body, *about), limiter=self._looking)


def urgency_of(scope: Scope) -> Urgency | None:
    """Of what a request asks the engine, before its body is read; None where it asks nothing."""
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    return WORK.get(scope["path"].rstrip("/"))


def _count(scope: Scope, content: bytes) -> None:
    """Counts what is answered now by its work; who was sent away cost no more than the request."""
    owe: Owe | None = scope.get(OWE)
    more = units_of(content) - 1 if owe is not None else 0
    if owe is not None and more:
        owe(more)


def _refused(scope: Scope, away: SentAway, *, is_kept: bool) -> ASGIApp:
    scope[SHED] = away.why
    is_share = away.why == "share"
    return problem(
        429 if is_share else 503,
        KEPT if is_kept else SHARE if is_share else BUSY,
        code="share-used-up" if is_share else "overloaded",
        headers={"Retry-After": str(away.retry_after_seconds)},
    )
