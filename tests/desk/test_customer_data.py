"""No table of the database is forgotten where a customer's data is told or erased."""

from pathlib import Path

from answer.desk.customer_data import OF_NOBODY, PERSONAL, SKELETONS
from answer.desk.database import DeskDatabase


def test_every_table_is_known_to_hold_a_customer_s_data_or_nobody_s(tmp_path: Path) -> None:
    with DeskDatabase(tmp_path / "desk.db") as database, database.reading() as opened:
        tables = set(opened.table_names())
    of_the_file = {name for name in tables if name.startswith(("sqlite_", "_"))}
    known = {*PERSONAL, *SKELETONS, *OF_NOBODY}
    assert tables - of_the_file - known == set(), (
        "say in answer/desk/customer_data.py what of a new table is a customer's"
    )
    assert known - tables == set(), "a table that is gone"
