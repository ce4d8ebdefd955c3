"""Statuses become posts: every recorded answer, and whatever else a server may send."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.networks.mastodon.conftest import RECORDED, Exchange
from tertulia.networks.mastodon.mapping import carried, map_item
from tertulia.posts.formats.records import posts_of
from tertulia.posts.formats.values import BadValue


def account(name: str = "ana", **more: Any) -> dict[str, Any]:
    return {"id": "7", "acct": name, "url": f"https://m.example/@{name}", "display_name": "Ana", **more}


def status(number: str = "117446504684010648", **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "uri": f"https://m.example/users/ana/statuses/{number}",
        "url": f"https://m.example/@ana/{number}",
        "created_at": "2026-10-15T19:10:41.110Z",
        "content": "<p>Hola</p>",
        "account": account(),
        "visibility": "public",
        "spoiler_text": "",
        **more,
    }


def mapped(**more: Any) -> dict[str, Any]:
    return map_item(carried(status(**more), "m.example", "example"))


def test_a_post_with_all_that_a_server_tells() -> None:
    post = mapped(
        content='<p>Hola <a href="https://x.example/a" rel="tag">#<span>Expo</span></a></p>',
        spoiler_text="Arte",
        language="es-ES",
        favourites_count=3,
        reblogs_count=0,
        replies_count=2,
        quotes_count=1,
        tags=[{"name": "expo"}],
        mentions=[{"acct": "bruno"}, {"acct": "vera@otra.example"}],
        media_attachments=[{"type": "gifv", "url": "https://m.example/a.mp4", "description": "Un gato"}],
        edited_at="2026-10-15T20:00:00Z",
        sensitive=True,
        application={"name": "Web"},
        card={"url": "https://x.example/a", "title": "Expo"},
        account=account(followers_count=12, bot=True),
    )
    assert post == {
        "id": "https://m.example/users/ana/statuses/117446504684010648",
        "network": "mastodon",
        "created_at": "2026-10-15T19:10:41.110Z",
        "text": "Hola #Expo",
        "title": "Arte",
        "author": "ana@example",
        "author_name": "Ana",
        "followers": 12,
        "kind": "post",
        "lang": "es-ES",
        "url": "https://m.example/@ana/117446504684010648",
        "reply_to": None,
        "thread": None,
        "hashtags": ["Expo"],
        "mentions": ["bruno@example", "vera@otra.example"],
        "links": [],
        "media": [{"type": "video", "url": "https://m.example/a.mp4", "alt": "Un gato"}],
        "likes": 3,
        "reposts": 0,
        "replies": 2,
        "quotes": 1,
        "extra": {
            "local": "m.example/117446504684010648",
            "sensitive": True,
            "edited_at": "2026-10-15T20:00:00Z",
            "bot": True,
            "account_url": "https://m.example/@ana",
            "via": "Web",
            "card": {"url": "https://x.example/a", "title": "Expo"},
        },
    }


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, "post"),
        ({"in_reply_to_id": "5"}, "reply"),
        ({"quote": {"state": "accepted", "quoted_status": status("9")}}, "quote"),
        ({"quote": {"state": "revoked", "quoted_status": None}}, "quote"),
        ({"quote": {"state": "pending"}, "in_reply_to_id": "5"}, "reply"),
        ({"reblog": status("9"), "in_reply_to_id": None}, "repost"),
        ({"visibility": "direct", "in_reply_to_id": "5"}, "message"),
    ],
)
def test_kinds(more: dict[str, Any], kind: str) -> None:
    assert mapped(**more)["kind"] == kind


def test_a_repost_says_the_originals_words_and_has_no_counters_of_its_own() -> None:
    original = status(
        "9", content="<p>Del museo</p>", account=account("museo@art.example"), favourites_count=7
    )
    post = mapped(reblog=original, favourites_count=7, reblogs_count=1)
    assert post["text"] == "Del museo"
    assert post["author"] == "ana@example"
    assert post["extra"]["repost_of"] == original["uri"]
    assert post["extra"]["original_author"] == "museo@art.example"
    assert "likes" not in post


def test_counters_that_are_not_told_stay_away() -> None:
    assert not {"likes", "reposts", "replies", "quotes"} & mapped().keys()
    assert mapped(favourites_count=-1, account=account(followers_count=-1))["followers"] is None


def test_the_parent_is_the_readers_word_or_kept_by_its_local_id() -> None:
    answer = status(in_reply_to_id="5")
    known = map_item(carried(answer, "m.example", "m.example", reply_to="https://o.example/p/1", thread="t"))
    assert (known["reply_to"], known["thread"]) == ("https://o.example/p/1", "t")
    assert "in_reply_to_local" not in known["extra"]
    unknown = map_item(carried(answer, "m.example", "m.example"))
    assert unknown["reply_to"] is None
    assert unknown["extra"]["in_reply_to_local"] == "m.example/5"


def test_what_is_quoted() -> None:
    assert mapped(quote={"state": "accepted", "quoted_status": status("9")})["extra"]["quoted"].endswith("/9")
    assert (
        mapped(quote={"state": "accepted", "quoted_status_id": "9"})["extra"]["quoted_local"] == "m.example/9"
    )
    assert mapped(quote=status("9"))["extra"]["quoted"].endswith("/9")
    revoked = mapped(quote={"state": "revoked", "quoted_status": None})["extra"]
    assert revoked["quote_state"] == "revoked"
    assert "quoted" not in revoked


def test_a_poll_with_its_options() -> None:
    poll = {
        "options": [{"title": "Sí", "votes_count": 3}, {"title": "No", "votes_count": None}],
        "votes_count": 3,
    }
    assert mapped(poll=poll)["extra"]["poll"] == {
        "options": [{"title": "Sí", "votes": 3}, {"title": "No", "votes": None}],
        "votes": 3,
        "multiple": False,
    }


def test_visibility_is_kept_where_not_all_may_see_the_post() -> None:
    assert mapped(visibility="private")["extra"]["visibility"] == "private"
    assert "visibility" not in mapped()["extra"]


def test_without_a_reader_the_server_is_that_of_its_own_peoples_addresses() -> None:
    ours, theirs = map_item(status()), map_item(status(account=account("ana@o.example")))
    assert (ours["author"], ours["extra"]["local"]) == ("ana@m.example", "m.example/117446504684010648")
    assert theirs["author"] == "ana@o.example"
    assert "local" not in theirs["extra"]


def test_a_language_that_is_none_costs_nobody_their_post() -> None:
    assert mapped(language="klingon?")["lang"] is None


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"type": "follow", "account": account()}, "unsupported"),
        ({"type": "mention", "status": None}, "unsupported"),
        ({"status": "no"}, "bad_value"),
        ({"last_status": None, "accounts": []}, "unsupported"),
        (status(content=None), "missing_field"),
        (status(uri=""), "missing_field"),
        (status(account=None), "missing_field"),
        (status(account={}), "missing_field"),
        (status(created_at=None), "missing_field"),
        (status(tags="no"), "bad_value"),
        (status(mentions=[3]), "bad_value"),
        ({}, "missing_field"),
    ],
)
def test_what_is_no_post(item: dict[str, Any], code: str) -> None:
    with pytest.raises(BadValue) as caught:
        map_item(item)
    assert caught.value.code == code


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
JSON_VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
WHOLE = status(
    content='<p>Hola <a href="https://x.example">x</a></p>',
    in_reply_to_id="3",
    tags=[{"name": "expo"}],
    mentions=[{"acct": "b"}],
    media_attachments=[{"type": "image", "url": "https://x.example/i.png"}],
    poll={"options": [{"title": "a", "votes_count": 1}], "votes_count": 1},
    card={"url": "https://x.example", "title": "x"},
    quote={"state": "accepted", "quoted_status": status("4")},
    application={"name": "Web"},
    language="es",
    favourites_count=1,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


@given(
    st.sampled_from(
        [carried(WHOLE, "m.example", "m.example"), carried(status(reblog=WHOLE), "m", "m"), WHOLE]
    ),
    st.lists(st.tuples(st.integers(0, 500), JSON_VALUES), max_size=4),
)
def test_whatever_a_status_is_changed_into_maps_or_is_refused(
    item: dict[str, Any], changes: list[tuple[int, Any]]
) -> None:
    changed = copy.deepcopy(item)
    for number, value in changes:
        known = [path for path in places(changed) if path]
        path = known[number % len(known)]
        inside = changed
        for step in path[:-1]:
            inside = inside[step]
        inside[path[-1]] = value
    try:
        fields = map_item(changed)
    except BadValue:
        return
    made = posts_of([fields], [1])
    assert made.posts.num_rows + len(made.dead) == 1


def posts_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every status, notification and conversation that stands anywhere in an answer."""
    if isinstance(value, dict):
        if {"uri", "spoiler_text", "account"} <= value.keys() or is_carrier(value):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from posts_in(each)


