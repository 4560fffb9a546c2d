"""What a target is sent: JSON, typed.

A message has the shape that the Standard Webhooks specification recommends: ``type``,
``timestamp`` (of the event, not of the try), ``data``. ``data`` holds the case as it stands when
the message is sent: a receiver that gets messages late sees what holds, not what held.
"""

from datetime import datetime
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from answer.desk.case import Case, CaseColour, CaseEvent, CaseState, CaseStep
from answer.desk.conversation import Message
from answer.desk.delivery import WebhookEvent
from answer.question import Role
from answer.reply import HandoffReason, Level
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


class WrittenOut(_Out):
    """What was written to bring the event about: the customer's message, an agent's reply."""

    id: str
    role: Role
    author: str | None
    """The agent who wrote it."""
    at: datetime
    language: str
    text: str


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
    """That the case was opened with. Null unless the target's ``include_text`` is set; so are
    ``draft`` and ``message``."""
    draft: str | None
    """What the machine would have replied, where it had anything."""
    message: WrittenOut | None
    """Null for events that nobody wrote anything for."""


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


def message(
    event: CaseEvent,
    case: Case,
    *,
    kind: WebhookEvent,
    target: WebhookTarget,
    draft: str = "",
    written: Message | None = None,
) -> WebhookMessageOut:
    """What ``target`` is sent of this event; notes among agents go to nobody."""
    is_told = target.include_text and written is not None and not written.is_internal
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
            question=(case.question or None) if target.include_text else None,
            draft=(draft or None) if target.include_text else None,
            message=_written(written) if written is not None and is_told else None,
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
    made = message(event, case, kind="created", target=target)
    return made.model_copy(update={"type": "webhook.test"})


def _written(message: Message) -> WrittenOut:
    return WrittenOut(
        id=message.id,
        role=message.role,
        author=message.author or None,
        at=message.at,
        language=message.language,
        text=message.text,
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
