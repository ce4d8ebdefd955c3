"""Posts of Bluesky become posts: every recorded answer, and whatever else a server may send."""

from __future__ import annotations

import base64
import copy
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertulia.networks.bluesky.cursors import time_in
from tertulia.networks.bluesky.firehose import Firehose
from tertulia.networks.bluesky.mapping import map_item, time_of
from tertulia.networks.bluesky.names import DID as DIDS
from tertulia.networks.bluesky.names import HANDLE, uri_of
from tertulia.posts.formats.records import posts_of
from tertulia.posts.formats.values import BadValue

RECORDED = Path(__file__).parents[5] / "shared/fixtures/bluesky"
needs_recordings = pytest.mark.skipif(not RECORDED.is_dir(), reason=f"no recordings in {RECORDED}")

DID = "did:plc:bxxchwd6mctzg2vuvlczc73i"
OTHER = "did:plc:776ndaggqopyqvfavqvnpeg2"
URI = f"at://{DID}/app.bsky.feed.post/3n2yuvcwrsc2s"
ANSWERED = f"at://{OTHER}/app.bsky.feed.post/3n2yuvcx4k22s"
STRONG = {"uri": ANSWERED, "cid": "bafyreigix6tc7sd4ybpqwhoamyf34yxg75azzamfg7npzbged5h5kt24ly"}


def record(text: str = "Hola", **more: Any) -> dict[str, Any]:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-23T19:36:41.267Z", **more}


def view(text: str = "Hola", **more: Any) -> dict[str, Any]:
    return {
        "uri": URI,
        "author": {"did": DID, "handle": "marta.test", "displayName": "Marta"},
        "record": record(text, **more),
        "indexedAt": "2026-11-23T19:36:41.900Z",
    }


def event(made: dict[str, Any], **more: Any) -> dict[str, Any]:
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3abc", "record": made}
    return {"did": DID, "time_us": 1_795_000_000_000_000, "kind": "commit", "commit": commit, **more}


def facet(text: str, part: str, **feature: Any) -> dict[str, Any]:
    start = len(text[: text.index(part)].encode())
    feature["$type"] = f"app.bsky.richtext.facet#{feature.pop('kind')}"
    return {"index": {"byteStart": start, "byteEnd": start + len(part.encode())}, "features": [feature]}


def test_a_post_of_a_search() -> None:
    text = "Bon dia 🏔️👩‍👩‍👦 a l'àrea #senderisme amb @jordi.test https://example.com/…"
    item = view(
        text,
        langs=["ca", "es-MX"],
        facets=[
            facet(text, "#senderisme", kind="tag", tag="senderisme"),
            facet(text, "@jordi.test", kind="mention", did=OTHER),
            facet(text, "https://example.com/…", kind="link", uri="https://example.com/ruta"),
        ],
    ) | {"likeCount": 2, "repostCount": 0, "replyCount": 1, "labels": [{"val": "spoiler"}]}
    assert map_item(item) == {
        "id": URI,
        "network": "bluesky",
        "created_at": datetime(2026, 11, 23, 19, 36, 41, 267000, UTC),
        "text": text,
        "title": None,
        "author": "marta.test",
        "author_name": "Marta",
        "kind": "post",
        "lang": "ca",
        "url": "https://bsky.app/profile/marta.test/post/3n2yuvcwrsc2s",
        "reply_to": None,
        "thread": None,
        "hashtags": ["senderisme"],
        "mentions": ["jordi.test"],
        "links": ["https://example.com/ruta"],
        "media": [],
        "likes": 2,
        "reposts": 0,
        "replies": 1,
        "extra": {"did": DID, "mentioned": [OTHER], "languages": ["ca", "es-MX"], "labels": ["spoiler"]},
    }


@pytest.mark.parametrize(
    "before", ["", "año ", "👩‍👩‍👦‍👦✋🏽 ", "e\u0301 ", "🏳️‍🌈 日本 ", "\U0001f468\u200d\U0001f4bb"]
)
def test_facets_count_bytes(before: str) -> None:
    text = f"{before}@lucía.example.com y #feria"
    person = facet(text, "@lucía", kind="mention", did=OTHER)
    person["index"]["byteEnd"] += len(".example.com")
    fields = map_item(view(text, facets=[person, facet(text, "#feria", kind="tag", tag="#feria")]))
    assert fields["mentions"] == [OTHER]  # no handle has an accent: what is marked is no name
    assert fields["hashtags"] == ["feria"]


