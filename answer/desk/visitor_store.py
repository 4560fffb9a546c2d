"""Conversations of visitors on disk, found by the hash of their secret and by nothing else."""

from datetime import datetime

from answer.desk.columns import checked_id, noun_of, row_of, stored_time
from answer.desk.database import DeskDatabase
from answer.desk.row_statements import insert_row, update_row
from answer.desk.visitor import Visitor
from ingest.errors import DeskMissing

NO_SUCH_CONVERSATION = "there is no such conversation; start a new one"
_COUNT_UNUSED = """
    select count(*) from visitors where opened_at < ? and not exists
    (select 1 from conversations where conversations.id = visitors.conversation_id)
"""
_FORGET_UNUSED = """
    delete from visitors where secret_hash in (
        select secret_hash from visitors where opened_at < ? and not exists
        (select 1 from conversations where conversations.id = visitors.conversation_id) limit ?
    )
"""


class VisitorStore:
    """Who holds which secret. Every method is a transaction of its own, or part of one."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def add(self, visitor: Visitor) -> None:
        """Keeps a new visitor."""
        checked_id(visitor.secret_hash, what="secret")
        with self._database.writing() as database:
            insert_row(database, "visitors", row_of(visitor))

    def visitor(self, secret_hash: str, *, caller: str) -> Visitor:
        """Whose secret it is, with the key that it was begun with; raises ``DeskMissing``.

        Of a conversation that somebody else began nothing is told, not even that it is there.
        """
        with self._database.reading() as database:
            rows = list(
                database.query(
                    "select * from visitors where secret_hash = ? and caller = ?",
                    (secret_hash, caller),
                )
            )
        if not rows:
            raise DeskMissing(NO_SUCH_CONVERSATION)
        return noun_of(Visitor, rows[0])

    def required(self, visitor: Visitor) -> Visitor:
        """The same visitor as they are kept now; raises ``DeskMissing`` where they are gone."""
        return self.visitor(visitor.secret_hash, caller=visitor.caller)

    def email_of(self, customer_id: str) -> str:
        """Where a visitor wants to be reached; empty where they did not say, or are none."""
        with self._database.reading() as database:
            row = database.execute(
                "select email from visitors where customer_id = ? and email <> '' "
                "order by opened_at desc limit 1",
                (customer_id,),
            ).fetchone()
        return str(row[0]) if row else ""

    def set_email(self, secret_hash: str, email: str) -> None:
        """Where the visitor wants to be reached from now on."""
        with self._database.writing() as database:
            update_row(
                database, "visitors", "secret_hash", {"secret_hash": secret_hash, "email": email}
            )

    def forget(self, secret_hash: str) -> bool:
        """Whether there was one; its secret opens nothing any more."""
        with self._database.writing() as database:
            cursor = database.execute("delete from visitors where secret_hash = ?", (secret_hash,))
            return bool(cursor.rowcount)

    def count_unused_before(self, moment: datetime) -> int:
        """How many were begun before this moment and never written in."""
        with self._database.reading() as database:
            (count,) = database.execute(_COUNT_UNUSED, (stored_time(moment),)).fetchone()
        return int(count)

    def forget_unused_before(self, moment: datetime, *, limit: int) -> int:
        """How many of those went, at most ``limit``; anybody may begin one, and most write none."""
        with self._database.writing() as database:
            cursor = database.execute(_FORGET_UNUSED, (stored_time(moment), limit))
            return cursor.rowcount
