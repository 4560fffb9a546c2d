"""Which answered messages wait to be looked at because of what they may be about, on disk.

They are rows of ``risks``: what a message may be of, and who has looked at it since.
"""

from collections.abc import Collection, Mapping, Sequence

from answer.desk.columns import Value, noun_of, stored_time, time_of
from answer.desk.database import DeskDatabase
from answer.desk.suspicion import Look
from answer.risk import Risk

# a case that stood when the message came, or later, has the message in it: a person has seen it
_WAITING = """
from risks r
where is_suspected = 1 and looked_at is null
and exists (
    select 1 from replies p where p.conversation_id = r.conversation_id
    and p.message_id = r.message_id and p.kind <> 'handoff'
)
and not exists (
    select 1 from cases c where c.conversation_id = r.conversation_id
    and (c.is_resolved = 0 or c.resolved_at >= r.at)
)
"""
_OF = "conversation_id = ? and message_id = ?"


class SuspicionStore:
    """What waits for a look. Every method is a transaction of its own, or part of ``writing()``'s.

    A message is named by its conversation's id and its own.
    """

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def waiting(self, *, limit: int, offset: int = 0) -> tuple[tuple[tuple[str, str], ...], int]:
        """A stretch of the messages that wait, the newest first, and how many there are."""
        with self._database.reading() as database:
            # what waits is little, and finding it is what takes time: once, for page and total
            rows = database.query(
                f"select conversation_id, message_id, max(at) as newest {_WAITING} "
                "group by conversation_id, message_id "
                "order by newest desc, conversation_id, message_id"
            )
            found = [(row["conversation_id"], row["message_id"]) for row in rows]
        return tuple(found[offset : offset + limit]), len(found)

    def is_suspected(self, conversation_id: str, message_id: str) -> bool:
        """Whether a message was answered although it may be about something a person answers."""
        with self._database.reading() as database:
            rows = database.query(
                f"select 1 as found from risks r where {_OF} "  # noqa: S608 - our own words
                "and (is_suspected = 1 or looked_at is not null) "
                "and exists (select 1 from replies p where p.conversation_id = r.conversation_id "
                "and p.message_id = r.message_id and p.kind <> 'handoff')",
                (conversation_id, message_id),
            )
            return next(iter(rows), None) is not None

    def look(self, conversation_id: str, message_id: str) -> Look | None:
        """Who looked at a message; None while nobody did."""
        with self._database.reading() as database:
            rows = database.query(
                "select looked_at, looked_at_by, looked_at_note, handed_over from risks "  # noqa: S608
                f"where {_OF} and looked_at is not null limit 1",
                (conversation_id, message_id),
            )
            row = next(iter(rows), None)
        if row is None:
            return None
        return Look(
            at=time_of(row["looked_at"]),
            by=row["looked_at_by"],
            note=row["looked_at_note"],
            handed_over=bool(row["handed_over"]),
        )

    def in_conversations(self, ids: Collection[str]) -> Mapping[str, tuple[Risk, ...]]:
        """By conversation what its messages may hold, the most pressing first, where nobody looked
        at it since; a conversation without any is left out."""
        marks = ", ".join("?" * len(ids))
        with self._database.reading() as database:
            rows = database.query(
                f"select * from risks where conversation_id in ({marks}) "  # noqa: S608 - marks
                "and is_suspected = 1 and looked_at is null "
                "order by priority, risk_class, probability desc",
                tuple(ids),
            )
            found: dict[str, dict[str, Risk]] = {}
            for row in rows:
                risk = noun_of(Risk, row)
                found.setdefault(row["conversation_id"], {}).setdefault(risk.risk_class, risk)
        return {one: tuple(risks.values()) for one, risks in found.items()}

    def keep_look(
        self, conversation_id: str, message_id: str, look: Look, *, confirmed: Sequence[str] = ()
    ) -> None:
        """Keeps who looked; ``confirmed`` classes are no suspicion any more."""
        values: tuple[Value, ...] = (
            stored_time(look.at),
            look.by,
            look.note,
            int(look.handed_over),
        )
        with self._database.writing() as database:
            database.execute(
                "update risks set looked_at = ?, looked_at_by = ?, looked_at_note = ?, "  # noqa: S608
                f"handed_over = ? where {_OF} and is_suspected = 1",
                (*values, conversation_id, message_id),
            )
            for risk_class in confirmed:
                database.execute(
                    f"update risks set is_suspected = 0 where {_OF} and risk_class = ?",  # noqa: S608
                    (conversation_id, message_id, risk_class),
                )
