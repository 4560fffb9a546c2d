"""Where a server answers, for commands beside it: ``var/run/address``, locked while it lives."""

import contextlib
import fcntl
import logging
import os
from collections.abc import Iterator
from pathlib import Path

NAME = "address"
MAX_BYTES = 1_000
logger = logging.getLogger("tradewind")


@contextlib.contextmanager
def noted_address(folder: Path, address: str) -> Iterator[None]:
    """Whoever looks in ``folder`` is told this address until the end of the block, or of every
    process forked in it. Where another server is told already, or nothing can be written, it is not
    told: serving goes on."""
    with contextlib.ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            held.callback(os.close, descriptor)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, address.encode(), 0)
        except BlockingIOError:
            logger.info("another server of %s is the one that commands name", folder.parent)
        except OSError as error:
            logger.warning("the address is not noted in %s: %s", folder, error.strerror)
        yield


def address_noted(folder: Path) -> str:
    """The address of the server that lives; empty where none does."""
    try:
        with (folder / NAME).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read(MAX_BYTES).decode("utf-8", errors="replace")
    except OSError:
        pass
    return ""
