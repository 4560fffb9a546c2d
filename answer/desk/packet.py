"""A case → everything a person needs to take it over."""

from collections.abc import Callable
from dataclasses import dataclass

from answer.desk.case import Case, CaseEvent, CaseFilter
from answer.desk.conversation import Customer, LoggedReply, Message
from answer.desk.desk import Desk
from answer.desk.file_case import ASKED_BEFORE
from answer.desk.suspicion_store import SuspicionStore
from answer.desk.visitor_store import VisitorStore
from answer.draft import VetoReason
from answer.question import Question, Turn
from answer.risk import Risk, RiskClass
from index.passage import Passage
from ingest.errors import DeskMissing

MESSAGES = 200
OTHER_MESSAGES = 50
EVENTS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassages:
    """What an agent finds to a question, internal documents among it."""

    passages: tuple[Passage, ...] = ()
    vetoes: tuple[VetoReason | None, ...] = ()
    """Of each passage why it may not answer the question."""
    procedures: tuple[Passage, ...] = ()
    """Of standard operating procedures alone."""


FindPassages = Callable[[Question], FoundPassages]


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What is handed over with a case."""

    case: Case
    tried: LoggedReply | None
    """What the machine replied when it handed over, with the draft it did not send."""
    found: FoundPassages
    """The best found now, in whatever is published now."""
    customer: Customer | None
    email: str
    """Where a visitor of a page wants to be reached once they have left it; empty: nobody said."""
    conversations: int
    open_cases: int
    resolved_cases: int
    messages: tuple[Message, ...]
    """Of the conversation, oldest first."""
    other_messages: tuple[Message, ...]
    """Of the customer's other conversations, oldest first."""
    risks: tuple[tuple[Risk, RiskClass | None], ...]
    """What the message holds, the most pressing first, with what agents are told of it; behind it
    what is only suspected."""
    asked_before: tuple[Message, ...]
    """Earlier messages that ask the same."""
    events: tuple[CaseEvent, ...]


def packet(case_id: str, *, desk: Desk, find_passages: FindPassages) -> Packet:
    """The packet of a case; raises ``DeskMissing``."""
    with desk.database.reading():
        case = desk.cases.case(case_id)
        messages = desk.conversations.messages(case.conversation_id, limit=MESSAGES)
        customer = desk.conversations.customer(case.customer_id) if case.customer_id else None
        email = VisitorStore(desk.database).email_of(case.customer_id) if case.customer_id else ""
        history = desk.conversations.history(case.customer_id, limit=OTHER_MESSAGES)
        open_cases, resolved_cases = _counted(case, desk)
        events = desk.cases.events(case_id=case.id, limit=EVENTS)
        risks = _risks(case, events, desk)
        conversations = desk.conversations.conversations_of(case.customer_id)
        tried = _tried(case, desk)
    others = tuple(one for one in history if one.conversation_id != case.conversation_id)
    found = find_passages(_question(case, messages, events))
    return Packet(
        case=case,
        tried=tried,
        found=found,
        customer=customer,
        email=email,
        conversations=max(len(conversations), 1),
        open_cases=open_cases,
        resolved_cases=resolved_cases,
        messages=messages,
        other_messages=others,
        risks=tuple((risk, desk.risks.classes.get(risk.risk_class)) for risk in risks),
        asked_before=_asked_before((*others, *messages), events),
        events=events,
    )


def _counted(case: Case, desk: Desk) -> tuple[int, int]:
    """How many cases the customer has that are not resolved, and how many that are."""
    if not case.customer_id:
        return (0, 1) if case.state == "resolved" else (1, 0)
    resolved = CaseFilter(states=("resolved",), customer_id=case.customer_id)
    others = CaseFilter(customer_id=case.customer_id)
    return desk.cases.cases(others, limit=0).total, desk.cases.cases(resolved, limit=0).total


def _tried(case: Case, desk: Desk) -> LoggedReply | None:
    try:
        return desk.conversations.reply(case.reply_id)
    except DeskMissing:  # a case that an agent opened has none
        return None


def _risks(case: Case, events: tuple[CaseEvent, ...], desk: Desk) -> tuple[Risk, ...]:
    """Of every message that came to the case, each class once, the most pressing first.

    And what an earlier message of the conversation may hold that nobody has looked at: it was
    answered, and the case covers it.
    """
    written = dict.fromkeys(
        value
        for event in events
        if event.step in ("customer_wrote", "reopened")
        for name, value in event.details
        if name == "message_id"
    )
    suspected = SuspicionStore(desk.database).in_conversations({case.conversation_id})
    of_conversation = suspected.get(case.conversation_id, ())
    surest = {risk.risk_class: risk for risk in of_conversation}
    for message_id in (case.message_id, *written):
        of_message = desk.conversations.risks_of(message_id, conversation_id=case.conversation_id)
        for risk in of_message:
            known = surest.get(risk.risk_class)
            if known is None or _sureness(risk) > _sureness(known):
                surest[risk.risk_class] = risk
    return tuple(sorted(surest.values(), key=lambda risk: (risk.is_suspected, risk.priority)))


def _sureness(risk: Risk) -> tuple[bool, float]:
    return not risk.is_suspected, risk.probability


def _question(case: Case, messages: tuple[Message, ...], events: tuple[CaseEvent, ...]) -> Question:
    """What the customer asked, as an agent asks it: after what was said before, of all papers."""
    began = [event.at for event in events if event.step in ("opened", "reopened")]
    since = began[-1] if began else case.opened_at
    before = [
        Turn(role=message.role, text=message.text)
        for message in messages
        if not message.is_internal and message.at < since
    ]
    return Question(
        id=case.message_id,
        question=case.question,
        history=tuple(before),
        language=case.language,
        market=case.market,
        product=case.product,
        audience="agent",
    )


def _asked_before(
    messages: tuple[Message, ...], events: tuple[CaseEvent, ...]
) -> tuple[Message, ...]:
    """As it was noted when the case was filed."""
    same = {value for event in events for name, value in event.details if name == ASKED_BEFORE}
    return tuple(message for message in messages if message.id in same)
