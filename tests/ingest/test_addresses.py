from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st

from ingest.addresses import is_public

PRIVATE = [
    ip_network(net)
    for net in ("10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
]


@given(st.sampled_from(PRIVATE).flatmap(lambda net: st.integers(int(net[0]), int(net[-1]))))
def test_an_address_inside_is_never_public_in_any_form(number: int) -> None:
    inner = IPv4Address(number)
    forms = [
        inner,
        IPv6Address(f"::ffff:{inner}"),
        IPv6Address(f"::{inner}") if number > 1 else inner,
        IPv6Address(f"64:ff9b::{inner}"),
        IPv6Address((0x2002 << 112) | (number << 80) | 1),
        IPv6Address((0x20010000 << 96) | (number << 64) | 1),
    ]
    assert not any(map(is_public, forms))


def test_what_is_public_is_let_through() -> None:
    for text in ("93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::808:808"):
        assert is_public(ip_address(text)), text
