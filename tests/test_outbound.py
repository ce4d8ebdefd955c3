"""The guarded client on bad days: every fault becomes the problem that it is."""

from __future__ import annotations

import ast
import asyncio
import gzip
import logging
import socket
import ssl
import subprocess
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import chaos
from tests.chaos import ChaosProxy, Fault, Link, TinyServer, response
from websockets.asyncio.server import ServerConnection, serve

import tertulia
from tertulia.outbound import transport
from tertulia.outbound.api import ANY, HTML, Answer, Event, OutboundProblem, Rates
from tertulia.outbound.client import GuardedClient
from tertulia.outbound.dialer import Dialer
from tertulia.outbound.policy import Reach

pytestmark = pytest.mark.server
SECRET = "s3cret-t0ken"
BEARER = {"Authorization": f"Bearer {SECRET}"}
JSON_PAGE = response(200, b'{"a": 1}')


def client(reachable: str = "127.0.0.0/8", per_host: int = 2, resolve: Any = None) -> GuardedClient:
    """A client that may reach this machine, as a person would have allowed it."""
    reach = Reach.of({"TERTULIA_REACHABLE": reachable})
    return GuardedClient(Dialer(reach, resolve) if resolve else Dialer(reach), per_host)


@dataclass
class Stage:
    """A client, a server, and a proxy between them."""

    http: GuardedClient
    server: TinyServer
    proxy: ChaosProxy

    async def problem(self, path: str = "/", **more: Any) -> OutboundProblem:
        """The problem that getting a path through the proxy ends in."""
        with pytest.raises(OutboundProblem) as caught:
            await self.http.get(self.proxy.url + path, **more)
        return caught.value


@asynccontextmanager
async def stage(**pages: Any) -> AsyncIterator[Stage]:
    async with TinyServer() as server, ChaosProxy("127.0.0.1", server.port) as proxy, client() as http:
        server.pages |= {"/": JSON_PAGE, **{f"/{name}": page for name, page in pages.items()}}
        yield Stage(http, server, proxy)


def on_stage(act: Callable[[Stage], Awaitable[None]], **pages: Any) -> None:
    async def run() -> None:
        async with asyncio.timeout(30), stage(**pages) as there:
            await act(there)

    asyncio.run(run())


def moved(to: str, status: int = 302) -> bytes:
    return response(status, b"", {"Location": to})


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (chaos.latency(60), "timeout"),
        (chaos.silence(), "timeout"),
        (chaos.silence(40), "timeout"),  # in the head
        (chaos.silence(len(JSON_PAGE) - 2), "timeout"),  # in the body
        (chaos.reset(), "unreachable"),
        (chaos.reset(len(JSON_PAGE) - 2), "unreachable"),
        (chaos.cut_after(0), "bad-answer"),
        (chaos.cut_after(40), "bad-answer"),
        (chaos.cut_after(len(JSON_PAGE) - 2), "bad-answer"),
        (chaos.garbage(), "bad-answer"),
        (chaos.answers(500), "server-error"),
        (chaos.answers(503), "server-error"),
        (chaos.too_many(), "rate-limited"),
    ],
)
def test_a_fault_of_the_network_is_worth_another_try(fault: Fault, code: str) -> None:
    async def act(there: Stage) -> None:
        there.proxy.rule(fault, times=1)
        found = await there.problem(within_s=0.5)
        assert (found.code, found.permanent) == (code, False)
        assert (await there.http.get(there.proxy.url)).json() == {"a": 1}

    on_stage(act)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "bad-request"),
        (401, "unauthorized"),
        (403, "forbidden"),
        (404, "not-found"),
        (410, "gone"),
        (422, "bad-request"),
    ],
)
def test_a_refusal_stays_one_and_tells_what_was_said(status: int, code: str) -> None:
    async def act(there: Stage) -> None:
        there.proxy.rule(chaos.answers(status, body=b'{"error": "ExpiredToken"}' + b" " * 50_000))
        found = await there.problem()
        assert (found.code, found.permanent, found.status) == (code, True, status)
        assert found.body.startswith('{"error": "ExpiredToken"}') and len(found.body) <= 8192

    on_stage(act)


