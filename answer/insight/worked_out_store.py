"""What took seconds to work out from the log, kept for every process of a server.

One value a name. All of them go with the first question that is deleted from the log, by whatever
rule or order (a trigger of the file sees to it): they may hold its words. What was begun before
that and ends after it is not kept either.
"""

from dataclasses import dataclass
from datetime import datetime

from answer.desk.columns import stored_time, time_of
from answer.desk.database import DeskDatabase


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStanding:
    """What is kept under a name, without the value itself."""

    forgotten: int
    """Grows with every question that is deleted: what was made at another count may hold one."""
    key: str = ""
    at: datetime | None = None
    """When it was made; None where nothing is kept that this program made."""
    seconds: float = 0.0
    """That it took."""


class WorkedOutStore:
    """The values of one database. Every method is a transaction of its own."""

    def __init__(self, database: DeskDatabase, *, program: str) -> None:
        """``program`` names the code that makes the values: another one's are not read."""
        self._database = database
        self._program = program

    def standing(self, name: str) -> KeptStanding:
        """What is kept now; costs no more than a look at two rows."""
        with self._database.reading() as database:
            (forgotten,) = database.execute("select forgotten from worked_out_changes").fetchone()
            found = database.execute(
                "select key, at, seconds from worked_out where name = ? and program = ?",
                (name, self._program),
            ).fetchone()
        if found is None:
            return KeptStanding(forgotten=int(forgotten))
        key, at, seconds = found
        return KeptStanding(
            forgotten=int(forgotten), key=str(key), at=time_of(at), seconds=float(seconds)
        )

    def read(self, name: str) -> tuple[KeptStanding, bytes | None]:
        """The same with the value, both of one moment."""
        with self._database.reading() as database:
            standing = self.standing(name)
            found = database.execute(
                "select value from worked_out where name = ? and program = ?",
                (name, self._program),
            ).fetchone()
        return standing, None if found is None else bytes(found[0])

    def write(self, name: str, value: bytes, standing: KeptStanding) -> bool:
        """Whether it is kept in place of the one before; not where a question was deleted since
        ``standing`` was read. Raises ``DeskUnavailable`` or ``StorageFull``."""
        assert standing.at is not None
        # a power cut may take it back: then it is worked out again
        with self._database.writing(is_flushed=False) as database:
            if self.standing(name).forgotten != standing.forgotten:
                return False
            database.execute(
                "insert or replace into worked_out "
                "(name, key, program, at, seconds, value) values (?, ?, ?, ?, ?, ?)",
                (
                    name,
                    standing.key,
                    self._program,
                    stored_time(standing.at),
                    standing.seconds,
                    value,
                ),
            )
        return True
