from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.networks.rss.mapping import map_entry
from tertulia.posts.formats.records import posts_of
from tertulia.posts.formats.values import BadValue

FEED = {
    "url": "https://taza.example/feed",
    "site": "https://taza.example/",
    "title": "La Taza",
    "lang": "es-ES",
    "comments": False,
}
ENTRY = {
    "id": "17",
    "title": "Café & té",
    "html": '<p>Hoy <a href="/carta">carta</a> #nueva</p><img src="t.png" alt="Taza">',
    "base": "https://taza.example/2026/",
    "url": "https://taza.example/2026/cafe",
    "author": "Inés",
    "published": "2026-11-23T18:36:58+00:00",
    "updated": "2026-11-24T08:00:00+00:00",
    "categories": ["Noticias"],
    "media": [{"type": "audio", "url": "https://taza.example/a.mp3"}],
    "replies": 3,
    "seen_at": "2026-11-24T09:00:00+00:00",
    "feed": FEED,
}


def test_an_article() -> None:
    assert map_entry(ENTRY) == {
        "id": "taza.example/17",
        "network": "rss",
        "created_at": datetime(2026, 11, 23, 18, 36, 58, tzinfo=UTC),
        "title": "Café & té",
        "text": "Hoy carta #nueva",
        "author": "Inés",
        "author_name": "Inés",
        "kind": "article",
        "lang": "es-ES",
        "url": "https://taza.example/2026/cafe",
        "reply_to": None,
        "replies": 3,
        "links": ["https://taza.example/carta"],
        "media": [
            {"type": "audio", "url": "https://taza.example/a.mp3"},
            {"type": "image", "url": "https://taza.example/2026/t.png", "alt": "Taza"},
        ],
        "site": "taza.example",
        "feed": "https://taza.example/feed",
        "feed_title": "La Taza",
        "on": None,
        "categories": ["Noticias"],
        "updated": "2026-11-24T08:00:00+00:00",
        "dated": None,
    }
    assert posts_of([map_entry(ENTRY)], [1]).posts["hashtags"].to_pylist() == [["nueva"]]


def test_what_is_said_of_a_comment_is_not_its_title() -> None:
    made = map_entry({**ENTRY, "title": "Comment on Café by Inés", "feed": {**FEED, "comments": True}})
    assert (made["kind"], made["title"], made["on"]) == ("comment", None, "Comment on Café by Inés")


@pytest.mark.parametrize(
    ("given_id", "made"),
    [
        ("https://taza.example/?p=1", "https://taza.example/?p=1"),
        ("urn:uuid:0-1", "urn:uuid:0-1"),
        ("tag:taza.example,2026:1", "tag:taza.example,2026:1"),
        ("17", "taza.example/17"),
        ("un café", "taza.example/un café"),
        (None, "https://taza.example/2026/cafe"),
    ],
)
def test_an_id_means_one_entry_of_the_whole_world(given_id: str | None, made: str) -> None:
    assert map_entry({**ENTRY, "id": given_id or ""})["id"] == made


def test_an_entry_without_id_and_address_is_known_by_what_it_says() -> None:
    nameless = {name: value for name, value in ENTRY.items() if name not in ("id", "url")}
    assert map_entry(nameless)["id"] == map_entry({**nameless, "replies": 9})["id"]
    assert map_entry(nameless)["id"] != map_entry({**nameless, "html": "other"})["id"]


def test_without_a_date_it_is_of_when_it_was_seen() -> None:
    for dates in ({}, {"published": "ayer", "updated": "el lunes"}):
        undated = {name: value for name, value in ENTRY.items() if name not in ("published", "updated")}
        made = map_entry({**undated, **dates})
        assert (made["created_at"].isoformat(), made["dated"]) == ("2026-11-24T09:00:00+00:00", "seen")
    assert map_entry({**ENTRY, "published": ""})["created_at"].isoformat() == ENTRY["updated"]


@pytest.mark.parametrize(
    ("published", "code"), [("1246-01-01T00:00:00+00:00", "stale"), ("2031-01-01T00:00:00+00:00", "bad_date")]
)
def test_a_date_that_cannot_be(published: str, code: str) -> None:
    with pytest.raises(BadValue) as caught:
        map_entry({**ENTRY, "published": published})
    assert caught.value.code == code


@pytest.mark.parametrize("lang", ["Spanish (Spain)", "es_ES.UTF-8", 7])
def test_what_is_no_language_code_is_left_out(lang: Any) -> None:
    assert map_entry({**ENTRY, "lang": lang})["lang"] == "es-ES"


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*ENTRY, "text", "reply_to", "lang"]), _ANY, max_size=4))
def test_any_change_is_mapped_or_told(change: dict[str, Any]) -> None:
    try:
        made = map_entry({**ENTRY, **change})
    except BadValue:
        return
    posts_of([made], [1])


@given(st.dictionaries(st.sampled_from([*FEED]), _ANY, max_size=3))
def test_any_change_of_the_feed_is_mapped_or_told(change: dict[str, Any]) -> None:
    try:
        posts_of([map_entry({**ENTRY, "id": "", "url": "", "feed": {**FEED, **change}})], [1])
    except BadValue:
        return
