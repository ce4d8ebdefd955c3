from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tertulia.errors import Problem
from tertulia.networks.base import Access, Ask, Kind, Page
from tertulia.networks.rss import NETWORK
from tertulia.networks.rss.cursor import opened
from tertulia.networks.rss.fetching import pause
from tertulia.posts.api import Gap

URL = "https://taza.example/feed"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
DAY = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def feed(*numbers: int, more: str = "", dated: bool = True) -> str:
    """A feed of entries, newest first, the n-th published n hours after the 20th."""
    items = "".join(
        f"<item><guid>https://taza.example/?p={n}</guid><title>Entrada {n}{more}</title>"
        + (f"<pubDate>{DAY + timedelta(hours=n):%d %b %Y %H:%M:%S} GMT</pubDate>" if dated else "")
        + "</item>"
        for n in sorted(numbers, reverse=True)
    )
    return f'<rss version="2.0"><channel><title>La Taza</title>{items}</channel></rss>'


def read(access: Access, cursor: str | None = None, target: str = URL, **more: Any) -> Page:
    async def only() -> Page:
        assert NETWORK.live
        [page] = [page async for page in NETWORK.live.read(Ask(Kind.FEED, target, **more), cursor, access)]
        return page

    return asyncio.run(only())


def titles(page: Page) -> list[str]:
    return [item["title"] for item in page.items]


def test_only_what_is_new_or_changed_comes_oldest_first(web: Any, access: Access) -> None:
    web.put(URL, feed(1, 2, 3))
    first = read(access)
    assert titles(first) == ["Entrada 1", "Entrada 2", "Entrada 3"]
    web.put(URL, feed(2, 3, 4, 5))
    second = read(access, first.cursor)
    assert (titles(second), second.missed) == (["Entrada 4", "Entrada 5"], None)
    web.put(URL, feed(2, 3, 4, 5).replace("Entrada 3", "Entrada tres"))
    assert titles(read(access, second.cursor)) == ["Entrada tres"]


def test_reading_a_page_again_gives_the_same(web: Any, access: Access) -> None:
    web.put(URL, feed(1, 2))
    assert read(access) == read(access)


def test_an_unchanged_feed_is_not_asked_for_twice(web: Any, access: Access) -> None:
    web.put(URL, feed(1), etag='"a"', last_modified="Mon, 23 Nov 2026 19:36:58 GMT")
    first = read(access)
    web.put(URL, status=304, cache_control="max-age=7200")
    page = read(access, first.cursor)
    assert web.asked[-1][1] == {"If-None-Match": '"a"', "If-Modified-Since": "Mon, 23 Nov 2026 19:36:58 GMT"}
    assert (page.items, page.cursor, page.every_s) == ((), None, 7200.0)


