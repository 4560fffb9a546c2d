"""``/v1/webhooks``: who is told of the desk's events, what is on its way, what could not arrive."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from answer.desk.delivery import DeliveryState
from api.json_route import JsonRoute
from api.routes.context import Context, ContextOf
from api.services import Webhooks
from api.webhook_views import (
    DeliveriesOut,
    DeliveryOut,
    RetriedOut,
    WebhookOut,
    WebhooksOut,
    WebhookTestOut,
    delivery_out,
    tested_out,
    webhook_out,
)
from ingest.errors import DeskMissing

router = APIRouter(route_class=JsonRoute, tags=["operators"])
Name = Annotated[str, Path(max_length=50)]
Id = Annotated[int, Query(ge=1, le=2**62)]


@router.get("/v1/webhooks")
def webhooks(context: ContextOf) -> WebhooksOut:
    """The targets that the settings name and how each is doing; no secrets, no whole addresses."""
    return WebhooksOut(webhooks=[webhook_out(*one) for one in _webhooks(context).targets()])


@router.get("/v1/webhooks/deliveries")
def deliveries(
    context: ContextOf,
    state: DeliveryState | None = None,
    webhook: Annotated[str, Query(max_length=50)] = "",
    before: Id | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DeliveriesOut:
    """Messages, the newest first; ``state=dead`` are those that somebody has to look at."""
    found = _webhooks(context).deliveries(
        state=state, target=webhook, before_id=before, limit=limit
    )
    return DeliveriesOut(deliveries=[delivery_out(one) for one in found])


@router.post("/v1/webhooks/deliveries/{delivery}/retry")
def retry(delivery: Annotated[int, Path(ge=1, le=2**62)], context: ContextOf) -> DeliveryOut:
    """Sends one dead message again, with the same id; 409 for one that is not dead."""
    return delivery_out(_webhooks(context).retry(delivery))


@router.post("/v1/webhooks/{name}/retry")
def retry_all(name: Name, context: ContextOf) -> RetriedOut:
    """Sends all dead messages of a target again."""
    return RetriedOut(retried=_webhooks(context).retry_all(name))


@router.post("/v1/webhooks/{name}/test")
def test(name: Name, context: ContextOf) -> WebhookTestOut:
    """Sends a signed example at once, and tells what came back."""
    return tested_out(_webhooks(context).test(name))


@router.post("/v1/webhooks/{name}/enable")
def enable(name: Name, context: ContextOf) -> WebhookOut:
    """Tells a target again that answered 410 Gone: also what happened meanwhile."""
    found = _webhooks(context)
    found.enable(name)
    return next(webhook_out(*one) for one in found.targets() if one[0].name == name)


def _webhooks(context: Context) -> Webhooks:
    found = context.services.webhooks
    if found is None:
        raise DeskMissing("this server tells nobody of the desk's events")
    return found
