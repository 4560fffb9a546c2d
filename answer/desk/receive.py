"""A customer's message → its reply, kept in their history; handed over, it is a case. CONDUCTOR.

``who writes → what was said before → keep the message → reply → keep the reply → open a case``

What was accepted is on the disk before the reply is made: a process that dies in between has lost
nothing, and the same message sent again is answered, not kept twice.
"""

import contextlib
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from answer.desk.conversation import Conversation, Customer, Message
from answer.desk.desk import Desk
from answer.desk.file_case import file_case, note_message
from answer.desk.log_reply import log_reply
from answer.desk.message_ids import check_unused
from answer.desk.repeated import WINDOW_DAYS, times_asked
from answer.desk.replay import replay
from answer.desk.service import tier_of
from answer.examine import FindRisks
from answer.locale.market import MarketBook
from answer.locale.markets import known_groups, market_codes
from answer.question import PreparedQuestion, Question, Turn
from answer.reply import Handoff, Reply
from answer.reply_progress import NOBODY_WAITS, ReplyProgress
from answer.risk import Risk
from ingest.errors import DeskConflict, DeskInvalid, DeskMissing

SAME_MATTER = timedelta(hours=24)
"""So long a customer who names no conversation goes on with their last one, on any channel."""
TURNS_KEPT = 20
"""Of what was said before, that a follow-up is understood by."""


class Machine(Protocol):
    """What replies: the engine, as far as the desk needs it."""

    def prepare(self, question: Question) -> PreparedQuestion: ...

    def reply(
        self, prepared: PreparedQuestion, *, progress: ReplyProgress = NOBODY_WAITS
    ) -> Reply: ...

    def vector(self, prepared: PreparedQuestion) -> tuple[NDArray[np.float32], str]:
        """The question's centred unit vector, and the fingerprint of what made it."""
        ...


KeepAsked = Callable[[Reply, PreparedQuestion, NDArray[np.float32], str, datetime], None]
"""A reply with its question, the question's vector, what that compares with, and when it came."""