def test_an_unchanged_body_is_not_parsed(web: Any, access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    web.put(URL, feed(1), etag='"a"')
    first = read(access)

    def parse(*given: object) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr("tertulia.networks.rss.reading.parse", parse)
    web.put(URL, feed(1), etag='"b"')
    page = read(access, first.cursor)
    assert page.items == ()
    assert page.cursor
    assert '"b\\"' in page.cursor


def test_a_permanent_move_is_remembered_and_another_is_not(web: Any, access: Access) -> None:
    web.put(URL, feed(1), at="https://new.example/feed", moved=True)
    web.put("https://new.example/feed", feed(1, 2), at="https://elsewhere.example/", moved=False)
    moved = read(access, read(access).cursor)
    read(access, moved.cursor)
    assert [url for url, _ in web.asked] == [URL, "https://new.example/feed", "https://new.example/feed"]


def test_the_cursor_holds_the_hub(web: Any, access: Access) -> None:
    web.put(URL, feed(1), link="<https://hub.example/>; rel=hub, <https://taza.example/own>; rel=self")
    at = opened(read(access).cursor, URL)
    assert (at.hub, at.topic) == ("https://hub.example/", "https://taza.example/own")


def test_gone_for_good_is_told_for_good(web: Any, access: Access) -> None:
    web.fail(URL, "gone", 410)
    with pytest.raises(Problem) as caught:
        read(access)
    assert (caught.value.code, caught.value.permanent) == ("feed-gone", True)


def test_entries_that_fell_out_between_are_a_gap(web: Any, access: Access) -> None:
    web.put(URL, feed(1, 2, 3))
    first = read(access)
    web.put(URL, feed(30, 31))
    page = read(access, first.cursor)
    assert page.missed == Gap(DAY + timedelta(hours=3), DAY + timedelta(hours=30), "overflow", "rss")
    assert titles(page) == ["Entrada 30", "Entrada 31"]


def test_a_feed_that_only_changed_its_ids_missed_nothing(web: Any, access: Access) -> None:
    web.put(URL, feed(1, 2, 3))
    first = read(access)
    web.put(URL, feed(1, 2, 3).replace("?p=", "?post="))
    assert read(access, first.cursor).missed is None


def test_without_a_date_the_first_sight_stays(web: Any, access: Access) -> None:
    web.put(URL, feed(1, dated=False))
    first = read(access)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        web.put(URL, feed(1, 2, dated=False, more=", corregida"))
        second = read(access, first.cursor)
    assert [item["seen_at"][:10] for item in second.items] == ["2026-11-24", "2026-11-25"]


def test_a_date_to_come_hides_no_gap(web: Any, access: Access) -> None:
    web.put(URL, feed(1, 900))
    first = read(access)
    web.put(URL, feed(30))
    assert read(access, first.cursor).missed


def test_how_far_back_a_first_reading_goes(web: Any, access: Access) -> None:
    web.put(URL, feed(1, 2, 3))
    page = read(access, since=datetime(2026, 11, 20, 2, 30, tzinfo=UTC))
    assert titles(page) == ["Entrada 3"]
    assert titles(read(access, page.cursor)) == []


def test_a_page_that_names_its_feed_will_do(web: Any, access: Access) -> None:
    web.put(
        "https://taza.example",
        "<!DOCTYPE html><html>"
        '<link rel="alternate" type="application/rss+xml" title="Comentarios" href="/comments/feed">'
        '<link rel="alternate" type="application/rss+xml" href="/feed"></html>',
        content_type="text/html",
    )
    web.put(URL, feed(1))
    page = read(access, target="taza.example")
    assert titles(page) == ["Entrada 1"]
    read(access, page.cursor, target="taza.example")
    assert [url for url, _ in web.asked] == ["https://taza.example", URL, URL]


def test_what_is_no_feed_is_told(web: Any, access: Access) -> None:
    web.put(URL, "<!DOCTYPE html><html>En obras</html>")
    with pytest.raises(Problem) as caught:
        read(access)
    assert (caught.value.code, caught.value.permanent) == ("not-a-feed", False)


def test_a_cursor_of_another_version_begins_anew(web: Any, access: Access) -> None:
    web.put(URL, feed(1))
    for cursor in ("{}", "[]", "x", '{"a":1}'):
        assert titles(read(access, cursor)) == ["Entrada 1"]


@pytest.mark.parametrize(
    ("headers", "asked_s", "seconds"),
    [
        ({}, None, None),
        ({"cache-control": "max-age=0"}, None, None),
        ({"cache-control": "public, max-age=60"}, None, 300),
        ({"cache-control": "max-age=900"}, 3600.0, 3600),
        ({"cache-control": "max-age=9999999"}, None, 86_400),
        ({"cache-control": "no-cache, max-age=900"}, None, None),
        ({"retry-after": "1200"}, None, 1200),
        ({"retry-after": "Tue, 24 Nov 2026 01:00:00 GMT"}, None, 3600),
        ({"expires": "Tue, 24 Nov 2026 02:00:00 GMT"}, None, 7200),
        ({"expires": "0"}, None, None),
        ({"expires": "Mon, 23 Nov 2026 02:00:00 GMT"}, None, None),
    ],
)
def test_how_long_a_feed_asks_to_be_left_alone(
    headers: dict[str, str], asked_s: float | None, seconds: float | None
) -> None:
    assert pause(headers, asked_s, NOW) == seconds


def test_what_feeds_cannot_do_is_said(access: Access) -> None:
    live = NETWORK.live
    assert live
    with pytest.raises(Problem, match="cannot be fetched"):
        live.fill(Ask(Kind.FEED, URL), Gap(NOW, NOW, "stopped"), access)
    with pytest.raises(Problem, match="no accounts"):
        asyncio.run(live.identify(access))
    assert asyncio.run(live.observe(["x"], access)) == []
