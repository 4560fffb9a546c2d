"""Writing a row, and asking whether there is one."""

from collections.abc import Mapping, Sequence

from sqlite_utils import Database

from answer.desk.columns import Value


def insert_row(database: Database, table: str, row: Mapping[str, Value]) -> bool:
    """Whether the row is new: False, and nothing is changed, where its key is there already."""
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    cursor = database.execute(
        f'insert into "{table}" ({names}) values ({marks}) on conflict do nothing',  # noqa: S608 - names of columns
        tuple(row.values()),
    )
    return bool(cursor.rowcount)


def update_row(database: Database, table: str, key: str, row: Mapping[str, Value]) -> None:
    """Changes the columns of ``row`` in the row whose column ``key`` is as in it."""
    names = ", ".join(f'"{name}" = ?' for name in row if name != key)
    if not names:
        return
    values = [value for name, value in row.items() if name != key]
    database.execute(
        f'update "{table}" set {names} where "{key}" = ?',  # noqa: S608 - names of columns
        (*values, row[key]),
    )


def is_there(database: Database, sql: str, values: Sequence[Value]) -> bool:
    """Whether the query has a row."""
    return database.execute(sql, values).fetchone() is not None
