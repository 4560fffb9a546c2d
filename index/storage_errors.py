"""What a full or read-only disk says, as the one error that tells what to do."""

import contextlib
import errno
import sqlite3
from collections.abc import Iterator

from ingest.errors import StorageFull


@contextlib.contextmanager
def storage_errors() -> Iterator[None]:
    """Turns a full or read-only disk into ``StorageFull``."""
    try:
        yield
    except OSError as error:
        # numpy tells of a short write without an error number
        short = error.errno is None and "written" in str(error)
        if short or error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise _refused("the disk is full" if short else str(error.strerror)) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise _refused(str(error.strerror), remedy="make the folder writable") from error
        raise
    except sqlite3.OperationalError as error:
        if "full" in str(error) or "disk I/O" in str(error):
            raise _refused(str(error)) from error
        if "readonly" in str(error) or "unable to open" in str(error):
            raise _refused(str(error), remedy="make the folder writable") from error
        raise


def _refused(reason: str, *, remedy: str = "free some room") -> StorageFull:
    return StorageFull(
        f"cannot write the index ({reason}); {remedy} and run the command again; the published "
        f"release still answers"
    )