class Reception:
    """Takes customers' messages from every channel. Safe for many threads."""

    def __init__(
        self,
        desk: Desk,
        *,
        machine: Machine,
        keep_asked: KeepAsked | None = None,
        find_risks: FindRisks | None = None,
    ) -> None:
        """``keep_asked`` is told of every reply in the transaction that keeps it; ``find_risks``
        tells what a message that is only written down holds."""
        self._desk = desk
        self._machine = machine
        self._keep_asked = keep_asked
        self._find_risks = find_risks

    def ask(
        self,
        question: Question,
        *,
        progress: ReplyProgress = NOBODY_WAITS,
        still_there: Callable[[], object] = lambda: None,
    ) -> Reply:
        """The reply to a message of a customer or conversation that is named.

        ``still_there`` raises where whoever wrote it has gone meanwhile; it is asked in the
        transaction that would otherwise make them somebody new.
        ``progress`` is told once the message is kept; of one that was answered before, nothing.

        A hand-off names its case. While a person has the conversation the message goes to them, and
        what is said is that. Raises ``DeskInvalid`` for an unknown tier or market, ``DeskConflict``
        for another customer's conversation or another message's id, and as the engine does.
        """
        desk, at = self._desk, self._desk.now()
        question, conversation = self._arrived(question, at, still_there)
        check_unused(
            desk.conversations.message(conversation.id, question.id),
            message_id=question.id,
            role="customer",
            text=question.question,
        )
        if known := self._replied_before(question):
            return known
        question = self._with_what_was_said(question, conversation, at)
        prepared = self._machine.prepare(question)
        vector, vector_of = self._machine.vector(prepared)
        before = self._asked_before(prepared, vector, vector_of, at)
        question = replace(question, asked_before=len(before))
        with desk.database.writing():
            self._keep_message(prepared, conversation, at)
            if prepared.intent == "question":
                desk.conversations.add_asked(
                    question.id,
                    conversation_id=conversation.id,
                    customer_id=question.customer_id,
                    at=at,
                    text=prepared.text,
                    vector=vector,
                    vector_of=vector_of,
                )
        while True:
            prepared = replace(prepared, question=question)
            reply = self._machine.reply(prepared, progress=progress)
            with desk.database.writing():
                # meanwhile the same message may have been answered, and another handed over
                if known := self._replied_before(question):
                    return known
                conversation = desk.conversations.conversation(conversation.id)
                if question.with_person or not conversation.case_id:
                    if self._keep_asked:
                        self._keep_asked(reply, prepared, vector, vector_of, at)
                    return self._kept(reply, prepared, before, at)
            question = self._with_person(question, conversation, at)

    def check(self, question: Question) -> None:
        """Raises what ``ask`` would for who is named and where, without keeping anything."""
        desk = self._desk
        _check_market(question.market, desk.markets)
        tier_of(desk.service, question.customer_tier)
        with contextlib.suppress(DeskMissing):
            found = desk.conversations.conversation(question.conversation_id)
            if found.customer_id != question.customer_id:
                raise DeskConflict(f"conversation {found.id[:80]!r} is another customer's")
            check_unused(
                desk.conversations.message(found.id, question.id),
                message_id=question.id,
                role="customer",
                text=question.question,
            )

    def write_down(self, message: Message) -> bool:
        """Keeps a message that was sent or received elsewhere; whether it is new.

        A customer's goes to whoever has their conversation, whose case is as urgent as what it
        holds.
        """
        desk = self._desk
        risks: tuple[Risk, ...] = ()
        if message.role == "customer" and self._find_risks:
            risks = self._find_risks(message.text.strip(), message.language)
        with desk.database.writing():
            if message.customer_id:
                desk.conversations.put_customer(Customer(id=message.customer_id))
            desk.conversations.open_conversation(
                Conversation(
                    id=message.conversation_id,
                    customer_id=message.customer_id,
                    channel=message.channel,
                    opened_at=message.at,
                    last_message_at=message.at,
                )
            )
            check_unused(
                desk.conversations.message(message.conversation_id, message.id),
                message_id=message.id,
                role=message.role,
                text=message.text,
            )
            is_new = desk.conversations.add_message(message)
            if is_new and risks:
                desk.conversations.add_risks(
                    message.id, conversation_id=message.conversation_id, risks=risks, at=message.at
                )
            conversation = desk.conversations.conversation(message.conversation_id)
            if is_new and message.role == "customer" and conversation.case_id:
                case = desk.cases.case(conversation.case_id)
                note_message(message, case, risks=risks, desk=desk)
        return is_new

    def _arrived(
        self, question: Question, at: datetime, still_there: Callable[[], object]
    ) -> tuple[Question, Conversation]:
        """The question with what is known of its customer, and the conversation it belongs to."""
        desk = self._desk
        _check_market(question.market, desk.markets)
        with desk.database.writing():
            still_there()
            customer = Customer(id="")
            if question.customer_id:
                tier = question.customer_tier
                customer = desk.conversations.put_customer(
                    Customer(
                        id=question.customer_id,
                        tier=tier_of(desk.service, tier).name if tier else "",
                        market=question.market,
                    )
                )
            conversation = desk.conversations.open_conversation(
                Conversation(
                    id=question.conversation_id or self._current_conversation(question, at),
                    customer_id=question.customer_id,
                    channel=question.channel,
                    opened_at=at,
                    last_message_at=at,
                )
            )
        return (
            replace(
                question,
                id=question.id or uuid.uuid4().hex,
                conversation_id=conversation.id,
                customer_id=conversation.customer_id,
                customer_tier=tier_of(desk.service, question.customer_tier or customer.tier).name,
                market=question.market or customer.market,
            ),
            conversation,
        )

    def _current_conversation(self, question: Question, at: datetime) -> str:
        """The customer's last conversation, while it is young; else a new one's id."""
        last = self._desk.conversations.conversations_of(question.customer_id, limit=1)
        if last and at - last[0].last_message_at <= SAME_MATTER:
            return last[0].id
        return uuid.uuid4().hex

    def _with_what_was_said(
        self, question: Question, conversation: Conversation, at: datetime
    ) -> Question:
        """The question after what the history holds; the caller's own where it holds nothing."""
        desk = self._desk
        before = [
            message
            for message in (
                *desk.conversations.history(
                    question.customer_id, since=at - SAME_MATTER, limit=TURNS_KEPT
                ),
                *desk.conversations.messages(conversation.id, limit=TURNS_KEPT),
            )
            if not message.is_internal and message.id != question.id
        ]
        by_time = sorted({(one.conversation_id, one.id): one for one in before}.values(), key=_when)
        turns = tuple(Turn(role=one.role, text=one.text) for one in by_time[-TURNS_KEPT:])
        told = replace(question, history=turns or question.history, asked_at=at)
        return self._with_person(told, conversation, at)

    def _with_person(
        self, question: Question, conversation: Conversation, at: datetime
    ) -> Question:
        """The question with who has its conversation now, and when they write."""
        desk = self._desk
        case = desk.cases.case(conversation.case_id) if conversation.case_id else None
        return replace(
            question,
            with_person=case is not None,
            person_due_at=_still_to_come(case.due_at, at) if case else None,
        )

    def _replied_before(self, question: Question) -> Reply | None:
        """What this message was replied when it came before."""
        desk, conversation_id = self._desk, question.conversation_id
        logged = desk.conversations.reply_to(question.id, conversation_id=conversation_id)
        if logged is None:
            return None
        return replay(logged, market=question.market, case=desk.cases.case_of(conversation_id))

    def _asked_before(
        self,
        prepared: PreparedQuestion,
        vector: NDArray[np.float32],
        vector_of: str,
        at: datetime,
    ) -> tuple[str, ...]:
        """The customer's earlier messages that ask the same, whatever the words or channel."""
        question = prepared.question
        if not question.customer_id or prepared.intent != "question":
            return ()
        earlier = self._desk.conversations.asked(
            question.customer_id, since=at - timedelta(days=WINDOW_DAYS)
        )
        others = [one for one in earlier if one.message_id != question.id]
        return times_asked(vector, vector_of, others, at=at, text=prepared.text)

    def _keep_message(
        self, prepared: PreparedQuestion, conversation: Conversation, at: datetime
    ) -> None:
        question, store = prepared.question, self._desk.conversations
        store.add_message(
            Message(
                id=question.id,
                conversation_id=conversation.id,
                customer_id=question.customer_id,
                role="customer",
                text=question.question,
                language=prepared.language,
                channel=question.channel or conversation.channel,
                at=at,
            )
        )
        if told := (*prepared.risks, *prepared.suspected):
            store.add_risks(question.id, conversation_id=conversation.id, risks=told, at=at)
        if question.customer_id and prepared.language != "und":
            store.put_customer(Customer(id=question.customer_id, language=prepared.language))

    def _kept(
        self, reply: Reply, prepared: PreparedQuestion, before: tuple[str, ...], at: datetime
    ) -> Reply:
        """The reply as it was logged, with its case where a person takes over."""
        question, desk = prepared.question, self._desk
        log_reply(reply, question, desk=desk, at=at)
        if not isinstance(reply, Handoff):
            return reply
        case = file_case(reply, prepared, asked_before=before, desk=desk, at=at)
        return replace(reply, queue_id=case.id, level=case.level)


def _check_market(code: str, markets: MarketBook) -> None:
    known = code.upper()
    if code and known not in market_codes() and known not in markets.described:
        raise DeskInvalid(
            f"{code[:80]!r} is no known market; send an ISO 3166-1 code such as DE, or one of "
            f"{', '.join(known_groups())}"
        )


def _still_to_come(due: datetime | None, at: datetime) -> datetime | None:
    """A time that has passed is no promise."""
    return due if due and due > at else None


def _when(message: Message) -> datetime:
    return message.at
