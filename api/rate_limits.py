"""Who asks too often is told so before anything of the request is read.

Somebody with a key or at the console is counted by who they are; everybody else, and whoever holds
a key that stands in a web page, by where they come from. Wrong keys are counted by address: whoever
sends too many is told to wait. A key that holds is taken from there all the same, since whole
offices share an address; and no number of guesses finds one.
"""

from collections.abc import Callable, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.authorise import caller_of
from api.access.identify import key_in
from api.access.network_address import network_of
from api.allowances import Allowance, Allowances, Left
from api.client_address import Network, client_address, client_scheme
from api.problems import problem

ADDRESS = "tradewind.address"
"""Where a request's scope has the address that it is counted by."""
OWE = "tradewind.owe"
"""Where it has how more than one request is counted of its caller, once it is known what it asks
for; missing where nothing is limited."""
Owe = Callable[[int], None]
SHED = "tradewind.shed"
"""Where it has why it was not answered, if so."""
TOO_OFTEN = "Too many requests; wait as long as Retry-After says, and ask more slowly."
TOO_MANY_KEYS = "Too many wrong keys came from this address; wait as long as Retry-After says."
TOO_MANY_VISITORS = "Too many conversations were begun from this address; go on with one of them."
UNCOUNTED = ("/healthz", "/readyz")
"""What watches the server is never told to wait."""
_BEGINNING = ("POST", "/v1/widget/conversations")
_UNAUTHORISED = 401
_THIS_MACHINE = frozenset({network_of("127.0.0.1"), network_of("::1")})


class RefusedKeys:
    """ASGI middleware around whoever looks at keys: tells where a request comes from, and counts
    wrong keys by it."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowances: Allowances | None,
        allowance: Allowance,
        trusted: Sequence[Network] = (),
    ) -> None:
        self._app = app
        self._allowances = allowances
        self._allowance = allowance
        self._trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trusted = self._trusted
        address, scheme = client_address(scope, trusted), client_scheme(scope, trusted)
        # for whoever asks later: wrong passwords are counted by it, and cookies are for https
        scope["client"], scope["scheme"] = (address, 0) if address else None, scheme
        scope[ADDRESS] = network_of(address)
        allowances = self._allowances
        if allowances is None or not key_in(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        is_silent = False

        async def count(message: Message) -> None:
            nonlocal is_silent
            if message["type"] == "http.response.start" and message["status"] == _UNAUTHORISED:
                left = allowances.take(f"refused {scope[ADDRESS]}", self._allowance)
                is_silent = not left.is_allowed
                if is_silent:
                    scope[SHED] = "refused_keys"
                    await _too_often(left, TOO_MANY_KEYS)(scope, receive, send)
            if not is_silent:
                await send(message)

        await self._app(scope, receive, count)


class RateLimits:
    """ASGI middleware inside of whoever looks at keys: so many requests a caller."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowances: Allowances,
        of_caller: Allowance,
        of_address: Allowance,
        of_visitors: Allowance,
    ) -> None:
        self._app = app
        self._allowances = allowances
        self._of_caller = of_caller
        self._of_address = of_address
        self._of_visitors = of_visitors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in UNCOUNTED:
            await self._app(scope, receive, send)
            return
        caller = caller_of(scope)
        by_address = not caller.is_known or caller.is_public
        policy, address = "address" if by_address else "caller", scope.get(ADDRESS, "")
        # the programs of this machine share one address, and may ask without a key
        is_program = not caller.is_public and caller.scopes and address in _THIS_MACHINE
        allowance = self._of_address if by_address and not is_program else self._of_caller
        who = f"{policy} {address if by_address else caller.id}"
        left = self._allowances.take(who, allowance)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # draft-ietf-httpapi-ratelimit-headers
                headers["ratelimit-policy"] = (
                    f'"{policy}";q={allowance.requests};w={allowance.seconds}'
                )
                headers["ratelimit"] = f'"{policy}";r={left.requests};t={left.full_after_seconds}'
            await send(message)

        if not left.is_allowed:
            scope[SHED] = f"rate_{policy}"
            await _too_often(left, TOO_OFTEN)(scope, receive, told)
            return
        if by_address and not is_program and (scope["method"], scope["path"]) == _BEGINNING:
            visitors = self._allowances.take(f"visitors {address}", self._of_visitors)
            if not visitors.is_allowed:
                scope[SHED] = "rate_visitors"
                await _too_often(visitors, TOO_MANY_VISITORS)(scope, receive, told)
                return

        def owe(units: int) -> None:
            nonlocal left
            left = self._allowances.owe(who, allowance, units)

        scope[OWE] = owe
        await self._app(scope, receive, told)


def _too_often(left: Left, detail: str) -> ASGIApp:
    return problem(
        429,
        detail,
        code="too-many-requests",
        headers={"Retry-After": str(left.retry_after_seconds)},
    )
