"""Which addresses may be reached: public ones on the web's ports, and what the person named.

Pure: names are resolved and sockets opened in `dialer.py`, which asks here about every answer.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from tertulia.i18n import Text

PORTS = (80, 443)
REACHABLE = "TERTULIA_REACHABLE"
OWN_NAMES = "TERTULIA_HOSTS"

# `is_global` is no policy by itself: it is True for all of these somewhere between Python 3.11 and 3.14.
_GLOBAL_6 = IPv6Network("2000::/3")
_REFUSED_6 = (
    IPv6Network("2001::/23"),  # protocol assignments, Teredo among them
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4: an IPv4 address in disguise
    IPv6Network("3fff::/20"),  # documentation
)
_REFUSED_4 = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments
    IPv4Network("192.88.99.0/24"),  # the relays of 6to4
)


def is_public(address: str) -> bool:
    """Whether a literal address is one of the open Internet. Forms that hide another address (NAT64, 6to4,
    Teredo, IPv4-compatible) are not; IPv4-mapped ones are what they map."""
    plain = unmapped(address)
    if not plain.is_global or plain.is_multicast or plain.is_reserved:
        return False
    if isinstance(plain, IPv4Address):
        return not any(plain in network for network in _REFUSED_4)
    return plain in _GLOBAL_6 and not any(plain in network for network in _REFUSED_6)


def unmapped(address: str) -> IPv4Address | IPv6Address:
    """The address itself, out of its IPv4-mapped form. Raises ValueError."""
    plain = ip_address(address)
    return (plain.ipv4_mapped if isinstance(plain, IPv6Address) else None) or plain


@dataclass(frozen=True)
class Rule:
    """Something the person named: a host's name or a network, and a port (None: every port)."""

    host: str = ""
    network: IPv4Network | IPv6Network | None = None
    port: int | None = None

    @classmethod
    def parse(cls, text: str) -> Rule:
        """`intranet`, `intranet:8080`, `10.0.0.0/8`, `127.0.0.1:2584`, `[::1]:2584`. Raises ValueError."""
        where, port = _without_port(text)
        try:
            return cls(network=ip_network(where, strict=False), port=port)
        except ValueError:
            if not where or "/" in where or ":" in where:
                raise
            return cls(host=where.lower().rstrip("."), port=port)

    def allows(self, host: str, address: str, port: int) -> bool:
        if self.port not in (None, port):
            return False
        return unmapped(address) in self.network if self.network else self.host == host


def _without_port(text: str) -> tuple[str, int | None]:
    """What stands before the port, out of its brackets, and the port."""
    if text.startswith("["):
        inside, _, rest = text[1:].partition("]") if "]" in text else (text, "", "")
        return inside, int(rest.removeprefix(":")) if rest else None
    where, colon, port = text.rpartition(":")
    return (where, int(port)) if colon and ":" not in where else (text, None)


@dataclass(frozen=True)
class Reach:
    """How far requests may go: what the person named, and which names are this installation's own."""

    rules: tuple[Rule, ...] = ()
    own_names: tuple[str, ...] = ()

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Reach:
        """As the environment says. Raises ValueError for an entry that is neither name nor network."""
        named = [entry.strip() for entry in environment.get(REACHABLE, "").split(",")]
        own = [entry.strip().lower() for entry in environment.get(OWN_NAMES, "").split(",")]
        return cls(
            tuple(Rule.parse(entry) for entry in named if entry),
            tuple(entry for entry in own if entry.strip("*.")),
        )

    def objection(
        self, host: str, port: int, addresses: Sequence[str], own: Sequence[str] = ()
    ) -> Text | None:
        """Why a host must not be asked, None where it may: *every* address that its name stands for must be
        allowed, or none is. `own` are those of the addresses that are this machine's."""
        for address in addresses:
            if any(rule.allows(host, address, port) for rule in self.rules):
                continue
            if why := self._unnamed(host, port, address, address in own):
                return why
        return None

    def _unnamed(self, host: str, port: int, address: str, is_own: bool) -> Text | None:
        """Why an address that the person did not name must not be asked."""
        if not is_public(address):
            return Text(
                "{host} leads to {address}, which is no address of the open Internet.",
                host=host,
                address=address,
            )
        if is_own or self._is_own_name(host):
            return Text("{host} is this very machine.", host=host)
        if port not in PORTS:
            return Text("Port {port} of {host} is none of the web's (80, 443).", port=port, host=host)
        return None

    def _is_own_name(self, host: str) -> bool:
        return any(
            host == name.lstrip(".") or (name.startswith(".") and host.endswith(name))
            for name in self.own_names
        )
