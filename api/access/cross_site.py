"""What holds for requests that come by the console's cookie, whatever they ask for.

A cookie goes along with whatever the browser sends, so a changing request that came by one has to
show the session's CSRF token, which only our own pages know. ``api/guard.py`` has compared
``Origin`` with ``Host`` before; ``Sec-Fetch-Site`` is the browser's own word on the same. A cookie
whose session is over is refused, as a key is: a page that was left open must hear of it, and not go
on as a stranger. A stream that was opened in a session ends with it.
"""

import hmac
from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.at_console import csrf_token, token_in
from api.access.authorise import caller_of
from api.access.identify import key_in
from api.access.streams import STREAM
from api.problems import problem

CSRF_HEADER = "x-csrf-token"
BACKGROUND_HEADER = "x-background"
"""Sent by our pages where nobody asked: an open tab is nobody at work."""
SESSION_PATH = "/v1/session"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
MISSING = (
    "The CSRF token is missing or of another session; reload the page, or send it as X-CSRF-Token "
    "(GET /v1/session tells it)."
)
OTHER_SITE = "Pages of other sites may not do this."
OVER = "Your session is over; sign in again at /console/sign-in."


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
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, session_id = Headers(scope=scope), caller_of(scope).session_id
        refusal = _refusal(scope, headers, session_id=session_id)
        if refusal is not None:
            status, detail, code = refusal
            await problem(status, detail, code=code)(scope, receive, send)
            return
        if not session_id or self._sessions is None:
            await self._app(scope, receive, send)
            return
        is_background = BACKGROUND_HEADER in headers or STREAM in headers.get("accept", "")
        if not is_background and self._sessions.is_news(session_id):
            await run_in_threadpool(self._sessions.used, session_id)
        await self._app(scope, receive, send)


def _refusal(scope: Scope, headers: Headers, *, session_id: str) -> tuple[int, str, str] | None:
    path, token = scope["path"], token_in(headers)
    is_session = path == SESSION_PATH or path.startswith(f"{SESSION_PATH}/")
    changes = scope["method"] not in _READING
    if not session_id:
        by_cookie = bool(token) and not key_in(headers)
        if by_cookie and path.startswith("/v1/") and not is_session:
            return 401, OVER, "session-over"
        if not (is_session and changes):
            return None
    if changes and headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return 403, OTHER_SITE, "cross-site"
    if session_id and changes:
        wanted, given = csrf_token(token), headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(wanted.encode(), given.encode()):
            return 403, MISSING, "csrf"
    return None