def test_a_person_who_is_named_otherwise_is_looked_up() -> None:
    text = "gracias a Jordi"
    made = record(text, facets=[facet(text, "Jordi", kind="mention", did=OTHER)])
    assert map_item(event(made, names={OTHER: {"handle": "jordi.test"}}))["mentions"] == ["jordi.test"]
    assert map_item(event(made))["mentions"] == [OTHER]


@pytest.mark.parametrize(
    "index",
    [
        {"byteStart": 5, "byteEnd": 2},
        {"byteStart": -1, "byteEnd": 3},
        {"byteStart": 0, "byteEnd": 999},
        {"byteStart": "0", "byteEnd": 3},
        {"byteStart": 1, "byteEnd": 2},
        {},
        None,
    ],
)
def test_facets_outside_the_text_still_name_whom_they_mean(index: Any) -> None:
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": OTHER}
    assert map_item(view("ñandú", facets=[{"index": index, "features": [feature]}]))["mentions"] == [OTHER]


def test_an_answer_knows_its_thread() -> None:
    fields = map_item(view(reply={"root": {"uri": URI}, "parent": STRONG}))
    assert (fields["kind"], fields["reply_to"], fields["thread"]) == ("reply", ANSWERED, URI)


def test_a_quote_with_pictures() -> None:
    picture = {"alt": "un gato", "image": {"$type": "blob", "ref": {"$link": "bafk"}}}
    embed = {
        "$type": "app.bsky.embed.recordWithMedia",
        "record": {"$type": "app.bsky.embed.record", "record": STRONG},
        "media": {"$type": "app.bsky.embed.images", "images": [picture]},
    }
    fields = map_item(event(record(embed=embed)))
    assert (fields["kind"], fields["extra"]["quoted"], fields["reply_to"]) == ("quote", ANSWERED, None)
    address = f"https://cdn.bsky.app/img/feed_fullsize/plain/{DID}/bafk"
    assert fields["media"] == [{"type": "image", "url": address, "alt": "un gato"}]


def test_the_view_says_where_pictures_are() -> None:
    item = view(embed={"$type": "app.bsky.embed.images", "images": [{"image": {"cid": "bafk"}}]})
    seen = {"fullsize": "https://cdn.example/1", "alt": "mar"}
    item["embed"] = {"$type": "app.bsky.embed.images#view", "images": [seen]}
    assert map_item(item)["media"] == [{"type": "image", "url": "https://cdn.example/1", "alt": "mar"}]


def test_a_card_is_a_link_with_a_title() -> None:
    card = {"uri": "https://example.com/n", "title": "Nueva ruta", "description": "Por el valle"}
    fields = map_item(view(embed={"$type": "app.bsky.embed.external", "external": card}))
    assert (fields["title"], fields["links"]) == ("Nueva ruta", ["https://example.com/n"])
    assert fields["extra"]["link_about"] == "Por el valle"


def test_a_film() -> None:
    film = {"$type": "app.bsky.embed.video", "video": {"ref": {"$link": "bafv"}}, "alt": "olas"}
    [made] = map_item(event(record(embed=film)))["media"]
    assert made["type"] == "video" and made["url"].endswith("/bafv/playlist.m3u8") and made["alt"] == "olas"


def test_a_feed_that_is_shown_is_no_quote() -> None:
    shown = {"uri": f"at://{DID}/app.bsky.feed.generator/gatos"}
    fields = map_item(view(embed={"$type": "app.bsky.embed.record", "record": shown}))
    assert (fields["kind"], fields["extra"]["shown"]) == ("post", shown["uri"])


def test_a_repost_is_of_whom_reposts() -> None:
    by = {"did": OTHER, "handle": "jordi.test"}
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": by, "indexedAt": "2026-11-24T08:00:00Z"}
    item = {"post": view() | {"likeCount": 9}, "reason": reason}
    fields = map_item(item)
    assert (fields["kind"], fields["author"], fields["text"]) == ("repost", "jordi.test", "Hola")
    assert fields["id"] == f"{URI}#repost-{OTHER}" and fields["extra"]["repost_of"] == URI
    assert "likes" not in fields  # they are the original's
    assert fields["created_at"] == time_of(item) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    own = f"at://{OTHER}/app.bsky.feed.repost/3kxyz"
    assert map_item({"post": view(), "reason": reason | {"uri": own}})["id"] == own


