"""``/v1/releases/{release}/diff`` and ``/gate``: what a candidate changes, and whether it may."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.gate_schemas import CHANGES_SHOWN, PASSAGES_SHOWN, difference_out, gate_out
from api.gate_wire import DifferenceOut, GateIn, GateOut
from api.json_route import JsonRoute
from api.routes.context import Context, ContextOf

ReleaseId = Annotated[str, Path(max_length=100)]
router = APIRouter(route_class=JsonRoute, tags=["editors"])


@router.get("/v1/releases/{release}/diff")
def diff(
    context: ContextOf,
    release: ReleaseId,
    against: Annotated[str, Query(max_length=100)] = "",
    passages: Annotated[int, Query(ge=0, le=10_000)] = PASSAGES_SHOWN,
) -> DifferenceOut:
    """What a release holds otherwise than ``against``: the live one, or for that its parent."""
    return difference_out(
        context.gates.gate.difference(release, against=against), passages=passages
    )


@router.get("/v1/releases/{release}/gate")
def gate(
    context: ContextOf,
    release: ReleaseId,
    changes: Annotated[int, Query(ge=0, le=10_000)] = CHANGES_SHOWN,
) -> GateOut:
    """The latest report on a candidate, and how a run stands that makes another."""
    return _gate_out(context, release, changes=changes)


@router.post("/v1/releases/{release}/gate", status_code=202)
def judge(
    context: ContextOf, release: ReleaseId, response: Response, body: GateIn | None = None
) -> GateOut:
    """Asks golden and customers' questions of a candidate, in the background; 409 while another
    is asked."""
    context.gates.start(release, anew=bool(body and body.anew))
    response.headers["Location"] = f"/v1/releases/{release}/gate"
    return _gate_out(context, release)


@router.delete("/v1/releases/{release}/gate", status_code=202)
def cancel(context: ContextOf, release: ReleaseId) -> GateOut:
    """Stops the run for a candidate before its next question."""
    context.gates.cancel(release)
    return _gate_out(context, release)


def _gate_out(context: Context, release: str, *, changes: int = CHANGES_SHOWN) -> GateOut:
    # the run first: one that ends in between has left its report
    run = context.gates.of(release)
    return gate_out(release, run, context.gates.gate.latest(release), changes=changes)
