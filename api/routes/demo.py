"""``/demo``: pages of the demo company's shop with the widget on them.

They are there where the demo company's documents answer, and nowhere else: in another company's
knowledge base nothing is known of their products.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.routes.context import Context, ContextOf
from api.widget.demo_pages import demo_files, demo_page, demo_pages
from api.widget.words import language_for
from ingest.errors import KbError

router = APIRouter(include_in_schema=False)
FIRST = "xr-200a"
Tag = Annotated[str, Query(max_length=50)]
_CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@router.get("/demo")
def product(context: ContextOf, lang: Tag = "en", market: Tag = "") -> HTMLResponse:
    """The page of the XR-200A."""
    return _page(FIRST, context, lang=lang, market=market)


@router.get("/demo/{name}")
def other(name: str, context: ContextOf, lang: Tag = "en", market: Tag = "") -> HTMLResponse:
    """Another product's page, or the one on delivery."""
    if name == FIRST or name not in demo_pages():
        raise HTTPException(404, "There is no such page; see /demo.")
    return _page(name, context, lang=lang, market=market)


@router.get("/demo/files/{name}")
def file(name: str) -> Response:
    """What the pages load."""
    found = demo_files().get(name)
    if found is None:
        raise HTTPException(404, "There is no such file.")
    content, media_type = found
    return Response(content, media_type=media_type, headers={"Cache-Control": "max-age=300"})


def _page(name: str, context: Context, *, lang: str, market: str) -> HTMLResponse:
    if not _knows_demo(context):
        raise HTTPException(404, "The demo company's documents are not served here.")
    phrases = context.desk.desk.phrases()
    html = demo_page(name, language=language_for(lang, phrases), market=market)
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": _CONTENT_SECURITY_POLICY}
    return HTMLResponse(html, headers=headers)


def _knows_demo(context: Context) -> bool:
    try:
        known = context.services.searcher()
        product = str(demo_pages()[FIRST]["product"])
        return known.knows_product(product, audience="customer")
    except KbError:  # nothing is published yet
        return False