def test_a_slow_close_matters_only_where_the_end_is_the_length() -> None:
    async def act(there: Stage) -> None:
        there.proxy.rule(chaos.slow_close(60))
        assert (await there.http.get(there.proxy.url)).json() == {"a": 1}
        assert (await there.problem("/endless", within_s=0.5)).code == "timeout"

    on_stage(act, endless=b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}")


def test_the_deadline_is_for_the_whole_answer_not_for_each_byte() -> None:
    async def drip(link: Link) -> None:
        await link.say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            await link.say(b" ")
            await asyncio.sleep(0.02)

    async def act(there: Stage) -> None:
        assert (await there.problem("/drip", within_s=0.4)).code == "timeout"

    on_stage(act, drip=drip)


def test_a_closed_port_and_a_host_at_rest() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"

        async def run() -> list[str]:
            codes = []
            async with client() as http:
                for _ in range(4):
                    with pytest.raises(OutboundProblem) as caught:
                        await http.get(url)
                    codes.append(caught.value.code)
                assert caught.value.retry_at and caught.value.retry_at > datetime.now(UTC)
            return codes

        assert asyncio.run(run()) == ["unreachable"] * 3 + ["host-resting"]


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_host_says_when_to_ask_again(form: str) -> None:
    wish = datetime.now(UTC) + timedelta(seconds=90)

    async def act(there: Stage) -> None:
        there.proxy.rule(chaos.too_many("90" if form == "seconds" else f"{wish:%a, %d %b %Y %H:%M:%S} GMT"))
        found = (await there.problem()).retry_at
        assert found and abs(found - wish) < timedelta(seconds=30)

    on_stage(act)


def test_limits_are_remembered_by_host() -> None:
    reset = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=5)
    headers = {"X-RateLimit-Remaining": "7", "X-RateLimit-Reset": reset.isoformat()}

    async def act(there: Stage) -> None:
        assert there.http.rates(there.proxy.url) == Rates()
        await there.http.get(there.proxy.url + "/limited")
        assert there.http.rates(there.proxy.url + "/other") == Rates(7, reset)
        assert there.http.rates("https://other.example") == Rates()

    on_stage(act, limited=response(200, b"{}", headers))


def bomb(kind: str) -> bytes:
    """Answers that are small on the wire, or say so, and are not what they seem."""
    if kind == "gzip":
        return response(200, gzip.compress(bytes(50 << 20)), {"Content-Encoding": "gzip"})
    if kind == "deflate":
        return response(200, zlib.compress(bytes(50 << 20)), {"Content-Encoding": "deflate"})
    if kind == "hollow":  # blocks of nothing: all work, nothing comes out
        return response(200, b"\x78\x01" + b"\x00\x00\x00\xff\xff" * 500_000, {"Content-Encoding": "deflate"})
    if kind == "refusal":
        return response(404, gzip.compress(bytes(50 << 20)), {"Content-Encoding": "gzip"})
    return response(200, b" " * (2 << 20))


@pytest.mark.parametrize("kind", ["gzip", "deflate", "hollow", "plain"])
def test_a_body_that_is_too_large_is_given_up(kind: str) -> None:
    async def act(there: Stage) -> None:
        found = await there.problem("/bomb", most_bytes=1 << 20)
        assert (found.code, found.permanent) == ("too-large", True)

    on_stage(act, bomb=bomb(kind))


def test_a_bomb_in_a_refusal_and_one_packed_twice_do_nothing() -> None:
    twice = response(200, gzip.compress(gzip.compress(b"{}")), {"Content-Encoding": "gzip, gzip"})

    async def act(there: Stage) -> None:
        refused = await there.problem("/refusal")
        assert refused.code == "not-found" and len(refused.body) <= 8192
        assert (await there.problem("/twice")).code == "bad-answer"

    on_stage(act, refusal=bomb("refusal"), twice=twice)


