"""``/v1/drafts``: what agents would have the knowledge base say, for an editor to decide."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.access.acting import acting_if_said
from api.access.caller import Caller
from api.desk_schemas import draft_out
from api.desk_wire import AcceptDraftIn, AcceptedOut, DraftsOut
from api.json_route import JsonRoute
from api.routes.context import CallerOf, Context, ContextOf

router = APIRouter(route_class=JsonRoute, prefix="/v1/drafts", tags=["editors"])
Id = Annotated[str, Path(max_length=200)]
EDITOR = "an editor"
"""In the log of edits, where nobody said who."""


@router.get("")
def drafts(context: ContextOf) -> DraftsOut:
    """Every draft that waits for an editor, oldest first."""
    found = context.desk.desk.drafts.drafts()
    return DraftsOut(drafts=[draft_out(draft) for draft in found])


@router.post("/{draft_id}/accept")
def accept(draft_id: Id, body: AcceptDraftIn, context: ContextOf, caller: CallerOf) -> AcceptedOut:
    """Makes the draft a document; it is indexed with the next release. Nothing is overwritten."""
    path = context.desk.desk.drafts.accept(
        draft_id,
        folder=context.editing.folder,
        by=acting_if_said(caller, body.by, field="by") or EDITOR,
        text=body.text,
    )
    _audit("draft_accepted", draft_id, context, caller)
    return AcceptedOut(path=path)


@router.delete("/{draft_id}", status_code=204)
def reject(draft_id: Id, context: ContextOf, caller: CallerOf) -> Response:
    """Takes the draft away."""
    context.desk.desk.drafts.reject(draft_id)
    _audit("draft_rejected", draft_id, context, caller)
    return Response(status_code=204)


def _audit(kind: str, draft_id: str, context: Context, caller: Caller) -> None:
    if context.services.audit is not None:
        context.services.audit.log.add(kind, actor=caller.actor, subject=draft_id)
