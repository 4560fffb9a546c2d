"""What a key may be called, open, and be used from; each refusal says what to give instead."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from api.access.caller import SCOPES, Scope
from ingest.errors import KeyInvalid

LONGEST_NAME = 100
MOST_ORIGINS = 50
MOST_DAYS = 3_650
MOST_OVERLAP_HOURS = 720
_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_USUAL_PORTS = {"https": 443, "http": 80}


def checked_name(name: str) -> str:
    """A key's name on one line, as it is listed."""
    found = " ".join(name.split())
    if not found or len(found) > LONGEST_NAME or not found.isprintable():
        raise KeyInvalid(
            f"name: give 1 to {LONGEST_NAME} characters that say who holds the key, "
            f"as 'shop chatbot'; not {name[:40]!r}"
        )
    return found


def checked_scopes(scopes: Iterable[str], *, origins: tuple[str, ...]) -> tuple[Scope, ...]:
    """The scopes in their order, each once; a key for pages has no more than a chatbot's."""
    wanted = list(scopes)
    unknown = sorted({one for one in wanted if one not in SCOPES})
    if unknown or not wanted:
        raise KeyInvalid(f"scope: {unknown or 'none'!r}; give one or more of {', '.join(SCOPES)}")
    found = tuple(one for one in SCOPES if one in wanted)
    if origins and found != ("chatbot",):
        raise KeyInvalid(
            "origin: a key with origins stands in a page, where anybody reads it; give it the "
            "scope 'chatbot' alone, or no origin"
        )
    return found


def checked_origins(origins: Iterable[str]) -> tuple[str, ...]:
    """Each as a browser sends it: ``https://shop.example``, in ASCII, without the usual port."""
    found = tuple(dict.fromkeys(origin_of(one) for one in origins))
    if len(found) > MOST_ORIGINS:
        raise KeyInvalid(f"origin: {len(found)} are too many; give at most {MOST_ORIGINS}")
    return found


def origin_of(text: str) -> str:
    """One origin as a browser sends it."""
    refused = KeyInvalid(
        f"origin: {text[:100]!r} is none; give the site's address alone, as https://shop.example "
        f"(http only for this machine itself)"
    )
    try:
        parts = urlsplit(text.strip().lower())
        host, port = parts.hostname or "", parts.port
        host = str(IPv6Address(host)) if ":" in host else host.encode("idna").decode("ascii")
    except ValueError:  # also what cannot be written in ASCII
        raise refused from None
    is_plain = parts.path in ("", "/") and not parts.query and not parts.fragment
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in _OWN_MACHINE)
    is_host = ":" in host or _HOST.fullmatch(host)
    if not is_host or "@" in parts.netloc or not is_plain or not is_safe:
        raise refused
    shown = f"[{host}]" if ":" in host else host
    is_usual = port is None or port == _USUAL_PORTS[parts.scheme]
    return f"{parts.scheme}://{shown}" if is_usual else f"{parts.scheme}://{shown}:{port}"


def expiry(days: int | None, *, now: datetime) -> datetime | None:
    """When a key made now ends; None where it does not."""
    if days is None:
        return None
    if not 1 <= days <= MOST_DAYS:
        raise KeyInvalid(f"expires: {days} days are not possible; give 1 to {MOST_DAYS}, or none")
    return now + timedelta(days=days)


def overlap(hours: float, *, now: datetime) -> datetime:
    """Until when the secret before a rotation still opens."""
    if not 0 <= hours <= MOST_OVERLAP_HOURS:
        raise KeyInvalid(f"overlap: {hours:g} hours are not possible; give 0 to 720")
    return now + timedelta(hours=hours)
