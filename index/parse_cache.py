"""What was parsed before: the same bytes are read once, whatever their path and facts."""

import hashlib
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from ingest.document import RawDocument
from ingest.errors import FileUnreadable
from ingest.raw_codec import decode_raw, encode_raw

READER_VERSION = 6
"""Raised when any reader gives other blocks for the same bytes; what was cached is then ignored."""


class ParseCache:
    """Parsed files by the sha256 of their bytes; use it as a context manager.

    It only saves time: a file that is no database any more is replaced by an empty one.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._connection = _open(path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                path.with_name(name).unlink(missing_ok=True)
            self._connection = _open(path)

    def get(self, *, sha256: str, media_type: str) -> RawDocument | None:
        """The blocks of these bytes, if they were parsed by this version."""
        row = self._connection.execute(
            "select raw from parsed where key = ?", [_key(sha256, media_type)]
        ).fetchone()
        if row is None:
            return None
        try:
            return decode_raw(row[0])
        except FileUnreadable:
            return None  # an older version wrote it: parse again

    def put(self, raw: RawDocument, *, sha256: str, media_type: str) -> None:
        """Keeps what a reader made of these bytes."""
        with self._connection:
            self._connection.execute(
                "insert or replace into parsed values (?, ?)",
                [_key(sha256, media_type), encode_raw(raw)],
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute(
            "create table if not exists parsed (key text primary key, raw blob not null)"
        )
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _key(sha256: str, media_type: str) -> str:
    return hashlib.sha256(f"{sha256}\0{media_type}\0{READER_VERSION}".encode()).hexdigest()
