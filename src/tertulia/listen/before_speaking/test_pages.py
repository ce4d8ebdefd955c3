"""The conversation about the fountain, as the people of the cast see it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.before_speaking import reading_now, summing_up
from tertulia.listen.before_speaking.conftest import SPAN, TODAY, fill, told
from tertulia.listen.before_speaking.finding import Found, find
from tertulia.listen.before_speaking.meant import selection_for
from tertulia.listen.explorer.measures.asking import Question
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.sources.access import access_with
from tertulia.networks.base import Page, live
from tertulia.posts.api import Store, store
from tertulia.posts.keys import key_of
from tertulia.team.models import Event

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
SELECTION = Selection(zone="UTC", today=TODAY, period="all", hashtags=("fuente",))
PARTS = ("", "found/", "posts/link/", "before-you-speak.json", "before-you-speak.csv")


@pytest.fixture
def found(filled: Store) -> Found:
    return find(Question(SELECTION, filled), NOW)


@pytest.fixture
def client(ana: Any, client_of: Any, filled: Store) -> Client:
    return client_of(ana)


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def test_jokes_are_praised_and_links_are_punished(found: Found) -> None:
    sure = {(effect.mark, effect.outcome): effect.praised for effect in found.told.taken.sure}
    assert sure["humour", "reactions"] and not sure["link", "reactions"]
    assert not sure["link", "negative"]
    assert found.told.taken.of("link", "reactions").difference.matched  # type: ignore[union-attr]


def test_what_was_asked_and_not_answered_waits(found: Found) -> None:
    (waiting,) = found.told.openings.open
    assert "cuándo arreglan" in found.cards({waiting})[waiting]["text"]
    assert found.told.openings.asked == 2


def test_our_account_is_an_organisation_and_private_messages_are_left_out(found: Found) -> None:
    assert set(found.how.values()) == {"ours"} and found.told.received.posts == 1
    assert found.size.posts == len(told()) - 1
    assert not any("privado" in post.text for post in found.posts)


def test_the_summary_says_it_in_plain_sentences(found: Found) -> None:
    rows = summing_up.summary(found)
    assert 5 <= len(rows) <= 7
    text = " ".join(row.text for row in rows)
    assert "Say «tú»" in text and "Links are not welcome" in text and "begin by helping there" in text


def test_what_a_person_types_becomes_a_selection(filled: Store) -> None:
    base = Selection(zone="UTC", today=TODAY)
    thread = selection_for("https://red.example/@p5/j5/?x=1", base, filled)
    assert thread and thread.thread == key_of("mastodon", "j5") and thread.period == "all"
    answer = selection_for("https://red.example/@p6/a5", base, filled)
    assert answer and answer.thread == thread.thread
    assert selection_for("https://red.example/none", base, filled) is None
    uri = "at://did:plc:abc/app.bsky.feed.post/3kxyz"
    post = told()[0][0] | {
        "id": uri,
        "network": "bluesky",
        "url": "https://bsky.app/profile/ana.example/post/3kxyz",
    }
    fill(filled, [(post, {})])
    by_did = selection_for("https://bsky.app/profile/did:plc:abc/post/3kxyz", base, filled)
    assert by_did and by_did.thread == key_of("bluesky", uri)
    tag = selection_for("#Fuente", base, filled)
    assert tag and tag.hashtags == ("Fuente",)
    words = selection_for("la fuente seca", base, filled)
    assert words and words.words == "la fuente seca"


def test_the_page_leads_from_words_to_what_is_known(client: Client) -> None:
    assert "Say what you are about to join" in body(client, "/listen/before/")
    moved = client.get("/listen/before/?about=%23fuente&period=all")
    assert (
        moved.status_code == 302 and moved.headers["Location"] == "/listen/before/?period=all&hashtag=fuente"
    )
    page = body(client, moved.headers["Location"])
    assert "/listen/before/found/?period=all&amp;hashtag=fuente" in page and 'value="#fuente"' in page
    part = body(client, "/listen/before/found/?period=all&hashtag=fuente")
    assert "Links are not welcome" in part and "style=" not in part
    assert "not here yet" in body(client, "/listen/before/?about=https://red.example/none")


def test_a_rule_opens_its_posts(client: Client) -> None:
    posts = body(client, f"/listen/before/posts/link/?{SPAN}")
    assert "40 posts" in posts and "diario.example" in posts
    assert "cuándo arreglan" in body(client, f"/listen/before/posts/open/?{SPAN}")
    assert "nos lo puedes pedir" in body(client, f"/listen/before/posts/organisations/?{SPAN}")
    assert client.get(f"/listen/before/posts/nothing/?{SPAN}").status_code == 404


def test_few_posts_say_what_cannot_be_told(client: Client) -> None:
    key = key_of("mastodon", "j5")
    part = body(client, f"/listen/before/found/?period=all&thread={key}")
    assert "too few to tell what is usual" in part and "Tone and unwritten rules" not in part
    assert "No posts match" in body(client, "/listen/before/found/?since=2020-01-01&until=2020-01-02")


def test_files_and_rest_say_the_same(client: Client) -> None:
    made = json.loads(body(client, f"/listen/before/before-you-speak.json?{SPAN}"))
    assert made == client.get(f"/api/v1/before-speaking?{SPAN}").json()
    assert made["organisations"] == [{"account": "mastodon:casa", "how": "ours"}]
    lines = csv.DictReader(
        io.StringIO(body(client, f"/listen/before/before-you-speak.csv?{SPAN}").lstrip("\ufeff"))
    )
    assert [row["section"] for row in lines][:1] == ["summary"]


def test_foreign_texts_stay_texts(client: Client) -> None:
    bad = {"text": "<script>alert(1)</script> la fuente", "author": "<b>x", "author_name": "<i>y"}
    fill(store(), [(post | bad | {"id": f"x{post['id']}"}, reading) for post, reading in told()[:60]])
    part = body(client, f"/listen/before/found/?{SPAN}")
    assert "<script" not in part and "<b>" not in part and "<i>" not in part


def test_erasing_a_person_leaves_nothing_of_them(filled: Store) -> None:
    filled.erase("mastodon", "p1")
    found = find(Question(SELECTION, filled), NOW)
    assert not any(account == "mastodon:p1" for _, account in found.names.values())
    assert not found.told.openings.open


class _Network:
    """Stands in for Mastodon's reader: one page with one post, and what it maps to."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails

    async def read(self, ask: Any, cursor: str | None, access: Any) -> AsyncIterator[Page]:
        if self.fails:
            raise Problem("unreachable", Text("The network could not be reached."), permanent=False)
        yield Page([{"id": "new1"}], "cursor-of-a-source")

    def map_item(self, item: dict[str, Any]) -> dict[str, Any]:
        at = "2026-05-09T10:00:00Z"
        return {
            "id": item["id"],
            "network": "mastodon",
            "created_at": at,
            "text": "la #fuente",
            "author": "nuria",
        } | {
            "url": "https://red.example/@nuria/new1",
            "hashtags": ["fuente"],
        }


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> _Network:
    manifest, _ = live("mastodon")
    reader = _Network()
    monkeypatch.setattr(reading_now, "live", lambda name: (manifest, reader))
    monkeypatch.setattr(reading_now, "ask_now", lambda question, channel: _asked(question))
    return reader


