"""Reading lists and naming authors, against a network that the test makes up."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.networks.base import Access, Ask, Kind, Page
from tertulia.networks.bluesky import NETWORK, reading
from tertulia.networks.bluesky.accounts import Names
from tertulia.networks.bluesky.streams import Wanted
from tertulia.networks.bluesky.xrpc import Xrpc
from tertulia.outbound.api import Answer, Client, OutboundProblem, Rates

LIVE = NETWORK.live
assert LIVE is not None
DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
T = TypeVar("T")
Answering = Callable[[str, dict[str, list[str]]], dict[str, Any]]


@dataclass
class FakeClient:
    """Answers each method of the interface by a function of the test."""

    answering: Answering
    asked: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    limits: Rates = Rates()  # noqa: RUF009  (frozen)

    async def get(self, url: str, *, headers: Mapping[str, str] = {}, **more: Any) -> Answer:
        parts = urlsplit(url)
        self.asked.append(url)
        answer = self.answering(parts.path.rpartition("/")[2], parse_qs(parts.query))
        return Answer(200, {}, json.dumps(answer).encode(), url)

    def rates(self, url: str) -> Rates:
        return self.limits

    @asynccontextmanager
    async def websocket(self, url: str, **more: Any) -> AsyncIterator[AsyncIterator[str]]:
        async def told() -> AsyncIterator[str]:
            for message in self.messages:
                yield message

        yield told()


def access(answering: Answering, **given: Any) -> tuple[FakeClient, Access]:
    client = FakeClient(answering, **given)
    return client, Access(cast(Client, client))


def run(question: Awaitable[T]) -> T:
    async def asked() -> T:
        return await question

    return asyncio.run(asked())


async def gathered(pages: AsyncIterator[Page]) -> list[Page]:
    return [page async for page in pages]


def refused(code: str, status: int, body: str = "") -> OutboundProblem:
    return OutboundProblem(
        code, Text("No."), permanent=status < 500 and status != 429, status=status, body=body
    )


def post(number: int, when: datetime) -> dict[str, Any]:
    record = {"$type": "app.bsky.feed.post", "text": f"{number}", "createdAt": when.isoformat()}
    return {
        "uri": f"at://{DID}/app.bsky.feed.post/3k{number}",
        "author": {"did": DID, "handle": "ana.test"},
        "record": record,
        "indexedAt": when.isoformat(),
    }


def newest_first(posts: list[dict[str, Any]]) -> Answering:
    """A search over these posts, a hundred at a time."""
    listed = sorted(posts, key=lambda one: one["indexedAt"], reverse=True)

    def answering(method: str, query: dict[str, list[str]]) -> dict[str, Any]:
        assert method == "app.bsky.feed.searchPosts"
        start = int(query.get("cursor", ["0"])[0])
        page = listed[start : start + 100]
        more = {"cursor": str(start + 100)} if start + 100 < len(listed) else {}
        return {"posts": page, **more}

    return answering


def read(posts: list[dict[str, Any]], cursor: str | None, since: datetime | None = None) -> list[Page]:
    _, given = access(newest_first(posts))
    return run(gathered(LIVE.read(Ask(Kind.SEARCH, "x", since=since), cursor, given)))


def uris(pages: list[Page]) -> list[str]:
    return [str(item["uri"]) for page in pages for item in page.items]


def test_a_first_reading_goes_back_three_pages_or_to_the_time_that_was_said() -> None:
    posts = [post(number, NOON + timedelta(minutes=number)) for number in range(700)]
    assert len(uris(read(posts, None))) == 300
    assert len(uris(read(posts, None, NOON + timedelta(minutes=250)))) == 500  # whole pages
    assert not any(page.missed for page in read(posts, None))


def test_pages_come_oldest_first_and_each_cursor_stands_behind_its_items() -> None:
    posts = [post(number, NOON + timedelta(minutes=20 * number)) for number in range(250)]
    pages = read(posts, None)
    assert uris(pages) == [one["uri"] for one in posts] and [len(page.items) for page in pages] == [
        100,
        100,
        50,
    ]
    for number, page in enumerate(pages):
        assert uris(read(posts, page.cursor)) == [one["uri"] for one in posts[(number + 1) * 100 :]]


def test_a_post_that_claims_to_be_of_tomorrow_does_not_hide_today() -> None:
    now = datetime.now(UTC)
    early = [post(1, now - timedelta(hours=1))]
    early[0]["record"]["createdAt"] = early[0]["indexedAt"] = (now + timedelta(days=1)).isoformat()
    [page] = read(early, None)
    later = post(2, now - timedelta(minutes=1))
    assert uris(read([*early, later], page.cursor)) == [later["uri"]]


@settings(max_examples=60, deadline=None)
@given(
    late=st.lists(st.integers(0, 9), min_size=1, max_size=60),
    polls=st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=8),
)
def test_whatever_the_order_of_the_index_nothing_is_lost_or_doubled(
    late: list[int], polls: list[tuple[int, bool]]
) -> None:
    """Posts come every minute and are found up to nine minutes later; some readings stop behind their first
    page."""
    posts = [post(number, NOON + timedelta(minutes=number)) for number in range(len(late))]
    shown_at = [NOON + timedelta(minutes=number + behind) for number, behind in enumerate(late)]
    kept: Counter[str] = Counter()
    cursor: str | None = json.dumps({"newest": NOON.isoformat()})
    clock = NOON
    for minutes, stops in [*polls, (1000, False)]:
        clock += timedelta(minutes=minutes)
        visible = [one for one, at in zip(posts, shown_at, strict=True) if at <= clock]
        with time_machine.travel(clock, tick=False), patch.object(reading, "_CHUNK", 3):
            pages = read(visible, cursor)
        for page in pages[:1] if stops else pages:
            kept.update(uris([page]))
            cursor = page.cursor
    assert kept == {one["uri"]: 1 for one in posts}


@pytest.mark.parametrize("cursor", ["", "{", "[]", '{"newest": 5, "recent": "x"}', "null"])
def test_a_cursor_that_means_nothing_is_a_first_reading(cursor: str) -> None:
    assert uris(read([post(1, NOON)], cursor)) == [post(1, NOON)["uri"]]


def test_limits_and_outages_are_handed_on_as_they_are() -> None:
    for code, status in (("rate-limited", 429), ("server-error", 502), ("unreachable", 0)):

        def answering(
            method: str, query: dict[str, list[str]], code: str = code, status: int = status
        ) -> dict[str, Any]:
            raise refused(code, status)

        for kind, target in (
            (Kind.SEARCH, "x"),
            (Kind.ACCOUNT, DID),
            (Kind.THREAD, f"at://{DID}/app.bsky.feed.post/3k"),
        ):
            with pytest.raises(OutboundProblem) as said:
                run(gathered(LIVE.read(Ask(kind, target), None, access(answering)[1])))
            assert said.value.code == code


def test_an_account_that_the_network_only_does_not_know_keeps_its_posts() -> None:
    def answering(method: str, query: dict[str, list[str]]) -> dict[str, Any]:
        raise refused("bad-request", 400, '{"error":"InvalidRequest","message":"Profile not found"}')

    came: list[Page] = []

    async def again() -> None:
        async for page in LIVE.read(Ask(Kind.ACCOUNT, DID), json.dumps({"did": DID}), access(answering)[1]):
            came.append(page)

    with pytest.raises(Problem) as said:
        run(again())
    assert said.value.code == "no-such-account" and came == []


@pytest.mark.parametrize("answer", [{}, {"posts": None}, {"posts": [1, "x", None, []]}, {"posts": {}}])
def test_an_answer_of_another_shape_is_empty(answer: dict[str, Any]) -> None:
    [page] = run(gathered(LIVE.read(Ask(Kind.SEARCH, "x"), None, access(lambda *_: answer)[1])))
    assert not page.items and page.cursor


def test_one_language_is_asked_for() -> None:
    client, given = access(lambda *_: {})
    run(gathered(LIVE.read(Ask(Kind.SEARCH, "x", {"languages": "es"}), None, given)))
    run(gathered(LIVE.read(Ask(Kind.SEARCH, "x", {"languages": "es, en"}), None, given)))
    assert "lang=es" in client.asked[0] and "lang" not in client.asked[1]


# --- names --------------------------------------------------------------------------------------------------


def _profiles(method: str, query: dict[str, list[str]]) -> dict[str, Any]:
    assert method == "app.bsky.actor.getProfiles" and len(query["actors"]) <= 25
    found = [{"did": did, "handle": f"{did[-3:]}.test"} for did in query["actors"] if not did.endswith("x")]
    return {"profiles": found}


def test_names_are_asked_for_once_and_anew_when_they_change() -> None:
    client, given = access(_profiles)
    names = Names(Xrpc(given, {}))
    dids = [f"did:plc:{number:024}" for number in range(30)]
    assert run(names.of(dids))[dids[7]] == {"handle": "007.test"} and len(client.asked) == 2
    run(names.of(dids))
    assert len(client.asked) == 2
    names.forget(dids[7])
    run(names.of(dids))
    assert len(client.asked) == 3


def test_names_leave_the_last_requests_to_what_is_urgent() -> None:
    client, given = access(_profiles, limits=Rates(20, datetime.now(UTC) + timedelta(minutes=4)))
    assert run(Names(Xrpc(given, {})).of([DID])) == {} and client.asked == []
    client.limits = Rates(20, datetime.now(UTC) - timedelta(seconds=1))
    assert run(Names(Xrpc(given, {})).of([DID]))


def test_a_stream_names_its_authors() -> None:
    commit = {"operation": "create", "collection": "app.bsky.feed.post", "rkey": "3k"}
    told = [
        {
            "did": did,
            "time_us": 1_795_000_000_000_000,
            "kind": "commit",
            "commit": commit | {"record": post(1, NOON)["record"]},
        }
        for did in ("did:plc:abc", "did:plc:abx")
    ]
    _, given = access(_profiles, messages=[json.dumps(event) for event in told])
    [page] = run(gathered(LIVE.read(Ask(Kind.STREAM), None, given)))
    assert [LIVE.map_item(item)["author"] for item in page.items] == ["abc.test", "did:plc:abx"]


# --- words --------------------------------------------------------------------------------------------------


CARD = {"$type": "app.bsky.embed.external", "external": {"uri": "https://x.es", "title": "Un gato"}}


@pytest.mark.parametrize(
    ("word", "record", "found"),
    [
        ("feria", {"text": "la FERIA de abril"}, True),
        ("Málaga", {"text": "malaga"}, True),  # more than the word finds, never less
        ('"buen café"', {"text": "un buen\ncafé"}, True),
        ('"buen café"', {"text": "un café"}, False),
        ("#feria", {"text": "x", "tags": ["Feria"]}, True),
        ("@ana.test", {"text": "hola @ana.test"}, True),
        ("reclam*", {"text": "reclamo"}, True),
        ("☕️", {"text": "un ☕ más"}, True),
        ("gato", {"text": "", "embed": CARD}, True),
        ("gato", {"text": "perro", "$type": "app.bsky.feed.post"}, False),
        ("post", {"text": "perro", "$type": "app.bsky.feed.post"}, False),
        ("camion", {"text": "cami\u00f3n"}, True),
        ("camion", {"text": "cami\u00adon"}, True),
    ],
)  # fmt: skip
def test_words_narrow_a_stream(word: str, record: dict[str, Any], found: bool) -> None:
    assert Wanted([word])(record) is found and Wanted([])(record)


@given(st.recursive(st.none() | st.text(max_size=4), lambda inner: st.lists(inner, max_size=3), max_leaves=4))
def test_no_record_breaks_the_filter(value: Any) -> None:
    record = {"text": value, "tags": value, "facets": value, "embed": {"$type": value, "external": value}}
    assert Wanted(["xyzzy"])(record) in (True, False)


def test_a_reading_is_bounded() -> None:
    posts = [post(number, NOON + timedelta(minutes=20 * number)) for number in range(1500)]
    [first] = read(posts[:1], None)
    pages = read(posts, first.cursor)
    assert len(uris(pages)) == reading.MOST_PAGES * 100
    [gap] = [page.missed for page in pages if page.missed]
    assert (gap.since, gap.reason) == (NOON, "overflow") and gap.until == NOON + timedelta(minutes=20 * 500)
