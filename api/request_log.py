"""Every request has an id, a line in the log and its place in the measures.

The id is the caller's where it looks like one, and is in every line that is written meanwhile, in
every response, and with it in what a customer reports. No path, query, body or address is written:
they may say who somebody is.
"""

import logging
import re
import time
import uuid
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from api.access.authorise import caller_of
from api.one_release import KEPT
from api.problems import unexpected
from api.rate_limits import SHED

HEADER = "x-request-id"
_WELL_FORMED = re.compile(r"(?=[0-9_-]*[A-Za-z])[0-9A-Za-z_-]{8,64}")
"""With a letter: nobody's telephone or card."""
UNMATCHED = "-"
logger = logging.getLogger("tradewind")
Measure = Callable[[str, str, int, float, str], None]
"""Told of every request: method, route, status, seconds, and why it was sent away, if so."""


class RequestLog:
    """ASGI middleware, the outermost."""

    def __init__(self, app: ASGIApp, *, measure: Measure) -> None:
        self._app = app
        self._measure = measure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        status, began = 0, time.perf_counter()

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        with bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, told)
            finally:
                self._tell(scope, status or 499, time.perf_counter() - began)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        """A status of 499: nobody was left to answer."""
        method, route, shed = _method(scope), route_of(scope), str(scope.get(SHED, ""))
        caller, kept = caller_of(scope), scope.get(KEPT)
        self._measure(method, route, status, seconds, shed)
        line: dict[str, object] = {
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "caller": f"{caller.kind}:{caller.id}" if caller.is_known else caller.kind,
        }
        if shed:
            line["shed"] = shed
        if kept is not None and kept.searcher is not None:
            line["release"] = kept.searcher.release.manifest.release
        logger.info("request", extra=line)


class Unexpected:
    """ASGI middleware, the innermost: what nobody foresaw is logged with its request's id, and its
    answer goes the way of all others."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # the outermost edge of a request
            if scope["type"] != "http" or has_begun:
                raise
            await unexpected(error, at=route_of(scope))(scope, receive, send)


def route_of(scope: Scope) -> str:
    """The template of the route that a request was for; a dash where there is none."""
    path = getattr(scope.get("route"), "path", None)
    return f"{scope.get('root_path', '')}{path}" if path is not None else UNMATCHED


def _method(scope: Scope) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"
