"""``/v1/documents/…``: a source opened at its page with the passage marked, pictured, downloaded.

Only what the current release holds can be reached, by its exact path; nothing is looked up on the
disk before it was found there. To a customer an internal document does not exist.
"""

import unicodedata
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.document_files import read_original, sha256_of
from api.page_marks import marked_places, marks_svg
from api.page_view import PageView, pages_of, view_page
from api.page_words import ReaderOf
from api.routes.context import Context, ContextOf
from api.services import ReleasedDocument
from ingest.document import Audience

router = APIRouter(tags=["documents"])
PDF = "application/pdf"
Position = Annotated[int | None, Query(ge=0, le=2**31)]
PageNumber = Annotated[int | None, Query(ge=1, le=1_000_000)]


@router.get("/v1/documents/{path:path}/view", response_class=HTMLResponse)
def view(
    path: str,
    context: ContextOf,
    reader: ReaderOf,
    page: PageNumber = None,
    start: Position = None,
    end: Position = None,
    audience: Audience = "customer",
) -> HTMLResponse:
    """A page to read: the picture (PDF) and the text, with ``start:end`` marked."""
    document = _document(context, path, audience)
    shown = view_page(document, page=page, start=start, end=end)
    if shown is None:
        raise HTTPException(404, f"The document has no page {page}; it has {document.page_count}.")
    has_picture, changed, marks = False, False, ""
    if document.media_type == PDF:
        original = read_original(context.services.documents_dir, document.path)
        changed = original is not None and sha256_of(original) != document.sha256
        has_picture = original is not None and not changed
    address = f"/v1/documents/{quote(document.path, safe='/')}"
    suffix = "?audience=agent" if audience == "agent" else ""
    if has_picture and context.services.editing is not None and (start or 0) < (end or 0):
        place = urlencode({"start": start or 0, "end": end, "audience": audience})
        marks = f"{address}/pages/{shown.number}/marks.svg?{place}"
    html = context.templates.get_template("document.html").render(
        **reader.values(),
        document=document,
        view=shown,
        picture=f"{address}/pages/{shown.number}.png{suffix}" if has_picture else "",
        marks=marks,
        changed=changed,
        download=f"{address}{suffix}",
        previous=_neighbour(document, shown, -1, address, audience),
        following=_neighbour(document, shown, 1, address, audience),
    )
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


@router.get(
    "/v1/documents/{path:path}/pages/{number}.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
def picture(
    path: str,
    number: int,
    context: ContextOf,
    audience: Audience = "customer",
) -> Response:
    """A PDF's page as PNG, drawn in the sandbox."""
    document = _document(context, path, audience)
    if document.media_type != PDF or not 1 <= number <= document.page_count:
        raise HTTPException(404, "There is no picture of this page.")
    data = _unchanged(context, document)
    return Response(
        context.pictures.picture(data, page=number),
        media_type="image/png",
        headers={"Cache-Control": "private, max-age=300"},
    )


@router.get(
    "/v1/documents/{path:path}/pages/{number}/marks.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}},
)
def marks(
    path: str,
    number: int,
    context: ContextOf,
    start: Annotated[int, Query(ge=0, le=2**31)],
    end: Annotated[int, Query(ge=0, le=2**31)],
    audience: Audience = "customer",
) -> Response:
    """A picture of the same shape as the page's, with nothing but the marks of ``start:end``."""
    document = _document(context, path, audience)
    locate = context.editing.looks.locate_in(document.path, document.sha256, document.media_type)
    blocks = pages_of(document).get(number, ())
    if locate is None or not blocks:
        raise HTTPException(404, "There is no picture of this page.")
    found = marked_places(document.text, blocks, start=start, end=end, page=number, locate=locate)
    return Response(
        marks_svg(found),
        media_type="image/svg+xml",
        headers={"Cache-Control": "private, max-age=300"},
    )


@router.get(
    "/v1/documents/{path:path}",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def download(path: str, context: ContextOf, audience: Audience = "customer") -> Response:
    """The original file, as a download: it is never shown as a page of this site.

    Only what was released leaves: 409 where the file was changed since. Nobody has said yet whom
    what stands in it now is for.
    """
    document = _document(context, path, audience)
    name = document.path.rsplit("/", 1)[-1]
    return Response(
        _unchanged(context, document),
        media_type=document.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Cache-Control": "no-store",
        },
    )


def _document(context: Context, path: str, audience: Audience) -> ReleasedDocument:
    found = None
    if not any("\ud800" <= character <= "\udfff" for character in path):
        normal = unicodedata.normalize("NFC", path)
        found = context.services.searcher().document(normal)
    if found is None or (found.facts.audience == "agent" and audience != "agent"):
        raise HTTPException(404, "There is no such document.")
    return found


def _unchanged(context: Context, document: ReleasedDocument) -> bytes:
    data = read_original(context.services.documents_dir, document.path)
    if data is None:
        raise HTTPException(404, "The file is no longer in the documents folder; re-index.")
    if sha256_of(data) != document.sha256:
        raise HTTPException(409, "The file was changed since it was indexed; re-index first.")
    return data


def _neighbour(
    document: ReleasedDocument, shown: PageView, step: int, address: str, audience: Audience
) -> str:
    number = shown.number + step
    if not 1 <= number <= shown.count:
        return ""
    values: dict[str, str | int] = {"page": number}
    if audience == "agent":
        values["audience"] = audience
    return f"{address}/view?{urlencode(values)}"