def test_a_packed_body_is_unpacked() -> None:
    async def act(there: Stage) -> None:
        assert (await there.http.get(there.proxy.url + "/packed")).json() == {"a": 1}

    on_stage(act, packed=response(200, gzip.compress(b'{"a": 1}'), {"Content-Encoding": "gzip"}))


def test_only_what_was_asked_for() -> None:
    async def act(there: Stage) -> None:
        found = await there.problem("/page", accept=("application/json",))
        assert (found.code, found.permanent, found.status) == ("wrong-content", True, 200)
        for accept in (HTML, ANY):
            assert (await there.http.get(there.proxy.url + "/page", accept=accept)).text == "<p>hola"
        assert (await there.http.get(there.proxy.url + "/untold")).body == b"{}"

    untold = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    on_stage(act, page=response(200, b"<p>hola", kind="Text/HTML; charset=utf-8"), untold=untold)


def test_redirects_are_followed_three_times() -> None:
    async def act(there: Stage) -> None:
        url = there.proxy.url
        assert await get(there, "/3") == (url + "/", False)
        assert (await there.problem("/4")).code == "too-many-redirects"
        assert (await there.problem("/loop")).code == "too-many-redirects"
        assert await get(there, "/good") == (url + "/", True)
        assert await get(there, "/mixed") == (url + "/", False)
        assert (await there.problem("/nowhere")).code == "bad-answer"

    pages = {
        "1": moved("/"),
        "2": moved("1"),
        "3": moved("/2#part"),
        "4": moved("/3"),
        "loop": moved("/loop"),
    }
    more = {"good": moved("/", 308), "mixed": moved("/1", 301), "nowhere": response(302)}
    on_stage(act, **pages, **more)


async def get(there: Stage, path: str) -> tuple[str, bool]:
    found = await there.http.get(there.proxy.url + path)
    return found.url, found.moved


@pytest.mark.enable_socket  # what is refused is never reached; the system is asked for the way to it
@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("http://10.0.0.1/", "address-refused"),
        ("http://[::1]/", "address-refused"),
        ("//169.254.169.254/latest/", "address-refused"),
        ("http://0x0a000001/", "address-refused"),
        ("file:///etc/passwd", "bad-address"),
        ("http://user:word@8.8.8.8/", "bad-address"),
        ("http://8.8.8.8:99999x/", "bad-address"),
    ],
)
def test_a_redirect_is_checked_like_any_address(to: str, code: str) -> None:
    async def act(there: Stage) -> None:
        found = await there.problem("/out")
        assert (found.code, found.permanent) == (code, True)

    on_stage(act, out=moved(to))


def test_credentials_stay_at_their_host() -> None:
    headers = {**BEARER, "Cookie": "a=b", "X-Api-Key": SECRET, "If-None-Match": '"tag"'}

    async def act(there: Stage) -> None:
        async with TinyServer() as other:
            other.pages["/"] = JSON_PAGE
            there.server.pages["/near"] = moved("/")
            there.server.pages["/far"] = moved(other.url + "/")
            await there.http.get(there.proxy.url + "/near", headers=headers)
            await there.http.get(there.proxy.url + "/far", headers=headers)
            near, far = there.server.heads[1], other.heads[0]
        assert near.count(SECRET.encode()) == 2 and b"a=b" in near
        assert SECRET.encode() not in far and b"a=b" not in far and b'"tag"' in far

    on_stage(act)


