"""What colour each class of risk is, on disk."""

from answer.desk.alert import Alert
from answer.desk.columns import noun_of, row_of
from answer.desk.database import DeskDatabase
from answer.desk.row_statements import insert_row, update_row


class AlertStore:
    """One alert a class; every method is a transaction of its own, or part of ``writing()``'s."""

    def __init__(self, database: DeskDatabase) -> None:
        self._database = database

    def alerts(self) -> tuple[Alert, ...]:
        """Every alert there is or was, by class."""
        with self._database.reading() as database:
            rows = database.query("select * from alerts order by risk_class")
            return tuple(noun_of(Alert, row) for row in rows)

    def put_alert(self, alert: Alert) -> None:
        """The alert as it is now, in place of what it was."""
        with self._database.writing() as database:
            row = row_of(alert)
            if not insert_row(database, "alerts", row):
                update_row(database, "alerts", "risk_class", row)
