from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tertulia.errors import Problem
from tertulia.networks.base import Access, Ask, Kind, Page
from tertulia.networks.wordpress import NETWORK
from tertulia.networks.wordpress.cursor import WINDOW, Cursor, Known, Seen, opened
from tertulia.networks.wordpress.locating import Place, locate
from tertulia.networks.wordpress.rest import address_of
from tertulia.outbound.api import Answer, OutboundProblem
from tertulia.posts.api import Gap, Gone

HOME = "https://ruta.example"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def at(minutes: float) -> str:
    return (NOON + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S")


class Blog:
    """A site's interface: lists as WordPress answers them, at most what is asked for at once."""

    def __init__(self) -> None:
        self.posts: dict[int, dict[str, Any]] = {}
        self.comments: dict[int, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.headers: list[Any] = []
        self.knows_modified_after = True
        self.shuffle = Random(7)

    def post(self, number: int, minutes: float, changed: float | None = None, title: str = "") -> None:
        self.posts[number] = {
            "id": number,
            "date_gmt": at(minutes),
            "modified_gmt": at(minutes if changed is None else changed),
            "title": {"rendered": title or f"Ruta {number}"},
            "content": {"rendered": "<p>x</p>"},
            "_links": {"self": []},
        }

    def comment(self, number: int, minutes: float, post: int = 1, text: str = "hola") -> None:
        self.comments[number] = {
            "id": number, "post": post, "parent": 0, "date_gmt": at(minutes), "author_name": "Jordi",
            "content": {"rendered": f"<p>{text}</p>"}, "type": "comment",
        }  # fmt: skip

    async def get(self, url: str, **given: Any) -> Answer:
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append(url)
        self.headers.append(given.get("headers") or {})
        if parts.path in ("", "/"):
            return Answer(
                200, {"link": f'<{HOME}/wp-json/>; rel="https://api.w.org/"'}, b"<html lang=ca>", f"{HOME}/"
            )
        if parts.path == "/wp-json/":
            return self._json(url, {"namespaces": ["wp/v2"], "home": HOME, "name": "Rutes"})
        name, _, number = parts.path.removeprefix("/wp-json/wp/v2/").partition("/")
        held = {"posts": self.posts, "comments": self.comments}.get(name)
        if held is None:
            raise OutboundProblem("not-found", NETWORK.manifest.title, status=404)
        if number:
            return self._one(url, held, int(number))
        return self._list(url, list(held.values()), query)

    def _one(self, url: str, held: dict[int, dict[str, Any]], number: int) -> Answer:
        if number not in held:
            raise OutboundProblem("not-found", NETWORK.manifest.title, status=404)
        return self._json(url, {"id": number, "status": "publish"})

    def _list(self, url: str, items: list[dict[str, Any]], query: dict[str, str]) -> Answer:
        changed = query.get("orderby") == "modified" or "modified_after" in query
        field = "modified_gmt" if changed else "date_gmt"
        start = query.get("modified_after" if self.knows_modified_after else "", "") or query.get("after", "")
        kept = [item for item in items if item[field] > start.removesuffix("Z")]
        end = query.get("before") or query.get("modified_before") or "9"
        kept = [item for item in kept if item[field] < end.removesuffix("Z")]
        if wanted := query.get("include"):
            kept = [item for item in kept if str(item["id"]) in wanted.split(",")]
        by_number = query.get("orderby") == "id"
        self.shuffle.shuffle(kept)  # items of the same second come in any order, another at each time
        kept.sort(key=lambda item: item["id" if by_number else field], reverse=query.get("order") != "asc")
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        pages = -(-len(kept) // size)
        if page > max(pages, 1):
            raise OutboundProblem("bad-request", NETWORK.manifest.title, status=400)
        return self._json(url, kept[(page - 1) * size : page * size], len(kept), pages)

    def _json(self, url: str, body: Any, total: int = 0, pages: int = 0) -> Answer:
        headers = {"x-wp-total": str(total), "x-wp-totalpages": str(pages)}
        return Answer(200, headers, json.dumps(body).encode(), url)


@pytest.fixture
def blog() -> Blog:
    return Blog()


class Reading:
    """Reads a blog again and again, as the collector does, and gathers what comes."""

    def __init__(self, blog: Blog) -> None:
        self.access = Access(blog)  # type: ignore[arg-type]
        self.cursor: str | None = None

    def pages(self, stop_after: int | None = None, **more: Any) -> list[Page]:
        async def all_of_it() -> list[Page]:
            assert NETWORK.live
            found: list[Page] = []
            async for page in NETWORK.live.read(Ask(Kind.SITE, HOME, **more), self.cursor, self.access):
                found.append(page)
                self.cursor = page.cursor or self.cursor
                if stop_after == len(found):
                    break
            return found

        return asyncio.run(all_of_it())

    def ids(self, **more: Any) -> list[str]:
        return [f"{item['what'][0]}{item['id']}" for page in self.pages(**more) for item in page.items]


def test_the_newest_then_only_what_is_new_or_changed(blog: Blog) -> None:
    reading = Reading(blog)
    for number in range(1, 4):
        blog.post(number, number)
        blog.comment(number, number)
    assert reading.ids() == ["p1", "p2", "p3", "c1", "c2", "c3"]
    assert reading.ids() == []
    blog.post(4, 60)
    blog.post(2, 2, changed=61, title="Corregida")
    blog.comment(4, 62)
    blog.comment(1, 1, text="corregit")
    assert reading.ids() == ["p4", "p2", "c1", "c4"]
    assert reading.ids() == []


def test_what_was_scheduled_or_approved_late_is_found(blog: Blog) -> None:
    reading = Reading(blog)
    blog.post(1, 0)
    blog.post(2, 50)
    blog.comment(2, 50)
    reading.ids()
    blog.post(3, 49, changed=-600)
    blog.comment(1, 10)
    assert reading.ids() == ["p3", "c1"]


def test_what_is_taken_back_is_gone_with_its_comments(blog: Blog) -> None:
    reading = Reading(blog)
    for number in range(1, 4):
        blog.post(number, number)
        blog.comment(number, number, post=3)
    reading.ids()
    del blog.posts[2], blog.comments[1]
    gone = [one for page in reading.pages() for one in page.gone]
    assert gone == [
        Gone("wordpress", id=f"{HOME}/?p=2"),
        Gone("wordpress", prefix=f"{HOME}/?p=2#"),
        Gone("wordpress", id=f"{HOME}/?p=3#comment-1"),
    ]
    assert [page.gone for page in reading.pages() if page.gone] == []


def test_a_list_that_comes_short_takes_nothing_back(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading(blog)
    blog.post(1, 0)
    blog.comment(1, 0)
    reading.ids()
    monkeypatch.setattr(blog, "_list", lambda url, items, query: blog._json(url, []))
    assert [page.gone for page in reading.pages() if page.gone] == []


def test_many_that_vanish_are_asked_for_over_several_readings(blog: Blog) -> None:
    reading = Reading(blog)
    for number in range(1, 51):
        blog.comment(number, number)
    reading.ids()
    for number in range(1, 46):
        del blog.comments[number]
    counts = [sum(len(page.gone) for page in reading.pages()) for _ in range(4)]
    assert counts == [20, 20, 5, 0]


def test_after_an_outage_nothing_is_lost_or_doubled(blog: Blog) -> None:
    reading = Reading(blog)
    blog.post(1, 0)
    blog.comment(1, 0)
    reading.ids()
    for number in range(2, 352):
        blog.post(number, 1 + number // 90)  # many of the same second
        blog.comment(number, 1 + number // 70)
    found = reading.ids()
    assert sorted(found) == sorted([f"{what}{number}" for what in "pc" for number in range(2, 352)])
    assert reading.ids() == []


def test_a_site_that_was_empty_loses_nothing_of_a_busy_beginning(blog: Blog) -> None:
    reading = Reading(blog)
    reading.ids()
    for number in range(1, WINDOW * 2):
        blog.post(number, number)
        blog.comment(number, number, post=number)
    found = reading.ids()
    assert len(found) == len(set(found)) == 2 * (WINDOW * 2 - 1)


def test_a_reading_that_was_cut_off_goes_on(blog: Blog) -> None:
    reading = Reading(blog)
    blog.post(1, 0)
    blog.comment(1, 0)
    reading.ids()
    for number in range(2, 252):
        blog.post(number, number / 3)
        blog.comment(number, number / 3)
    found: list[str] = []
    for _ in range(60):
        found += reading.ids(stop_after=1)
    assert set(found) == {f"{what}{number}" for what in "pc" for number in range(2, 252)}
    assert len(found) <= 520  # the overlap's may come twice; the store knows them


def test_an_older_wordpress_that_lists_all_for_what_changed(blog: Blog) -> None:
    blog.knows_modified_after = False
    reading = Reading(blog)
    for number in range(1, 40):
        blog.post(number, number * 100)
    assert len(reading.ids()) == 39
    blog.post(40, 4100)
    blog.post(3, 300, changed=4200)
    assert sorted(reading.ids()) == ["p3", "p40"]


def test_how_far_back_a_first_reading_goes(blog: Blog) -> None:
    reading = Reading(blog)
    for number in range(1, 6):
        blog.post(number, number)
        blog.comment(number, number)
    since = NOON + timedelta(minutes=4)
    assert reading.ids(since=since) == ["p4", "p5", "c4", "c5"]
    assert reading.ids(since=since + timedelta(hours=1)) == []
    assert [page.gone for page in reading.pages(since=since) if page.gone] == []


def test_a_gap_is_filled_from_the_interface(blog: Blog) -> None:
    for number in range(1, 60):
        blog.post(number, number)
        blog.comment(number, number)
    gap = Gap(NOON + timedelta(minutes=10), NOON + timedelta(minutes=50), "stopped")

    async def filled() -> list[Page]:
        assert NETWORK.live
        access = Access(blog)  # type: ignore[arg-type]
        return [page async for page in NETWORK.live.fill(Ask(Kind.SITE, HOME), gap, access)]

    pages = asyncio.run(filled())
    numbers = {(item["what"], item["id"]) for page in pages for item in page.items}
    assert {number for what, number in numbers if what == "post"} == set(range(10, 50))
    assert {number for what, number in numbers if what == "comment"} == set(range(10, 50))
    assert {page.cursor for page in pages} == {None}


def channel(blog: Blog, address: str) -> Access:
    return Access(blog, {"address": address, "username": "ines"}, {"application_password": "abcd efgh"})  # type: ignore[arg-type]


def test_the_password_goes_to_the_channels_own_site_alone(blog: Blog) -> None:
    for address, sent in ((HOME, True), ("https://evil.example", False)):
        blog.headers.clear()
        reading = Reading(blog)
        reading.access = channel(blog, address)
        reading.pages()
        assert any("Authorization" in headers for headers in blog.headers) is sent


def test_a_closed_interface_is_replaced_by_the_sites_feeds(web: Any, access: Access) -> None:
    page = (
        '<html><meta name="generator" content="WordPress 6.8">'
        '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        '<link rel="alternate" type="application/rss+xml" title="Comentarios" href="/comments/feed/">'
    )
    item = "<item><guid>{id}</guid><title>{id}</title><description>x</description></item>"
    feed = f"<rss version='2.0'><channel><title>R</title>{item}</channel></rss>"
    web.put(f"{HOME}/", page)
    web.put(f"{HOME}/feed/", feed.format(id=f"{HOME}/?p=8"))
    web.put(f"{HOME}/comments/feed/", feed.format(id=f"{HOME}/?p=8#comment-7"))
    web.fail(f"{HOME}/wp-json/", "unauthorized", 401)

    async def read(cursor: str | None) -> list[Page]:
        assert NETWORK.live
        return [found async for found in NETWORK.live.read(Ask(Kind.SITE, f"{HOME}/"), cursor, access)]

    first = asyncio.run(read(None))
    assert NETWORK.live
    ids = [NETWORK.live.map_item(item)["id"] for found in first for item in found.items]
    assert ids == [f"{HOME}/?p=8", f"{HOME}/?p=8#comment-7"]
    assert [found.items for found in asyncio.run(read(first[-1].cursor))] == [[], []]
    with pytest.raises(Problem) as caught:
        asyncio.run(anext(NETWORK.live.fill(Ask(Kind.SITE, f"{HOME}/"), Gap(NOON, NOON, "stopped"), access)))  # type: ignore[arg-type]
    assert caught.value.code == "cannot-fill"


def test_another_kind_of_site_is_told(web: Any, access: Access) -> None:
    web.put(f"{HOME}/", "<html><link rel='alternate' type='application/rss+xml' href='/feed'>")
    with pytest.raises(Problem) as caught:
        asyncio.run(locate(f"{HOME}/", access))
    assert caught.value.code == "not-wordpress"
    assert NETWORK.live
    assert asyncio.run(NETWORK.live.find(f"{HOME}/", access)) == []
    assert asyncio.run(NETWORK.live.find("café", access)) == []


def test_nobody_speaks_for_another_site(web: Any, access: Access) -> None:
    api = f"{HOME}/wp-json/"
    web.put(f"{HOME}/", f'<html><link rel="https://api.w.org/" href="{api}">')
    web.put(api, json.dumps({"namespaces": ["wp/v2"], "home": "https://victim.example", "name": "R"}))
    web.put(address_of(api, "posts", {"page": 1, "per_page": 1, "_fields": "id"}), "[]")
    assert asyncio.run(locate(f"{HOME}/", access)).home == HOME


def test_routes_without_pretty_addresses() -> None:
    assert address_of("https://r.example/?rest_route=/", "posts", {"page": 2}) == (
        "https://r.example/?rest_route=/wp/v2/posts&page=2"
    )


def test_a_cursor_is_read_as_it_was_written() -> None:
    known = Known().learned([Seen("1", "2026", "m")], "2026-11-23T12:00:00")
    cursor = Cursor(Place(HOME, f"{HOME}/wp-json/", feeds=("a", "b")), known, Known(), {"a": "x"})
    assert opened(cursor.written()) == cursor
    assert [opened(written) for written in (None, "", "{}", "[]", "x", '{"place":{}}')] == [None] * 6


def test_only_what_the_window_would_show_has_vanished() -> None:
    known = Known({str(n): [at(n), ""] for n in range(WINDOW + 10)})
    window = [Seen(str(n), at(n), "") for n in range(WINDOW + 9, 9, -1)]
    assert known.vanished(window) == []
    assert known.vanished([one for one in window if one.number != "50"] + [Seen("9", at(9), "")]) == ["50"]
    assert known.vanished(window[:5]) == [str(n) for n in range(WINDOW + 5)]
