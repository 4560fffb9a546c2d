"""The operational store's file: one writer, many readers, and nothing accepted is ever lost.

The stores of the desk share one ``DeskDatabase``. What they do inside ``writing()`` is one
transaction, on the disk once the block has ended without an error; whoever knows more than one
store opens the block around them all. Errors of the library are translated here and nowhere else.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from weakref import WeakSet

from sqlite_utils import Database

from answer.desk.schema import MIGRATIONS
from ingest.durable import flush
from ingest.errors import DeskInvalid, DeskUnavailable, KbError, StorageFull

BUSY_TIMEOUT_SECONDS = 30.0
"""How long another process may write before we give up; a transaction takes milliseconds."""
_WAL_RETRY_SECONDS = 0.02
_REFUSED_WRITES = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMOPEN,
}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}

# Closing a descriptor of a file drops the locks that this process has on it, also those of other
# connections: nobody may connect while the file is being created.
_OPENING = threading.Lock()


class DeskDatabase:
    """The desk's tables in one file; safe to share among threads, and the file among processes.

    Open it after a fork, never before. Use it as a context manager, or ``close`` it.
    """

    def __init__(
        self,
        path: Path,
        *,
        busy_timeout_seconds: float = BUSY_TIMEOUT_SECONDS,
        audit_key: bytes = b"",
    ) -> None:
        """Opens the file, creating it (mode 0600) and its tables where they are absent.

        ``audit_key`` seals the audit's records. Raises ``StorageFull`` where the disk takes no
        writes, ``DeskUnavailable`` where the file is damaged, was written by a newer version, or
        stays locked.
        """
        self._path = path
        self.audit_key = audit_key
        self._busy_timeout_seconds = busy_timeout_seconds
        self._local = threading.local()
        self._readers: WeakSet[Database] = WeakSet()
        self._readers_lock = threading.Lock()
        self._write_lock = threading.RLock()
        self._writer_thread: int | None = None
        self._is_closed = False
        with self._translated():
            with _OPENING:
                _create_private(path)
                self._writer = self._connect()
            try:
                self._switch_to_wal()
                self._migrate()
            except BaseException:
                self._writer.close()
                raise

    @contextmanager
    def writing(self, *, is_flushed: bool = True) -> Iterator[Database]:
        """One transaction: all of the block's writes are on the disk after it, or none is.

        A block inside another one of the same thread joins it: an error takes back what the inner
        one wrote, and the outer one decides about the rest. Where ``is_flushed`` is False the block
        outlives this process at once, a power cut only with the next one that is flushed: for what
        nobody was told is kept.
        """
        with self._write_lock:
            if self._writer_thread is not None:
                with self._translated(), self._writer.atomic():
                    yield self._writer
                return
            with self._translated():
                try:
                    if not is_flushed:
                        self._writer.execute("pragma synchronous = normal")
                    self._writer.execute("begin immediate")
                    self._writer_thread = threading.get_ident()
                    yield self._writer
                    self._writer.execute("commit")
                finally:
                    self._writer_thread = None
                    # takes nothing back after a commit; after an error the first one is told
                    with suppress(sqlite3.Error):
                        self._writer.rollback()
                    if not is_flushed:
                        self._writer.execute("pragma synchronous = full")

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """A view of one moment, whatever is written meanwhile; inside ``writing()`` its own."""
        with self._translated():
            if self._writer_thread == threading.get_ident():
                yield self._writer
                return
            reader = self._reader()
            if reader.conn.in_transaction:
                yield reader
                return
            reader.execute("begin")
            try:
                yield reader
            finally:
                with suppress(sqlite3.Error):
                    reader.rollback()

    def close(self) -> None:
        """Closes every connection, of whatever thread; nothing may be in use any more."""
        with self._write_lock, self._readers_lock:
            self._is_closed = True
            for reader in list(self._readers):
                reader.close()
            self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _reader(self) -> Database:
        reader: Database | None = getattr(self._local, "reader", None)
        if reader is None:
            with self._readers_lock:
                if self._is_closed:
                    raise DeskUnavailable(f"{self._path.name!r} is closed; open it again")
                reader = self._connect()
                reader.execute("pragma query_only = on")
                self._readers.add(reader)
            self._local.reader = reader
        return reader

    def _connect(self) -> Database:
        connection = sqlite3.connect(
            self._path,
            timeout=self._busy_timeout_seconds,
            isolation_level=None,  # no transaction begins or ends but by our own word
            check_same_thread=False,  # the locks above see to it
        )
        try:
            connection.execute("pragma foreign_keys = on")
            # FULL: in WAL mode too, a commit is on the disk before it is acknowledged
            connection.execute("pragma synchronous = full")
            # what is deleted is overwritten: erased is more than not found any more
            connection.execute("pragma secure_delete = on")
            return Database(connection, execute_plugins=False)
        except BaseException:
            connection.close()
            raise

    def _switch_to_wal(self) -> None:
        """Lets readers read while one writes; remembered in the file."""
        deadline = time.monotonic() + self._busy_timeout_seconds
        while True:
            try:
                # this one statement does not wait for others by itself
                self._writer.execute("pragma journal_mode = wal").fetchall()
                return
            except sqlite3.OperationalError as error:
                if _code(error) not in _BUSY or time.monotonic() > deadline:
                    raise
            time.sleep(_WAL_RETRY_SECONDS)

    def _migrate(self) -> None:
        known = {migration.name for migration in MIGRATIONS.pending(self._writer)}
        if known:
            # looked at again under the lock: another process may have been faster
            self._writer.execute("begin immediate")
            try:
                MIGRATIONS.apply(self._writer)
                self._writer.execute("commit")
            finally:
                with suppress(sqlite3.Error):
                    self._writer.rollback()
        applied = [migration.name for migration in MIGRATIONS.applied(self._writer)]
        shipped = {migration.name for migration in MIGRATIONS._migrations}
        unknown = sorted(set(applied) - shipped)
        if unknown:
            raise DeskUnavailable(
                f"{self._path.name!r} was written by a newer version of Tradewind (it has "
                f"{unknown[-1]!r}); upgrade this one, or restore a backup made before"
            )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except KbError:
            raise
        except sqlite3.Error as error:
            raise self._told(error) from error
        except UnicodeEncodeError as error:
            raise DeskInvalid(
                f"text has half a surrogate pair at {error.start}; send valid Unicode"
            ) from error
        except OverflowError as error:
            raise DeskInvalid(f"a number cannot be kept ({error}); give a smaller one") from error
        except OSError as error:
            raise StorageFull(
                f"{self._path.name!r} cannot be created in {str(self._path.parent)!r} "
                f"({error.strerror}); make room or let it be written to"
            ) from error

    def _told(self, error: sqlite3.Error) -> KbError:
        name, code = self._path.name, _code(error)
        whole_code = getattr(error, "sqlite_errorcode", None) or 0
        if {code, whole_code} & _REFUSED_WRITES or (
            code == sqlite3.SQLITE_CANTOPEN and not os.access(self._path.parent, os.W_OK)
        ):
            return StorageFull(
                f"the disk refused a write to {name!r} ({error}); make room or let it be written "
                f"to; what was accepted before is kept"
            )
        if code in _BUSY:
            return DeskUnavailable(
                f"{name!r} has been locked by another process for "
                f"{self._busy_timeout_seconds:g} s ({error}); try again, or end that process"
            )
        if code in _DAMAGED:
            return DeskUnavailable(
                f"{name!r} is damaged ({error}); keep the file, and restore the last backup"
            )
        if isinstance(error, sqlite3.IntegrityError):
            return DeskInvalid(f"{name!r} does not take this ({error}); see what it refers to")
        return DeskUnavailable(f"{name!r} cannot be used ({error}); run 'tradewind doctor'")


def back_up(source: Path, target: Path) -> None:
    """One moment of a database in a new file of its own (mode 0600), while others write to it.

    Nothing is migrated: the copy is of the version that the source is. Raises ``StorageFull`` or
    ``DeskUnavailable``.
    """
    _create_private(target)
    try:
        with (
            closing(sqlite3.connect(source, timeout=BUSY_TIMEOUT_SECONDS)) as reading,
            closing(sqlite3.connect(target)) as writing,
        ):
            # all pages in one step: in WAL mode it holds nobody up, and no write starts it anew
            reading.backup(writing)
            # a file alone, without a log beside it
            writing.execute("pragma journal_mode = delete")
    except sqlite3.Error as error:
        if _code(error) in _REFUSED_WRITES:
            raise StorageFull(
                f"the disk refused the copy of {source.name!r} ({error}); make room"
            ) from error
        raise DeskUnavailable(
            f"{source.name!r} cannot be copied ({error}); run 'tradewind doctor'"
        ) from error
    flush(target)


def _code(error: sqlite3.Error) -> int:
    """The kind of error, without its particulars; 0 where the module itself raised it."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def _create_private(path: Path) -> None:
    """An empty file that only its owner may read; one that is there is never opened here."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    else:
        flush(path.parent)
