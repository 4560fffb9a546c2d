"""Work that takes a processor is let in through one queue; without room, a request is told so.

Looking at requests that find no room costs a few milliseconds, answering one costs fifty. What may
need a person is let in whatever waits (``urgent.py``); of everything else nothing was kept, so it
is safe to send again.
"""

import json
from collections.abc import Callable
from functools import partial

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.authorise import caller_of
from api.admission import Admission, SentAway, Urgency
from api.problems import problem
from api.rate_limits import ADDRESS, SHED

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
VISIT = "tradewind-conversation"
"""The header with a visitor's secret."""
IsUrgent = Callable[[object, str, str], bool]
"""Whether a parsed body, of a visitor if their secret came, from a caller's id, may have to reach a
person; called in a thread."""


class Shedding:
    """ASGI middleware inside of whoever tells who calls."""

    def __init__(self, app: ASGIApp, *, admission: Admission, is_urgent: IsUrgent) -> None:
        self._app = app
        self._admission = admission
        self._is_urgent = is_urgent
        self._looking: CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        urgency = (
            WORK.get(scope["path"].rstrip("/"))
            if scope["type"] == "http" and scope["method"] == "POST"
            else None
        )
        if urgency is None:
            await self._app(scope, receive, send)
            return
        caller = caller_of(scope)
        if urgency is Urgency.ORDINARY and caller.may_read_internal:
            urgency = Urgency.STAFF
        try:
            # before there is a turn to take: who sends slowly waits for itself alone
            body = await _Read.of(receive)
        except HTTPException as error:
            refused = problem(error.status_code, str(error.detail))
            await refused(scope, receive, send)
            return
        receive = body.receive
        is_public = caller.is_public or not caller.is_known
        who = scope.get(ADDRESS, "") if is_public else caller.id
        is_looked_at = False
        # who was let wait may be sent away for another later: nobody goes before being looked at
        while True:
            try:
                if not (is_looked_at or self._admission.has_room(urgency)):
                    raise SentAway("busy", 1)
                async with self._admission.entered(who, urgency):
                    await self._app(scope, receive, send)
                return
            except SentAway as away:
                if is_looked_at:
                    await _refused(scope, away)(scope, receive, send)
                    return
                is_looked_at = True
                visit = Headers(scope=scope).get(VISIT, "")
                if await self._may_be_urgent(body.content, visit, caller.id):
                    urgency = Urgency.HANDOFF

    async def _may_be_urgent(self, content: bytes, visit: str, caller: str) -> bool:
        if self._looking is None:
            # one after another: they must not take the processor from those who are answered
            self._looking = CapacityLimiter(1)
        try:
            body = json.loads(content)
        except (ValueError, RecursionError):
            return False
        look = partial(self._is_urgent, body, visit, caller)
        return await anyio.to_thread.run_sync(look, limiter=self._looking)


def _refused(scope: Scope, away: SentAway) -> ASGIApp:
    scope[SHED] = away.why
    is_share = away.why == "share"
    return problem(
        429 if is_share else 503,
        SHARE if is_share else BUSY,
        code="share-used-up" if is_share else "overloaded",
        headers={"Retry-After": str(away.retry_after_seconds)},
    )


class _Read:
    """A body that was read already, for whoever reads it next."""

    def __init__(self, messages: list[Message], receive: Receive) -> None:
        self._messages = messages
        self._receive = receive
        self.content = b"".join(one.get("body", b"") for one in messages)

    @classmethod
    async def of(cls, receive: Receive) -> "_Read":
        """All of it; its size was bounded before."""
        messages = [await receive()]
        while messages[-1]["type"] == "http.request" and messages[-1].get("more_body"):
            messages.append(await receive())
        return cls(messages, receive)

    async def receive(self) -> Message:
        """What was read, then what comes."""
        return self._messages.pop(0) if self._messages else await self._receive()
