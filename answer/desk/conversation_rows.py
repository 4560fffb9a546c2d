"""Customers and conversations as they stand, inside a transaction of their store's."""

from dataclasses import replace

from sqlite_utils import Database

from answer.desk.case_rows import CASE_COLUMNS, case_of_row, search_text
from answer.desk.columns import checked_id, noun_of
from answer.desk.conversation import Conversation, Customer
from answer.desk.row_statements import update_row
from ingest.errors import DeskConflict, DeskMissing

_WITH_CUSTOMER = ("messages", "asked", "risks")
"""Tables whose rows tell the customer of their conversation."""


def customer_of(database: Database, customer_id: str) -> Customer | None:
    """The customer, if anything is known."""
    rows = list(database.query("select * from customers where id = ?", (customer_id,)))
    return noun_of(Customer, rows[0]) if rows else None


def conversation_of(database: Database, conversation_id: str) -> Conversation | None:
    """The conversation, if it is open."""
    rows = list(database.query("select * from conversations where id = ?", (conversation_id,)))
    return noun_of(Conversation, rows[0]) if rows else None


def known_conversation(database: Database, conversation_id: str) -> Conversation:
    """The conversation; raises ``DeskMissing``."""
    found = conversation_of(database, conversation_id)
    if found is None:
        raise DeskMissing(f"there is no conversation {conversation_id!r}; open it first")
    return found


def adopted(database: Database, known: Conversation, customer_id: str) -> Conversation:
    """The conversation as this customer's, with its cases, if it was nobody's.

    Raises ``DeskConflict`` where it is another customer's.
    """
    if not customer_id or customer_id == known.customer_id:
        return known
    if known.customer_id:
        # whose it is stays between them and us
        raise DeskConflict(
            f"conversation {known.id!r} belongs to another customer; open one with another id"
        )
    checked_id(customer_id, what="customer id")
    database.execute(
        "update conversations set customer_id = ? where id = ?", (customer_id, known.id)
    )
    for table in _WITH_CUSTOMER:
        database.execute(
            f"update {table} set customer_id = ? where conversation_id = ?",  # noqa: S608 - ours
            (customer_id, known.id),
        )
    for row in list(
        database.query(
            f"select {CASE_COLUMNS} from cases where conversation_id = ?",  # noqa: S608 - ours
            (known.id,),
        )
    ):
        case = replace(case_of_row(row), customer_id=customer_id)
        found_by = search_text(case)
        values = {"id": case.id, "customer_id": customer_id, "search_text": found_by}
        update_row(database, "cases", "id", values)
    return replace(known, customer_id=customer_id)
