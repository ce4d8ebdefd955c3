from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.networks.wordpress.mapping import map_item
from tertulia.posts.formats.records import posts_of
from tertulia.posts.formats.values import BadValue

HOME = "https://ruta.example/blog"
POST: dict[str, Any] = {
    "what": "post",
    "site": HOME,
    "lang": "ca",
    "id": 8,
    "date_gmt": "2026-11-23T19:36:58",
    "modified_gmt": "2026-11-23T20:00:00",
    "link": f"{HOME}/2026/11/ruta-3/",
    "title": {"rendered": "Ruta 3 &#8211; Pirineu"},
    "content": {"rendered": '<p>Bon dia #neu <a href="/mapa">mapa</a></p>', "protected": False},
    "author": 1,
    "_embedded": {
        "author": [{"id": 1, "name": "Aina", "slug": "aina"}],
        "wp:term": [
            [{"name": "Rutes &amp; camins", "taxonomy": "category"}],
            [{"name": "neu", "taxonomy": "post_tag"}],
        ],
        "wp:featuredmedia": [{"source_url": "https://ruta.example/i.jpg", "alt_text": "Cim"}],
    },
}
COMMENT: dict[str, Any] = {
    "what": "comment",
    "site": HOME,
    "id": 7,
    "post": 8,
    "parent": 6,
    "author": 0,
    "author_name": "Jordi",
    "author_email": "jordi@example.com",
    "author_ip": "203.0.113.3",
    "date_gmt": "2026-11-23T19:37:01",
    "content": {"rendered": "<p>Quina enveja!</p>"},
    "link": f"{HOME}/2026/11/ruta-3/#comment-7",
    "type": "comment",
}


def test_a_post() -> None:
    assert map_item(POST) == {
        "id": f"{HOME}/?p=8",
        "network": "wordpress",
        "site": HOME,
        "kind": "article",
        "created_at": datetime(2026, 11, 23, 19, 36, 58, tzinfo=UTC),
        "title": "Ruta 3 – Pirineu",
        "text": "Bon dia #neu mapa",
        "author": "aina",
        "author_name": "Aina",
        "lang": "ca",
        "url": f"{HOME}/2026/11/ruta-3/",
        "replies": None,
        "links": ["https://ruta.example/mapa"],
        "media": [{"type": "image", "url": "https://ruta.example/i.jpg", "alt": "Cim"}],
        "categories": ["Rutes & camins"],
        "tags": ["neu"],
        "updated": "2026-11-23T20:00:00",
    }


def test_a_comment_and_nothing_of_its_author_but_the_name() -> None:
    made = map_item(COMMENT)
    assert (made["id"], made["reply_to"], made["thread"]) == (
        f"{HOME}/?p=8#comment-7",
        f"{HOME}/?p=8#comment-6",
        f"{HOME}/?p=8",
    )
    assert (made["kind"], made["text"], made["author"], made["author_name"]) == (
        "comment",
        "Quina enveja!",
        "Jordi",
        "Jordi",
    )
    stored = str(posts_of([made], [1]).posts.to_pylist())
    assert "jordi@example.com" not in stored
    assert "203.0.113.3" not in stored
    assert map_item({**COMMENT, "parent": 0})["reply_to"] == f"{HOME}/?p=8"


def test_a_site_that_hides_its_people() -> None:
    hidden = {"author": [{"code": "rest_user_invalid_id", "message": "No.", "data": {"status": 404}}]}
    made = map_item({**POST, "_embedded": hidden})
    assert (made["author"], made["author_name"]) == (None, None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"what": "page"}, "unsupported"),
        ({"what": "comment", "type": "pingback"}, "unsupported"),
        ({"site": ""}, "missing_field"),
        ({"id": None}, "missing_field"),
        ({"id": "8"}, "bad_value"),
        ({"date_gmt": None}, "bad_date"),
        ({"title": ["x"]}, "bad_value"),
    ],
)
def test_what_is_no_post_says_why(change: dict[str, Any], code: str) -> None:
    with pytest.raises(BadValue) as caught:
        map_item({**POST, **change})
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("guid", "made"),
    [
        (f"{HOME}/?p=8", f"{HOME}/?p=8"),
        (f"{HOME}/?p=8#comment-7", f"{HOME}/?p=8#comment-7"),
        (f"{HOME}/index.php?p=8#comment-7", f"{HOME}/?p=8#comment-7"),
        (f"{HOME}/2026/11/ruta-3/#comment-7", f"{HOME}/2026/11/ruta-3/#comment-7"),
        ("https://other.example/?p=8", "https://other.example/?p=8"),
    ],
)
def test_entries_of_the_sites_feed_get_the_interfaces_ids_where_they_tell_them(guid: str, made: str) -> None:
    entry = {
        "id": guid,
        "text": "Hola",
        "published": "2026-11-23T19:36:58+00:00",
        "feed": {"url": f"{HOME}/feed/", "site": HOME},
    }
    post = map_item({"entry": entry, "site": HOME})
    assert (post["id"], post["network"]) == (made, "wordpress")


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_any_change_is_mapped_or_told(data: st.DataObject) -> None:
    item = deepcopy(data.draw(st.sampled_from([POST, COMMENT])))
    for _ in range(data.draw(st.integers(1, 3))):
        holder: Any = item
        while data.draw(st.booleans()):
            inner = [value for value in (holder.values() if isinstance(holder, dict) else holder) if value]
            deeper = [value for value in inner if isinstance(value, (dict, list))]
            if not deeper:
                break
            holder = data.draw(st.sampled_from(deeper))
        key = data.draw(st.sampled_from(list(holder) if isinstance(holder, dict) else range(len(holder))))
        holder[key] = data.draw(_ANY)
    try:
        made = map_item(item)
    except BadValue:
        return
    posts_of([made], [1])
