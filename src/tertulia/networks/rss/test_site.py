from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tertulia.networks.base import Access
from tertulia.networks.rss import NETWORK
from tertulia.networks.rss.profiles import Profile, profile_at
from tertulia.networks.rss.site import Feed, as_address, look_at
from tertulia.outbound.api import OutboundProblem

HOME = "https://taza.example/"
PAGE = """<!DOCTYPE html><html lang="es-ES"><head><title>La Taza &amp; más | Inicio</title>
<meta property="og:site_name" content="La Taza"><meta name="generator" content="WordPress 6.8">
<meta name="fediverse:creator" content="@taza@tertulia.example">
<link rel="alternate" type="application/rss+xml" title="La Taza » Comentarios" href="/comments/feed/">
<link rel="alternate" type="application/rss+xml" title="La Taza » Feed" href="/feed/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
<link rel="https://api.w.org/" href="https://taza.example/wp-json/"></head>
<body><a href="https://bsky.app/profile/taza.example">B</a> <a rel="me" href="https://mastodon.example/@taza">M</a>
<a href="https://x.com/lataza">X</a> <a href="https://twitter.com/intent/tweet?u=1">share</a>
<a href="https://www.facebook.com/sharer/sharer.php?u=1">share</a> <a href="https://www.instagram.com/lataza/">I</a>
<a href="https://www.linkedin.com/company/la-taza/">L</a> <a href="https://www.youtube.com/@lataza">Y</a></body></html>"""


def test_what_a_site_says_of_itself(web: Any) -> None:
    web.put(HOME, PAGE, content_type="text/html; charset=utf-8")
    site = asyncio.run(look_at("taza.example/", web))
    assert (site.title, site.language, site.wordpress, site.api) == (
        "La Taza",
        "es-ES",
        True,
        "https://taza.example/wp-json/",
    )
    assert site.feeds == (
        Feed("https://taza.example/feed/", "La Taza » Feed"),
        Feed("https://taza.example/comments/feed/", "La Taza » Comentarios", comments=True),
    )
    assert [(one.network, one.handle, one.declared) for one in site.profiles] == [
        ("mastodon", "taza@tertulia.example", True),
        ("mastodon", "taza@mastodon.example", True),
        ("bluesky", "taza.example", False),
        ("x", "lataza", False),
        ("instagram", "lataza", False),
        ("linkedin", "la-taza", False),
        ("youtube", "lataza", False),
    ]


def test_the_usual_places_are_tried_where_a_page_names_no_feed(web: Any) -> None:
    web.put(HOME, "<title>T</title>", link='<https://taza.example/?rest_route=/>; rel="https://api.w.org/"')
    web.put("https://taza.example/atom.xml", "<feed xmlns='http://www.w3.org/2005/Atom'/>")
    web.put("https://taza.example/rss", "<html>no feed</html>")
    site = asyncio.run(look_at(HOME, web))
    assert site.feeds == (Feed("https://taza.example/atom.xml"),)
    assert (site.title, site.api) == ("T", "https://taza.example/?rest_route=/")


def test_a_feeds_own_address_names_itself(web: Any) -> None:
    web.put("https://taza.example/feed", "<rss><channel/></rss>")
    assert asyncio.run(look_at("feed://taza.example/feed", web)).feeds == (Feed("https://taza.example/feed"),)


def test_a_page_that_cannot_be_reached_is_told(web: Any) -> None:
    with pytest.raises(OutboundProblem):
        asyncio.run(look_at(HOME, web))


def test_finding_feeds_by_an_address(web: Any, access: Access) -> None:
    assert NETWORK.live
    web.put(HOME, PAGE)
    found = asyncio.run(NETWORK.live.find(HOME, access))
    assert [(one.ask.target, one.sure) for one in found] == [
        ("https://taza.example/feed/", 0.9),
        ("https://taza.example/comments/feed/", 0.5),
    ]
    assert asyncio.run(NETWORK.live.find("café de especialidad", access)) == []


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("taza.example", "https://taza.example"),
        (" http://taza.example ", "http://taza.example"),
        ("feed:https://taza.example/f", "https://taza.example/f"),
        ("feed://taza.example/f", "https://taza.example/f"),
        ("localhost:8090/f", "https://localhost:8090/f"),
        ("", ""),
    ],
)
def test_an_address_as_people_type_it(written: str, address: str) -> None:
    assert as_address(written) == address


@pytest.mark.parametrize(
    "url",
    [
        "https://bsky.app/search?q=x",
        "https://www.tiktok.com/",
        "https://medium.com/@someone",
        "https://taza.example/about",
        "https://www.instagram.com/p/abc/",
        "http://[",
        "https://mastodon.example/@taza/109",
    ],
)
def test_addresses_that_are_no_account(url: str) -> None:
    assert profile_at(url) is None


def test_an_account_of_the_fediverse_names_its_server() -> None:
    assert profile_at("https://m.example/@Taza") == Profile(
        "mastodon", "Taza@m.example", "https://m.example/@Taza"
    )
