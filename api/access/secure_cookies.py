"""Over https a session's cookie has the name that browsers take from secure pages of this host.

The plain one is for http on this machine. A page of a neighbouring host, or whoever answers for
this one over http, can set a plain cookie, and so put somebody into a session that is not theirs;
nobody can set the other.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.at_console import COOKIE


class SecureCookies:
    """ASGI middleware between whoever tells how a request came and whoever looks at cookies."""

    def __init__(self, app: ASGIApp, *, always: bool) -> None:
        """``always``: also for what comes over http, where people are given no plain cookie."""
        self._app = app
        self._always = always

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (self._always or scope["scheme"] == "https"):
            scope["headers"] = [
                (name, _without_plain(value) if name == b"cookie" else value)
                for name, value in scope["headers"]
            ]
        await self._app(scope, receive, send)


def _without_plain(cookies: bytes) -> bytes:
    """The same cookies but for a session's plain one."""
    kept = [one for one in cookies.split(b";") if one.partition(b"=")[0].strip() != _PLAIN]
    return b";".join(kept)


_PLAIN = COOKIE.encode()
