"""One of the values there are, as it is written there, or refused with their names."""

from collections.abc import Iterable
from difflib import get_close_matches

from ingest.errors import SettingsInvalid

TOLD = 8
"""Names in one refusal."""


def known_value(given: str, *, of: str, known: Iterable[str]) -> str:
    """The known value that is this one but for its case. Raises ``SettingsInvalid``, which names
    ``of`` what it is and what there is, the nearest first."""
    by_key = {one.casefold(): one for one in sorted(known) if one}
    wanted = given.strip().casefold()
    if wanted in by_key:
        return by_key[wanted]
    near = get_close_matches(wanted, by_key, n=TOLD)
    told = list(dict.fromkeys((*near, *by_key)))
    names = ", ".join(repr(by_key[one]) for one in told[:TOLD]) or "none"
    more = f" and {len(told) - TOLD} more" if len(told) > TOLD else ""
    raise SettingsInvalid(f"{of}: there is no {given[:100]!r}; there are {names}{more}")