def test_what_is_posted_is_not_posted_elsewhere() -> None:
    async def act(there: Stage) -> None:
        for path in ("/307", "/303"):
            with pytest.raises(OutboundProblem) as caught:
                await there.http.post(there.proxy.url + path, form={"password": SECRET})
            assert caught.value.code == "redirected" and "127.0.0.1" in str(caught.value)
        assert len(there.server.heads) == 2

    on_stage(act, **{"307": moved("/", 307), "303": moved("/", 303)})


def test_what_is_posted_arrives() -> None:
    async def act(there: Stage) -> None:
        for body in ({"json": {"a": "ñ"}}, {"form": {"a": "b c"}}, {}):
            await there.http.post(there.proxy.url, **body)  # type: ignore[arg-type]
        json, form, empty = (head.split(b"\r\n\r\n") for head in there.server.heads)
        assert json[1] == b'{"a": "\\u00f1"}' and b"content-type: application/json" in json[0].lower()
        assert form[1] == b"a=b+c" and b"x-www-form-urlencoded" in form[0]
        assert empty[1] == b"" and b"content-length: 0" in empty[0].lower()

    on_stage(act)


def test_files_are_sent_as_they_are_and_other_verbs_too() -> None:
    async def act(there: Stage) -> None:
        kind = {"Content-Type": "image/png"}
        await there.http.post(there.proxy.url, content=b"\x89PNG", headers=kind)
        await there.http.post(there.proxy.url, method="DELETE")
        file, deleted = there.server.heads
        assert file.endswith(b"\r\n\r\n\x89PNG") and b"content-type: image/png" in file.lower()
        assert deleted.startswith(b"DELETE ")

    on_stage(act)


def test_parameters_join_those_of_the_address() -> None:
    async def act(there: Stage) -> None:
        await there.http.get(there.proxy.url + "/?a=1", params={"q": "café & té", "n": 2, "none": None})
        assert there.server.heads[0].startswith(b"GET /?a=1&q=caf%C3%A9+%26+t%C3%A9&n=2 HTTP/1.1")

    on_stage(act)


def test_nothing_changed() -> None:
    async def act(there: Stage) -> None:
        found = await there.http.get(there.proxy.url + "/same", headers={"If-None-Match": '"tag"'})
        assert (found.status, found.body, found.headers["etag"]) == (304, b"", '"tag"')

    on_stage(act, same=b'HTTP/1.1 304 Not Modified\r\nETag: "tag"\r\n\r\n')


def test_cookies_are_not_kept() -> None:
    async def act(there: Stage) -> None:
        await there.http.get(there.proxy.url + "/cookie")
        await there.http.get(there.proxy.url + "/cookie")
        assert b"cookie:" not in b"".join(there.server.heads).lower()

    on_stage(act, cookie=response(200, b"{}", {"Set-Cookie": "a=b"}))


def test_a_header_smuggles_nothing() -> None:
    async def act(there: Stage) -> None:
        found = await there.problem(headers={"Authorization": f"{SECRET}\r\nHost: elsewhere"})
        assert found.code == "bad-address" and SECRET not in str(found)
        assert there.server.heads == []

    on_stage(act)


def test_proxy_variables_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy", "ws_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")

    async def act(there: Stage) -> None:
        assert (await there.http.get(there.proxy.url)).status == 200
        async with socket_server(greet) as url, there.http.websocket(url) as messages:
            assert await anext(messages) == "hola"

    on_stage(act)


def test_a_host_gets_few_requests_at_a_time() -> None:
    now, most = 0, 0

    async def slow(link: Link) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.05)
        now -= 1
        await link.say(JSON_PAGE)

    async def act(there: Stage) -> None:
        url = there.server.url + "/slow"
        # The wait for one's turn is not counted: the deadline is shorter than the whole queue takes.
        found = await asyncio.gather(*(there.http.get(url, within_s=0.25) for _ in range(12)))
        assert len(found) == 12 and most == 2

    on_stage(act, slow=slow)


