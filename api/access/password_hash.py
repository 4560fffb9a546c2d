"""A password → what is kept of it, by argon2id (RFC 9106), and never more than memory allows.

The parameters are RFC 9106's for machines that have not 2 GiB to spare: 64 MiB and three passes,
in one lane, since both cores of a small machine have answers to give. That is 150 ms of one core.
Whoever is stronger raises them, and every password moves over at its owner's next sign-in.
"""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from ingest.errors import SignInBusy

MEMORY_KIB = 64 * 1024
PASSES = 3
LANES = 1
AT_ONCE = 2
"""Hashes that are made at the same time: 128 MiB, and no more than the cores of a small machine."""
MOST_WAITING = 8
"""More would hold the threads that answer customers."""
LONGEST_WAIT_SECONDS = 5.0


class PasswordHashing:
    """Safe for many threads; one for a process."""

    def __init__(
        self,
        *,
        memory_kib: int = MEMORY_KIB,
        passes: int = PASSES,
        at_once: int = AT_ONCE,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._hasher = PasswordHasher(
            time_cost=passes, memory_cost=memory_kib, parallelism=LANES, type=Type.ID
        )
        self._running = threading.BoundedSemaphore(at_once)
        self._admitted = threading.BoundedSemaphore(at_once + most_waiting)

    def hash(self, password: str) -> str:
        """What is kept: parameters, salt and hash in one text. Raises ``SignInBusy``."""
        with self._turn():
            return self._hasher.hash(_prepared(password))

    def matches(self, kept: str, password: str) -> bool:
        """Whether ``kept`` is of this password; takes as long where ``kept`` is empty.

        Raises ``SignInBusy``.
        """
        with self._turn():
            if not kept:
                # nobody, or somebody without a password: nobody may tell that by the clock
                self._hasher.hash(_prepared(password))
                return False
            try:
                return self._hasher.verify(kept, _prepared(password))
            except (VerifyMismatchError, VerificationError, InvalidHashError):
                return False

    def is_outdated(self, kept: str) -> bool:
        """Whether other parameters hold by now."""
        return self._hasher.check_needs_rehash(kept)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._admitted.acquire(blocking=False):
            raise SignInBusy("as many sign in as this server can check at once; try again")
        try:
            if not self._running.acquire(timeout=LONGEST_WAIT_SECONDS):
                raise SignInBusy("as many sign in as this server can check at once; try again")
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._admitted.release()


def _prepared(password: str) -> bytes:
    """The same bytes however a keyboard composes its letters (RFC 8265's OpaqueString)."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
