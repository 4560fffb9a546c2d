"""What editors said is no defect, on disk.

A defect's id is made from the texts and facts it is about: when one of them changes, what is found
then has another id, and nobody has dismissed it.
"""

from collections.abc import Mapping

from answer.desk.columns import checked_id, noun_of, row_of
from answer.desk.database import DeskDatabase
from answer.desk.row_statements import insert_row
from answer.insight.defect import Dismissal
from ingest.errors import DeskConflict


class DismissalStore:
    """Every method is a transaction of its own, or part of ``writing()``'s."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def dismissals(self) -> Mapping[str, Dismissal]:
        """All, by the ids of their defects."""
        with self._database.reading() as database:
            cursor = database.execute('select "id", "why", "by", "at" from dismissals')
            names = [column[0] for column in cursor.description]
            found = [noun_of(Dismissal, dict(zip(names, row, strict=True))) for row in cursor]
        return {one.id: one for one in found}

    def add(self, dismissal: Dismissal) -> None:
        """Keeps it; raises ``DeskConflict`` where somebody was first."""
        checked_id(dismissal.id, what="defect id")
        with self._database.writing() as database:
            if not insert_row(database, "dismissals", row_of(dismissal)):
                raise DeskConflict(
                    f"defect {dismissal.id!r} has been set aside already; list the defects again"
                )

    def remove(self, defect_id: str) -> bool:
        """Whether there was one."""
        with self._database.writing() as database:
            cursor = database.execute('delete from dismissals where "id" = ?', (defect_id,))
            return bool(cursor.rowcount)
