"""``/v1/customers/{id}``: everything about one customer, told or erased, as the law asks for."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from api.customers_wire import ErasedOut, erased_out
from api.erasing import CustomerFile
from api.json_route import JsonRoute
from api.routes.context import CallerOf, Context, ContextOf
from ingest.errors import DeskUnavailable

router = APIRouter(route_class=JsonRoute, tags=["operators"])
Id = Annotated[str, Path(max_length=200)]


@router.get("/v1/customers/{customer_id:path}/export", response_class=JSONResponse)
def export(customer_id: Id, context: ContextOf, caller: CallerOf) -> JSONResponse:
    """Everything that is kept of a customer, by table, with every record of the audit on them.

    That it was told is a record of the audit too. 404 where nothing is kept.
    """
    told = _customers(context).export(customer_id, actor=caller.actor)
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


@router.delete("/v1/customers/{customer_id:path}")
def erase(
    customer_id: Id,
    context: ContextOf,
    caller: CallerOf,
    close_cases: Annotated[
        bool,
        Query(
            description="Close cases that still wait for a person, unanswered; red ones stay open, "
            "without words and without whose they were."
        ),
    ] = False,
) -> ErasedOut:
    """Takes everything about a customer out of the state, for good.

    409 while a case of theirs is open, 404 where nothing is kept. Backups made before still hold
    it.
    """
    erased = _customers(context).erase(
        customer_id, actor=caller.actor, by=caller.name, close_cases=close_cases
    )
    return erased_out(erased)


def _customers(context: Context) -> CustomerFile:
    if context.services.customers is None:
        raise DeskUnavailable("this server keeps nothing of customers")
    return context.services.customers