def test_a_request_that_is_given_up_leaves_its_place() -> None:
    async def act(there: Stage) -> None:
        there.proxy.rule(chaos.silence(), times=2)
        waiting = [asyncio.create_task(there.http.get(there.proxy.url)) for _ in range(2)]
        await asyncio.sleep(0.2)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert (await there.http.get(there.proxy.url)).status == 200

    on_stage(act)


def test_no_log_tells_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def act(there: Stage) -> None:
        await there.http.get(f"{there.proxy.url}/?token={SECRET}", headers=BEARER)
        await there.problem(f"/none?token={SECRET}", headers=BEARER)
        async with socket_server(greet) as url, there.http.websocket(url, headers=BEARER) as messages:
            await anext(messages)

    on_stage(act)
    assert SECRET not in caplog.text


# Server-sent events


def telling(*pieces: bytes | float, then: Callable[[Link], Awaitable[None]] | None = None) -> Any:
    """A page of events: pieces, and pauses in seconds between them."""

    async def page(link: Link) -> None:
        await link.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        for piece in pieces:
            if isinstance(piece, bytes):
                await link.say(piece)
            else:
                await asyncio.sleep(piece)
        if then is not None:
            await then(link)

    return page


async def heard(there: Stage, path: str, **more: Any) -> tuple[list[Event], str]:
    """The events that come, and the code of the problem that ends them ("": their end)."""
    found: list[Event] = []
    try:
        async with aclosing(there.http.events(there.server.url + path, **more)) as events:  # type: ignore[type-var]
            async for event in events:
                found.append(event)
    except OutboundProblem as problem:
        return found, problem.code
    return found, ""


def test_events_arrive_in_pieces() -> None:
    page = telling(
        b":thump\n\nevent: update\nda",
        b'ta: {"a"\ndata: 1}\nid: 7\n\n',
        "data: ñ\r\n\r\n: thump\n".encode(),
        b"\n",
    )

    async def act(there: Stage) -> None:
        expected = [Event("update", '{"a"\n1}', "7"), Event("message", "ñ", "7")]
        assert await heard(there, "/events") == (expected, "")
        assert b"Accept: text/event-stream" in there.server.heads[0]

    on_stage(act, events=page)


def test_heartbeats_are_no_silence_but_silence_is() -> None:
    async def act(there: Stage) -> None:
        assert await heard(there, "/alive", silence_s=0.4) == ([Event("message", "x")], "")
        assert await heard(there, "/dead", silence_s=0.3) == ([Event("message", "x")], "timeout")

    async def quiet(link: Link) -> None:
        await link.swallow()

    alive = telling(*[b":thump\n\n", 0.1] * 8, b"data: x\n\n")
    on_stage(act, alive=alive, dead=telling(b"data: x\n\n", then=quiet))


def test_streams_that_end_badly() -> None:
    async def endless(link: Link) -> None:
        while True:
            await link.say(b"x" * 100_000)

    async def broken(link: Link) -> None:
        await asyncio.sleep(0.05)
        link.reset()

    async def act(there: Stage) -> None:
        assert await heard(there, "/endless") == ([], "too-large")
        assert await heard(there, "/broken") == ([Event("message", "x")], "unreachable")
        assert await heard(there, "/") == ([], "wrong-content")
        assert await heard(there, "/none") == ([], "not-found")
        assert await heard(there, "/moved") == ([], "redirected")
        assert await heard(there, "/busy") == ([], "rate-limited")

    pages = {"endless": telling(b"data: ", then=endless), "broken": telling(b"data: x\n\n", then=broken)}
    on_stage(act, **pages, moved=moved("/events"), busy=response(429))


def test_a_stream_takes_no_place_from_requests() -> None:
    async def quiet(link: Link) -> None:
        await link.swallow()

    async def act(there: Stage) -> None:
        streams = [there.http.events(there.server.url + "/events") for _ in range(3)]
        for stream in streams:
            assert (await anext(stream)).data == "x"
        assert (await there.http.get(there.server.url)).status == 200
        for stream in streams:
            await stream.aclose()  # type: ignore[attr-defined]

    on_stage(act, events=telling(b"data: x\n\n", then=quiet))


