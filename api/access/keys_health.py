"""How the keys are doing, in a line: what holds, what ends soon, what nobody uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.access.key import AccessKey

SOON = timedelta(days=14)
LONG_UNUSED = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysHealth:
    """What an operator reads, and whether they have to do something."""

    text: str
    is_well: bool


def keys_health(keys: Sequence[AccessKey], *, now: datetime) -> KeysHealth:
    """Of the keys that hold now: how many, and which of them need a look."""
    active = [key for key in keys if key.state(now) == "active"]
    ending = [key for key in active if key.expires_at and key.expires_at <= now + SOON]
    unused = [key for key in active if _last_needed(key) < now - LONG_UNUSED]
    text = f"{len(active)} in force"
    if ending:
        listed = ", ".join(f"{one.name!r} on {one.expires_at:%Y-%m-%d}" for one in ending)
        text += f"; ending soon: {listed}; 'tradewind keys rotate NAME --expires-days N' goes on"
    if unused:
        listed = ", ".join(repr(one.name) for one in unused)
        text += f"; not used for {LONG_UNUSED.days} days: {listed}; revoke what nobody needs"
    return KeysHealth(text=text, is_well=not ending and not unused)


def _last_needed(key: AccessKey) -> datetime:
    """When it was used last, or made: a new one may wait for its program."""
    return max(filter(None, (key.last_used_at, key.secrets[0].created_at)))
