"""Who calls, told before anything of the request is read: by a key, a session, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.caller import NOBODY, Caller
from api.problems import problem

CALLER = "tradewind.caller"
"""Where a request's scope has its caller."""
REFUSED = "This key is wrong, expired or revoked; ask an admin for one that holds."
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="tradewind"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a server learns who calls. By default it knows nobody, and nothing is open to them."""

    by_key: Callable[[str], Caller | None] = lambda key: None
    """Whose key it is; None where it opens nothing."""
    by_session: Callable[[Headers], Caller | None] = lambda headers: None
    """Who is signed in at the console; None without a session that holds."""
    unknown: Caller = NOBODY
    """Who somebody without credentials is."""

    def caller(self, headers: Headers) -> Caller | None:
        """Who sent these headers; None where the key with them is refused."""
        key = key_in(headers)
        if key:
            return self.by_key(key)
        return self.by_session(headers) or self.unknown


class Identify:
    """ASGI middleware: every request has a caller; one with a refused key goes no further."""

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caller = self._access.caller(Headers(scope=scope))
        if caller is None:
            refusal = problem(401, REFUSED, code="key-refused", headers=_CHALLENGE)
            await refusal(scope, receive, send)
            return
        scope[CALLER] = caller
        await self._app(scope, receive, send)


def key_in(headers: Headers) -> str:
    """The key that came with a request: ``Authorization: Bearer``, or ``X-API-Key``; or none."""
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and credentials.strip():
        return credentials.strip()
    return headers.get("x-api-key", "").strip()