# Websockets


@asynccontextmanager
async def socket_server(handler: Callable[[ServerConnection], Awaitable[None]]) -> AsyncIterator[str]:
    async with serve(handler, "127.0.0.1", 0, max_size=None) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/live?x=1"


async def greet(connection: ServerConnection) -> None:
    await connection.send("hola")
    await connection.send(b"\x00\x01")


async def received(
    messages: AbstractAsyncContextManager[AsyncIterator[str | bytes]],
) -> tuple[list[Any], str]:
    """The messages that come, and the code of the problem that ends them ("": their end)."""
    found: list[str | bytes] = []
    try:
        async with messages as coming:
            async for message in coming:
                found.append(message)
    except OutboundProblem as problem:
        return found, problem.code
    return found, ""


def with_sockets(
    handler: Callable[[ServerConnection], Awaitable[None]],
    act: Callable[[GuardedClient, str], Awaitable[None]],
) -> None:
    async def run() -> None:
        async with asyncio.timeout(30), socket_server(handler) as url, client() as http:
            await act(http, url)

    asyncio.run(run())


def test_messages_arrive_until_the_host_closes() -> None:
    asked = []

    async def handler(connection: ServerConnection) -> None:
        assert connection.request is not None
        asked.append((connection.request.path, connection.request.headers))
        await greet(connection)

    async def act(http: GuardedClient, url: str) -> None:
        assert await received(http.websocket(url, headers=BEARER)) == (["hola", b"\x00\x01"], "")
        path, headers = asked[0]
        assert path == "/live?x=1" and headers["Authorization"] == BEARER["Authorization"]
        assert headers["User-Agent"].startswith("Tertulia/")

    with_sockets(handler, act)


def test_a_message_that_is_too_large_ends_it() -> None:
    async def handler(connection: ServerConnection) -> None:
        await connection.send(bytes(6 << 20))
        await connection.wait_closed()

    async def act(http: GuardedClient, url: str) -> None:
        assert await received(http.websocket(url)) == ([], "too-large")

    with_sockets(handler, act)


def test_a_close_with_a_reason_tells_it() -> None:
    async def handler(connection: ServerConnection) -> None:
        await connection.close(4008, "FutureCursor")

    async def act(http: GuardedClient, url: str) -> None:
        with pytest.raises(OutboundProblem) as caught:
            async with http.websocket(url) as messages:
                await anext(messages)
        assert (caught.value.code, caught.value.body) == ("unreachable", "4008 FutureCursor")

    with_sockets(handler, act)


async def opens_and_falls_silent(link: Link) -> None:
    """Hands on the opening of a websocket, and nothing more."""
    theirs, ours = await asyncio.open_connection(*link.upstream)
    ours.write(link.head)
    await link.say(await theirs.readuntil(b"\r\n\r\n"))
    ours.close()
    await link.swallow()


def test_a_quiet_host_is_well_and_a_dead_one_is_not() -> None:
    async def handler(connection: ServerConnection) -> None:
        await asyncio.sleep(1.2)
        await connection.send("late")

    async def act(http: GuardedClient, url: str) -> None:
        assert await received(http.websocket(url, silence_s=0.6)) == (["late"], "")
        async with ChaosProxy("127.0.0.1", int(url.split(":")[2].split("/")[0])) as proxy:
            proxy.rule(opens_and_falls_silent)
            dead = proxy.url.replace("http", "ws")
            assert (await received(http.websocket(dead, silence_s=0.6)))[1] == "timeout"
            proxy.rule(chaos.reset())
            assert (await received(http.websocket(dead)))[1] in ("unreachable", "bad-answer")
            proxy.rule(chaos.garbage())
            assert (await received(http.websocket(dead)))[1] == "bad-answer"

    with_sockets(handler, act)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (response(401, b"who are you"), "unauthorized"),
        (response(429, b"", {"Retry-After": "60"}), "rate-limited"),
        (response(500), "server-error"),
        (moved("ws://10.0.0.1/"), "redirected"),
        (moved("ws://127.0.0.1:1/"), "redirected"),
        (response(200, b"{}"), "bad-answer"),
    ],
)
def test_a_websocket_that_does_not_open(page: bytes, code: str) -> None:
    async def act(there: Stage) -> None:
        url = there.server.url.replace("http", "ws") + "/live"
        assert await received(there.http.websocket(url)) == ([], code)

    on_stage(act, live=page)


