"""Messages that found no room and wait on disk to be answered: as they came, and by whom."""

from datetime import datetime

from answer.desk.columns import Value, checked_id, stored_time
from answer.desk.database import DeskDatabase
from answer.desk.row_statements import insert_row
from answer.question import Question
from ingest.errors import DeskMissing

_KEPT = (
    *("id", "conversation_id", "customer_id", "channel", "language", "market", "product"),
    *("page_url", "asked_by", "asks_for_person", "question", "customer_tier", "urgency"),
)
"""What of a question is known before anything of it was looked at."""


class PutOffStore:
    """Every method is a transaction of its own."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def add(self, question: Question, *, at: datetime) -> bool:
        """Whether it is new; the same message that comes again waits once."""
        checked_id(question.id, what="message id")
        row: dict[str, Value] = {name: getattr(question, name) for name in _KEPT}
        row["asks_for_person"] = int(question.asks_for_person)
        with self._database.writing() as database:
            return insert_row(database, "put_off", {**row, "at": stored_time(at)})

    def waiting(self, asked_by: str) -> int:
        """How many wait that one caller passed on."""
        with self._database.reading() as database:
            found = database.execute(
                "select count(*) from put_off where asked_by = ?", (asked_by,)
            ).fetchone()
        return int(found[0])

    def before(self, moment: datetime, *, limit: int) -> tuple[Question, ...]:
        """What came before a moment and was not forgotten since, the oldest first."""
        names = ", ".join(_KEPT)
        with self._database.reading() as database:
            rows = list(
                database.query(
                    f"select {names} from put_off where at < ? order by at limit ?",  # noqa: S608 - names of columns
                    (stored_time(moment), limit),
                )
            )
        return tuple(
            Question(**{**row, "asks_for_person": bool(row["asks_for_person"])}) for row in rows
        )

    def require(self, question: Question) -> None:
        """Raises ``DeskMissing`` where it waits no more: it went with its visitor, say."""
        with self._database.reading() as database:
            found = database.execute(
                "select 1 from put_off where conversation_id = ? and id = ?",
                (question.conversation_id, question.id),
            ).fetchone()
        if found is None:
            raise DeskMissing("the message waits no more")

    def forget(self, question: Question) -> None:
        """It was answered, or never can be."""
        with self._database.writing() as database:
            database.execute(
                "delete from put_off where conversation_id = ? and id = ?",
                (question.conversation_id, question.id),
            )
