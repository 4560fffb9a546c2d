"""Whether a caller may call the route that was matched; told in one place for every route."""

from collections.abc import Iterable

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.types import Scope

from api.access.caller import NOBODY, Caller
from api.access.identify import CALLER
from api.access.rights import RIGHTS, Right


def caller_of(scope: Scope) -> Caller:
    """Who sent this request; nobody where it was not asked."""
    caller: Caller = scope.get(CALLER, NOBODY)
    return caller


async def authorise(request: Request) -> None:
    """For every route of an application: raises 401 or 403 unless its caller may call it."""
    authorise_scope(request.scope)


def authorise_scope(scope: Scope) -> None:
    """As ``authorise``, for a route that looks at its body before it asks what it depends on."""
    request, caller = Request(scope), caller_of(scope)
    route = scope["route"]
    require(caller, RIGHTS.get(f"{request.method} {route.path}", Right()))
    for audience in request.query_params.getlist("audience"):
        require_audience(caller, audience)


def require_audience(caller: Caller, audience: str) -> None:
    """Raises 403 where internal text is asked for by somebody whom it may not reach."""
    if audience != "customer" and not caller.may_read_internal:
        raise HTTPException(403, "audience: internal text is not for this caller; leave it out.")


def require(caller: Caller, right: Right) -> None:
    """Raises 401 without credentials and 403 with the wrong ones; for mounted applications too."""
    if right.allows(caller):
        return
    if not caller.is_known:
        raise HTTPException(401, "Send a key: Authorization: Bearer tw_…, or sign in at /console.")
    raise HTTPException(403, "This key or role may not do this; ask an admin for one that may.")


def require_complete(app: FastAPI, *, mounts: Iterable[str] = ()) -> None:
    """Raises ``RuntimeError`` where a route has no right, or is none that ``authorise`` is asked
    for; ``mounts`` are the paths of applications that call ``require`` themselves.
    """
    unguarded = [
        str(route.path)
        for route in iter_route_contexts(app.routes)
        if not isinstance(route.original_route, APIRoute) and str(route.path) not in mounts
    ]
    missing = [one for one in routes_of(app) if one not in RIGHTS]
    if unguarded or missing:
        raise RuntimeError(
            f"routes without a right {missing}, routes that ask nobody {unguarded}; "
            f"write who may call them into api/access/rights.py"
        )


def routes_of(app: FastAPI) -> tuple[str, ...]:
    """Every route as the table of rights names it: ``GET /v1/documents``."""
    return tuple(
        f"{method} {route.path}"
        for route in iter_route_contexts(app.routes)
        if isinstance(route.original_route, APIRoute)
        for method in sorted(route.methods or ())
    )
