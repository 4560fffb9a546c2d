"""The database's file without anything that was deleted from it: no free pages, no old log."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from answer.desk.database import BUSY_TIMEOUT_SECONDS
from ingest.errors import DeskUnavailable, StorageFull

WAIT_SECONDS = 10.0
"""For readers that still look at an older moment, and need the log for it."""
_RETRY_SECONDS = 0.05


def compact(file: Path, *, wait_seconds: float = WAIT_SECONDS) -> bool:
    """Whether the log was emptied too; False where somebody went on reading an older moment.

    The file is written anew: as much room as it takes has to be free. Others can read meanwhile;
    who writes waits. Raises ``StorageFull`` or ``DeskUnavailable``.
    """
    try:
        with closing(
            sqlite3.connect(file, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
        ) as connection:
            connection.execute("pragma secure_delete = on")
            connection.execute("vacuum")
            return _emptied(connection, wait_seconds)
    except sqlite3.Error as error:
        raise _told(error, file) from error


def empty_log(file: Path, *, wait_seconds: float = WAIT_SECONDS) -> bool:
    """Whether what was deleted stands in the log no more; the file itself is not written anew."""
    try:
        with closing(
            # whoever writes waits while it waits for readers
            sqlite3.connect(file, timeout=wait_seconds, isolation_level=None)
        ) as connection:
            return _emptied(connection, wait_seconds)
    except sqlite3.Error as error:
        raise _told(error, file) from error


def _emptied(connection: sqlite3.Connection, wait_seconds: float) -> bool:
    deadline = time.monotonic() + wait_seconds
    while True:
        (is_busy, _, _) = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
        if not is_busy:
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(_RETRY_SECONDS)


def _told(error: sqlite3.Error, file: Path) -> StorageFull | DeskUnavailable:
    if (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF == sqlite3.SQLITE_FULL:
        return StorageFull(
            f"{file.name!r} cannot be written anew ({error}); make as much room as it takes, and "
            f"erase again"
        )
    return DeskUnavailable(
        f"{file.name!r} cannot be written anew ({error}); erase again when nobody else writes"
    )
