"""Everything the database keeps of one customer: found, told, and taken away.

What is a customer's goes whole; a case stays as a skeleton (``bare_cases.py``), because a lead's
figures are made from cases.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from answer.desk.bare_cases import bare_cases, bare_events
from answer.desk.case_rows import CASE_COLUMNS, case_of_row
from answer.desk.columns import stored_time, time_of
from answer.desk.customer_traces import CustomerTraces
from answer.desk.database import DeskDatabase

_THEIRS = "customer_id = :customer or conversation_id in (select value from json_each(:talks))"
_REPLIES = "(select value from json_each(:replies))"
_CASES = "(select value from json_each(:cases))"
PERSONAL: Mapping[str, str] = {
    "feedback": f"reply_id in {_REPLIES}",
    "replies": f"{_THEIRS.split(' or ')[1]} or id in {_REPLIES}",
    "messages": _THEIRS,
    "asked": _THEIRS,
    "put_off": _THEIRS,
    "risks": _THEIRS,
    "gap_members": f"question_id in {_REPLIES}",
    "questions": f"{_THEIRS} or id in {_REPLIES}",
    "kept_responses": _THEIRS,
    "visitors": _THEIRS,
    "shown_suggestions": f"reply_id in {_REPLIES}",
    "webhook_deliveries": f"case_id in {_CASES}",
    "conversations": "id in (select value from json_each(:talks))",
    "customers": "id = :customer",
}
"""Tables whose rows go, in the order in which nothing refers to what is gone, and which of them."""
STAYING: Mapping[str, str] = {
    "webhook_deliveries": "state in ('pending', 'sending') and case_id in "
    "(select value from json_each(:open))",
}
"""Of these tables the rows that stay all the same: a message is written anew with every try, so
what is still to be told of a case that stays open is told without a word of its customer's."""
SKELETONS: Mapping[str, str] = {
    "case_events": f"case_id in {_CASES}",
    "cases": f"id in {_CASES}",
}
"""Tables whose rows stay without what tells of anybody."""
OF_NOBODY = frozenset(
    {
        *("access_key_changes", "access_key_secrets", "access_key_uses", "access_keys"),
        *("people", "sessions", "sign_in_attempts", "sign_in_once"),
        *("alerts", "case_counts", "dismissals", "gap_decisions", "webhook_targets"),
        *("audit_chain", "audit_details"),
        # emptied by the file itself with every question that goes
        *("worked_out", "worked_out_changes"),
    }
)
"""Tables without a row of a customer, and the audit's, whose details are erased by the audit."""
_ALONE: Mapping[str, str] = {
    "customers": "id",
    "put_off": "customer_id",
    "kept_responses": "customer_id",
    "audit_details": "customer_id",
}
"""Tables that may hold something of a customer of whom nothing else is kept, and by which column:
a message that still waits for its turn, say."""
_NOT_TOLD = ("vector", "vector_of", "search_text", "lease", "request_print", "secret_hash")
_OLDER = (
    "where at < :before and conversation_id not in "
    "(select id from conversations where case_id <> '')"
)
_SUGGESTED = ("decision", "suggestion")


