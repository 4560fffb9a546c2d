"""What a widget on another site's page may see of our answers: those routes, from those sites.

https://fetch.spec.whatwg.org/#http-cors-protocol. A browser asks first (``OPTIONS``) and sends no
key with that, so any site that some key names is told yes; ``Identify`` then compares the key with
the site it comes from.
"""

from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.rights import RIGHTS, Right
from api.access.sites import foreign_origin

ASKED_AGAIN_SECONDS = 600
TAKEN = (
    "authorization, content-type, idempotency-key, last-event-id, tradewind-conversation, x-api-key"
)
SHOWN = "retry-after, x-request-id"
"""Headers of ours that a page's script may read, beside those it always may."""


class CrossOrigin:
    """ASGI middleware: lets pages of the keys' sites read what the widget's routes answer."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        origins: Callable[[], frozenset[str]],
        rights: Mapping[str, Right] = RIGHTS,
    ) -> None:
        self._app = app
        self._origins = origins
        self._routes = tuple(
            (method, compile_path(path)[0])
            for method, _, path in (route.partition(" ") for route in rights)
            if rights[f"{method} {path}"].for_widgets
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = foreign_origin(headers)
        asked = headers.get("access-control-request-method", "")
        is_preflight = scope["method"] == "OPTIONS" and bool(asked)
        method = asked if is_preflight else scope["method"]
        if not origin or not self._is_for_widgets(method, scope["path"]):
            await self._app(scope, receive, send)
            return
        if origin not in self._origins():
            await self._app(scope, receive, send)
            return
        if is_preflight:
            await _allowed(origin, method)(scope, receive, send)
            return

        async def send_readable(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                given["access-control-allow-origin"] = origin
                given["access-control-expose-headers"] = SHOWN
                given.add_vary_header("Origin")
            await send(message)

        await self._app(scope, receive, send_readable)

    def _is_for_widgets(self, method: str, path: str) -> bool:
        return any(one == method and pattern.match(path) for one, pattern in self._routes)


def _allowed(origin: str, method: str) -> Response:
    return Response(
        status_code=204,
        headers={
            "access-control-allow-origin": origin,
            "access-control-allow-methods": method,
            "access-control-allow-headers": TAKEN,
            "access-control-max-age": str(ASKED_AGAIN_SECONDS),
            "vary": "Origin",
        },
    )
