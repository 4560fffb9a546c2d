"""``/v1/documents/{path}/…`` for editors: facts and proposals, references, findings, and the parse.

A customer's reader is shown the parse of what the live release holds for customers, nothing else.
"""

import unicodedata
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path, Query, Response
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse

from api.access.acting import acting
from api.document_parse import parse_out
from api.documents_out import (
    address_of,
    document_facts_out,
    facts_from,
    proposed_out,
    reference_out,
)
from api.documents_wire import (
    DocumentFactsOut,
    ProposedFactsOut,
    PutFactsIn,
    ReferencesOut,
)
from api.entity_tag import tag_of
from api.json_route import JsonRoute
from api.parse_wire import AcceptFindingsIn, ParseOut
from api.routes.context import CallerOf, ContextOf, EditorOf
from ingest.document import Audience

router = APIRouter(tags=["editors"])
strict = APIRouter(route_class=JsonRoute, tags=["editors"])
"""Routes that take JSON."""
DocumentPath = Annotated[str, Path(max_length=4_000)]
IfMatch = Annotated[str, Header(alias="If-Match", max_length=200)]
PageNumber = Annotated[int | None, Query(ge=1, le=1_000_000)]
Position = Annotated[int | None, Query(ge=0, le=2**31)]
_NO_DOCUMENT = "There is no such document."


@router.get("/v1/documents/{path:path}/facts/proposed")
def proposed_facts(path: DocumentPath, editing: EditorOf) -> ProposedFactsOut:
    """What a certificate's text states, each with its line; of other papers nothing."""
    return proposed_out(path, editing.looks.proposed(path), editing.facts(path))


@router.get("/v1/documents/{path:path}/facts")
def facts(
    path: DocumentPath, editing: EditorOf, context: ContextOf, response: Response
) -> DocumentFactsOut:
    """What is stated about a document, by which file, and what of it holds."""
    found = document_facts_out(path, editing.facts(path), markets=context.services.markets)
    response.headers["ETag"] = f'"{found.version}"'
    return found


@strict.put("/v1/documents/{path:path}/facts")
def put_facts(
    path: DocumentPath,
    body: PutFactsIn,
    context: ContextOf,
    response: Response,
    caller: CallerOf,
    if_match: IfMatch = "",
) -> DocumentFactsOut:
    """Makes the document's own files state these facts; 422 names every wrong one by its key."""
    editing, wanted, markets = context.editing, facts_from(body.values), context.services.markets
    if body.dry_run:
        planned = editing.plan_facts(path, wanted).facts
        return document_facts_out(path, planned, markets=markets)
    editing.write_facts(path, wanted, seen=tag_of(if_match), by=acting(caller, body.by, field="by"))
    found = document_facts_out(path, editing.facts(path), markets=markets)
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.get("/v1/documents/{path:path}/references")
def references(path: DocumentPath, editing: EditorOf) -> ReferencesOut:
    """What names a document: to be told before it is moved or deleted."""
    return ReferencesOut(
        path=path, references=[reference_out(one) for one in editing.references(path)]
    )


@router.get("/v1/documents/{path:path}/parse")
def parse(
    path: DocumentPath,
    context: ContextOf,
    page: PageNumber = None,
    start: Position = None,
    of: Literal["release", "file"] | None = None,
    audience: Audience = "customer",
) -> ParseOut:
    """One page as the engine sees it: in the live release, or in the file as it lies there now.

    Without ``of``: the file for an editor where it differs from the release or is not in it.
    """
    editing, exact = context.editing, unicodedata.normalize("NFC", path)
    card = editing.listing.live().cards.get(exact)
    if audience != "agent":
        if of == "file" or card is None or not card.facts.seen_by("customer"):
            raise HTTPException(404, _NO_DOCUMENT)
        of = "release"
    elif of is None:
        of = editing.shown_of(path)
    parsed, locate = editing.looks.parsed(exact, of=of)
    found = parse_out(
        parsed,
        page=page,
        start=start,
        locate=locate,
        picture=_pictures_of(exact, of) if locate is not None else "",
    )
    if found is None:
        raise HTTPException(404, f"The document has no page {page}.")
    if audience != "agent":
        found = found.model_copy(update={"warnings": [], "findings": []})
    return found


@router.get("/v1/documents/{path:path}/file", response_class=FileResponse)
def file(path: DocumentPath, editing: EditorOf) -> FileResponse:
    """The file as it lies among the documents, as a download."""
    location = editing.looks.file_of(path)
    return FileResponse(
        location,
        media_type="application/octet-stream",
        filename=unicodedata.normalize("NFC", location.name),
        headers={"Cache-Control": "no-store"},
    )


@router.get(
    "/v1/documents/{path:path}/file/pages/{number}.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
def file_picture(
    path: DocumentPath, number: int, editing: EditorOf, context: ContextOf
) -> Response:
    """A page of a PDF as it lies among the documents, drawn in the sandbox."""
    data = editing.looks.file_of(path).read_bytes()
    if b"%PDF-" not in data[:1024]:
        raise HTTPException(404, "There is no picture of this page.")
    return Response(
        context.pictures.picture(data, page=number),
        media_type="image/png",
        headers={"Cache-Control": "no-store"},
    )


@strict.post("/v1/documents/{path:path}/accept-findings", status_code=204)
def accept_findings(
    path: DocumentPath, body: AcceptFindingsIn, context: ContextOf, caller: CallerOf
) -> Response:
    """Says that findings are in order; of a file with other bytes that says nothing."""
    context.editing.looks.accept_findings(
        path, seen=body.seen, kinds=body.kinds, by=acting(caller, body.by, field="by"), why=body.why
    )
    return Response(status_code=204)


def _pictures_of(path: str, of: Literal["release", "file"]) -> str:
    return address_of(path) + ("/file" if of == "file" else "")
