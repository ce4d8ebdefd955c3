from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from tertulia.errors import Problem
from tertulia.networks.base import Access, Ask, Found, Identity, Kind, live
from tertulia.networks.mastodon.conftest import Exchange, Table, refusal
from tertulia.networks.mastodon.finding import SCOPES
from tertulia.networks.mastodon.network import Mastodon
from tertulia.networks.mastodon.test_reading import HOST, INSTANCE, SERVER

MUSEUM = {
    "id": "7",
    "acct": "museo",
    "username": "museo",
    "display_name": "Museo del Tren",
    "note": "<p>Trenes y <b>más</b></p>",
    "url": "https://art.example/@museo",
    "followers_count": 3,
    "following_count": 2,
    "statuses_count": 1,
}


def find(http: Table, words: str, *, settings: dict[str, str] | None = None) -> Sequence[Found]:
    return asyncio.run(Mastodon().find(words, Access(http, settings or {}, {})))


@pytest.mark.parametrize("words", ["museo@art.example", "@museo@art.example", " https://art.example/@museo "])
def test_a_handle_is_looked_up_where_it_lives(words: str) -> None:
    http = Table(
        {
            "art.example/api/v2/instance": {"domain": "art.example"},
            "art.example/api/v1/accounts/lookup": lambda query: (
                MUSEUM if query["acct"] == ["museo"] else None
            ),
        }
    )
    (found,) = find(http, words)
    assert found == Found(
        Ask(Kind.ACCOUNT, "museo@art.example"),
        "Museo del Tren",
        "Trenes y más",
        "https://art.example/@museo",
        1.0,
    )


@pytest.mark.parametrize("words", ["m.example", "https://m.example/about"])
def test_an_address_is_a_server(words: str) -> None:
    http = Table({"m.example/api/v2/instance": INSTANCE, "m.example/api/v1/instance": {"version": "4.7.3"}})
    (found,) = find(http, words)
    assert found.ask == Ask(Kind.TIMELINE, "local", {"server": HOST})


def test_an_address_that_is_no_server_is_nothing() -> None:
    assert find(Table(), "https://lacardadora.example") == []
    assert find(Table({"/api/v1/instance": {}, "/api/v2/instance": {}}), "lacardadora.example") == []
    assert find(Table(), " ") == []


def test_a_name_is_searched_and_what_is_most_alike_comes_first() -> None:
    other = MUSEUM | {"acct": "trenes@o.example", "username": "trenes", "display_name": "Trenes"}
    tags = [{"name": "MuseoDelTren", "url": "https://x.example/tags/museodeltren"}, {"name": "otra"}]
    answer = {"accounts": [other, MUSEUM, {"acct": 3}], "statuses": [], "hashtags": tags}
    http = Table({"/api/v2/instance": {"domain": "mastodon.social"}, "/api/v2/search": answer})
    found = find(http, "museo del tren")
    assert [each.ask.target for each in found] == [
        "museo@mastodon.social",
        "MuseoDelTren",
        "trenes@o.example",
    ]
    assert [each.sure for each in found] == [0.85, 0.5, 0.3]


def test_a_server_that_fails_is_not_one_that_knows_nothing() -> None:
    with pytest.raises(Problem) as caught:
        find(Table({"/api/v2/instance": refusal(503)}), "museo")
    assert not caught.value.permanent


def identify(http: Table) -> Identity:
    return asyncio.run(Mastodon().identify(Access(http, SERVER, {"access_token": "t"})))


def test_who_a_channel_is() -> None:
    http = Table(
        {
            "/api/v2/instance": INSTANCE,
            "/api/v1/accounts/verify_credentials": MUSEUM,
            "/api/v1/apps/verify_credentials": {"name": "x", "scopes": ["read:statuses", "admin:read"]},
        }
    )
    assert identify(http) == Identity(
        "museo@example",
        "Museo del Tren",
        "https://art.example/@museo",
        3,
        2,
        1,
        (SCOPES["read:statuses"],),
    )
    http.answers["/api/v1/apps/verify_credentials"] = refusal(403)
    assert identify(http).may == ()


def test_a_token_that_is_not_accepted() -> None:
    http = Table({"/api/v2/instance": INSTANCE, "/api/v1/accounts/verify_credentials": refusal(401)})
    with pytest.raises(Problem) as caught:
        identify(http)
    assert caught.value.code == "bad-token"


def test_gotosocial_identifies_and_is_known_as_what_it_is(gotosocial: Sequence[Exchange]) -> None:
    http = Table({path_of(each): each.json() for each in reversed(gotosocial) if each.status == 200})
    access = Access(http, {"server": "http://localhost:8085"}, {"access_token": "t"})
    network = Mastodon()
    assert asyncio.run(network.identify(access)).handle == "marta@localhost:8085"
    (memory,) = network.memories._kept._kept.values()
    assert memory._instance is not None
    assert memory._instance.only_websockets


def path_of(exchange: Exchange) -> str:
    return exchange.url.partition("?")[0].removeprefix("http://localhost:8085")


def test_instances_as_they_were_recorded(cassettes: Sequence[Exchange]) -> None:
    answers = [
        each for each in cassettes if each.url.rstrip("/").endswith("/instance") and each.status == 200
    ]
    domains = set()
    for exchange in answers:
        version = "v2" if "/v2/" in exchange.url else "v1"
        base = exchange.url.partition("/api/")[0]
        http = Table({f"/api/{version}/instance": exchange.json()})
        domains.add(asyncio.run(_domain(http, base)))
    assert len(answers) == 100
    assert domains == {"localhost:3000", "mastodon.social"}


async def _domain(http: Table, base: str) -> str:
    from tertulia.networks.mastodon.client import Server

    return (await Server(http, base).instance()).domain


def test_the_manifest_says_what_it_can_and_why_it_asks() -> None:
    manifest, _ = live("mastodon")
    assert {way.kind for way in manifest.reads} == set(Kind) - {Kind.FEED, Kind.SITE}
    assert {way.kind for way in manifest.reads if way.channel} == {
        Kind.SEARCH, Kind.MENTIONS, Kind.MESSAGES, Kind.STREAM,
    }  # fmt: skip
    assert {scope for scope, _ in manifest.permissions} <= set(SCOPES)
    assert {setting.name for setting in manifest.settings if setting.kind == "secret"} == {"access_token"}
    shown: list[Any] = [*manifest.limits, *manifest.cannot, *manifest.reply_windows]
    assert all(str(text) for text in shown)
