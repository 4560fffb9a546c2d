"""Whom a request comes from, as attempts are counted and sessions are shown."""

from ipaddress import IPv6Address, ip_address, ip_network

IPV6_NETWORK_BITS = 64
"""What one household or company has: whoever has one address of it has all."""


def network_of(address: str) -> str:
    """The address, or for IPv6 its network; as it stands where it is none."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:100]
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ip_network((found, IPV6_NETWORK_BITS), strict=False))
