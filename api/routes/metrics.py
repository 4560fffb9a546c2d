"""``GET /metrics``: what Prometheus asks for, with a key of somebody who reads figures."""

from fastapi import APIRouter, Response

from api.measured_state import MeasuredState
from api.measures import MEDIA_TYPE
from api.routes.context import ContextOf

router = APIRouter(tags=["operators"])


@router.get("/metrics", response_class=Response)
def measures(context: ContextOf) -> Response:
    """Requests, replies, queue, release, builds, webhooks and memory, over all processes."""
    beside = MeasuredState(context.services, context.reindexing)
    return Response(context.measures.text(beside), media_type=MEDIA_TYPE)
