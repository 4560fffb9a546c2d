"""Refuses what another site's page would have a signed-in browser do.

A cookie goes along with whatever the browser sends, so a changing request that came by one has to
show the session's CSRF token, which only our own pages know. ``api/guard.py`` has compared
``Origin`` with ``Host`` before; ``Sec-Fetch-Site`` is the browser's own word on the same.
"""

import hmac
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.at_console import csrf_token, token_in
from api.access.authorise import caller_of
from api.problems import problem

CSRF_HEADER = "x-csrf-token"
BACKGROUND_HEADER = "x-background"
"""Sent by our pages where nobody asked: an open tab is nobody at work."""
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
MISSING = (
    "The CSRF token is missing or of another session; reload the page, or send it as X-CSRF-Token "
    "(GET /v1/session tells it)."
)
OTHER_SITE = "Pages of other sites may not do this."


class SessionsInUse(Protocol):
    """Who remembers when a session was used last."""

    def is_news(self, session_id: str) -> bool: ...

    def used(self, session_id: str) -> None: ...


class CrossSite:
    """ASGI middleware behind ``Identify``; what it lets through counts as use of the session."""

    def __init__(self, app: ASGIApp, *, sessions: SessionsInUse | None) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        session_id = caller_of(scope).session_id if scope["type"] == "http" else ""
        if session_id:
            headers = Headers(scope=scope)
            if scope["method"] not in _READING:
                if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                    await problem(403, OTHER_SITE, code="cross-site")(scope, receive, send)
                    return
                wanted, given = csrf_token(token_in(headers)), headers.get(CSRF_HEADER, "")
                if not hmac.compare_digest(wanted.encode(), given.encode()):
                    await problem(403, MISSING, code="csrf")(scope, receive, send)
                    return
            sessions = self._sessions if BACKGROUND_HEADER not in headers else None
            if sessions and sessions.is_news(session_id):
                await run_in_threadpool(sessions.used, session_id)
        await self._app(scope, receive, send)
