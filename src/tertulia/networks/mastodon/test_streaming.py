"""Streams: what is recorded of them, both ways of speaking, nothing lost between two connections."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from tertulia.errors import Problem
from tertulia.networks.base import Access, Ask, Kind, Page
from tertulia.networks.mastodon import streaming
from tertulia.networks.mastodon.conftest import Exchange, Table, refusal
from tertulia.networks.mastodon.mapping import map_item
from tertulia.networks.mastodon.network import Mastodon
from tertulia.networks.mastodon.streaming import heard_in
from tertulia.networks.mastodon.test_reading import HOST, INSTANCE, SERVER, Listed, minutes, status
from tertulia.outbound.api import Event, OutboundProblem
from tertulia.posts.api import Gone
from tertulia.posts.formats.values import BadValue

SSE = "/api/v1/streaming/public"
GOTOSOCIAL = {
    "domain": "example",
    "source_url": "https://codeberg.org/superseriousbusiness/gotosocial",
    "configuration": {"urls": {"streaming": "wss://m.example"}},
}


def listened(
    http: Table, target: str = "public", cursor: str | None = None, network: Mastodon | None = None
) -> tuple[list[Page], Problem]:
    """The pages of a stream until it breaks off, and why it did."""
    return asyncio.run(_listened(http, Ask(Kind.STREAM, target, SERVER), cursor, network or Mastodon()))


async def _listened(
    http: Table, ask: Ask, cursor: str | None, network: Mastodon
) -> tuple[list[Page], Problem]:
    pages = []
    try:
        async for page in network.read(ask, cursor, Access(http, SERVER, {"access_token": "t"})):
            pages.append(page)
    except Problem as problem:
        return pages, problem
    raise AssertionError("a stream ends with a problem")


def update(minute: float, event: str = "update", **more: Any) -> Event:
    return Event(event, json.dumps(status(minute, **more)))


def table(behind: Sequence[dict[str, Any]] = (), sent: Sequence[Event | Exception] = ()) -> Table:
    answers = {"/api/v2/instance": INSTANCE, "/api/v1/timelines/public": Listed(behind)}
    return Table(answers, {SSE: sent} if sent else {})


def message(event: str, payload: Any) -> str:
    written = payload if isinstance(payload, str) else json.dumps(payload)
    return json.dumps({"stream": ["public"], "event": event, "payload": written})


def test_posts_come_as_they_are_published() -> None:
    pages, problem = listened(table([status(1)], [update(1), update(2)]))
    assert minutes(pages) == [1, 1, 1, 2]  # before, when the stream is open, and as it comes
    assert pages[-1].delivered_at is not None
    assert (problem.code, problem.permanent) == ("unreachable", False)


def test_nothing_is_lost_between_two_connections() -> None:
    first, _ = listened(table([status(n) for n in range(3)], [update(3)]))
    later, _ = listened(table([status(n) for n in range(100)], [update(100)]), cursor=first[-1].cursor)
    assert set(range(3, 101)) <= set(minutes(later))


def test_what_was_published_while_the_stream_opened_is_before_the_cursor_of_its_first_event() -> None:
    """The list is read again when the first event proves that the stream is open."""
    http = table([status(1)], [update(5)])
    calls = iter([[status(1)], [status(n) for n in range(1, 6)], []])
    http.answers["/api/v1/timelines/public"] = lambda query: Listed(next(calls))(query)
    pages, _ = listened(http)
    assert minutes(pages) == [1, 1, 2, 3, 4, 5, 5]


def test_quiet_streams_are_looked_behind_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "SWEEP_S", 0.0)
    monkeypatch.setattr(streaming, "OPENS_S", 0.0)
    http = table([status(1)], [])

    async def silence(*given: Any, **more: Any) -> Any:
        await asyncio.sleep(3600)
        yield Event("", "")

    http.events = silence  # type: ignore[method-assign]

    async def some() -> list[Page]:
        pages = []
        reading = Mastodon().read(Ask(Kind.STREAM, "public", SERVER), None, Access(http))
        async for page in reading:
            pages.append(page)
            http.answers["/api/v1/timelines/public"] = Listed([status(1), status(1 + len(pages))])
            if len(pages) == 3:
                break
        await reading.aclose()  # type: ignore[attr-defined]
        return pages

    assert minutes(asyncio.run(some())) == [1, 1, 2, 1, 3]


def test_edits_and_deletions() -> None:
    known, unknown = status(1), "117446504684010648"
    edit = update(1, "status.update", content="<p>7</p>", edited_at="2026-10-15T13:00:00Z")
    sent = [update(1), edit, Event("delete", known["id"]), Event("delete", unknown)]
    pages, _ = listened(table([], sent))
    fields = map_item(pages[-3].items[0])
    assert (fields["text"], fields["extra"]["edited_at"]) == ("7", "2026-10-15T13:00:00Z")
    assert pages[-2].gone == [Gone("mastodon", id=known["uri"])]
    assert pages[-1].gone == [Gone("mastodon", local=f"m.example/{unknown}")]


def test_what_is_no_news_of_posts_is_passed_over() -> None:
    sent = [Event("filters_changed", "x"), Event("announcement", "{}"), Event("heartbeat", "x"), update(2)]
    pages, _ = listened(table([], sent))
    assert minutes(pages) == [2]


def test_a_broken_event_is_left_to_the_mapper_and_stops_nothing() -> None:
    pages, _ = listened(table([], [Event("update", "{"), update(2)]))
    broken, good = [page.items[0] for page in pages if page.items]
    with pytest.raises(BadValue):
        map_item(broken)
    assert good["status"]["content"] == "<p>2</p>"


def test_the_stream_of_a_channel_brings_its_mentions() -> None:
    note = {"id": "9", "type": "mention", "created_at": "2026-10-15T12:00:00Z", "status": status(4)}
    like = {"id": "10", "type": "favourite", "created_at": "2026-10-15T12:00:00Z", "status": status(1)}
    sent = [update(3), Event("notification", json.dumps(note)), Event("notification", json.dumps(like))]
    http = Table(
        {
            "/api/v2/instance": INSTANCE,
            "/api/v1/timelines/home": Listed([status(1)]),
            "/api/v1/notifications": Listed([]),
        },
        {"/api/v1/streaming/user": sent},
    )
    pages, _ = listened(http, "user")
    assert minutes(pages)[-2:] == [3, 4]
    assert json.loads(pages[-1].cursor or "")["marks"]["mentions"][0] == "9"


def test_a_hashtag_and_the_place_where_the_server_streams() -> None:
    http = table([], [])
    http.answers["/api/v2/instance"] = {
        "domain": "example",
        "configuration": {"urls": {"streaming": "wss://streaming.m.example"}},
    }
    http.answers["/api/v1/timelines/tag/feria"] = Listed([])
    http.sent["/api/v1/streaming/hashtag"] = [update(1)]
    listened(http, "#feria")
    assert "https://streaming.m.example/api/v1/streaming/hashtag?tag=feria" in http.asked


@pytest.mark.parametrize("code", [404, 400, 406])
def test_a_server_without_server_sent_events_is_heard_by_websocket(code: int) -> None:
    http = table([], [refusal(code)])
    http.spoken = [message("update", status(2))]
    network = Mastodon()
    pages, _ = listened(http, network=network)
    assert minutes(pages) == [2]
    assert http.asked[-2] == "wss://m.example/api/v1/streaming?stream=public"
    assert http.headers[-2] == {"Authorization": "Bearer t"}
    http.asked.clear()
    listened(http, network=network)
    assert f"{HOST}{SSE}" not in http.asked  # known from then on


def test_gotosocial_is_known_to_speak_only_websockets() -> None:
    http = table([], [update(1)])
    http.answers["/api/v2/instance"] = GOTOSOCIAL
    http.spoken = [message("update", status(2)), message("delete", status(2)["id"])]
    pages, _ = listened(http)
    assert minutes(pages) == [2]
    assert pages[-1].gone == [Gone("mastodon", id=status(2)["uri"])]
    assert f"{HOST}{SSE}" not in http.asked


def test_a_stream_that_breaks_is_not_taken_for_one_that_is_not_spoken() -> None:
    broken = OutboundProblem("timeout", refusal(503).cause, permanent=False)
    pages, problem = listened(table([], [update(1), broken]))
    assert (minutes(pages), problem.code) == ([1], "timeout")


@pytest.mark.parametrize(
    ("spoken", "code"),
    [
        (json.dumps({"error": "Missing access token", "status": 401}), "bad-token"),
        (json.dumps({"error": "Unknown stream type", "status": 400}), "bad-request"),
    ],
)
def test_refusals_over_a_websocket(spoken: str, code: str) -> None:
    http = table([], [refusal(404)])
    http.spoken = [spoken]
    _, problem = listened(http)
    assert (problem.code, problem.permanent) == (code, True)


@pytest.mark.parametrize("spoken", ["{", b"\xff\xfe", "3", "[]", "[" * 100_000])
def test_a_message_that_cannot_be_read_is_a_broken_post(spoken: str | bytes) -> None:
    http = table([], [refusal(404)])
    http.spoken = [spoken, message("update", status(2))]
    pages, _ = listened(http)
    assert len([page for page in pages if page.items]) == 2


def test_server_sent_events_as_they_were_recorded(cassettes: Sequence[Exchange]) -> None:
    bodies = [each.body for each in cassettes if "/streaming/" in each.url and "event:" in each.body]
    pages = [page for body in bodies for page in listened(table([], sent_in(body)))[0]]
    assert len(bodies) == 6
    assert heard(pages) == {"post": 7, "message": 5, "gone": 1}


def test_websocket_messages_as_they_were_recorded(spoken: Sequence[tuple[str, str]]) -> None:
    http = table([], [refusal(404)])
    http.spoken = [said for _, said in spoken if "error" not in json.loads(said)]
    pages, _ = listened(http)
    assert heard(pages) == {"post": 7, "message": 2, "gone": 2}
    refused = [said for _, said in spoken if "error" in json.loads(said)]
    for said in refused:
        with pytest.raises(OutboundProblem):
            heard_in(said)
    assert (len(spoken), len(refused)) == (12, 1)


def sent_in(body: str) -> list[Event]:
    """The events of a recorded body, its heartbeats left out."""
    blocks = [
        dict(line.partition(": ")[::2] for line in block.splitlines() if not line.startswith(":"))
        for block in body.split("\n\n")
    ]
    return [Event(block["event"], block["data"]) for block in blocks if "data" in block]


def heard(pages: Sequence[Page]) -> Counter[str]:
    counts = Counter(map_item(item)["kind"] for page in pages for item in page.items)
    counts["gone"] = sum(len(page.gone) for page in pages)
    return +counts
