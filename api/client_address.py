"""From which address and how a request comes, also behind proxies that are trusted to say so."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

Network = IPv4Network | IPv6Network
FORWARDED_FOR = "x-forwarded-for"
FORWARDED_PROTO = "x-forwarded-proto"


def networks(named: Sequence[str]) -> tuple[Network, ...]:
    """``10.0.0.0/8``, ``::1`` … as networks; raises ``ValueError`` naming what is none."""
    return tuple(ip_network(one.strip(), strict=False) for one in named)


def client_address(scope: Scope, trusted: Sequence[Network]) -> str:
    """The nearest address that is no trusted proxy's; the connection's own where none is trusted.

    Proxies write behind what was there: read from its end, ``X-Forwarded-For`` holds what trusted
    ones saw, and what stands before the first other address may be anybody's invention.
    """
    client = scope.get("client")
    address = str(client[0]) if client else ""
    if not trusted or not _is_in(address, trusted):
        return address
    # several lines are one list
    lines = Headers(scope=scope).getlist(FORWARDED_FOR)
    for said in reversed([one.strip() for line in lines for one in line.split(",")]):
        if not _is_address(said):
            return address
        address = said
        if not _is_in(address, trusted):
            return address
    return address


def client_scheme(scope: Scope, trusted: Sequence[Network]) -> str:
    """``https`` where a trusted proxy was asked so; else how the connection itself was made."""
    client, made = scope.get("client"), str(scope.get("scheme", "http"))
    if not trusted or not _is_in(str(client[0]) if client else "", trusted):
        return made
    said = Headers(scope=scope).getlist(FORWARDED_PROTO)
    return said[-1].strip() if said and said[-1].strip() in ("http", "https") else made


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(address: str, trusted: Sequence[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return any((mapped or found) in network for network in trusted)
