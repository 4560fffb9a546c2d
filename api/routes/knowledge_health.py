"""``/v1/insights/health``: what is wrong with the knowledge base, and what is no defect."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from answer.insight.choose_defects import choose_defects
from answer.insight.defect import DefectKind, Severity
from api.access.acting import acting
from api.health_schemas import dismissal_out, health_out
from api.health_wire import DismissalOut, DismissIn, HealthOut, UndoneOut
from api.json_route import JsonRoute
from api.routes.context import CallerOf, ContextOf

router = APIRouter(route_class=JsonRoute, prefix="/v1/insights/health", tags=["editors"])
Id = Annotated[str, Path(max_length=64)]
BROKEN = "The report could not be made; the server's log and 'tradewind doctor' say why."


@router.get("")
def health(
    context: ContextOf,
    kind: DefectKind | None = None,
    severity: Severity | None = None,
    document: Annotated[str, Query(max_length=1_000)] = "",
    dismissed: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HealthOut:
    """The defects of the live release, the gravest first, and how soon its changes were published.

    ``document`` is looked for in paths and titles; ``dismissed`` also shows what was set aside.
    """
    now = context.health.now()
    found = choose_defects(
        now.report.defects if now.report else (),
        kind=kind,
        severity=severity,
        document=document,
        without=() if dismissed else now.dismissals,
    )
    return health_out(
        now,
        found[offset : offset + limit],
        total=len(found),
        problem=BROKEN if now.state == "failed" else "",
    )


@router.post("/{defect_id}/dismiss")
def dismiss(context: ContextOf, caller: CallerOf, defect_id: Id, body: DismissIn) -> DismissalOut:
    """Sets a defect aside: it is none, or it may stay. It comes back when its texts change."""
    return dismissal_out(
        context.health.dismiss(defect_id, why=body.why, by=acting(caller, body.by, field="by"))
    )


@router.delete("/{defect_id}/dismiss")
def undo(context: ContextOf, defect_id: Id) -> UndoneOut:
    """A defect that was set aside counts again."""
    return UndoneOut(id=defect_id, was_dismissed=context.health.undo(defect_id))