def test_counters_that_are_not_given_stay_away() -> None:
    assert not {"likes", "reposts", "replies", "quotes", "views"} & set(map_item(view()))
    assert map_item(view() | {"likeCount": 0})["likes"] == 0
    assert "likes" not in map_item(view() | {"likeCount": -1})


@pytest.mark.parametrize(
    ("declared", "seen", "kept"),
    [
        ("2026-11-23T10:00:00Z", "2026-11-23T10:00:03Z", "2026-11-23T10:00:00+00:00"),
        ("2031-01-01T00:00:00Z", "2026-11-23T10:00:03Z", "2026-11-23T10:00:03+00:00"),  # in the future
        ("2012-02-22T20:26:41", "2026-11-23T10:00:03Z", "2026-11-23T10:00:03+00:00"),  # no zone
        ("ayer", "2026-11-23T10:00:03Z", "2026-11-23T10:00:03+00:00"),
        ("2009-05-01T00:00:00+02:00", "2026-11-23T10:00:03Z", "2009-04-30T22:00:00+00:00"),  # brought over
    ],
)
def test_a_time_that_cannot_be_gives_way_to_the_networks(declared: str, seen: str, kept: str) -> None:
    item = view(createdAt=declared) | {"indexedAt": seen}
    assert map_item(item)["created_at"].isoformat() == kept


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (
            {"uri": f"at://{DID}/app.bsky.feed.like/3k", "record": {"$type": "app.bsky.feed.like"}},
            "unsupported",
        ),
        ({"uri": URI, "record": {"$type": "app.bsky.graph.follow"}}, "unsupported"),
        ({"uri": "", "record": record()}, "missing_field"),
        ({"uri": URI}, "missing_field"),
        ({"uri": URI, "record": record(text=None)}, "missing_field"),
        ({"uri": URI, "record": record(createdAt="ayer")}, "bad_date"),
        ({"uri": URI, "record": {"text": "x"}}, "missing_field"),
        ({"unreadable": "…"}, "unreadable"),
        ({"$type": "app.bsky.feed.defs#notFoundPost", "uri": URI, "notFound": True}, "missing_field"),
    ],
)
def test_what_is_no_post_says_why(item: dict[str, Any], code: str) -> None:
    with pytest.raises(BadValue) as said:
        map_item(item)
    assert said.value.code == code


