"""Who calls, told before anything of the request is read: by a key, a session, or not at all."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.caller import NOBODY, Caller
from api.access.sites import foreign_origin
from api.problems import ProblemResponse, problem
from ingest.errors import KbError

CALLER = "tradewind.caller"
"""Where a request's scope has its caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a server learns who calls. By default it knows nobody, and nothing is open to them."""

    by_key: Callable[[str], Caller | None] = lambda key: None
    """Whose key it is; None where it opens nothing."""
    by_session: Callable[[Headers], Caller | None] = lambda headers: None
    """Who is signed in at the console; None without a session that holds."""
    unknown: Caller = NOBODY
    """Who somebody without credentials is."""
    origins: Callable[[], frozenset[str]] = frozenset
    """The sites from whose pages some key may be used."""

    def caller(self, headers: Headers) -> Caller | None:
        """Who sent these headers; None where the key with them is refused."""
        key = key_in(headers)
        if key:
            return self.by_key(key)
        return self.by_session(headers) or self.unknown


class Identify:
    """ASGI middleware: every request has a caller; one with a refused key goes no further.

    What was refused is written down nowhere: a wrong key is often a right one with a slip in it.
    """

    def __init__(self, app: ASGIApp, *, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            caller = self._access.caller(headers)
        except KbError:  # the middlewares are outside of what makes problems of errors
            unavailable = problem(503, "Keys cannot be checked now; try again.")
            await unavailable(scope, receive, send)
            return
        refusal = _refusal(caller, headers, method=scope["method"]) if caller else _refused_key()
        if refusal is not None:
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


def _refusal(caller: Caller, headers: Headers, *, method: str) -> ProblemResponse | None:
    """Why a key opens nothing from the page that sends it; None where no page sends it, or it
    may. Pages that borrow a session are kept out by ``api/guard.py``."""
    if not key_in(headers):
        return None
    origin = foreign_origin(headers)
    if not caller.is_public:
        if origin:
            return problem(
                403, "A secret key must not stand in a page; make one with --origin for it."
            )
        return None
    # a browser names the page with all that it sends, but for what it reads from its own site
    is_from_a_page = "origin" in headers or method in {"GET", "HEAD"}
    if not is_from_a_page or (origin and origin not in caller.origins):
        return problem(403, "This key is for pages of other sites; an admin can add this one.")
    return None


def _refused_key() -> ProblemResponse:
    return problem(
        401,
        "This key is wrong, expired or revoked; ask an admin for one that holds.",
        code="key-refused",
    )
