"""What comes in is told in order, once, to those who may look; streams end when they must."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import AsyncClient, Client

from tertulia.home import Home
from tertulia.listen.explorer.conftest import batch, post
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.live.events import events
from tertulia.listen.live.following import SHOWN, Following
from tertulia.listen.live.news import news
from tertulia.listen.live.streams import MOST, Streams
from tertulia.listen.monitors.models import Monitor
from tertulia.posts.api import store

NOW = datetime.now(UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def written(first: int, count: int, *monitors: int, **fields: Any) -> None:
    """Posts published this minute."""
    rows = [
        (post(number, NOW.isoformat()[:16], text=f"Feria número {number}") | fields, "positive", monitors)
        for number in range(first, first + count)
    ]
    store().write(batch(rows))


def selection(**more: Any) -> Selection:
    return Selection(zone="UTC", today=NOW.date(), period="all", **more)


def following(person: Any, *, counted: bool = False, session: str = "", **more: Any) -> Following:
    return Following(selection(**more), "en", person.pk, session, counted)


async def taken(stream: AsyncIterator[str], count: int) -> list[str]:
    """The next pieces of a stream, within a time that no test needs."""
    async with asyncio.timeout(20):
        return [await anext(stream) for _ in range(count)]


def data(piece: str) -> dict[str, Any]:
    return json.loads(next(line[6:] for line in piece.splitlines() if line.startswith("data: ")))


def id_of(piece: str) -> int:
    return int(next(line[4:] for line in piece.splitlines() if line.startswith("id: ")))


@pytest.fixture
def mine(home: Home, ana: Any) -> Any:
    Monitor.objects.create(pk=1, name="<b>La Fábrica</b>", query="feria", role="brand")
    return ana


def test_news_count_all_and_show_the_newest(mine: Any) -> None:
    written(0, SHOWN + 20, 1)
    found = news(selection(), store(), 10, SHOWN)
    assert (found.upto, found.count, len(found.posts)) == (SHOWN + 20, SHOWN + 10, SHOWN)
    assert [row["post"] for row in found.posts] == list(range(21, SHOWN + 21))
    assert found.posts[0]["monitors"] == [1]


def test_news_keep_to_the_selection(mine: Any) -> None:
    written(0, 2, 1)
    written(2, 3, network="bluesky")
    assert news(selection(networks=("bluesky",)), store(), 0, SHOWN).count == 3
    assert news(selection(monitors=(1,)), store(), 0, SHOWN).count == 2
    assert news(selection(words="numero -3"), store(), 0, SHOWN).count == 4


def test_a_post_that_comes_in_is_sent_with_its_reading_and_monitors(mine: Any) -> None:
    async def told() -> list[str]:
        stream = events(following(mine), None)
        first = await taken(stream, 1)
        await asyncio.to_thread(written, 0, 1, 1)
        return first + await taken(stream, 1)

    first, second = asyncio.run(told())
    assert first.startswith("retry: ") and id_of(first) == 0
    assert id_of(second) == 1 and data(second)["count"] == 1
    html = data(second)["html"]
    assert "Feria número 0" in html and "Positive" in html
    assert "&lt;b&gt;La Fábrica" in html and "<b>" not in html


def test_who_comes_back_gets_what_came_meanwhile_and_nothing_twice(mine: Any) -> None:
    written(0, 5)

    async def told(after: int) -> str:
        return (await taken(events(following(mine), after), 2))[1]

    piece = asyncio.run(told(3))
    assert (id_of(piece), data(piece)["count"]) == (5, 2)
    assert 'data-post="3"' not in data(piece)["html"] and 'data-post="4"' in data(piece)["html"]


def test_a_number_from_another_store_counts_as_the_newest(mine: Any) -> None:
    written(0, 2)

    async def told() -> list[str]:
        stream = events(following(mine, counted=True), 10_000)
        first = await taken(stream, 1)
        await asyncio.to_thread(written, 2, 1)
        return first + await taken(stream, 1)

    first, second = asyncio.run(told())
    assert id_of(first) == 2 and data(second) == {"count": 1}


def test_of_a_flood_the_newest_are_shown_and_all_are_counted(mine: Any) -> None:
    written(0, 400)

    async def told() -> str:
        return (await taken(events(following(mine), 0), 2))[1]

    piece = data(asyncio.run(told()))
    assert piece["count"] == 400 and piece["html"].count("data-post=") == SHOWN


def test_silence_has_a_beat_until_the_person_signs_out(mine: Any, client_of: Callable[[Any], Client]) -> None:
    client = client_of(mine)
    key = client.session.session_key

    async def told() -> list[str]:
        stream = events(following(mine, session=key), None, Streams(), beat_s=0.05)
        heard = await taken(stream, 3)
        await asyncio.to_thread(client.logout)
        async with asyncio.timeout(20):
            return heard + [piece async for piece in stream if ": beat" not in piece]

    heard = asyncio.run(told())
    assert len(heard) == 3 and heard[1].endswith(": beat\n\n")


def test_when_the_process_stops_every_stream_ends(mine: Any) -> None:
    async def told() -> list[str]:
        streams = Streams()
        stream = events(following(mine), None, streams)
        await taken(stream, 1)
        assert streams.open() == 1
        streams.end()
        async with asyncio.timeout(20):
            rest = [piece async for piece in stream]
        assert streams.open() == 0
        return rest

    assert asyncio.run(told()) == []


def test_who_leaves_gives_the_place_back(mine: Any) -> None:
    async def left() -> int:
        streams = Streams()
        stream = events(following(mine), None, streams)
        await taken(stream, 1)
        await stream.aclose()
        return streams.open()

    assert asyncio.run(left()) == 0


def test_a_person_has_a_few_streams_and_no_more(mine: Any, bruno: Any) -> None:
    async def asked() -> tuple[int, int]:
        client, other = AsyncClient(), AsyncClient()
        await client.aforce_login(mine)
        await other.aforce_login(bruno)
        opened = []
        for _ in range(MOST):
            answer = await client.get("/listen/live/events")
            stream = aiter(answer.streaming_content)
            await anext(stream)
            opened.append((answer, stream))
        refused = await client.get("/listen/live/events")
        allowed = await other.get("/listen/live/events?what=count")
        for _answer, stream in opened:
            await stream.aclose()
        return refused.status_code, allowed.status_code

    assert asyncio.run(asked()) == (429, 200)


def test_a_viewer_follows_too_and_sees_the_newest_at_first(mine: Any, vera: Any, client_of: Any) -> None:
    written(0, 60, 1)
    old = NOW - timedelta(days=900)
    store().write(batch([(post(99, old.isoformat()[:16], text="Vieja, recién llegada"), None, ())]))
    page = client_of(vera).get("/listen/live/").content.decode()
    assert page.index("Vieja, recién llegada") < page.index("Feria número 59")
    assert "Feria número 9<" not in page and 'data-after="61"' in page
    narrow = client_of(vera).get("/listen/live/?monitor=1&q=59").content.decode()
    assert "Feria número 59" in narrow and "Feria número 58" not in narrow


def test_an_empty_workspace_teaches(mine: Any, vera: Any, client_of: Any) -> None:
    assert "Find what is said of us" in client_of(mine).get("/listen/live/").content.decode()
    assert "A manager of the workspace" in client_of(vera).get("/listen/live/").content.decode()


def test_the_explorer_offers_new_posts_only_for_days_that_go_on(mine: Any, client_of: Any) -> None:
    written(0, 1)
    client = client_of(mine)
    assert 'id="live-bar"' in client.get("/listen/?period=7d").content.decode()
    assert 'id="live-bar"' not in client.get("/listen/?since=2020-01-01&until=2020-02-01").content.decode()
