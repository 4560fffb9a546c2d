"""The outermost layer: which hosts and pages may call, how large a body may be, security headers.

A page on the internet must not borrow the rights of who looks at it, be they a session or only
that they are on this machine: the ``Host`` has to be one of ours (DNS rebinding), and what changes
something without a key must come from our own pages (``Origin``).
"""

from collections.abc import Iterable
from ipaddress import IPv6Address
from urllib.parse import unquote_to_bytes

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.identify import key_in
from api.access.sites import foreign_origin
from api.problems import problem
from ingest.control_characters import holds_controls

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    # most of it is one caller's: what may be kept on the way, and how long, its route says
    "cache-control": "no-store",
}
"""On every response; a route that needs others says so itself."""
LONGEST_TARGET = 8_192
"""Bytes of path and query together."""
LONGEST_HEAD = 32_768
MOST_HEADERS = 100
MOST_UNREAD = 16 * 2**20
"""Bytes of a refused body that are still taken, so that its sender hears why."""
NOT_PLAIN = "The address holds a line break, a control character or no UTF-8; no id here has any."
_ONCE = (
    *("authorization", "x-api-key", "origin", "sec-fetch-site", "x-csrf-token"),
    *("content-type", "content-encoding", "idempotency-key", "tradewind-conversation"),
)
"""Headers that tell who calls, from where, and how a body is read."""
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Iterable[str],
        max_body_bytes: int,
        max_upload_bytes: int = 0,
    ) -> None:
        self._app = app
        self._hosts = frozenset(_as_called(host) for host in hosts if host)
        self._max_body_bytes = max_body_bytes
        self._max_upload_bytes = max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        headers = Headers(scope=scope)
        body = _Body(receive, limit=self._limit(scope), unread=_is_long(headers))

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    given.setdefault(name, value)
                if body.unread:
                    # the rest of a long body that is refused is not waited for
                    given["connection"] = "close"
            await send(message)

        refusal = self._refusal(scope, headers)
        if refusal is not None:
            status, detail = refusal
            await problem(status, detail)(scope, receive, send_guarded)
            return
        await self._app(scope, body.receive, send_guarded)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        if len(scope.get("raw_path", b"")) + len(scope["query_string"]) > LONGEST_TARGET:
            return 414, f"The address is too long; the limit is {LONGEST_TARGET} bytes."
        sizes = [len(name) + len(value) for name, value in scope["headers"]]
        if len(sizes) > MOST_HEADERS or sum(sizes) > LONGEST_HEAD:
            return 431, f"The headers are too long; the limit is {LONGEST_HEAD} bytes in all."
        if not _is_written_plainly(scope):
            return 400, NOT_PLAIN
        twice = _said_twice(headers)
        if twice:
            return 400, f"{twice}; whoever passes a request on may have read the other."
        host = headers.get("host", "")
        if _name_of(host) not in self._hosts:
            return (
                421,
                "This server does not go by that name; call it by the address it listens on, or "
                "add the name to its setting public_names.",
            )
        # with a key they borrow nothing: ``Identify`` asks whether it is meant for that page
        borrows = scope["method"] in _CHANGING and not key_in(headers)
        is_elsewhere = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if borrows and (is_elsewhere or foreign_origin(headers)):
            return 403, "Pages of other sites may not call this server."
        length = headers.get("content-length", "")
        limit = self._limit(scope)
        if length.isdecimal() and (len(length) > 18 or int(length) > limit):
            return 413, _too_large(limit)
        return None

    def _limit(self, scope: Scope) -> int:
        """Of this request's body."""
        if is_upload(scope):
            return max(self._max_upload_bytes, self._max_body_bytes)
        return self._max_body_bytes


def is_upload(scope: Scope) -> bool:
    """Whether a document comes in: written to the disk as it comes; all else is small."""
    path: str = scope["path"]
    is_facts = path.endswith("/facts")
    return scope["method"] == "PUT" and path.startswith("/v1/documents/") and not is_facts


class _Body:
    """A request's body, counted: one that did not say its length may be too large as well."""

    def __init__(self, receive: Receive, *, limit: int, unread: bool) -> None:
        self._receive = receive
        self._limit = limit
        self._received = 0
        self.unread = unread
        """It is long, and some of it has not been taken yet."""

    async def receive(self) -> Message:
        """The next part; raises 413."""
        message = await self._receive()
        if message["type"] == "http.request":
            self._received += len(message.get("body", b""))
            if self._received > self._limit:
                raise HTTPException(413, _too_large(self._limit))
            self.unread = self.unread and message.get("more_body", False)
        return message


def _is_written_plainly(scope: Scope) -> bool:
    """Whether a path is one line of text. ``/v1/answers%0A`` would reach the route of
    ``/v1/answers``, and pass by all that knows routes by their path."""
    try:
        unquote_to_bytes(scope.get("raw_path", b"")).decode("utf-8")
    except UnicodeDecodeError:  # what stands for it in the path is another id than was sent
        return False
    return not holds_controls(scope["path"])


def _said_twice(headers: Headers) -> str:
    """What a request says in two ways, of which a proxy in front may have read one and we the
    other: who calls, where a body ends; empty where nothing is."""
    for name in _ONCE:
        if len(headers.getlist(name)) > 1:
            return f"The header {name} came twice; send it once"
    if "content-length" in headers and "transfer-encoding" in headers:
        return "Content-Length and Transfer-Encoding both say where the body ends; send one"
    named, key = key_in(headers), headers.get("x-api-key", "").strip()
    if key and named != key:
        return "Authorization and X-API-Key hold two keys; send one"
    return ""


def _is_long(headers: Headers) -> bool:
    """Whether a body is not read to its end for politeness, once it is refused."""
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not length.isdecimal() or len(length) > 18:
        return True
    return int(length) > MOST_UNREAD


def _too_large(limit: int) -> str:
    return f"The body is too large; the limit is {limit} bytes."


def _as_called(host: str) -> str:
    """A host of the settings as a ``Host`` header has it, without a port."""
    try:
        return f"[{IPv6Address(host.strip('[]'))}]"
    except ValueError:
        return _name_of(host)


def _name_of(host: str) -> str:
    """``localhost:8080`` → ``localhost``; ``[::1]:8080`` → ``[::1]``."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isascii() and port.isdecimal() else host.lower()
