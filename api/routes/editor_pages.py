"""``/console/…``: the editors' and admins' pages, each with an address of its own."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.access.caller import SCOPES
from api.access.keys import OVERLAP_HOURS
from api.access.person import ROLES
from api.audit_names import KINDS
from api.page_words import ReaderOf, page
from api.routes.context import ContextOf

router = APIRouter(include_in_schema=False)


@router.get("/console/drafts")
def drafts(context: ContextOf, reader: ReaderOf) -> HTMLResponse:
    """What agents would have in the knowledge base, for an editor to decide."""
    return page("drafts.html", context.templates, reader, view="drafts")


@router.get("/console/releases")
def releases(context: ContextOf, reader: ReaderOf) -> HTMLResponse:
    """What is published, what is built aside, and what publishing it would change."""
    return page("releases.html", context.templates, reader, view="releases")


@router.get("/console/gaps")
def gaps(context: ContextOf, reader: ReaderOf) -> HTMLResponse:
    """What customers ask in vain, and where the knowledge base holds nothing."""
    return page("gaps.html", context.templates, reader, view="gaps")


@router.get("/console/documents")
def documents(context: ContextOf, reader: ReaderOf) -> HTMLResponse:
    """Every file with its state; what comes in, its facts, and how it was read."""
    return page("documents.html", context.templates, reader, view="documents")


@router.get("/console/health")
def health(context: ContextOf, reader: ReaderOf) -> HTMLResponse:
    """What is wrong with the published release, and what can be done about it."""
    return page("health.html", context.templates, reader, view="health")


@router.get("/console/administration")
def administration(context: ContextOf, reader: ReaderOf) -> HTMLResponse:
    """Who signs in, which keys open what, and what was done by whom."""
    oidc = context.services.settings.oidc
    return page(
        "administration.html",
        context.templates,
        reader,
        view="administration",
        roles_given=ROLES,
        scopes_given=SCOPES,
        audit_kinds=KINDS,
        overlap_hours=int(OVERLAP_HOURS),
        roles_from_provider=bool(oidc and oidc.roles),
    )
