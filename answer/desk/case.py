"""A hand-off in the queue, and every step that was taken with it: the nouns of cases."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from answer.reply import HandoffReason, Level

CaseState = Literal["open", "claimed", "waiting_customer", "waiting_l2", "waiting_l3", "resolved"]
"""A case that is opened again is ``open``, and counts how often it was."""
CaseStep = Literal[
    "opened",
    "claimed",
    "released",
    "assigned",
    "waiting_customer",
    "waiting_l2",
    "waiting_l3",
    "customer_wrote",
    "replied",
    "noted",
    "raised",
    "passed_on",
    "breached_first_reply",
    "breached_resolution",
    "breached_legal_step",
    "legal_step_done",
    "alerted",
    "resolved",
    "reopened",
    "given_back",
    "rated",
    "promoted",
    "erased",
]
CaseColour = Literal["", "yellow", "orange", "red"]
NOT_RESOLVED: tuple[CaseState, ...] = (
    "open",
    "claimed",
    "waiting_customer",
    "waiting_l2",
    "waiting_l3",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One hand-off as it stands now. Times are aware and in UTC."""

    id: str
    conversation_id: str
    customer_id: str
    message_id: str
    """The customer's message that was handed over."""
    reply_id: str
    """The reply that handed it over."""
    question: str
    language: str
    market: str
    product: str
    channel: str
    reason: HandoffReason
    risk_class: str
    tier: str
    level: Level
    priority: int
    """The smaller, the sooner somebody looks at it; before the time left."""
    opened_at: datetime
    team: str = ""
    assignee: str = ""
    """The agent who has it."""
    state: CaseState = "open"
    colour: CaseColour = ""
    """Of the alert it belongs to."""
    first_reply_due_at: datetime | None = None
    resolve_due_at: datetime | None = None
    legal_step_due_at: datetime | None = None
    """Of a red case: when the legal step of its plan is due."""
    legal_step_done_at: datetime | None = None
    first_replied_at: datetime | None = None
    resolved_at: datetime | None = None
    reopened: int = 0
    transfers: int = 0
    """How often it went to another agent, team or level."""
    breaches: int = 0
    first_reply_breached: bool = False
    """Whether it was noted that the clock to the first reply has passed."""
    resolution_breached: bool = False
    legal_step_breached: bool = False
    csat: int | None = None
    version: int = 1
    """One more with every step: two agents cannot step from the same one."""

    @property
    def due_at(self) -> datetime | None:
        """The clock that runs: to the first reply, then to the resolution; none once resolved."""
        if self.state == "resolved":
            return None
        if self.first_replied_at is None and self.first_reply_due_at is not None:
            return self.first_reply_due_at
        return None if self.is_customers_turn else self.resolve_due_at

    @property
    def is_customers_turn(self) -> bool:
        """Whether the clock to the resolution stands until they write; a red case's never does."""
        return self.state == "waiting_customer" and not self.is_red

    @property
    def is_red(self) -> bool:
        """Whether it is on the red plan, or of a red alert."""
        return self.colour == "red" or self.legal_step_due_at is not None

    @property
    def is_erased(self) -> bool:
        """Whether its customer and everybody's words were taken out of it."""
        return not (self.question or self.customer_id)

    @property
    def has_legal_step(self) -> bool:
        """Whether the legal step of the red plan is still to be taken."""
        return self.legal_step_due_at is not None and self.legal_step_done_at is None

    @property
    def is_breached(self) -> bool:
        """Whether a promise was broken, and the next move is ours; also once it was raised."""
        return self.breaches > 0 and self.state != "resolved" and not self.is_customers_turn

    @property
    def alarm_at(self) -> datetime | None:
        """When the next clock passes whose breach was not noted yet; none once resolved.

        All clocks run from the opening: a first reply that is long overdue does not hide that
        the resolution or the legal step is overdue too.
        """
        if self.state == "resolved":
            return None
        clocks = []
        if self.first_replied_at is None and not self.first_reply_breached:
            clocks.append(self.first_reply_due_at)
        if not self.resolution_breached and not self.is_customers_turn:
            clocks.append(self.resolve_due_at)
        if self.has_legal_step and not self.legal_step_breached:
            clocks.append(self.legal_step_due_at)
        return min((clock for clock in clocks if clock is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """One step of a case: never changed, never deleted; what figures and webhooks are made from."""

    id: int
    """Grows with every event of the desk."""
    case_id: str
    at: datetime
    step: CaseStep
    actor: str
    """An agent, ``customer`` or ``desk`` (the clock, an alert)."""
    state: CaseState
    """After the step."""
    details: tuple[tuple[str, str], ...] = ()
    """What changed, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases are listed; what is empty narrows nothing."""

    states: tuple[CaseState, ...] = NOT_RESOLVED
    assignee: str = ""
    is_unassigned: bool = False
    team: str = ""
    level: Level | None = None
    reason: HandoffReason | None = None
    risk_class: str = ""
    language: str = ""
    market: str = ""
    tier: str = ""
    customer_id: str = ""
    text: str = ""
    """Words of the question, or an id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A stretch of the queue, what is most urgent first."""

    cases: tuple[Case, ...]
    total: int
    """That pass the filter."""
    by_state: tuple[tuple[CaseState, int], ...]
    """Of all cases, whatever the filter."""
