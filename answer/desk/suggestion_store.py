"""The suggestions that agents were shown lately and have not judged, on disk for a day.

A verdict may reach another process than the one that showed what it is about. What nobody judges
is deleted unread.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from answer.desk.columns import noun_of, row_of, stored_time
from answer.desk.conversation import LoggedReply, Message
from answer.desk.database import DeskDatabase
from answer.desk.reply_codec import (
    explanation_from_json,
    explanation_to_json,
    statements_from_json,
    statements_to_json,
)

KEPT = timedelta(hours=24)
MOST_KEPT = 3_000
"""About a day of a team; some kilobytes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSuggestion:
    """What an agent saw, and the question it is a suggestion for."""

    message: Message
    reply: LoggedReply


class SuggestionStore:
    """Every method is a transaction of its own, or part of ``writing()``'s."""

    def __init__(self, database: DeskDatabase, *, most_kept: int = MOST_KEPT) -> None:
        self._database = database
        self._most_kept = most_kept

    def add(self, shown: Sequence[ShownSuggestion], *, at: datetime) -> None:
        """Remembers them; the oldest are forgotten."""
        rows = [
            (
                one.reply.id,
                stored_time(at),
                json.dumps(row_of(one.message), ensure_ascii=False),
                json.dumps(
                    row_of(
                        one.reply,
                        statements=statements_to_json(one.reply.statements),
                        explanation=explanation_to_json(one.reply.explanation),
                    ),
                    ensure_ascii=False,
                ),
            )
            for one in shown
        ]
        # nobody was told that they are kept
        with self._database.writing(is_flushed=False) as database:
            database.conn.executemany(
                "insert or replace into shown_suggestions (reply_id, at, message, reply) "
                "values (?, ?, ?, ?)",
                rows,
            )
            database.execute(
                "delete from shown_suggestions where at < ?", (stored_time(at - KEPT),)
            )
            database.execute(
                "delete from shown_suggestions where sequence <= "
                "(select max(sequence) from shown_suggestions) - ?",
                (self._most_kept,),
            )

    def suggestion(self, reply_id: str) -> ShownSuggestion | None:
        """The suggestion of this id; None where it is none, or was forgotten."""
        with self._database.reading() as database:
            row = database.execute(
                "select message, reply from shown_suggestions where reply_id = ?", (reply_id,)
            ).fetchone()
        if row is None:
            return None
        message, reply = json.loads(row[0]), json.loads(row[1])
        return ShownSuggestion(
            message=noun_of(Message, message),
            reply=noun_of(
                LoggedReply,
                reply,
                statements=statements_from_json(reply["statements"]),
                explanation=explanation_from_json(reply["explanation"]),
            ),
        )

    def forget(self, reply_id: str) -> None:
        """It was judged, and is kept elsewhere."""
        with self._database.writing(is_flushed=False) as database:
            database.execute("delete from shown_suggestions where reply_id = ?", (reply_id,))
