"""A thread that nobody listened to, read from a real server and looked at before one speaks in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.servers.bluesky.running import Network, bluesky, eventually
from tests.servers.mastodon import MastodonServer, running

from tertulia.home import Home

__all__ = ["bluesky"]
pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MastodonServer]:
    with running(tmp_path_factory.mktemp("mastodon")) as server:
        yield server


def test_a_pasted_address_brings_its_thread(
    started: MastodonServer,
    home: Home,
    bruno: Any,
    client_of: Callable[[Any], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERTULIA_REACHABLE", started.host)
    first = started.post("¿Alguien sabe cuándo arreglan la fuente?", by="ana")
    for number in range(4):
        started.post(f"Eso digo yo, {number} semanas seca", by="vera", in_reply_to_id=first["id"])
    client = client_of(bruno)
    address = first["url"]
    before = client.get("/listen/before/", {"about": address})
    assert "not here yet" in before.content.decode()
    answer = client.post("/listen/before/read/", {"about": address, "network": ""}, follow=True)
    assert "5 posts, 5 of them new" in answer.content.decode()
    shown = answer.redirect_chain[-1][0]
    assert "thread=" in shown
    part = client.get(shown.replace("/listen/before/", "/listen/before/found/")).content.decode()
    assert "cuándo arreglan la fuente" in part and "too few to tell what is usual" in part


@pytest.mark.slow
def test_a_thread_of_bluesky_by_its_web_address(
    bluesky: Network,
    home: Home,
    bruno: Any,
    client_of: Callable[[Any], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERTULIA_REACHABLE", bluesky.reachable)
    ana, vera = bluesky.sign_up("ana"), bluesky.sign_up("vera")
    root = ana.post("¿Qué museo recomendáis?")
    reply = vera.reply("El del Romanticismo", root)
    eventually(lambda: bluesky.posts(reply))
    address = f"https://bsky.app/profile/{ana.handle}/post/{root.rpartition('/')[2]}"
    asked = {"about": address, "network": "bluesky", "server": bluesky.appview}
    client = client_of(bruno)
    made = client.post("/api/v1/before-speaking/read", asked, content_type="application/json")
    assert made.status_code == 200, made.content
    assert made.json()["read"] == 2 and "thread=" in made.json()["selection"]
    told = client.get(f"/api/v1/before-speaking?{made.json()['selection']}").json()
    assert told["posts"] == 2 and told["people"] == 2
