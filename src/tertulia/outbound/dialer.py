"""Opens sockets, the only place that does: a name is resolved once, its answers are checked, and the socket
goes to a checked address. Nothing resolves the name again, so nothing can be led elsewhere in between."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tertulia.i18n import Text
from tertulia.outbound.api import OutboundProblem
from tertulia.outbound.policy import REACHABLE, Reach

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, best first, each once. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_own(address: str) -> bool:
    """Whether an address is this machine's: what it would be asked from is itself. Sends nothing."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((address, 9))
        except OSError:
            return False  # no way leads there, so it is not here
        return str(probe.getsockname()[0]) == address


@dataclass(frozen=True)
class Dialer:
    """Opens sockets to what `reach` allows."""

    reach: Reach
    resolve: Resolve = resolve
    is_own: Callable[[str], bool] = is_own

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """The checked addresses of a host. Raises OutboundProblem ("address-refused", "unreachable")."""
        try:
            found = await self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise _unreachable(host, error) from error
        own = [address for address in found if self.is_own(address)]
        if why := self.reach.objection(host.lower().rstrip("."), port, found, own):
            raise OutboundProblem("address-refused", why, _name_it(host, port), host)
        return found

    async def socket(self, host: str, port: int, within_s: float) -> socket.socket:
        """A connected socket to the first checked address that answers, all of them tried. Raises
        OutboundProblem ("address-refused", "unreachable", "timeout")."""
        clock = asyncio.get_running_loop().time
        until = clock() + within_s
        try:
            async with asyncio.timeout(within_s):
                addresses = await self.addresses(host, port)
        except TimeoutError as error:
            raise _unreachable(host, error) from error
        failed: OSError = OSError("the name stands for no address")
        for tried, address in enumerate(addresses):
            share_s = (until - clock()) / (len(addresses) - tried)
            try:
                async with asyncio.timeout(share_s):
                    return await _connected(address, port)
            except OSError as error:  # TimeoutError is one
                failed = error
        raise _unreachable(host, failed) from failed


async def _connected(address: str, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setblocking(False)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(opened, (address, port))
    except BaseException:
        opened.close()
        raise
    return opened


def _name_it(host: str, port: int) -> Text:
    named = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return Text(
        "If it is yours and Tertulia shall read it, add {named} to {variable} and start again.",
        named=named,
        variable=REACHABLE,
    )


def _unreachable(host: str, error: BaseException) -> OutboundProblem:
    if isinstance(error, TimeoutError):
        return OutboundProblem(
            "timeout", Text("{host} does not answer.", host=host), place=host, permanent=False
        )
    if isinstance(error, (socket.gaierror, UnicodeError)):
        cause = Text("There is no host called {host}, or this machine cannot look names up.", host=host)
    else:
        reason = getattr(error, "strerror", "") or str(error)
        cause = Text("{host} cannot be reached: {reason}.", host=host, reason=reason)
    remedy = Text("Look at how the address is spelt, and whether this machine is online.")
    return OutboundProblem("unreachable", cause, remedy, host, permanent=False)
