"""``/v1/documents`` for editors: the list, what comes in, moves, goes and is taken back, facts, and
the parse as the engine sees it.

A customer's reader is shown what the live release holds for customers, and nothing else.
"""

import shutil
from functools import partial
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException

from api.access.acting import acting
from api.agent_name import AgentName
from api.document_listing import DocumentState, ListedDocument
from api.documents_out import (
    address_of,
    documents_out,
    edit_out,
    facts_from,
    matching,
    moved_out,
    trashed_out,
)
from api.documents_wire import (
    ByIn,
    DocumentsOut,
    EditOut,
    EditsOut,
    FactText,
    MovedOut,
    MoveIn,
    TrashOut,
)
from api.entity_tag import tag_of
from api.json_route import JsonRoute
from api.problems import problem
from api.routes.context import CallerOf, Context, ContextOf, EditorOf
from api.uploads import Uploads
from ingest.document import Audience, DocumentKind
from ingest.errors import FactsRefused

router = APIRouter(tags=["editors"])
strict = APIRouter(route_class=JsonRoute, tags=["editors"])
"""Routes that take JSON."""
DocumentPath = Annotated[str, Path(max_length=4_000)]
By = Annotated[AgentName, Query(description="Who acts; a signed-in person need not say it.")]
IfMatch = Annotated[str, Header(alias="If-Match", max_length=200)]
IfNoneMatch = Annotated[str, Header(alias="If-None-Match", max_length=200)]
Asked = Annotated[str, Query(max_length=200)]
PageNumber = Annotated[int | None, Query(ge=1, le=1_000_000)]
Position = Annotated[int | None, Query(ge=0, le=2**31)]
_FACTS = TypeAdapter(dict[str, FactText | list[FactText] | None])
_NO_DOCUMENT = "There is no such document."
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_uploads = Uploads()


def _uploads_of() -> Uploads:
    return _uploads


UploadsOf = Annotated[Uploads, Depends(_uploads_of)]


@router.get("/v1/documents")
def documents(
    context: ContextOf,
    q: Asked = "",
    state: Annotated[list[DocumentState], Query()] = [],  # noqa: B006
    kind: Annotated[list[DocumentKind], Query()] = [],  # noqa: B006
    language: Annotated[list[str], Query()] = [],  # noqa: B006
    product: Asked = "",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    audience: Audience = "customer",
) -> DocumentsOut:
    """Every document with its state; to a customer those that the live release has for them."""
    editing = context.editing
    live = editing.listing.live()
    listed = (
        editing.documents()
        if audience == "agent"
        else tuple(
            ListedDocument(
                path=card.path,
                state="published",
                title=card.title,
                language=card.language,
                facts=card.facts,
                sha256=card.sha256,
            )
            for _, card in sorted(live.cards.items())
            if card.facts.seen_by("customer")
        )
    )
    found = matching(listed, words=q, states=state, kinds=kind, languages=language, product=product)
    return documents_out(
        listed,
        found,
        offset=offset,
        limit=limit,
        release=live.release,
        max_upload_bytes=context.services.settings.max_upload_bytes,
    )


@router.get("/v1/documents-trash")
def trash(editing: EditorOf) -> TrashOut:
    """What can be taken back, the newest first."""
    return TrashOut(trash=[trashed_out(one) for one in editing.trashed()])


@strict.post("/v1/documents-trash/{trash_id}/restore")
def restore(
    trash_id: Annotated[str, Path(max_length=100)], body: ByIn, context: ContextOf, caller: CallerOf
) -> EditOut:
    """Takes an edit back: all its files are as before it."""
    return edit_out(context.editing.restore(trash_id, by=acting(caller, body.by, field="by")))


@router.get("/v1/documents-edits")
def edits(
    editing: EditorOf,
    path: Asked = "",
    limit: Annotated[int, Query(ge=1, le=10_000)] = 100,
) -> EditsOut:
    """Who did what, the newest first."""
    return EditsOut(edits=[edit_out(one) for one in editing.folder.edits(limit=limit, path=path)])


@strict.post("/v1/documents/{path:path}/move")
def move(path: DocumentPath, body: MoveIn, context: ContextOf, caller: CallerOf) -> MovedOut:
    """Gives a document another path; says what names the old one, and mends that if asked."""
    return moved_out(
        context.editing.move(
            path,
            to=body.to,
            seen=tag_of(body.seen),
            by=acting(caller, body.by, field="by"),
            mend=body.mend,
            keep_facts=body.keep_facts,
        )
    )


@router.put("/v1/documents/{path:path}", openapi_extra=_BODY)
async def upload(
    path: DocumentPath,
    request: Request,
    context: ContextOf,
    uploads: UploadsOf,
    caller: CallerOf,
    by: By = "",
    if_match: IfMatch = "",
    if_none_match: IfNoneMatch = "",
    facts: Annotated[str, Query(max_length=50_000, description="A new file's, as JSON.")] = "",
) -> Response:
    """Takes the body as a document: a new one, or with If-Match in the place of that version."""
    if if_match and if_none_match:
        raise HTTPException(400, "Send If-Match to replace a document, or If-None-Match: * to add.")
    by, editing, seen = acting(caller, by, field="by"), context.editing, tag_of(if_match)
    stated = facts_from(_json_facts(facts)) if facts else None
    _room_for(request, context)
    async with uploads.one_more():
        with await anyio.to_thread.run_sync(partial(editing.receive, path, seen=seen)) as incoming:
            await uploads.receive(request, incoming)
            edit = await anyio.to_thread.run_sync(
                partial(editing.put, incoming, seen=seen, by=by, facts=stated)
            )
    return Response(
        edit_out(edit).model_dump_json(),
        status_code=201 if edit.action == "added" else 200,
        media_type="application/json",
        headers={"ETag": f'"{edit.after}"', "Location": address_of(edit.path)},
    )


@router.delete("/v1/documents/{path:path}")
def remove(
    path: DocumentPath,
    context: ContextOf,
    caller: CallerOf,
    by: By = "",
    if_match: IfMatch = "",
    confirm: bool = False,
) -> Response:
    """Takes a document away, kept for some days; 409 names what depends on it until confirmed."""
    by, editing = acting(caller, by, field="by"), context.editing
    depends = () if confirm else editing.references(path)
    if depends:
        return problem(
            409,
            f"{len(depends)} places name this document; delete it with confirm=true if they may.",
            code="document-referred-to",
            errors=[
                {"field": one.kind, "message": f"{one.name} {one.text}".strip()} for one in depends
            ],
        )
    edit = editing.remove(path, seen=tag_of(if_match), by=by, confirmed=True)
    return Response(edit_out(edit).model_dump_json(), media_type="application/json")


def _json_facts(text: str) -> dict[str, str | list[str] | None]:
    try:
        return _FACTS.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "facts"
        raise FactsRefused(
            f"facts: {place}: {first['msg']}", fields=[(place, first["msg"])]
        ) from error


def _room_for(request: Request, context: Context) -> None:
    """A body that cannot fit is refused before it is sent."""
    length = request.headers.get("content-length", "")
    folder = context.services.documents_dir
    if length.isdecimal() and folder.is_dir() and int(length) > shutil.disk_usage(folder).free:
        raise HTTPException(507, "There is no room for this file on the disk; make room first.")
