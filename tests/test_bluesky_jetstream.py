"""Bluesky's Jetstream through real websockets: replay, live, breaks, old cursors, both forms of messages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.servers.bluesky import jetstream as server
from tests.servers.bluesky.jetstream import Jetstream

from tertulia.errors import Problem
from tertulia.networks.base import Access, Ask, Kind, Page
from tertulia.networks.bluesky import NETWORK, filling, jetstream, streaming
from tertulia.outbound.api import open_client
from tertulia.posts.api import Gap, Gone

pytestmark = pytest.mark.server
LIVE = NETWORK.live
assert LIVE is not None
ANA, BRUNO = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"
NOW = int(datetime.now(UTC).timestamp() * 1e6)
SECOND_US = 1_000_000


@pytest.fixture(autouse=True)
def _reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_REACHABLE", "127.0.0.1")
    monkeypatch.setenv("TERTULIA_BLUESKY_SERVER", "http://127.0.0.1:9")  # nobody answers there
    monkeypatch.setattr(streaming, "_GONE_WAITS_S", 0.0)
    monkeypatch.setattr(streaming, "_QUIET_S", 0.5)


def post(
    text: str, at_us: int = NOW, did: str = ANA, operation: str = "create", key: str = ""
) -> dict[str, Any]:
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-01T10:00:00Z"}
    commit = {"operation": operation, "collection": "app.bsky.feed.post", "rkey": key or f"3k{at_us}"}
    return _event("commit", at_us, did, commit if operation == "delete" else commit | {"record": record})


def account(did: str, at_us: int = NOW, **told: Any) -> dict[str, Any]:
    return _event("account", at_us, did, {"did": did, "seq": 1, "time": "2026-11-01T10:00:00Z", **told})


def _event(kind: str, at_us: int, did: str, told: dict[str, Any]) -> dict[str, Any]:
    return {"did": did, "time_us": at_us, "kind": kind, kind: told}


def uri(at_us: int, did: str = ANA) -> str:
    return f"at://{did}/app.bsky.feed.post/3k{at_us}"


def with_jetstream(play: Callable[[Jetstream, Access], Awaitable[None]], **given: Any) -> None:
    async def run() -> None:
        async with server.jetstream(**given) as running, open_client() as http, asyncio.timeout(40):
            await play(running, Access(http))

    asyncio.run(run())


def asking(address: str, *words: str) -> Ask:
    return Ask(Kind.STREAM, options={"stream": address}, words=words)


async def pages_until(
    ask: Ask, cursor: str | None, access: Access, enough: Callable[[list[Page]], bool]
) -> list[Page]:
    came: list[Page] = []
    async with aclosing(LIVE.read(ask, cursor, access)) as pages:  # type: ignore[type-var]
        async for page in pages:
            came.append(page)
            if enough(came):
                break
    return came


def texts(pages: list[Page]) -> list[str]:
    return [LIVE.map_item(item)["text"] for page in pages for item in page.items]


def gone(pages: list[Page]) -> list[Gone]:
    return [one for page in pages for one in page.gone]


def cursor_at(at_us: int) -> str:
    return json.dumps({"at_us": at_us})


@pytest.mark.parametrize("form", ["first", "second"])
def test_events_are_replayed_and_then_come_live(form: str) -> None:
    async def play(running: Jetstream, access: Access) -> None:
        ask = asking(getattr(running, form))
        reading = asyncio.create_task(
            pages_until(ask, cursor_at(NOW), access, lambda pages: "fin" in texts(pages))
        )
        await server.settled(lambda: running._open)
        await running.publish(post("en directo", NOW + 4 * SECOND_US))
        await running.publish(post("", NOW + 5 * SECOND_US, operation="delete"))
        await running.publish(account(BRUNO, NOW + 6 * SECOND_US, active=False, status="takendown"))
        await running.publish(account(ANA, NOW + 6 * SECOND_US, active=False, status="throttled"))
        await running.publish(post("fin", NOW + 7 * SECOND_US))
        pages = await reading
        assert texts(pages) == ["uno", "dos", "en directo", "fin"]
        assert gone(pages) == [
            Gone("bluesky", id=uri(NOW + 5 * SECOND_US)),
            Gone("bluesky", prefix=f"at://{BRUNO}/"),
        ]
        assert not [page.missed for page in pages if page.missed]
        assert json.loads(pages[-1].cursor or "")["at_us"] == NOW + 7 * SECOND_US
        [item] = [LIVE.map_item(item) for item in pages[-1].items][-1:]
        assert item["author"] == ANA  # nobody could be asked for the handle, and the stream went on
        asked = running.asked[0]
        assert asked["cursor"] == [str(NOW - 5 * SECOND_US)]
        assert asked["wantedCollections" if form == "first" else "collections"] == ["app.bsky.feed.post"]

    old = post("demasiado vieja", NOW - 6 * SECOND_US)
    with_jetstream(play, events=[old, post("uno", NOW - SECOND_US), post("dos", NOW + SECOND_US)])


def test_after_a_break_nothing_is_lost() -> None:
    async def play(running: Jetstream, access: Access) -> None:
        ask = asking(running.first)
        came: list[Page] = []

        async def read() -> None:
            async for page in LIVE.read(ask, came[-1].cursor if came else None, access):
                came.append(page)

        reading = asyncio.create_task(read())
        await server.settled(lambda: running._open)
        await running.publish(post("antes", NOW))
        await server.settled(lambda: "antes" in texts(came))
        await running.publish(post("justo antes", NOW + 1))
        await running.break_off()
        with pytest.raises(Problem) as broken:
            await reading
        assert not broken.value.permanent
        await running.publish(post("durante", NOW + 2))
        again = asyncio.create_task(read())
        await server.settled(lambda: "durante" in texts(came))
        again.cancel()
        assert set(texts(came)) == {"antes", "justo antes", "durante"}
        assert not [page.missed for page in came if page.missed]

    with_jetstream(play)


@pytest.mark.parametrize("form", ["first", "second"])
def test_a_cursor_that_is_too_old_is_a_gap(form: str) -> None:
    left, floor = NOW - 60 * 3600 * SECOND_US, NOW - 36 * 3600 * SECOND_US

    async def play(running: Jetstream, access: Access) -> None:
        pages = await pages_until(
            asking(getattr(running, form)), cursor_at(left), access, lambda pages: bool(texts(pages))
        )
        since = datetime.fromtimestamp(left / 1e6, UTC)
        until = datetime.fromtimestamp(floor / 1e6, UTC)
        assert [page.missed for page in pages if page.missed] == [Gap(since, until, "too-old", "bluesky")]
        assert texts(pages) == ["la más vieja"]

    with_jetstream(play, events=[post("perdida", left + 1), post("la más vieja", floor)], floor_us=floor)


def test_a_cursor_that_is_refused_is_a_gap_up_to_the_present() -> None:
    async def play(running: Jetstream, access: Access) -> None:
        left = NOW - 3600 * SECOND_US
        reading = asyncio.create_task(
            pages_until(asking(running.second), cursor_at(left), access, lambda pages: bool(texts(pages)))
        )
        await server.settled(lambda: running._open)
        await running.publish(post("ahora", NOW))
        [gap] = [page.missed for page in await reading if page.missed]
        assert gap.until == datetime.fromtimestamp(NOW / 1e6, UTC)
        assert [asked.get("cursor") for asked in running.asked] == [[str(left - 5 * SECOND_US)], None]

    with_jetstream(play, takes_no_cursor=True)


def test_a_quiet_network_is_no_gap() -> None:
    async def play(running: Jetstream, access: Access) -> None:
        pages = await pages_until(
            asking(running.first), cursor_at(NOW - 3600 * SECOND_US), access, lambda pages: bool(texts(pages))
        )
        assert not [page.missed for page in pages if page.missed]

    with_jetstream(play, events=[post("tras una hora de silencio", NOW)])


def test_the_servers_own_end_can_be_tried_again() -> None:
    async def play(running: Jetstream, access: Access) -> None:
        with pytest.raises(Problem) as ended:
            await pages_until(asking(running.second), cursor_at(NOW), access, lambda pages: False)
        assert (ended.value.code, ended.value.permanent) == ("stream-ended", False)

    with_jetstream(play, ends_with="ConsumerTooSlow")


def test_only_posts_with_one_of_the_words_come_but_the_cursor_goes_on() -> None:
    async def play(running: Jetstream, access: Access) -> None:
        ask = asking(running.first, '"café de especialidad"', "#feria", "reclam*")
        pages = await pages_until(ask, cursor_at(NOW), access, lambda pages: len(texts(pages)) == 3)
        assert texts(pages) == ["Un CAFE de especialidad", "en la #Feria", "¡reclamación!"]
        assert json.loads(pages[-1].cursor or "")["at_us"] == NOW + 5

    said = ["café solo", "Un CAFE de especialidad", "en la #Feria", "¡reclamación!", "otra cosa"]
    with_jetstream(play, events=[post(text, NOW + 1 + n) for n, text in enumerate(said)])


def test_what_comes_back_after_it_was_taken_away_stays() -> None:
    async def play(running: Jetstream, access: Access) -> None:
        pages = await pages_until(
            asking(running.first), cursor_at(NOW), access, lambda pages: "de vuelta" in texts(pages)
        )
        [back] = [page for page in pages if "de vuelta" in texts([page])]
        assert not back.gone and gone(pages) == [Gone("bluesky", prefix=f"at://{ANA}/")]

    away = account(ANA, NOW + 1, active=False, status="deactivated")
    with_jetstream(
        play, events=[post("antes"), away, account(ANA, NOW + 2, active=True), post("de vuelta", NOW + 3)]
    )


def test_garbage_in_the_stream_is_set_aside_and_stops_nothing() -> None:
    async def play(running: Jetstream, access: Access) -> None:
        reading = asyncio.create_task(
            pages_until(asking(running.first), None, access, lambda pages: len(_items(pages)) == 3)
        )
        await server.settled(lambda: running._open)
        for message in ("{no es JSON", "[1, 2]"):
            for connection in list(running._open):
                await connection.send(message)
        await running.publish(post("buena"))
        items = _items(await reading)
        assert [item.get("unreadable") for item in items] == ["{no es JSON", "[1, 2]", None]

    with_jetstream(play)


def _items(pages: list[Page]) -> list[dict[str, Any]]:
    return [dict(item) for page in pages for item in page.items]


def test_a_gap_is_replayed_while_the_server_still_has_it() -> None:
    async def play(running: Jetstream, access: Access) -> None:
        since = datetime.fromtimestamp(NOW / 1e6, UTC)
        for until in (since + timedelta(seconds=2), None):
            gap = Gap(since, until, "stopped", "bluesky")
            pages = [page async for page in LIVE.fill(asking(running.first), gap, access)]
            assert texts(pages)[:2] == ["uno", "dos"] and {page.cursor for page in pages} == {None}
            assert Gone("bluesky", id=uri(NOW + 1)) in gone(pages)

    deleted = post("", NOW + 1, operation="delete")
    with_jetstream(
        play, events=[post("uno", NOW), deleted, post("dos", NOW + SECOND_US), post("3", NOW + 3 * SECOND_US)]
    )


def test_a_gap_that_is_only_partly_there_is_not_filled() -> None:
    async def play(running: Jetstream, access: Access) -> None:
        since = datetime.fromtimestamp(NOW / 1e6 - 20 * 3600, UTC)
        came: list[Page] = []
        with pytest.raises(Problem) as told:
            async for page in LIVE.fill(
                asking(running.second), Gap(since, since + timedelta(hours=18), "stopped"), access
            ):
                came.append(page)
        assert told.value.code == "cannot-fill" and texts(came) == ["lo que queda"]

    kept = NOW - 10 * 3600 * SECOND_US
    with_jetstream(play, events=[post("lo que queda", kept)], floor_us=kept)


def test_a_first_reading_may_begin_in_the_past() -> None:
    async def play(running: Jetstream, access: Access) -> None:
        since = datetime.fromtimestamp(NOW / 1e6 - 3600, UTC)
        ask = Ask(Kind.STREAM, options={"stream": running.first}, since=since)
        assert texts(await pages_until(ask, None, access, lambda pages: bool(texts(pages)))) == [
            "hace un rato"
        ]

    with_jetstream(play, events=[post("hace un rato", NOW - 1800 * SECOND_US)])


def test_addresses() -> None:
    assert streaming.wire_of(Ask(Kind.STREAM)) == jetstream.Jetstream()
    assert streaming.wire_of(Ask(Kind.STREAM, options={"stream": "firehose"})).host == "bsky.network"
    bare = streaming.wire_of(asking("wss://jetstream.example"))
    assert bare.address(streaming.Position()).startswith(
        "wss://jetstream.example/subscribe?wantedCollections="
    )
    assert timedelta(hours=36) == filling.LOOK_BACK