@pytest.mark.enable_socket
def test_a_websocket_goes_only_where_requests_go() -> None:
    async def run() -> None:
        async with client("127.0.0.1:9") as http:
            for url, code in {
                "ws://127.0.0.1:8/": "address-refused",
                "wss://10.0.0.1/": "address-refused",
                "ws://[::ffff:127.0.0.1]/": "address-refused",
                "http://127.0.0.1:9/": "bad-address",
                "ws://user:word@127.0.0.1:9/": "bad-address",
                "ws://127.0.0.1:9/": "unreachable",
            }.items():
                assert await received(http.websocket(url)) == ([], code)

    asyncio.run(run())


# TLS


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for tls.example, signed by itself, with its key."""
    file = tmp_path / "tls.pem"
    subject = ["-subj", "/CN=tls.example", "-addext", "subjectAltName=DNS:tls.example"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*made, "-keyout", file, "-out", tmp_path / "cert.pem"], check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + (tmp_path / "cert.pem").read_bytes())
    return file


def over_tls(certificate: Path, url: str) -> tuple[Answer, list[str | None], bytes]:
    """What a server of TLS answers and saw: the names asked for, the head of the request."""
    names: list[str | None] = []
    heads: list[bytes] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda connection, name, _: names.append(name)  # type: ignore[func-returns-value]

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(JSON_PAGE)
        await writer.drain()
        writer.close()

    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async def run() -> Answer:
        async with await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context) as server:
            port = server.sockets[0].getsockname()[1]
            async with client("127.0.0.1", resolve=resolve) as http:
                return await http.get(url.format(port=port))

    return asyncio.run(run()), names, heads[0]


def test_the_name_stays_where_the_address_is_checked(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The socket goes to an address; the certificate, SNI and Host go by the name."""
    trusting = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(transport, "ssl_context", lambda: trusting)
    found, names, head = over_tls(certificate, "https://tls.example:{port}/")
    assert found.status == 200 and names == ["tls.example"] and b"Host: tls.example:" in head
    with pytest.raises(OutboundProblem) as caught:
        over_tls(certificate, "https://other.example:{port}/")
    assert caught.value.code == "unreachable" and "certificate" in str(caught.value)


def test_a_certificate_of_nobody_is_refused(certificate: Path) -> None:
    with pytest.raises(OutboundProblem) as caught:
        over_tls(certificate, "https://tls.example:{port}/")
    assert (caught.value.code, caught.value.permanent) == ("unreachable", False)


def test_nothing_else_in_the_house_reaches_outside() -> None:
    """Whoever imports a way out has a way round the guard."""
    ways = {
        "httpx2",
        "httpcore2",
        "websockets",
        "httpx",
        "requests",
        "aiohttp",
        "urllib3",
        "smtplib",
        "ftplib",
    }
    ways |= {
        "urllib.request",
        "http.client",
        "feedparser.http",
        "xmlrpc.client",
        "telnetlib",
        "poplib",
        "imaplib",
    }
    package = Path(tertulia.__file__).parent
    for file in package.rglob("*.py"):
        if package / "outbound" in file.parents or file.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for name in _imported(node):
                assert not any(name == way or name.startswith(way + ".") for way in ways), (file, name)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
    return []
