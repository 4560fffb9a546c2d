"""``/console/sign-in``: the page, and the way to the OpenID provider and back."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access.at_console import cookie_in
from api.access.safe_next import safe_next
from api.page_words import ReaderOf, page
from api.people_services import SIGN_IN_PAGE
from api.problems import logger
from api.routes.context import ContextOf, PeopleOf
from api.session_schemas import is_secure, keep_session, visit_of
from ingest.errors import (
    DeskMissing,
    PeopleError,
    PersonConflict,
    ProviderFailed,
    SignInRefused,
)

router = APIRouter(include_in_schema=False)
OIDC_PATH = "/console/sign-in/oidc"
BINDING = "tradewind_oidc"
"""A cookie for the way to the provider and back; Lax, for one comes back from another site."""
SECURE_BINDING = f"__Host-{BINDING}"
"""The same over https: no neighbour's page can set it, and so nobody is put into another's sign-in.
"""
BINDING_SECONDS = 600
_AS_THEY_ARE = "/?&=%#:@+,;!*()'~"
PROBLEMS: dict[type[PeopleError], str] = {
    PersonConflict: "name_taken",
    ProviderFailed: "provider",
    SignInRefused: "refused",
}
"""What the page says of it."""
Wanted = Annotated[str, Query(max_length=2_000, alias="next")]


@router.get("/console/sign-in")
def sign_in(
    context: ContextOf,
    reader: ReaderOf,
    wanted: Wanted = "",
    problem: Annotated[str, Query(max_length=40, pattern="^[a-z_]*$")] = "",
) -> Response:
    """By password, link, key, or with the provider; whoever is signed in goes on at once."""
    target = safe_next(wanted)
    if reader.caller.session_id:
        return RedirectResponse(target, 303)
    people = context.services.people
    oidc = people.oidc if people else None
    return page(
        "sign_in.html",
        context.templates,
        reader,
        view="sign-in",
        wanted=target,
        oidc=oidc is not None,
        oidc_label=oidc.label if oidc else "",
        oidc_address=f"{OIDC_PATH}?next={quote(target, safe='')}",
        problem=problem if problem in {*PROBLEMS.values(), "denied"} else "",
    )


@router.get("/console/sign-in/oidc")
def begin(request: Request, people: PeopleOf, wanted: Wanted = "") -> Response:
    """To the provider."""
    if people.oidc is None:
        raise DeskMissing("no OpenID provider is set here; sign in with a password")
    base = people.public_url or f"{request.url.scheme}://{request.headers['host']}"
    try:
        begun = people.oidc.begin(
            redirect_uri=f"{base}{OIDC_PATH}/callback", next_page=safe_next(wanted)
        )
    except PeopleError as error:
        return _back(error)
    response = RedirectResponse(begun.address, 303)
    response.headers["Cache-Control"] = "no-store"
    secure = is_secure(request, people)
    response.set_cookie(
        SECURE_BINDING if secure else BINDING,
        begun.binding,
        max_age=BINDING_SECONDS,
        path="/" if secure else OIDC_PATH,
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/console/sign-in/oidc/callback")
def finish(
    request: Request,
    context: ContextOf,
    reader: ReaderOf,
    people: PeopleOf,
    state: Annotated[str, Query(max_length=500)] = "",
    code: Annotated[str, Query(max_length=4_000)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Back from the provider: a session, and a page that goes on to what was wanted.

    A redirection would still be the other site's navigation, on which a strict cookie stays away;
    a page of our own begins one of our own.
    """
    if people.oidc is None:
        raise DeskMissing("no OpenID provider is set here; sign in with a password")
    if error or not code:
        return RedirectResponse(f"{SIGN_IN_PAGE}?problem=denied", 303)
    secure = is_secure(request, people)
    binding = SECURE_BINDING if secure else BINDING
    try:
        made, target = people.oidc.finish(
            state=state,
            code=code,
            binding=cookie_in(request.headers, binding)[:200],
            visit=visit_of(request),
        )
    except PeopleError as refused:
        return _back(refused)
    response: HTMLResponse = page(
        "signed_in.html", context.templates, reader, view="sign-in", wanted=safe_next(target)
    )
    keep_session(made, request, response, people)
    # a header is ASCII, whatever stands behind the page's question mark
    response.headers["Refresh"] = f"0; url={quote(safe_next(target), safe=_AS_THEY_ARE)}"
    response.delete_cookie(binding, path="/" if secure else OIDC_PATH, secure=secure)
    return response


def _back(error: PeopleError) -> Response:
    """To the sign-in page, which says what it is; the log says more."""
    logger.warning("signing in with the OpenID provider: %s", error)
    code = next((code for kind, code in PROBLEMS.items() if isinstance(error, kind)), "refused")
    return RedirectResponse(f"{SIGN_IN_PAGE}?problem={code}", 303)
