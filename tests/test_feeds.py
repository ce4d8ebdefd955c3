"""Feeds against what is out there: all recordings, hostile documents, a server of our own."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tertulia.errors import Problem
from tertulia.networks.base import Access, Ask, Kind, Page, in_a_thread
from tertulia.networks.rss import NETWORK
from tertulia.networks.rss.document import Document
from tertulia.networks.rss.mapping import map_entry
from tertulia.networks.rss.parsing import parse
from tertulia.outbound.api import open_client
from tertulia.outbound.isolated import Isolated
from tertulia.posts.formats.records import posts_of
from tertulia.posts.formats.values import BadValue

FIXTURES = Path(__file__).parent.parent.parent / "shared" / "fixtures"
SEEN_AT = "2026-11-23T20:00:00+00:00"


def recordings() -> list[Path]:
    folders = [FIXTURES / "rss", FIXTURES / "wordpress"]
    found = sorted(path for folder in folders for path in folder.rglob("*.xml"))
    if not found:
        pytest.skip("the recordings of feeds are not here")
    return found


def outcome_of(path: Path) -> Iterator[str]:
    """What became of a document and of each of its entries."""
    try:
        document = parse(path.read_bytes(), "", f"https://recorded.example/{path.name}")
    except Problem as problem:
        yield problem.code
        return
    yield "read"
    for entry in document.entries:
        try:
            made = posts_of([map_entry({**entry, "seen_at": SEEN_AT})], [1])
            yield "mapped" if made.posts.num_rows else made.dead[0].code
        except BadValue as bad:
            yield bad.code


def test_every_recording_maps_or_is_counted_with_its_reason() -> None:
    found: dict[str, Counter[str]] = {}
    for path in recordings():
        group = path.relative_to(FIXTURES).parts[1]
        found.setdefault(group, Counter()).update(outcome_of(path))
    # feedparser's documents hold one element each: most entries have neither title nor text.
    assert found["feedparser-wellformed"] == {"read": 500, "mapped": 76, "missing_field": 217, "feed-dtd": 2}
    assert found["perceval"] == {"read": 1, "mapped": 30}
    assert found["recorded-wp6.1.9"] == {"read": 4, "mapped": 20}
    assert found["miniflux"] == {"read": 16, "mapped": 262, "missing_field": 1, "not-a-feed": 2}


def test_texts_of_recordings_in_all_encodings() -> None:
    titles = {
        path.name: entry["title"]
        for path in recordings()
        if "miniflux" in path.parts
        for entry in entries_of(path)[:1]
        if "title" in entry
    }
    assert titles["koi8r.xml"] == "Первая новость"
    assert titles["encoding_WINDOWS-1251.xml"] == "Цитата #17703"
    assert titles["utf8-incorrect-prolog.xml"] == "Café"
    assert titles["urdu_UTF8.xml"].startswith("امریکی")


def entries_of(path: Path) -> list[dict[str, object]]:
    try:
        return parse(path.read_bytes(), "", "https://recorded.example/").entries
    except Problem:
        return []


HOSTILE = {
    "billion laughs": b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><rss><channel><title>&j;</title></channel></rss>",
    "quadratic": b'<!DOCTYPE x [<!ENTITY a "'
    + b"a" * 50_000
    + b'">]><rss><channel><title>'
    + b"&a;" * 50_000,
    "external entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><title>&a;</title></channel></rss>',
    "external document type": b'<!DOCTYPE x SYSTEM "https://evil.example/x.dtd"><rss><channel/></rss>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_documents_that_bring_entities_are_refused(name: str) -> None:
    for body in (HOSTILE[name], HOSTILE[name].decode().encode("utf-16")):
        with pytest.raises(Problem) as caught:
            parse(body, "application/xml", "https://evil.example/")
        assert caught.value.code == "feed-dtd"


@pytest.mark.server
@pytest.mark.slow
def test_what_takes_too_long_is_killed_and_the_next_feed_is_read() -> None:
    endless = b"<rss><channel>" + b"<a>" * 1_600_000
    well = b'<rss version="2.0"><channel><item><title>Nova</title></item></channel></rss>'

    async def both() -> Document:
        with Isolated(within_s=2.0) as isolated:
            with pytest.raises(Problem) as caught:
                await isolated(parse, endless, "application/xml", "https://evil.example/")
            assert caught.value.code == "too-slow"
            document: Document = await isolated(parse, well, "application/xml", "https://taza.example/")
            return document

    assert asyncio.run(both()).entries[0]["title"] == "Nova"


class Site(ThreadingHTTPServer):
    """A site whose feed has a number of entries, answers 304, can move, and can go."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SiteHandler)
        self.entries, self.state = 3, "well"
        self.statuses: list[int] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def body(self) -> bytes:
        items = "".join(
            f"<item><guid>https://taza.example/?p={n}</guid><title>Entrada {n}</title>"
            f"<pubDate>Mon, 23 Nov 2026 {n % 24:02}:00:00 GMT</pubDate></item>"
            for n in range(self.entries)
        )
        return f'<rss version="2.0"><channel><title>Taza</title><ttl>20</ttl>{items}</channel></rss>'.encode()


class SiteHandler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        tag = f'"{self.server.entries}"'
        if self.server.state == "gone":
            self._answer(410)
        elif self.server.state == "moved" and self.path == "/feed":
            self._answer(301, location="/new-feed")
        elif self.path == "/":
            page = b'<html><link rel="alternate" type="application/rss+xml" href="/feed"></html>'
            self._answer(200, page, content_type="text/html")
        elif self.headers.get("If-None-Match") == tag:
            self._answer(304, etag=tag)
        else:
            self._answer(200, self.server.body(), etag=tag, content_type="application/rss+xml")

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.server.statuses.append(status)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with Site() as running:
        monkeypatch.setenv("TERTULIA_REACHABLE", f"127.0.0.1:{running.server_port}")
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def read(address: str, cursor: str | None = None) -> Page:
    async def only() -> Page:
        assert NETWORK.live
        async with open_client() as http:
            access = Access(http, isolated=in_a_thread)
            [page] = [page async for page in NETWORK.live.read(Ask(Kind.FEED, address), cursor, access)]
            return page

    return asyncio.run(only())


@pytest.mark.server
def test_a_feed_of_a_real_server(site: Site) -> None:
    first = read(site.address)
    assert [item["title"] for item in first.items] == ["Entrada 2", "Entrada 1", "Entrada 0"]
    assert first.every_s == 1200
    assert read(site.address, first.cursor).items == ()
    assert site.statuses == [200, 200, 304]  # the page, its feed, and the feed again
    site.entries, site.state = 4, "moved"
    second = read(site.address, first.cursor)
    assert [item["title"] for item in second.items] == ["Entrada 3"]
    third = read(site.address, second.cursor)
    assert (third.items, site.statuses[3:]) == ((), [301, 200, 304])
    site.state = "gone"
    with pytest.raises(Problem) as caught:
        read(site.address, second.cursor)
    assert (caught.value.code, caught.value.permanent) == ("feed-gone", True)


@pytest.mark.server
def test_a_feed_on_the_machine_itself_needs_leave(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERTULIA_REACHABLE")
    with pytest.raises(Problem) as caught:
        read(site.address)
    assert caught.value.code == "address-refused"
    assert site.statuses == []
