"""Cached results by key, read by the program alone that wrote them: another one starts anew."""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from index.storage_errors import storage_errors

_LOOKUP_KEYS = 500
_COMMIT_BYTES = 8_000_000
_BUSY_SECONDS = 30.0


class KeptByProgram:
    """Bytes by key in one SQLite file; use it as a context manager.

    It only saves time: a file that is no database any more is replaced by an empty one. Raises
    ``StorageFull``.
    """

    def __init__(self, path: Path, *, program: str) -> None:
        self._waiting = 0
        with storage_errors():
            try:
                self._connection = _open(path, program)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                    path.with_name(name).unlink(missing_ok=True)
                self._connection = _open(path, program)

    def get(self, key: bytes) -> bytes | None:
        """The bytes under a key."""
        row = self._connection.execute("select value from kept where key = ?", [key]).fetchone()
        return None if row is None else bytes(row[0])

    def get_all(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Key → bytes for the keys that are held."""
        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, bytes] = {}
        for start in range(0, len(wanted), _LOOKUP_KEYS):
            some = wanted[start : start + _LOOKUP_KEYS]
            marks = ",".join("?" * len(some))
            query = f"select key, value from kept where key in ({marks})"  # noqa: S608
            found.update(self._connection.execute(query, some))
        return found

    def put(self, key: bytes, value: bytes) -> None:
        """Keeps bytes; on the disk every few megabytes and when the ``with`` block is left."""
        self.put_all({key: value})

    def put_all(self, values: Mapping[bytes, bytes]) -> None:
        """Keeps several."""
        with storage_errors():
            self._connection.executemany(
                "insert or replace into kept values (?, ?)", values.items()
            )
            self._waiting += sum(map(len, values.values()))
            if self._waiting > _COMMIT_BYTES:
                self._connection.commit()
                self._waiting = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if not isinstance(error, sqlite3.Error):
                with storage_errors():
                    self._connection.commit()
        finally:
            self._connection.close()


def _open(path: Path, program: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        connection.execute("create table if not exists program (fingerprint text not null)")
        row = connection.execute("select fingerprint from program").fetchone()
        if row != (program,):
            connection.execute("drop table if exists kept")
            connection.execute("delete from program")
            connection.execute("insert into program values (?)", [program])
        connection.execute(
            "create table if not exists kept (key blob primary key, value blob not null)"
        )
        connection.commit()
    except sqlite3.Error:
        connection.close()
        raise
    return connection
