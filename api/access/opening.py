"""Access to one server, put together: whose keys and sessions open it, and who may come at first.

The first start makes an admin's key. From then on a server that other machines can reach starts
only while somebody could administer it.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from answer.desk.database import DeskDatabase
from api.access.caller import CHATBOT, NOBODY
from api.access.identify import Access
from api.access.key_ring import KeyRing
from api.access.keys import Keys
from api.settings import Settings
from ingest.errors import SettingsInvalid


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAccess:
    """What one process has to do with access; close it before its database."""

    access: Access
    ring: KeyRing

    def close(self) -> None:
        """Waits for what is being written."""
        self.ring.close()


def open_access(database: DeskDatabase, keys: Keys, *, settings: Settings) -> OpenAccess:
    """Callers by their keys; without one nobody, or on this machine alone a chatbot."""
    ring = KeyRing(keys.store, now=keys.now)
    is_open = settings.loopback_only and settings.open_on_loopback
    access = Access(
        by_key=ring.caller, origins=ring.origins, unknown=CHATBOT if is_open else NOBODY
    )
    return OpenAccess(access=access, ring=ring)


def admit_first(
    keys: Keys, *, settings: Settings, has_person: Callable[[], bool] = lambda: False
) -> str:
    """The first admin key's text, where there was never any key; else empty.

    Raises ``SettingsInvalid`` where other machines can reach the server and nobody could
    administer it: every admin's key is revoked or expired, and no person is an admin.
    """
    made = keys.first()
    if made is not None:
        return made.text
    if not settings.loopback_only and not keys.has_admin() and not has_person():
        raise SettingsInvalid(
            f"host: {settings.host!r} can be reached from other machines, and no admin's key "
            f"holds; run 'tradewind keys create NAME --scope admin', or serve on 127.0.0.1"
        )
    return ""


def tell_first_key(text: str) -> None:
    """Shows an admin's first key on standard output: once, and never in the log."""
    if text:
        sys.stdout.write(
            f"The first admin key, shown this once:\n\n    {text}\n\n"
            f"Keep it where secrets are kept; 'tradewind keys' makes others and revokes this one.\n"
        )
        sys.stdout.flush()