class CustomerData:
    """One database's. Every method is a transaction of its own, or part of ``writing()``'s."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def traces(self, customer_id: str) -> CustomerTraces:
        """Where a customer's data is; ``is_known`` is False where there is none."""
        with self._database.reading() as database:
            talks = _ids(
                database,
                "select id from conversations where customer_id = ? "
                "union select conversation_id from messages where customer_id = ?"
                "union select conversation_id from visitors where customer_id = ?",
                (customer_id,) * 3,
            )
            shown = _ids(
                database,
                "select chain.subject from audit_chain as chain join audit_details as of "
                "on of.sequence = chain.sequence where of.customer_id = ? and kind in (?, ?)",
                (customer_id, *_SUGGESTED),
            )
            # an agent's suggestion for them was kept in a conversation of its own
            aside = _ids(
                database,
                "select conversation_id from replies where id in (select value from json_each(?))",
                (json.dumps(shown),),
            )
            talks = tuple(sorted({*talks, *aside}))
            of = {"customer": customer_id, "talks": json.dumps(talks)}
            cases = tuple(
                case_of_row(row)
                for row in database.query(
                    f"select {CASE_COLUMNS} from cases where {_THEIRS} order by id",  # noqa: S608 - our own words
                    of,
                )
            )
            open_cases = [case for case in cases if case.state != "resolved"]
            asked = tuple(
                database.execute(f"select id, question from questions where {_THEIRS}", of)  # noqa: S608
            )
            replies = _ids(
                database,
                "select id from replies where conversation_id in (select value from json_each(?))",
                (of["talks"],),
            )
            is_known = bool(talks or cases or asked or shown) or any(
                _ids(database, f"select 1 from {table} where {column} = ? limit 1", (customer_id,))  # noqa: S608 - our own words
                for table, column in _ALONE.items()
            )
        return CustomerTraces(
            customer_id=customer_id,
            conversations=talks,
            cases=tuple(case.id for case in cases),
            open_cases=tuple(case.id for case in open_cases),
            red_cases=tuple(case.id for case in open_cases if case.is_red),
            replies=tuple(sorted({*shown, *replies, *(str(one) for one, _ in asked)})),
            questions=tuple(sorted({str(question) for _, question in asked})),
            is_known=is_known,
        )

    def told(self, traces: CustomerTraces) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Every row by table, with times as people write them; without vectors and secrets."""
        with self._database.reading() as database:
            return {
                table: [
                    {name: _told(name, value) for name, value in row.items() if _is_told(name)}
                    for row in database.query(
                        f"select * from {table} where {where} order by 1, 2",  # noqa: S608 - our own words
                        _parameters(traces),
                    )
                ]
                for table, where in {**PERSONAL, **SKELETONS}.items()
            }

    def erase(self, traces: CustomerTraces) -> Mapping[str, int]:
        """How many rows of each table are gone, or without anything of the customer's."""
        return self._erase(traces, _parameters(traces))

    def conversations_before(self, moment: datetime, *, limit: int = -1) -> tuple[str, ...]:
        """Conversations nobody wrote in since, and in which nobody waits for a person."""
        with self._database.reading() as database:
            return _ids(
                database,
                "select id from conversations as talk where last_message_at < ? and case_id = '' "
                "and not exists (select 1 from cases where conversation_id = talk.id "
                "and (is_resolved = 0 or question = '')) order by last_message_at limit ?",
                (stored_time(moment), limit),
            )

    def erase_conversations(self, ids: Sequence[str]) -> Mapping[str, int]:
        """How many rows of each table went with these conversations, whoever's they are.

        A customer of whom nothing else is kept goes with the last of them.
        """
        with self._database.writing() as database:
            talks = json.dumps(ids)
            within = "conversation_id in (select value from json_each(?))"
            cases = _ids(database, f"select id from cases where {within}", (talks,))  # noqa: S608
            replies = _ids(database, f"select id from replies where {within}", (talks,))  # noqa: S608
            customers = _ids(
                database,
                "select distinct customer_id from conversations where customer_id <> '' "
                "and id in (select value from json_each(?))",
                (talks,),
            )
            traces = CustomerTraces(
                customer_id="", conversations=tuple(ids), cases=cases, replies=replies
            )
            # of a stranger nothing is found by a customer's id
            counts = dict(self._erase(traces, {**_parameters(traces), "customer": None}))
            gone = 0
            for one in customers:
                gone += database.execute(
                    "delete from customers where id = :id "
                    "and not exists (select 1 from conversations where customer_id = :id) "
                    "and not exists (select 1 from questions where customer_id = :id)",
                    {"id": one},
                ).rowcount
            return {**counts, **({"customers": gone} if gone else {})}

    def drafted_documents(self) -> Mapping[str, tuple[str, str]]:
        """By gap the draft that was made of it, and the document it was to become: named by words
        of those who asked."""
        with self._database.reading() as database:
            rows = database.execute(
                "select gap_id, draft_id, document from gap_decisions where document <> ''"
            )
            return {str(gap): (str(draft), str(document)) for gap, draft, document in rows}

    def forget_drafted(self, gaps: Sequence[str]) -> int:
        """How many of these gaps' decisions are gone."""
        with self._database.writing() as database:
            return int(
                database.execute(
                    "delete from gap_decisions where gap_id in (select value from json_each(?))",
                    (json.dumps(gaps),),
                ).rowcount
            )

    def messages_before(self, moment: datetime) -> int:
        """How many messages are older, of conversations in which nobody waits for a person."""
        with self._database.reading() as database:
            (count,) = database.execute(
                f"select count(*) from messages {_OLDER}",  # noqa: S608 - our own words
                {"before": stored_time(moment)},
            ).fetchone()
        return int(count)

    def delete_messages_before(self, moment: datetime) -> int:
        """How many messages are gone, with what was replied, noted and thought of them."""
        of = {"before": stored_time(moment)}
        with self._database.writing() as database:
            database.execute(
                f"delete from feedback where reply_id in (select id from replies {_OLDER})",  # noqa: S608
                of,
            )
            for table in ("replies", "asked", "risks"):
                database.execute(f"delete from {table} {_OLDER}", of)  # noqa: S608
            return int(database.execute(f"delete from messages {_OLDER}", of).rowcount)  # noqa: S608

    def _erase(self, traces: CustomerTraces, of: Mapping[str, str | None]) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        with self._database.writing() as database:
            counts["case_events"] = bare_events(database, traces)
            counts["cases"] = bare_cases(database, traces)
            for table, where in PERSONAL.items():
                but = f"({where}) and not ({STAYING[table]})" if table in STAYING else where
                cursor = database.execute(f"delete from {table} where {but}", dict(of))  # noqa: S608
                counts[table] = cursor.rowcount
        return {table: count for table, count in counts.items() if count}


def _parameters(traces: CustomerTraces) -> dict[str, str]:
    return {
        "customer": traces.customer_id,
        "talks": json.dumps(traces.conversations),
        "cases": json.dumps(traces.cases),
        "open": json.dumps(traces.open_cases),
        "replies": json.dumps(traces.replies),
    }


def _ids(database: Database, sql: str, values: Sequence[str | int]) -> tuple[str, ...]:
    return tuple(str(row[0]) for row in database.execute(sql, values))


def _is_told(name: str) -> bool:
    return name not in _NOT_TOLD and not name.startswith(("rank_", "key_hash"))


def _told(name: str, value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, int) and (name == "at" or name.endswith(("_at", "_until"))):
        return time_of(value).isoformat()
    if name in ("details", "statements", "explanation", "message", "reply") and isinstance(
        value, str
    ):
        return json.loads(value)
    return value
