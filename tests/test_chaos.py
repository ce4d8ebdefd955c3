"""The chaos proxy does what it says, seen by a client that knows nothing but sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable

import pytest
from tests import chaos
from tests.chaos import ChaosProxy, TinyServer, response

pytestmark = pytest.mark.server
BODY = b"x" * 5000
WHOLE = response(200, BODY, kind="text/plain")


async def ask(port: int, path: str = "/", within_s: float = 5.0) -> bytes:
    """All that comes back to a request, until its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        async with asyncio.timeout(within_s):
            return await reader.read(-1)
    finally:
        writer.close()


def through(use: Callable[[ChaosProxy], Awaitable[None]]) -> None:
    """Run with a proxy before a server that says WHOLE at `/`."""

    async def run() -> None:
        async with TinyServer() as server, ChaosProxy("127.0.0.1", server.port) as proxy:
            server.pages["/"] = WHOLE
            await use(proxy)

    asyncio.run(run())


def test_without_a_rule_all_passes() -> None:
    async def use(proxy: ChaosProxy) -> None:
        assert await ask(proxy.port) == WHOLE
        assert proxy.seen == [(0, "/")]

    through(use)


def test_latency_delays_and_changes_nothing() -> None:
    async def use(proxy: ChaosProxy) -> None:
        proxy.rule(chaos.latency(0.1))
        assert await ask(proxy.port) == WHOLE
        proxy.rule(chaos.latency(60))
        with pytest.raises(TimeoutError):
            await ask(proxy.port, within_s=0.3)

    through(use)


def test_an_answer_is_cut_after_so_many_bytes() -> None:
    async def use(proxy: ChaosProxy) -> None:
        proxy.rule(chaos.cut_after(1000))
        assert await ask(proxy.port) == WHOLE[:1000]

    through(use)


@pytest.mark.parametrize("after", [0, 1000])
def test_a_reset_is_one(after: int) -> None:
    async def use(proxy: ChaosProxy) -> None:
        proxy.rule(chaos.reset(after))
        with pytest.raises(ConnectionResetError):
            await ask(proxy.port)

    through(use)


def test_a_slow_close_keeps_the_connection() -> None:
    async def use(proxy: ChaosProxy) -> None:
        proxy.rule(chaos.slow_close(60))
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        assert await reader.readexactly(len(WHOLE)) == WHOLE
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.2)
        writer.close()

    through(use)


def test_a_status_stands_in_for_the_answer() -> None:
    async def use(proxy: ChaosProxy) -> None:
        proxy.rule(chaos.too_many("17"))
        said = await ask(proxy.port)
        assert said.startswith(b"HTTP/1.1 429 ") and b"Retry-After: 17\r\n" in said
        proxy.rule(chaos.answers(503))
        assert (await ask(proxy.port)).startswith(b"HTTP/1.1 503 ")

    through(use)


def test_garbage_is_no_http() -> None:
    async def use(proxy: ChaosProxy) -> None:
        proxy.rule(chaos.garbage(100))
        said = await ask(proxy.port)
        assert len(said) == 105 and not said.startswith(b"HTTP")

    through(use)


@pytest.mark.parametrize("after", [0, 1000])
def test_silence_says_no_more(after: int) -> None:
    async def use(proxy: ChaosProxy) -> None:
        proxy.rule(chaos.silence(after))
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        assert await reader.readexactly(after) == WHOLE[:after]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.2)
        writer.close()

    through(use)


def test_rules_hold_by_path_number_and_times() -> None:
    async def use(proxy: ChaosProxy) -> None:
        proxy.rule(chaos.answers(500), path="/feed", times=1)
        proxy.rule(chaos.answers(501), connections={3})
        asked = ["/", "/feed?x=1", "/feed", "/"]
        said = [(await ask(proxy.port, path))[9:12] for path in asked]
        assert said == [b"200", b"500", b"404", b"501"]
        proxy.clear()
        assert await ask(proxy.port) == WHOLE

    through(use)


def test_it_lives_in_a_thread_too() -> None:
    with TinyServer() as server, ChaosProxy("127.0.0.1", server.port) as proxy:
        server.pages["/"] = WHOLE
        proxy.rule(chaos.answers(500), times=1)
        said = []
        for _ in range(2):
            with socket.create_connection(("127.0.0.1", proxy.port)) as asking:
                asking.sendall(b"GET / HTTP/1.1\r\n\r\n")
                said.append(asking.makefile("rb").read())
    assert said[0].startswith(b"HTTP/1.1 500 ") and said[1] == WHOLE