def _asked(question: Any) -> Any:
    import asyncio

    return asyncio.run(question(access_with(None, None)))  # type: ignore[arg-type]


def test_what_the_network_has_now_is_read_and_kept(
    network: _Network, bruno: Any, client_of: Any, filled: Store
) -> None:
    answer = client_of(bruno).post(
        "/listen/before/read/", {"about": "#fuente", "network": "mastodon"}, follow=True
    )
    page = answer.content.decode()
    assert "1 post, 1 of them new" in page and "hashtag=fuente" in answer.redirect_chain[-1][0]
    assert filled.query("SELECT count(*) AS n FROM posts WHERE id = 'new1'")["n"].to_pylist() == [1]
    source = filled.query("SELECT source FROM posts WHERE id = 'new1'")["source"].to_pylist()[0]
    assert source.startswith("live:mastodon:hashtag:") and filled.position(source) is None
    assert Event.objects.get(act="conversation.read").details["new"] == 1


def test_a_network_that_fails_says_so(network: _Network, bruno: Any, client_of: Any, filled: Store) -> None:
    network.fails = True
    answer = client_of(bruno).post(
        "/listen/before/read/", {"about": "#fuente", "network": "mastodon"}, follow=True
    )
    assert "could not be reached" in answer.content.decode()
    assert not Event.objects.filter(act="conversation.read").exists()


def test_only_who_may_read_reads_and_only_who_may_write_asks_a_network(
    network: _Network, carla: Any, vera: Any, client_of: Any, filled: Store
) -> None:
    asked = {"about": "#fuente", "network": "mastodon"}
    for part in PARTS:
        assert client_of(carla).get(f"/listen/before/{part}?{SPAN}").status_code in (302, 403)
        assert Client().get(f"/listen/before/{part}?{SPAN}").status_code in (302, 403)
        assert client_of(vera).get(f"/listen/before/{part}?{SPAN}").status_code == 200
    for person in (carla, vera):
        assert client_of(person).post("/listen/before/read/", asked).status_code in (302, 403)
    assert Client().get("/api/v1/before-speaking").status_code == 401
    written = client_of(vera).post("/api/v1/before-speaking/read", asked, content_type="application/json")
    assert written.status_code in (401, 403)
    assert filled.query("SELECT count(*) AS n FROM posts WHERE id = 'new1'")["n"].to_pylist() == [0]


def test_programs_read_now_too(network: _Network, bruno: Any, client_of: Any, filled: Store) -> None:
    asked = {"about": "#fuente", "network": "mastodon"}
    made = client_of(bruno).post(
        "/api/v1/before-speaking/read?period=all", asked, content_type="application/json"
    )
    assert made.status_code == 200, made.content
    assert made.json() == {"read": 1, "new": 1, "selection": "period=all&hashtag=fuente"}
