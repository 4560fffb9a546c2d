"""What a browser gets that asks for a page which is not for whoever sits at it.

Nobody signed in: the sign-in page, which knows the way back. Somebody whose role has no use for the
page: the first page that is theirs, which says why. All else the routes settle, by the same rights.
"""

from urllib.parse import quote

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.authorise import caller_of
from api.access.safe_next import HOME, safe_next
from api.page_words import VIEWS, View
from api.people_services import SIGN_IN_PAGE

_OPEN = (SIGN_IN_PAGE, "/console/files/")
CASES = "/console/cases/"


class PageDoor:
    """ASGI middleware behind ``Identify``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        leads_to = _elsewhere(scope) if _is_page(scope) else ""
        if leads_to:
            headers = {"Cache-Control": "no-store", "Vary": "Cookie"}
            await RedirectResponse(leads_to, 303, headers=headers)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    path = scope["path"]
    return path == HOME or (path.startswith(f"{HOME}/") and not path.startswith(_OPEN))


def _elsewhere(scope: Scope) -> str:
    """Where the browser is sent; empty where the page is theirs."""
    caller = caller_of(scope)
    if scope["path"].endswith("/"):
        query = scope["query_string"].decode("latin-1")
        return quote(scope["path"].rstrip("/")) + (f"?{query}" if query else "")
    if not caller.is_known:
        query = scope["query_string"].decode("latin-1")
        path = quote(scope["path"])
        wanted = safe_next(f"{path}?{query}" if query else path)
        return SIGN_IN_PAGE if wanted == HOME else f"{SIGN_IN_PAGE}?next={quote(wanted, safe='')}"
    view = _view_of(scope["path"])
    mine = next((one for one in VIEWS if one.is_for(caller)), None)
    if view is None or mine is None or view.is_for(caller):
        return ""
    # who opens the console without saying which page gets the first one that is theirs
    return mine.path if view.path == HOME else f"{mine.path}?refused={view.name}"


def _view_of(path: str) -> View | None:
    if path.startswith(CASES):
        return next(view for view in VIEWS if "case" in view.within)
    return next((view for view in VIEWS if view.path == path), None)
