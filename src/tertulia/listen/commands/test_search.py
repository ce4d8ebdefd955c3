"""What a person means, and what a network says to it, printed."""

from __future__ import annotations

import argparse
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.collect.choosing import asked
from tertulia.listen.commands import search
from tertulia.networks import base
from tertulia.networks.base import Access, Ask, Kind, Manifest, Network, Page, Readable, Record
from tertulia.posts.formats.values import BadValue

READS = {
    "blue": (Kind.SEARCH, Kind.HASHTAG, Kind.ACCOUNT, Kind.THREAD),
    "tooth": (Kind.HASHTAG, Kind.ACCOUNT, Kind.THREAD),
    "feeds": (Kind.FEED,),
    "site": (Kind.SITE,),
}


def manifest(name: str) -> Manifest:
    return Manifest(name, Text("Net"), reads=tuple(Readable(kind, Text("So")) for kind in READS[name]))


@pytest.mark.parametrize(
    ("network", "words", "kind", "target"),
    [
        ("blue", "café de especialidad", Kind.SEARCH, "café de especialidad"),
        ("blue", "#feria", Kind.HASHTAG, "#feria"),
        ("blue", "@museo.bsky.social", Kind.ACCOUNT, "@museo.bsky.social"),
        ("blue", "museo.bsky.social", Kind.ACCOUNT, "museo.bsky.social"),
        ("blue", "https://bsky.app/profile/a.example/post/3kabc", Kind.THREAD, None),
        ("blue", "https://bsky.app/profile/a.example", Kind.ACCOUNT, None),
        ("tooth", "museo@mastodon.social", Kind.ACCOUNT, None),
        ("tooth", "https://mastodon.social/@museo", Kind.ACCOUNT, None),
        ("tooth", "https://mastodon.social/@museo/110000000000000000", Kind.THREAD, None),
        ("tooth", "café de especialidad", Kind.HASHTAG, "#cafédeespecialidad"),
        ("feeds", "https://example.org/feed", Kind.FEED, None),
        ("feeds", "example.org", Kind.FEED, None),
        ("site", "https://example.org/2026/post/12345678", Kind.SITE, None),
    ],
)
def test_what_is_typed_says_what_is_meant(network: str, words: str, kind: Kind, target: str | None) -> None:
    found = asked(manifest(network), f" {words} ")
    assert (found.kind, found.target) == (kind, target or words)


def test_a_server_is_an_option() -> None:
    assert asked(manifest("tooth"), "#a", "https://x.example").options == {"server": "https://x.example"}


def test_what_a_network_cannot_find_is_said() -> None:
    with pytest.raises(Problem) as raised:
        asked(manifest("feeds"), "unas palabras")
    assert raised.value.code == "no-way"


class Said:
    async def read(self, ask: Ask, cursor: str | None, access: Access) -> AsyncIterator[Page]:
        for n in range(5):
            yield Page([{"n": n}, {"n": None}])

    def map_item(self, item: Record) -> Record:
        if item["n"] is None:
            raise BadValue("unsupported", "no post")
        at = f"2026-11-2{item['n']}T10:00:00Z"
        fields: Record = {
            "id": str(item["n"]),
            "network": "blue",
            "created_at": at,
            "text": f"Texto {item['n']}",
        }
        return {**fields, "author": "ana", "url": f"https://example.org/{item['n']}"}


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    networks = {"blue": Network(manifest("blue"), live=Said())}  # type: ignore[arg-type]
    monkeypatch.setattr(base, "networks", lambda: networks)


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    search.add_arguments(parser)
    return search.run(parser.parse_args(words))


def test_posts_are_printed_newest_first(capsys: Any) -> None:
    assert run("blue", "feria", "--limit", "6") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ana · 2026-11-22 10:00 UTC"
    assert lines[1].strip() == "Texto 2"
    assert lines[2].strip() == "https://example.org/2"
    assert run("blue", "feria", "--limit", "1", "--json") == 0
    (post,) = json.loads(capsys.readouterr().out)
    assert (post["id"], post["author"]) == ("0", "ana")


def test_an_unknown_network_names_the_known() -> None:
    with pytest.raises(Problem) as raised:
        run("orkut", "feria")
    assert raised.value.code == "unknown-network"
