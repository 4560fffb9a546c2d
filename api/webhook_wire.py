"""What a target is sent, and what is told of targets and messages: JSON, typed.

A message has the shape that the Standard Webhooks specification recommends: ``type``,
``timestamp`` (of the event, not of the try), ``data``. ``data`` holds the case as it stands when
the message is sent: a receiver that gets messages late sees what holds, not what held.
"""

from datetime import datetime
from typing import Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from answer.desk.case import Case, CaseColour, CaseEvent, CaseState, CaseStep
from answer.desk.delivery import Delivery, DeliveryState, TargetStanding, WebhookEvent
from answer.reply import HandoffReason, Level
from api.webhook_retry import Answered
from api.webhook_target import WebhookTarget

VERSION = 1
"""Goes up when a field goes or changes its meaning; receivers ignore fields they do not know."""
CASE_PATH = "/console/cases/"


class _Out(BaseModel):
    model_config = ConfigDict(frozen=True)


class HandoffCaseOut(_Out):
    """The case without anybody's words. Times are ISO 8601 in UTC; null is: there is none."""

    id: str
    version: int
    """The greater, the later: of two messages on one case the one with the smaller is older."""
    state: CaseState
    level: Level
    tier: str
    reason: HandoffReason
    risk_class: str | None
    priority: int
    colour: CaseColour | None
    language: str
    market: str | None
    product: str | None
    channel: str | None
    team: str | None
    assignee: str | None
    opened_at: datetime
    due_at: datetime | None
    """Of the clock that runs: first reply, then resolution."""
    first_reply_due_at: datetime | None
    resolve_due_at: datetime | None
    first_replied_at: datetime | None
    resolved_at: datetime | None
    reopened: int
    breaches: int
    url: str | None
    """The case in the console, where the settings say where that is."""


class HandoffOut(_Out):
    event_id: int
    """Grows with every event of the desk."""
    step: CaseStep
    """Closer than the type: which clock was breached, for whom a case waits."""
    state: CaseState
    """Of the case right after this event."""
    actor: str
    conversation_id: str
    customer_id: str | None
    case: HandoffCaseOut
    question: str | None
    """Null unless the target's ``include_text`` is set; so is ``draft``."""
    draft: str | None
    """What the machine would have replied, where it had anything."""


class WebhookMessageOut(_Out):
    """The body of a message."""

    type: str
    """``handoff.created``, ``handoff.breached`` …; ``webhook.test``."""
    timestamp: datetime
    """When it happened."""
    version: int = VERSION
    data: HandoffOut

    def body(self) -> bytes:
        """As it is sent and signed."""
        return self.model_dump_json().encode()


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


def message(
    event: CaseEvent, case: Case, *, kind: WebhookEvent, target: WebhookTarget, draft: str
) -> WebhookMessageOut:
    """What ``target`` is sent of this event."""
    return WebhookMessageOut(
        type=f"handoff.{kind}",
        timestamp=event.at,
        data=HandoffOut(
            event_id=event.id,
            step=event.step,
            state=event.state,
            actor=event.actor,
            conversation_id=case.conversation_id,
            customer_id=case.customer_id or None,
            case=_case(case, target),
            question=case.question if target.include_text else None,
            draft=(draft or None) if target.include_text else None,
        ),
    )


def example_message(target: WebhookTarget, *, now: datetime) -> WebhookMessageOut:
    """An invented case, of which a receiver takes no notice but to say that it could read it."""
    case = Case(
        id="test",
        conversation_id="test",
        customer_id="test",
        message_id="test",
        reply_id="test",
        question="This is a test.",
        language="en",
        market="",
        product="",
        channel="",
        reason="asked_for_person",
        risk_class="",
        tier="",
        level="L1",
        priority=0,
        opened_at=now,
    )
    event = CaseEvent(id=0, case_id="test", at=now, step="opened", actor="desk", state="open")
    made = message(event, case, kind="created", target=target, draft="")
    return made.model_copy(update={"type": "webhook.test"})


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


def _case(case: Case, target: WebhookTarget) -> HandoffCaseOut:
    url = target.console_url + CASE_PATH + quote(case.id, safe="") if target.console_url else None
    return HandoffCaseOut(
        id=case.id,
        version=case.version,
        state=case.state,
        level=case.level,
        tier=case.tier,
        reason=case.reason,
        risk_class=case.risk_class or None,
        priority=case.priority,
        colour=case.colour or None,
        language=case.language,
        market=case.market or None,
        product=case.product or None,
        channel=case.channel or None,
        team=case.team or None,
        assignee=case.assignee or None,
        opened_at=case.opened_at,
        due_at=case.due_at,
        first_reply_due_at=case.first_reply_due_at,
        resolve_due_at=case.resolve_due_at,
        first_replied_at=case.first_replied_at,
        resolved_at=case.resolved_at,
        reopened=case.reopened,
        breaches=case.breaches,
        url=url,
    )
