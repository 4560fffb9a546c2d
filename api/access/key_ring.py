"""The keys as requests are compared with them: in memory, and never older than the database.

One number tells whether a key was changed since, in this process or another; it is looked at with
every key that comes, so what was revoked is refused from the next request on.
"""

import hmac
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from api.access.caller import Caller
from api.access.key import AccessKey, HeldSecret
from api.access.key_store import KeyStore
from api.access.key_text import hash_of, prefix_of
from api.access.keys import utc_now
from ingest.errors import KbError

USE_APART = timedelta(minutes=1)
"""How exactly the last use of a key is known: one row is written a minute and key at most."""
_NO_HASH = bytes(32)
logger = logging.getLogger("tradewind")


class KeyRing:
    """Whose key a text is; safe to ask from any thread."""

    def __init__(self, store: KeyStore, *, now: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._now = now
        self._lock = threading.Lock()
        self._changes = -1
        self._held: dict[str, HeldSecret] = {}
        self._of_pages: tuple[AccessKey, ...] = ()
        self._noted: dict[str, datetime] = {}
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="key-use")

    def caller(self, text: str) -> Caller | None:
        """Who calls with this key; None where it opens nothing, for whatever reason.

        A wrong secret takes as long as a prefix that nobody has.
        """
        now, given = self._now(), hash_of(text)
        held = self._current().get(prefix_of(text))
        is_same = hmac.compare_digest(held.hash if held else _NO_HASH, given)
        if held is None or not is_same:
            return None
        if held.ends_at is not None and held.ends_at <= now:
            return None
        if held.key.state(now) != "active":
            return None
        self._note(held.key.id, now)
        return held.key.caller

    def origins(self) -> frozenset[str]:
        """The sites from whose pages some key that holds may be used."""
        self._current()
        now = self._now()
        return frozenset(
            site for key in self._of_pages if key.state(now) == "active" for site in key.origins
        )

    def close(self) -> None:
        """Waits for what is being written."""
        self._writer.shutdown(wait=True)

    def _current(self) -> dict[str, HeldSecret]:
        changes = self._store.changes()
        if changes != self._changes:
            with self._lock:
                # counted before they are read: a change meanwhile is read again, never missed
                held = self._store.held()
                self._of_pages = tuple(one.key for one in held if one.key.origins)
                self._held = {one.prefix: one for one in held}
                self._changes = changes
        return self._held

    def _note(self, key_id: str, now: datetime) -> None:
        noted = self._noted.get(key_id)
        if noted is not None and now - noted < USE_APART:
            return
        self._noted[key_id] = now
        try:
            self._writer.submit(self._write_down, key_id, now)
        except RuntimeError:  # closed: the last requests are answered, their use is not told
            return

    def _write_down(self, key_id: str, at: datetime) -> None:
        try:
            self._store.note_use(key_id, at=at, at_least_apart=USE_APART)
        except KbError as error:
            logger.warning("the last use of key %s was not kept: %s", key_id, error)
