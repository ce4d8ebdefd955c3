"""What is read so that a monitor hears a network."""

from __future__ import annotations

from typing import Any

import pytest

from tertulia.i18n import Text
from tertulia.listen.collect.plans import follow_monitors, listen_live, listened, plan, stream_words
from tertulia.listen.monitors import service as monitors
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.monitors.service import Draft
from tertulia.listen.sources import service
from tertulia.listen.sources.models import Channel, Source
from tertulia.listen.sources.service import SourceDraft
from tertulia.networks import base
from tertulia.networks.base import Kind, Manifest, Network, Readable

pytestmark = pytest.mark.django_db

TARGET = Text("What")


def network(name: str, *reads: Readable) -> Network:
    unread: Any = object()
    return Network(Manifest(name, Text("Net"), reads=reads), live=unread)


SEARCHES = Readable(Kind.SEARCH, Text("Search"), TARGET)
TAGS = Readable(Kind.HASHTAG, Text("Hashtag"), TARGET)
STREAM = Readable(Kind.STREAM, Text("Stream"), live=True)
NETWORKS = {
    "blue": network("blue", SEARCHES, TAGS, STREAM),
    "tooth": network("tooth", Readable(Kind.SEARCH, Text("Search"), TARGET, channel=True), TAGS),
    "fire": network("fire", STREAM),
    "feeds": network("feeds", Readable(Kind.FEED, Text("Feed"), TARGET)),
}


@pytest.fixture(autouse=True)
def known(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "networks", lambda: NETWORKS)


def monitor(query: str, name: str = "M", **more: Any) -> Monitor:
    return monitors.create(Draft(name, query, **more), None, fill=lambda monitor: None)


def planned(query: str, *names: str) -> list[tuple[str, str, str, str]]:
    drafts = plan(monitor(query, query[:50]), names)
    return [(draft.network, draft.kind, draft.target, draft.keep) for draft in drafts]


def followed() -> list[tuple[str, str]]:
    return [(s.kind, s.target) for s in Source.objects.filter(deleted_at=None).order_by("pk")]


def test_a_search_is_made_for_each_probe() -> None:
    assert planned('"café de especialidad" OR #cafe', "blue") == [
        ("blue", "search", '"café de especialidad"', "all"),
        ("blue", "search", "#cafe", "all"),
    ]


def test_where_there_is_no_search_hashtags_or_the_stream_serve() -> None:
    assert planned("feria OR (museo AND larga)", "tooth") == [
        ("tooth", "hashtag", "#feria", "all"),
        ("tooth", "hashtag", "#museo", "all"),
    ]
    assert planned("feria", "fire") == [("fire", "stream", "", "matched")]
    assert planned("oso", "feeds") == []


def test_what_no_few_words_find_asks_for_the_stream() -> None:
    many = " OR ".join(f"palabra{n}" for n in range(30))
    assert planned(many, "blue") == [("blue", "stream", "", "matched")]
    assert planned("reclam*", "blue") == [("blue", "stream", "", "matched")]
    assert planned("lang:es", "blue") == [("blue", "stream", "", "matched")]


def test_a_channel_opens_what_is_closed_without_one() -> None:
    channel = Channel.objects.create(network="tooth", handle="ana")
    (draft,) = plan(monitor("feria"), ["tooth"])
    assert (draft.kind, draft.target, draft.channel) == ("search", "feria", channel)


def test_sources_follow_the_monitor_through_its_life() -> None:
    listening = monitor("feria")
    listen_live(listening, ["blue", "fire"], None)
    assert followed() == [("search", "feria"), ("stream", "")]
    listening = monitors.change(listening, Draft("M", "museo"), None, fill=lambda monitor: None)
    follow_monitors()
    assert followed() == [("stream", ""), ("search", "museo")]
    monitors.delete(listening, None)
    follow_monitors()
    assert followed() == []
    assert listened(listening) == ["blue", "fire"]
    monitors.restore(listening, None, fill=lambda monitor: None)
    follow_monitors()
    assert sorted(followed()) == [("search", "museo"), ("stream", "")]
    listen_live(listening, ["blue"], None)
    assert followed() == [("search", "museo")]


def test_what_two_monitors_need_stays_while_one_does() -> None:
    first, second = monitor("feria", "A"), monitor("feria AND x", "B")
    listen_live(first, ["blue"], None)
    listen_live(second, ["blue"], None)
    assert followed() == [("search", "feria")]
    monitors.delete(first, None)
    follow_monitors()
    assert followed() == [("search", "feria")]
    monitors.change(second, Draft("B", "feria", active=False), None, fill=lambda monitor: None)
    follow_monitors()
    assert followed() == []


def test_what_a_person_follows_is_never_taken_away() -> None:
    service.follow(SourceDraft("blue", "search", "feria"), None)
    listening = monitor("feria OR museo")
    listen_live(listening, ["blue"], None)
    service.follow(SourceDraft("blue", "search", "museo"), None)
    monitors.delete(listening, None)
    follow_monitors()
    assert followed() == [("search", "feria"), ("search", "museo")]


def test_a_stream_is_narrowed_only_where_every_monitor_can_be() -> None:
    monitor("feria", "A")
    monitor('"gran museo"', "B")
    assert stream_words() == ("feria", '"gran museo"')
    monitor("lang:es", "C")
    assert stream_words() == ()
