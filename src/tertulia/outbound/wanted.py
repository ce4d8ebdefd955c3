"""A request that is wanted: its address checked, its limits, what of it may follow to another host."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace

import httpx2

from tertulia.i18n import Text
from tertulia.outbound import problems
from tertulia.version import __version__

CONTACT = "TERTULIA_CONTACT"
# Headers that may follow to another host: none of them holds a credential.
_HARMLESS = ("accept-language", "if-none-match", "if-modified-since")


def user_agent() -> str:
    """Who asks, and where to complain."""
    contact = os.environ.get(CONTACT, "").strip()
    return f"Tertulia/{__version__} (+{contact})" if contact else f"Tertulia/{__version__}"


def address(url: str, schemes: tuple[str, ...] = ("http", "https")) -> httpx2.URL:
    """An address that may be asked, its host in ASCII. Raises OutboundProblem ("bad-address")."""
    try:
        parsed = httpx2.URL(url.strip())
    except (httpx2.InvalidURL, ValueError) as error:
        raise problems.bad_address("", Text("This is no address: {reason}", reason=str(error))) from error
    if parsed.scheme not in schemes or not parsed.host:
        names = " / ".join(f"{scheme}://" for scheme in schemes)
        raise problems.bad_address("", Text("An address begins with {schemes} and a host.", schemes=names))
    if parsed.userinfo:
        cause = Text("The address holds a user or a password, which others would see.")
        raise problems.bad_address(url, cause)
    return parsed.copy_with(fragment=None)


def host_of(url: httpx2.URL) -> str:
    """The name under which a host is remembered: with its port where that is not the usual one."""
    host = url.raw_host.decode("ascii")
    return host if url.port is None else f"{host}:{url.port}"


@dataclass(frozen=True)
class Wanted:
    """A request with its limits. `left_s` of `within_s` shrinks from one redirect to the next; `silence_s` is
    the longest wait for the next byte (None: only the deadline counts)."""

    method: str
    url: httpx2.URL
    headers: Mapping[str, str]
    accept: tuple[str, ...]
    most_bytes: int
    within_s: float
    left_s: float
    content: bytes | None = None
    silence_s: float | None = None

    @property
    def host(self) -> str:
        return host_of(self.url)

    @property
    def place(self) -> str:
        """Its address as it may be shown."""
        return problems.place_of(str(self.url))

    def elsewhere(self, url: httpx2.URL, after_s: float) -> Wanted:
        """The same at another address. Credentials do not follow to another host."""
        headers = self.headers
        if _origin(url) != _origin(self.url):
            headers = {name: value for name, value in headers.items() if name.lower() in _HARMLESS}
        return replace(self, url=url, headers=headers, left_s=self.left_s - after_s)

    def target(self, location: str) -> httpx2.URL:
        """Where a redirect leads. Raises OutboundProblem ("bad-address")."""
        try:
            joined = str(self.url.join(location))
        except (httpx2.InvalidURL, ValueError) as error:
            cause = Text("The host sends us to something that is no address.")
            raise problems.bad_address(self.place, cause) from error
        return address(joined)

    def request(self) -> httpx2.Request:
        """As httpx2 sends it. Raises OutboundProblem ("bad-address") for headers that cannot be sent."""
        packing = "identity" if self.silence_s else "gzip, deflate"
        headers = {
            "User-Agent": user_agent(),
            "Accept": ", ".join((*self.accept, "*/*;q=0.1")) if self.accept else "*/*",
            "Accept-Encoding": packing,
            **sendable(self.headers, str(self.url)),
        }
        timeout = httpx2.Timeout(None, read=self.silence_s).as_dict()
        return httpx2.Request(
            self.method, self.url, headers=headers, content=self.content, extensions={"timeout": timeout}
        )


def sendable(headers: Mapping[str, str], url: str) -> Mapping[str, str]:
    """The headers, if they can be sent: no line break may smuggle another one in. Raises OutboundProblem."""
    for name, value in headers.items():
        if not (value.isascii() and (value.isprintable() or not value)):
            cause = Text("The header {name} holds characters that cannot be sent.", name=name)
            raise problems.bad_address(url, cause)
    return headers


def _origin(url: httpx2.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port
