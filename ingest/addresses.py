"""Which IP addresses are on the public internet: the only ones that a page is fetched from unasked."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network

_SERVICES_OF_CLOUDS = frozenset([IPv4Address("168.63.129.16")])
"""Public by its number, and inside for every machine of Azure."""
_NAT64 = IPv6Network("64:ff9b::/96")
"""How a network without IPv4 writes the addresses that it lacks."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether *address* leads out: not to this machine, its network, or a service of the cloud it runs in.

    Of an IPv6 address that carries one of IPv4 (mapped, 6to4, Teredo, NAT64), that must be so too.

    >>> from ipaddress import ip_address
    >>> [is_public(ip_address(text)) for text in ("93.184.215.14", "169.254.169.254", "::ffff:127.0.0.1")]
    [True, False, False]
    """
    if isinstance(address, IPv6Address) and address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if not address.is_global or address.is_multicast or address.is_unspecified or address.is_reserved:
        return False
    if isinstance(address, IPv4Address):
        return address not in _SERVICES_OF_CLOUDS
    carried = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
    return not address.is_site_local and all(is_public(inner) for inner in carried if inner is not None)