def test_names_of_labels_and_automatic_accounts() -> None:
    item = view(labels={"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "porn"}]})
    item["author"]["labels"] = [{"val": "bot"}, {"val": "rude", "neg": True}]
    extra = map_item(item)["extra"]
    assert (extra["labels"], extra["author_labels"], extra["bot"]) == (["porn"], ["bot"], True)
    assert "bot" not in map_item(view())["extra"]


def test_an_account_without_a_valid_handle_is_its_did() -> None:
    item = view()
    item["author"]["handle"] = "handle.invalid"
    fields = map_item(item)
    assert fields["author"] == DID and fields["url"] == f"https://bsky.app/profile/{DID}/post/3n2yuvcwrsc2s"


# --- every recorded answer ----------------------------------------------------------------------------------


def _candidates(value: Any) -> Iterator[dict[str, Any]]:
    """Whatever in an answer claims to be a post or an item of a list, wherever it stands."""
    if isinstance(value, dict):
        if isinstance(value.get("post"), dict) or (
            "uri" in value and ("record" in value or "value" in value)
        ):
            yield value
        for inner in value.values():
            yield from _candidates(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _candidates(inner)


def _outcomes(items: list[dict[str, Any]]) -> Counter[str]:
    """Mapped items and the reasons of the others; a mapped item must also make a post."""
    counted: Counter[str] = Counter()
    for item in items:
        try:
            fields = map_item(item)
        except BadValue as problem:
            counted[problem.code] += 1
            continue
        made = posts_of([fields], [0])
        assert not made.dead, made.dead
        counted[fields["kind"]] += 1
    return counted


@needs_recordings
def test_every_recorded_answer_maps_or_says_why() -> None:
    exchanges = json.loads((RECORDED / "recorded-testnetwork-pds0.5.35/xrpc.json").read_text())
    bodies = [exchange["response"].get("json") for exchange in exchanges]
    counted = _outcomes(list(_candidates(bodies)))
    assert counted == {"post": 21, "reply": 12, "quote": 2, "repost": 1, "unsupported": 4}


@needs_recordings
def test_every_frame_of_the_recorded_firehose_is_understood() -> None:
    frames = json.loads((RECORDED / "recorded-testnetwork-pds0.5.35/firehose-frames.b64.json").read_text())
    events = [event for frame in frames for event in Firehose().events(base64.b64decode(frame))]
    items = [event.item for event in events if event.item]
    assert _outcomes(items) == {"post": 3, "reply": 2, "quote": 1}
    assert [event.gone.id for event in events if event.gone] == [
        f"at://{OTHER}/app.bsky.feed.post/3n2yuvd5kls2s"
    ]
    assert [event.seq for event in events if event.seq][-1] == 36


@needs_recordings
def test_every_sample_of_others_maps_or_says_why() -> None:
    items = [json.loads(path.read_text()) for path in sorted((RECORDED / "granary").glob("*.json"))]
    assert _outcomes(items) == {"post": 2, "reply": 1, "quote": 2, "repost": 1, "missing_field": 8}
    records = [
        {"uri": URI, "record": item, "indexedAt": "2026-01-01T00:00:00Z"}
        for item in items
        if item.get("$type", "").startswith("app.bsky.feed.post")
    ]
    assert set(_outcomes(records)) == {"post"}


@needs_recordings
def test_the_protocols_own_examples_never_break_the_mapping() -> None:
    for path in sorted((RECORDED / "interop").rglob("*.json")):
        for value in _tables(json.loads(path.read_text())):
            _outcomes([value, {"uri": URI, "record": value}, {"uri": URI, "record": record(embed=value)}])


def _lines(name: str) -> list[str]:
    written = (RECORDED / f"interop/syntax/{name}.txt").read_text().splitlines()
    return [line for line in written if line.strip() and not line.startswith("#")]


@needs_recordings
@pytest.mark.parametrize(("kind", "pattern"), [("handle", HANDLE), ("did", DIDS)])
def test_names_are_told_as_the_protocol_tells_them(kind: str, pattern: re.Pattern[str]) -> None:
    assert [line for line in _lines(f"{kind}_syntax_valid") if not pattern.fullmatch(line)] == []
    assert [line for line in _lines(f"{kind}_syntax_invalid") if pattern.fullmatch(line)] == []


@needs_recordings
def test_addresses_and_times_are_told_as_the_protocol_tells_them() -> None:
    assert [line for line in _lines("aturi_syntax_invalid") if uri_of(line)] == []
    valid = [
        line for line in _lines("aturi_syntax_valid") if re.fullmatch(r"at://did:[^/]+/[^/]+/[^/]+", line)
    ]
    assert valid and [line for line in valid if str(uri_of(line)) != line] == []
    dates = [line for line in _lines("datetime_syntax_valid") if "1970" <= line < "2100"]
    assert dates and [line for line in dates if time_in(line) is None] == []
    assert [line for line in _lines("datetime_parse_invalid") if time_in(line)] == []


def _tables(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _tables(inner)


# --- whatever else a server may send ------------------------------------------------------------------------

QUOTE = {
    "$type": "app.bsky.embed.recordWithMedia",
    "record": {"record": STRONG},
    "media": {"$type": "app.bsky.embed.images", "images": [{"alt": "x", "image": {"ref": {"$link": "b"}}}]},
}
REPOST = {
    "$type": "app.bsky.feed.defs#reasonRepost",
    "by": {"did": OTHER, "handle": "jordi.test"},
    "indexedAt": "2026-11-24T08:00:00Z",
}
ANSWER = {"root": STRONG, "parent": STRONG}
WHOLE = [
    view("Hola #x", langs=["es"], tags=["a"], facets=[facet("#x", "#x", kind="tag", tag="x")], reply=ANSWER),
    {"post": view(embed=QUOTE), "reason": REPOST},
    event(record(labels={"values": [{"val": "x"}]}), names={DID: {"handle": "marta.test"}}),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in inner:
        yield from _places(item, (*path, name))


@given(st.data())
def test_any_change_of_an_item_maps_or_says_why(data: st.DataObject) -> None:
    item = copy.deepcopy(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from([place for place in _places(item) if place]))
        at = item
        for name in path:
            at = at[name]
        at[last] = data.draw(JSON)
    try:
        fields = map_item(item)
    except BadValue:
        return
    posts_of([fields], [0], [item])
    time_of(item)


@given(st.binary(max_size=200))
def test_any_frame_is_an_event_or_unreadable(frame: bytes) -> None:
    for event in Firehose().events(frame):
        if event.item:
            with pytest.raises(BadValue):
                map_item(event.item)
