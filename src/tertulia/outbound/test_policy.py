"""Which addresses may be reached."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.outbound.policy import Reach, Rule, is_public

# Addresses that hide another, or that `ipaddress` takes for global in one of its versions, beside plain ones.
REFUSED = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.0.9",
    "192.88.99.1",
    "198.18.0.1",
    "192.0.2.1",
    "203.0.113.5",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "::8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001::1",
    "2001:0:53aa:64c:0:fbff:f5ff:fffe",
    "fec0::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12::1",
    "ff02::1",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "100::1",
    "4000::1",
]
ALLOWED = [
    "8.8.8.8",
    "1.1.1.1",
    "::ffff:8.8.8.8",
    "2606:4700::1111",
    "2a00:1450::200e",
    "2001:4860:4860::8888",
]
INNER = [
    ip_network(n) for n in ["10.0.0.0/8", "127.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "224.0.0.0/4"]
]


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_the_open_internet_is_refused(address: str) -> None:
    assert not is_public(address)
    assert Reach().objection("somewhere.example", 443, [address]) is not None


@pytest.mark.parametrize("address", ALLOWED)
def test_the_open_internet_is_allowed(address: str) -> None:
    assert is_public(address)
    assert Reach().objection("somewhere.example", 443, [address]) is None


@given(st.sampled_from(INNER), st.integers(min_value=0, max_value=2**32 - 1))
def test_inner_addresses_are_refused_in_every_dress(network: object, number: int) -> None:
    inside = int(network.network_address) + number % network.num_addresses  # type: ignore[attr-defined]
    plain = IPv4Address(inside)
    dresses = [
        plain,
        IPv6Address(f"::ffff:{plain}"),
        IPv6Address(f"::{plain}"),
        IPv6Address(f"64:ff9b::{plain}"),
    ]
    dresses.append(IPv6Address((0x2002 << 112) | (inside << 80)))  # 6to4
    assert not any(is_public(str(address)) for address in dresses)


def test_one_bad_answer_refuses_all() -> None:
    assert Reach().objection("mixed.example", 443, ["8.8.8.8", "10.0.0.1"]) is not None
    assert Reach().objection("mixed.example", 443, ["8.8.8.8", "1.1.1.1"]) is None


def test_only_the_ports_of_the_web() -> None:
    assert Reach().objection("a.example", 80, ["8.8.8.8"]) is None
    for port in (22, 25, 6379, 8080):
        assert Reach().objection("a.example", port, ["8.8.8.8"]) is not None


def test_this_machine_is_refused_by_address_and_by_name() -> None:
    assert Reach().objection("me.example", 443, ["8.8.8.8"], own=["8.8.8.8"]) is not None
    reach = Reach.of({"TERTULIA_HOSTS": "tertulia.example.org, .inner.example, *"})
    assert reach.objection("tertulia.example.org", 443, ["8.8.8.8"]) is not None
    assert reach.objection("x.inner.example", 443, ["8.8.8.8"]) is not None
    assert reach.objection("inner.example", 443, ["8.8.8.8"]) is not None
    assert reach.objection("winner.example", 443, ["8.8.8.8"]) is None


@pytest.mark.parametrize(
    ("named", "host", "port", "address", "allowed"),
    [
        ("intranet", "intranet", 8080, "10.0.0.7", True),
        ("intranet:8080", "intranet", 8080, "10.0.0.7", True),
        ("intranet:8080", "intranet", 80, "10.0.0.7", False),
        ("intranet", "other", 80, "10.0.0.7", False),
        ("10.0.0.0/8", "other", 9000, "10.0.0.7", True),
        ("10.0.0.0/8:80", "other", 9000, "10.0.0.7", False),
        ("10.0.0.0/8", "other", 80, "192.168.0.1", False),
        ("10.0.0.0/8", "other", 80, "::ffff:10.0.0.1", True),
        ("127.0.0.1:2584", "localhost", 2584, "127.0.0.1", True),
        ("127.0.0.1:2584", "localhost", 2585, "127.0.0.1", False),
        ("[::1]:2584", "localhost", 2584, "::1", True),
        ("::1", "localhost", 1, "::1", True),
        ("fd00::/8", "nas", 80, "fd12::1", True),
        ("Example.ORG.:8443", "example.org", 8443, "8.8.8.8", True),
    ],
)
def test_what_the_person_named_is_allowed_and_no_more(
    named: str, host: str, port: int, address: str, allowed: bool
) -> None:
    reach = Reach.of({"TERTULIA_REACHABLE": f" , {named},"})
    assert (reach.objection(host, port, [address]) is None) == allowed


@pytest.mark.parametrize("entry", ["10.0.0.0/99", "a/b", "host:port", "a:b:c", "[::1", "[::1]x", ":80"])
def test_what_is_no_rule_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Rule.parse(entry)