def is_carrier(value: dict[str, Any]) -> bool:
    return {"type", "account", "created_at"} <= value.keys() or {"last_status", "accounts"} <= value.keys()


def walked(exchanges: Sequence[Exchange]) -> tuple[Counter[str], list[dict[str, Any]]]:
    """How many items became which kind of post or were refused for what, and the posts."""
    counts: Counter[str] = Counter()
    posts = []
    for exchange in exchanges:
        for item in posts_in(exchange.json()):
            try:
                posts.append(map_item(item))
                counts[posts[-1]["kind"]] += 1
            except BadValue as problem:
                counts[f"{problem.code}: {problem.reason}"] += 1
    return counts, posts


def test_every_recorded_answer_of_mastodon_maps_or_is_counted(cassettes: Sequence[Exchange]) -> None:
    counts, posts = walked(cassettes)
    assert len(cassettes) == 854
    assert counts == {
        "post": 265,
        "message": 56,
        "reply": 17,
        "quote": 3,
        "repost": 3,
        "missing_field: content is required and is not there": 121,  # answers to deletions
        "unsupported: 'mention' brings no post": 39,  # of posts that are deleted
        "unsupported: 'last_status' brings no post": 7,
        "unsupported: 'added_to_collection' brings no post": 3,
        "unsupported: 'admin.sign_up' brings no post": 3,
        "unsupported: 'follow' brings no post": 1,
    }
    made = posts_of(posts, list(range(len(posts))))
    assert (made.posts.num_rows, made.dead) == (len(posts), [])
    assert all("@" in author for author in made.posts["author"].to_pylist())


def test_every_recorded_answer_of_gotosocial_maps_or_is_counted(gotosocial: Sequence[Exchange]) -> None:
    counts, posts = walked(gotosocial)
    assert len(gotosocial) == 33
    assert counts == {"message": 9, "post": 18, "reply": 8, "repost": 5}
    made = posts_of(posts, list(range(len(posts))))
    assert (made.posts.num_rows, made.dead) == (len(posts), [])


@pytest.mark.parametrize(
    "name", ["mastodon-status-with-attachment", "mastodon-status-with-attachment-legacy"]
)
def test_statuses_of_an_archive(name: str) -> None:
    path = RECORDED / f"fossilizer-single/{name}.json"
    if not path.exists():
        pytest.skip(f"no recordings in {RECORDED}")
    made = posts_of([map_item(json.loads(path.read_text("utf-8")))], [1])
    assert (made.posts.num_rows, made.dead) == (1, [])
