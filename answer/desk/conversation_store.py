"""Customers, their conversations, what was written in them and what was replied, on disk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from answer.desk.columns import (
    Value,
    Vector,
    checked_id,
    noun_of,
    row_of,
    stored_time,
    stored_vector,
    vector_of_stored,
)
from answer.desk.conversation import (
    AskedBefore,
    Conversation,
    Customer,
    Feedback,
    LoggedReply,
    Message,
)
from answer.desk.conversation_rows import (
    adopted,
    conversation_of,
    customer_of,
    known_conversation,
)
from answer.desk.database import DeskDatabase
from answer.desk.reply_codec import (
    explanation_from_json,
    explanation_to_json,
    statements_from_json,
    statements_to_json,
)
from answer.desk.row_statements import insert_row, is_there, update_row
from answer.risk import Risk
from ingest.errors import DeskMissing

_KNOWN = "coalesce((select sequence from messages where conversation_id = ? and id = ?), 0)"


class ConversationStore:
    """What was said. Every method is a transaction of its own, or part of ``writing()``'s."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def customer(self, customer_id: str) -> Customer | None:
        """What is known of a customer, if anything is."""
        with self._database.reading() as database:
            return customer_of(database, customer_id)

    def put_customer(self, customer: Customer) -> Customer:
        """The customer as now known: what is empty changes nothing that was known before."""
        checked_id(customer.id, what="customer id")
        with self._database.writing() as database:
            known = customer_of(database, customer.id)
            if known is None:
                insert_row(database, "customers", row_of(customer))
                return customer
            told = {name: value for name, value in row_of(customer).items() if value}
            # most messages tell nothing new, and a write waits for the disk
            if not told.items() <= row_of(known).items():
                update_row(database, "customers", "id", told)
            return customer_of(database, customer.id) or customer

    def open_conversation(self, conversation: Conversation) -> Conversation:
        """The conversation of this id, opened now where there is none.

        One whose customer nobody knew becomes this customer's, with all that was written in it.
        Raises ``DeskConflict`` where it is another customer's.
        """
        checked_id(conversation.id, what="conversation id")
        if conversation.customer_id:
            checked_id(conversation.customer_id, what="customer id")
        with self._database.writing() as database:
            known = conversation_of(database, conversation.id)
            if known is None:
                insert_row(database, "conversations", row_of(conversation))
                return conversation
            return adopted(database, known, conversation.customer_id)

    def conversation(self, conversation_id: str) -> Conversation:
        """The conversation; raises ``DeskMissing``."""
        with self._database.reading() as database:
            return known_conversation(database, conversation_id)

    def conversations_of(self, customer_id: str, *, limit: int = 50) -> tuple[Conversation, ...]:
        """A customer's conversations, the last one written in first; a stranger has none."""
        if not customer_id:
            return ()
        with self._database.reading() as database:
            sql = "select * from conversations where customer_id = ? "
            of = (customer_id, limit)
            rows = database.query(f"{sql} order by last_message_at desc, id limit ?", of)
            return tuple(noun_of(Conversation, row) for row in rows)

    def hand_to_person(self, conversation_id: str, *, case_id: str) -> Conversation:
        """The conversation, which a person has from now on; raises ``DeskMissing``."""
        return self._set_case(conversation_id, checked_id(case_id, what="case id"))

    def give_back(self, conversation_id: str) -> Conversation:
        """The conversation, which the machine answers again; raises ``DeskMissing``."""
        return self._set_case(conversation_id, "")

    def add_message(self, message: Message) -> bool:
        """Whether it is new: False where its conversation has a message of this id already.

        Raises ``DeskMissing`` without the conversation, ``DeskConflict`` where that is another
        customer's. A message of no customer is its conversation's customer's.
        """
        checked_id(message.id, what="message id")
        with self._database.writing() as database:
            of = known_conversation(database, message.conversation_id)
            known = adopted(database, of, message.customer_id)
            row = row_of(message, customer_id=known.customer_id)
            if not insert_row(database, "messages", row):
                return False
            database.execute(
                "update conversations set last_message_at = max(last_message_at, ?) where id = ?",
                (row["at"], known.id),
            )
        return True

    def message(self, conversation_id: str, message_id: str) -> Message | None:
        """The message of this id, if it was kept."""
        found = self._messages("conversation_id = ? and id = ?", (conversation_id, message_id), 1)
        return found[0] if found else None

    def messages(
        self, conversation_id: str, *, after: str = "", limit: int = 500
    ) -> tuple[Message, ...]:
        """A conversation's last ``limit`` messages, after that of id ``after``, oldest first."""
        of = (conversation_id, conversation_id, after)
        return self._messages(f"conversation_id = ? and sequence > {_KNOWN}", of, limit)

    def history(
        self, customer_id: str, *, since: datetime | None = None, limit: int = 500
    ) -> tuple[Message, ...]:
        """A customer's last ``limit`` messages on every channel, and ours to them, oldest first."""
        if not customer_id:
            return ()
        first = stored_time(since) if since else 0
        return self._messages("customer_id = ? and at >= ?", (customer_id, first), limit)

    def add_reply(self, reply: LoggedReply) -> bool:
        """Whether it is new; raises ``DeskMissing`` without its conversation."""
        checked_id(reply.id, what="reply id")
        row = row_of(
            reply,
            statements=statements_to_json(reply.statements),
            explanation=explanation_to_json(reply.explanation),
        )
        with self._database.writing() as database:
            known_conversation(database, reply.conversation_id)
            return insert_row(database, "replies", row)

    def reply(self, reply_id: str) -> LoggedReply:
        """The reply; raises ``DeskMissing``."""
        found = self._replies("id = ?", (reply_id,))
        if not found:
            raise DeskMissing(f"there is no reply {reply_id!r}; see its conversation")
        return found[0]

    def reply_to(self, message_id: str, *, conversation_id: str) -> LoggedReply | None:
        """The last reply to a customer's message."""
        of = (conversation_id, message_id)
        return next(iter(self._replies("conversation_id = ? and message_id = ?", of)), None)

    def add_feedback(self, feedback: Feedback) -> bool:
        """Whether it is new; raises ``DeskMissing`` without its reply."""
        checked_id(feedback.id, what="feedback id")
        with self._database.writing() as database:
            if not is_there(database, "select 1 from replies where id = ?", (feedback.reply_id,)):
                raise DeskMissing(f"there is no reply {feedback.reply_id!r} to think of")
            return insert_row(database, "feedback", row_of(feedback))

    def feedback_of(self, reply_id: str) -> tuple[Feedback, ...]:
        """What was thought of a reply, oldest first."""
        with self._database.reading() as database:
            sql = "select * from feedback where reply_id = ? order by at, id"
            rows = database.query(sql, (reply_id,))
            return tuple(noun_of(Feedback, row) for row in rows)

    def add_asked(
        self,
        message_id: str,
        *,
        conversation_id: str,
        customer_id: str,
        at: datetime,
        text: str,
        vector: Vector,
        vector_of: str,
    ) -> None:
        """Keeps a customer's question with its vector; a message's is kept once.

        Raises ``DeskMissing`` without its conversation.
        """
        row: dict[str, Value] = {
            "conversation_id": conversation_id,
            "message_id": checked_id(message_id, what="message id"),
            "at": stored_time(at),
            "vector_of": vector_of,
            "text": text,
            "vector": stored_vector(vector),
        }
        with self._database.writing() as database:
            known = adopted(database, known_conversation(database, conversation_id), customer_id)
            insert_row(database, "asked", row | {"customer_id": known.customer_id})

    def asked(
        self, customer_id: str, *, since: datetime, limit: int = 500
    ) -> tuple[AskedBefore, ...]:
        """A customer's last ``limit`` questions since then, oldest first; a stranger has none."""
        if not customer_id:
            return ()
        with self._database.reading() as database:
            rows = list(
                database.query(
                    "select * from asked where customer_id = ? and at >= ? "
                    "order by at desc, conversation_id desc, message_id desc limit ?",
                    (customer_id, stored_time(since), limit),
                )
            )
        return tuple(
            noun_of(AskedBefore, row, vector=vector_of_stored(row["vector"]))
            for row in reversed(rows)
        )

    def add_risks(
        self, message_id: str, *, conversation_id: str, risks: Sequence[Risk], at: datetime
    ) -> None:
        """Keeps what classes a message is of, each once; raises ``DeskMissing``."""
        checked_id(message_id, what="message id")
        with self._database.writing() as database:
            known = known_conversation(database, conversation_id)
            for risk in risks:
                row = row_of(
                    risk,
                    conversation_id=conversation_id,
                    message_id=message_id,
                    customer_id=known.customer_id,
                    at=stored_time(at),
                )
                insert_row(database, "risks", row)

    def risks_of(self, message_id: str, *, conversation_id: str) -> tuple[Risk, ...]:
        """The classes that a message is of, the most pressing first; behind them the suspected."""
        with self._database.reading() as database:
            rows = database.query(
                "select * from risks where conversation_id = ? and message_id = ? "
                "order by is_suspected, priority, risk_class",
                (conversation_id, message_id),
            )
            return tuple(noun_of(Risk, row) for row in rows)

    def risk_counts(self, *, since: datetime, until: datetime) -> Mapping[str, int]:
        """How many customers wrote messages of each class, from ``since`` until before ``until``.

        A customer counts once for a class; where nobody said who asks, the conversation does. What
        is only suspected does not count.
        """
        with self._database.reading() as database:
            rows = database.query(
                "select risk_class, count(distinct case when customer_id = '' "
                "then 'of ' || conversation_id else 'by ' || customer_id end) as customers "
                "from risks where at >= ? and at < ? and is_suspected = 0 group by risk_class",
                (stored_time(since), stored_time(until)),
            )
            return {row["risk_class"]: row["customers"] for row in rows}

    def _set_case(self, conversation_id: str, case_id: str) -> Conversation:
        with self._database.writing() as database:
            known = known_conversation(database, conversation_id)
            update_row(database, "conversations", "id", {"id": known.id, "case_id": case_id})
        return replace(known, case_id=case_id)

    def _messages(self, where: str, values: Iterable[Value], limit: int) -> tuple[Message, ...]:
        with self._database.reading() as database:
            sql = f"select * from messages where {where} order by at desc, sequence desc limit ?"  # noqa: S608 - our own words
            rows = list(database.query(sql, (*values, limit)))
        return tuple(noun_of(Message, row) for row in reversed(rows))

    def _replies(self, where: str, values: Sequence[Value]) -> tuple[LoggedReply, ...]:
        with self._database.reading() as database:
            sql = f"select * from replies where {where} order by at desc, id desc limit 1"  # noqa: S608 - our own words
            rows = list(database.query(sql, values))
        return tuple(
            noun_of(
                LoggedReply,
                row,
                statements=statements_from_json(row["statements"]),
                explanation=explanation_from_json(row["explanation"]),
            )
            for row in rows
        )
