"""What is told of targets and messages on their way, for routes and commands: JSON, typed."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from answer.desk.delivery import Delivery, DeliveryState, TargetStanding, WebhookEvent
from api.webhook_retry import Answered
from api.webhook_target import WebhookTarget


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class WebhookOut(_Out):
    """One target and how it is doing; never its secret, nor more of its address than the host."""

    name: str
    address: str
    events: list[WebhookEvent]
    is_active: bool
    include_text: bool
    pending: int
    delivered: int
    """That are still kept."""
    dead: int
    last_delivered_at: datetime | None
    last_error_at: datetime | None
    last_error: str | None
    disabled_at: datetime | None
    disabled_because: str | None


class WebhooksOut(_Out):
    webhooks: list[WebhookOut]


class DeliveryOut(_Out):
    id: int
    message_id: str
    webhook: str
    event_id: int
    event: WebhookEvent
    case_id: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    last_status: int | None
    last_error: str | None
    delivered_at: datetime | None


class DeliveriesOut(_Out):
    """The newest first; where there are more, ``before`` goes on with the smallest id."""

    deliveries: list[DeliveryOut]


class RetriedOut(_Out):
    retried: int


class WebhookTestOut(_Out):
    """What the target answered to a signed example."""

    outcome: Literal["delivered", "failed"]
    status: int | None
    problem: str | None
    took_ms: int


def webhook_out(target: WebhookTarget, standing: TargetStanding) -> WebhookOut:
    """A target as it may be shown."""
    return WebhookOut(
        name=target.name,
        address=target.shown_address,
        events=sorted(target.events),
        is_active=target.is_active,
        include_text=target.include_text,
        pending=standing.pending,
        delivered=standing.delivered,
        dead=standing.dead,
        last_delivered_at=standing.last_delivered_at,
        last_error_at=standing.last_error_at,
        last_error=standing.last_error or None,
        disabled_at=standing.disabled_at,
        disabled_because=standing.disabled_because or None,
    )


def delivery_out(delivery: Delivery) -> DeliveryOut:
    """A message as it may be shown."""
    is_open = delivery.state in ("pending", "sending")
    return DeliveryOut(
        id=delivery.id,
        message_id=delivery.message_id,
        webhook=delivery.target,
        event_id=delivery.event_id,
        event=delivery.event,
        case_id=delivery.case_id,
        state=delivery.state,
        attempts=delivery.attempts,
        created_at=delivery.created_at,
        next_attempt_at=delivery.next_attempt_at if is_open else None,
        last_status=delivery.last_status,
        last_error=delivery.last_error or None,
        delivered_at=delivery.delivered_at,
    )


def tested_out(answered: Answered) -> WebhookTestOut:
    """What a test came to."""
    delivered = 200 <= (answered.status or 0) < 300
    return WebhookTestOut(
        outcome="delivered" if delivered else "failed",
        status=answered.status,
        problem=None if delivered else answered.text,
        took_ms=answered.took_ms,
    )
