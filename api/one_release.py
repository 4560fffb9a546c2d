"""A request keeps the release that it met first, however often one is published meanwhile."""

from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

from index.search import Searcher

KEPT = "tradewind.kept"
"""Where a request's scope has what it keeps."""


class Kept:
    """The searcher that a request works with, once it has asked for one."""

    def __init__(self) -> None:
        self.searcher: Searcher | None = None


# threads that a request starts for others begin without one
_OF_THIS_REQUEST: ContextVar[Kept | None] = ContextVar("release", default=None)


def of_this_request() -> Kept | None:
    """What this request keeps; None outside of requests, where every call looks anew."""
    return _OF_THIS_REQUEST.get()


class OneRelease:
    """ASGI middleware: everything within a request sees one release."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kept = scope[KEPT] = Kept()
        token = _OF_THIS_REQUEST.set(kept)
        try:
            await self._app(scope, receive, send)
        finally:
            _OF_THIS_REQUEST.reset(token)
