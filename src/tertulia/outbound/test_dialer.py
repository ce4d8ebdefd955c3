"""A socket goes to the address that was checked, or nowhere. No test here opens one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from typing import Any

import pytest

from tertulia.outbound import dialer
from tertulia.outbound.api import OutboundProblem
from tertulia.outbound.client import GuardedClient
from tertulia.outbound.dialer import Dialer
from tertulia.outbound.policy import Reach


class Opened(list[str]):
    """The addresses that sockets were opened to; each of them refuses."""

    async def __call__(self, address: str, port: int) -> socket.socket:
        self.append(address)
        raise ConnectionRefusedError(111, "Connection refused")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    opened = Opened()
    monkeypatch.setattr(dialer, "_connected", opened)
    return opened


def names(*answers: Sequence[str]) -> Any:
    """A resolver that gives one list of addresses after the other."""
    left = list(answers)

    async def resolve(host: str, port: int) -> Sequence[str]:
        return left.pop(0)

    return resolve


def dial(resolve: Any = dialer.resolve, host: str = "a.example", reach: Reach = Reach()) -> OutboundProblem:  # noqa: B008
    """The problem that dialling ends in."""
    calling = Dialer(reach, resolve, is_own=lambda address: False)
    with pytest.raises(OutboundProblem) as caught:
        asyncio.run(calling.socket(host, 443, 1.0))
    return caught.value


def fetch(url: str, resolve: Any = dialer.resolve) -> OutboundProblem:
    """The problem that getting an address ends in."""

    async def run() -> None:
        async with GuardedClient(Dialer(Reach(), resolve, is_own=lambda address: False)) as client:
            await client.get(url)

    with pytest.raises(OutboundProblem) as caught:
        asyncio.run(run())
    return caught.value


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",  # decimal
        "http://017700000001/",  # octal
        "http://0x7f000001/",  # hexadecimal
        "http://0x7f.1/",
        "http://127.1/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://127.0.0.1.:80/",
        "http://example.org@127.0.0.1/",
        "http://127.0.0.1#@example.org/",
        "http://127.0.0.1\\@example.org/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://127.0.0.1:22/",
        "https://8.8.8.8:6379/",
        "file:///etc/passwd",
        "ftp://8.8.8.8/",
        "gopher://8.8.8.8/",
        "//127.0.0.1/",
        "http://",
        "http:///etc",
        "http://[::1",
        "http://a:99999999/",
        "http://exa\nmple.org/",
        "x" * 70_000,
        "",
    ],
)
def test_what_leads_inside_opens_no_socket(url: str, opened: Opened) -> None:
    problem = fetch(url)
    assert problem.code in ("address-refused", "bad-address", "unreachable")  # no such name: as good
    assert opened == []


def test_a_name_of_the_inside_is_refused(opened: Opened) -> None:
    problem = fetch("https://rebind.example/", names(["10.0.0.1"]))
    assert (problem.code, problem.permanent, opened) == ("address-refused", True, [])
    assert "10.0.0.1" in str(problem) and "TERTULIA_REACHABLE" in str(problem)


def test_mixed_answers_are_refused_whole(opened: Opened) -> None:
    assert dial(names(["8.8.8.8", "127.0.0.1"])).code == "address-refused"
    assert opened == []


def test_a_name_that_changes_its_mind_gets_the_checked_address(opened: Opened) -> None:
    """Resolved once: a second answer, that would lead inside, is never asked for."""
    assert dial(names(["8.8.8.8"], ["127.0.0.1"])).code == "unreachable"
    assert opened == ["8.8.8.8"]


def test_each_request_checks_anew(opened: Opened) -> None:
    resolve = names(["8.8.8.8"], ["127.0.0.1"])
    assert [dial(resolve).code, dial(resolve).code] == ["unreachable", "address-refused"]


def test_all_checked_addresses_are_tried(opened: Opened) -> None:
    problem = dial(names(["2606:4700::1111", "8.8.8.8"]))
    assert opened == ["2606:4700::1111", "8.8.8.8"]
    assert (problem.code, problem.permanent) == ("unreachable", False)


def test_a_name_that_nobody_knows() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    problem = dial(resolve)
    assert (problem.code, problem.permanent) == ("unreachable", False)
    assert dial(names([])).code == "unreachable"


def test_a_resolver_that_hangs_is_a_timeout() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(60)
        return ["8.8.8.8"]

    calling = Dialer(Reach(), resolve)
    with pytest.raises(OutboundProblem) as caught:
        asyncio.run(calling.socket("slow.example", 443, 0.05))
    assert caught.value.code == "timeout"


@pytest.mark.enable_socket  # asks the system for the way to an address; sends nothing
def test_this_machine_is_known_by_its_own_addresses() -> None:
    assert dialer.is_own("127.0.0.1")
    assert not dialer.is_own("192.0.2.1")
