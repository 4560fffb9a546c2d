"""What is told to whom of the desk's events, and how far that has come: the nouns of deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from answer.desk.case import CaseStep

DeliveryState = Literal["pending", "sending", "delivered", "dead"]
"""``dead``: tried as often as it is, or never to be taken. It stays until somebody looks at it."""
WebhookEvent = Literal[
    "created",
    "claimed",
    "released",
    "assigned",
    "waiting",
    "customer_wrote",
    "replied",
    "raised",
    "breached",
    "alerted",
    "resolved",
    "reopened",
    "given_back",
    "rated",
    "erased",
]
EVENT_OF_STEP: Mapping[CaseStep, WebhookEvent] = MappingProxyType(
    {
        "opened": "created",
        "claimed": "claimed",
        "released": "released",
        "assigned": "assigned",
        "passed_on": "assigned",
        "waiting_customer": "waiting",
        "waiting_l2": "waiting",
        "waiting_l3": "waiting",
        "customer_wrote": "customer_wrote",
        "replied": "replied",
        "raised": "raised",
        "breached_first_reply": "breached",
        "breached_resolution": "breached",
        "breached_legal_step": "breached",
        "alerted": "alerted",
        "resolved": "resolved",
        "reopened": "reopened",
        "given_back": "given_back",
        "rated": "rated",
        "erased": "erased",
    }
)
"""Notes among agents, and what becomes of a case in the knowledge base, are told to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One event on its way to one target. Times are aware and in UTC."""

    id: int
    message_id: str
    """The same with every try: a receiver that has seen it drops it."""
    target: str
    event_id: int
    case_id: str
    event: WebhookEvent
    state: DeliveryState
    attempts: int
    """Started, not ended: a process that dies while sending has tried."""
    created_at: datetime
    next_attempt_at: datetime
    """While it is being sent: when it is tried again unless somebody tells how that ended."""
    last_status: int | None = None
    """What the target answered last; None: nothing."""
    last_error: str = ""
    delivered_at: datetime | None = None
    lease: str = field(default="", repr=False)
    """Whose try it is: another process that took it over has another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryResult:
    """What one try came to."""

    state: Literal["pending", "delivered", "dead"]
    status: int | None = None
    error: str = ""
    next_attempt_at: datetime | None = None
    """For ``pending`` alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetStanding:
    """How one target is doing."""

    target: str
    cursor: int
    """The last event that was looked at for it."""
    pending: int = 0
    """With those being sent."""
    delivered: int = 0
    """That are still kept."""
    dead: int = 0
    last_delivered_at: datetime | None = None
    last_error_at: datetime | None = None
    last_error: str = ""
    disabled_at: datetime | None = None
    disabled_because: str = ""
    """Empty while it is told of events."""
