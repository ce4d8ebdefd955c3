"""Reading lists: nothing lost, oldest first, bounded, and what is missed is said."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tertulia.errors import Problem
from tertulia.networks.base import GONE, Access, Ask, Kind, Page
from tertulia.networks.mastodon import reading
from tertulia.networks.mastodon.conftest import Table, refusal
from tertulia.networks.mastodon.ids import id_at
from tertulia.networks.mastodon.network import Mastodon
from tertulia.outbound.api import Answer, Rates
from tertulia.posts.api import Gap

NOON = datetime(2026, 10, 15, 12, tzinfo=UTC)
LIKE = "117446504684010648"
INSTANCE = {"domain": "example", "title": "M", "version": "4.7.3"}
HOST = "https://m.example"
SERVER = {"server": HOST}


def status(minute: float, **more: Any) -> dict[str, Any]:
    when = NOON + timedelta(minutes=minute)
    number = id_at(when, LIKE)
    return {
        "id": number,
        "uri": f"{HOST}/users/ana/statuses/{number}",
        "created_at": when.isoformat(),
        "content": f"<p>{minute}</p>",
        "account": {"acct": "ana", "url": f"{HOST}/@ana"},
        "visibility": "public",
        **more,
    }


class Listed:
    """A list as Mastodon pages it: newest first; `min_id` gives what lies directly above."""

    def __init__(self, items: Sequence[dict[str, Any]], *, links: bool = True) -> None:
        self.items = list(items)
        self.links = links

    def __call__(self, query: dict[str, list[str]]) -> Answer:
        limit = min(int(query.get("limit", ["20"])[0]), 40)
        low, high = (
            int(query.get(name, [default])[0]) for name, default in (("min_id", "0"), ("max_id", "9" * 25))
        )
        inside = sorted((s for s in self.items if low < number_of(s) < high), key=number_of)
        page = (inside[:limit] if "min_id" in query else inside[-limit:])[::-1]
        headers = {}
        if page and self.links:
            older, newer = number_of(page[-1]), number_of(page[0])
            headers["link"] = f'<{HOST}/x?max_id={older}>; rel="next", <{HOST}/x?min_id={newer}>; rel="prev"'
        return Answer(200, headers, json.dumps(page).encode(), HOST)


def number_of(item: dict[str, Any]) -> int:
    return int((item.get("last_status") or item)["id"])


def table(**answers: Any) -> Table:
    return Table(
        {"/api/v2/instance": INSTANCE, **{f"/api/v1/{path}": each for path, each in answers.items()}}
    )


def tagged(items: Sequence[dict[str, Any]], tag: str = "feria", **more: Any) -> Table:
    http = table()
    http.answers[f"/api/v1/timelines/tag/{tag}"] = Listed(items, **more)
    return http


def read(
    http: Table, ask: Ask, cursor: str | None = None, *, token: str = "", network: Mastodon | None = None
) -> list[Page]:
    settings, secrets = (SERVER, {"access_token": token}) if token else ({}, {})
    return asyncio.run(gathered((network or Mastodon()).read(ask, cursor, Access(http, settings, secrets))))


async def gathered(pages: AsyncIterator[Page]) -> list[Page]:
    return [page async for page in pages]


def minutes(pages: Sequence[Page]) -> list[float]:
    return [float(item["status"]["content"][3:-4]) for page in pages for item in page.items]


def feria(**options: str) -> Ask:
    return Ask(Kind.HASHTAG, "#feria", {**SERVER, **options})


def test_the_first_reading_brings_the_newest_page_oldest_first() -> None:
    pages = read(tagged([status(n) for n in range(100)]), feria())
    assert minutes(pages) == list(range(60, 100))


def test_a_first_reading_goes_back_to_a_time() -> None:
    ask = Ask(Kind.HASHTAG, "feria", SERVER, since=NOON + timedelta(minutes=30))
    found = minutes(read(tagged([status(n) for n in range(200)]), ask))
    assert found == sorted(found)
    assert set(range(30, 200)) <= set(found)


@pytest.mark.parametrize("links", [True, False])
def test_after_an_outage_nothing_is_lost(links: bool) -> None:
    first = read(tagged([status(n) for n in range(10)]), feria())
    http = tagged([status(n) for n in range(500)], links=links)
    found = minutes(read(http, feria(), first[-1].cursor))
    assert found == sorted(found)
    assert set(range(10, 500)) <= set(found)
    assert min(found) >= 4  # what comes late is looked for in the minutes before the cursor


def test_every_page_stands_before_its_cursor() -> None:
    first = read(tagged([status(n) for n in range(10)]), feria())
    http = tagged([status(n) for n in range(300)])
    pages = read(http, feria(), first[-1].cursor)
    for page in pages[:-1]:
        rest = minutes(read(http, feria(), page.cursor))
        assert set(range(10, 300)) <= {*minutes(pages[: pages.index(page) + 1]), *rest}


def test_a_post_that_comes_late_from_another_server_is_found() -> None:
    first = read(tagged([status(n) for n in range(10)[::2]]), feria())
    late = tagged([*(status(n) for n in range(10)[::2]), status(5)])
    assert 5 in minutes(read(late, feria(), first[-1].cursor))


def test_nothing_new_costs_one_request() -> None:
    network = Mastodon()
    http = tagged([status(n) for n in range(10)])
    cursor = read(http, feria(), network=network)[-1].cursor
    http.asked.clear()
    read(http, feria(), cursor, network=network)
    assert len(http.asked) == 1


def test_an_empty_list_remembers_when_it_was_empty() -> None:
    (page,) = read(tagged([]), feria())
    assert page.items == ()
    now = datetime.now(UTC)
    soon = (now - NOON).total_seconds() / 60
    later = tagged([status(soon - 10 + n / 10) for n in range(200)])
    assert len(minutes(read(later, feria(), page.cursor))) >= 100  # all since then, not one page


def test_beyond_its_bound_a_run_says_what_it_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FORWARD_PAGES", 2)
    first = read(tagged([status(0)]), feria())
    pages = read(tagged([status(n) for n in range(300)]), feria(), first[-1].cursor)
    assert minutes(pages) == [*range(80), *range(260, 300)]
    at = lambda n: NOON + timedelta(minutes=n)  # noqa: E731
    assert [page.missed for page in pages] == [None, None, Gap(at(79), at(260), "too-many", "mastodon")]
    assert minutes(read(tagged([status(n) for n in range(301)]), feria(), pages[-1].cursor))[-1] == 300


def test_a_first_reading_that_cannot_reach_back_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FIRST_PAGES", 2)
    ask = Ask(Kind.HASHTAG, "feria", SERVER, since=NOON)
    pages = read(tagged([status(n) for n in range(200)]), ask)
    assert minutes(pages) == list(range(120, 200))
    assert pages[0].missed == Gap(NOON, NOON + timedelta(minutes=120), "too-many", "mastodon")


def fill(http: Table, gap: Gap, ask: Ask | None = None) -> list[Page]:
    return asyncio.run(gathered(Mastodon().fill(ask or feria(), gap, Access(http))))


@pytest.mark.parametrize("until", [NOON + timedelta(minutes=150), None])
def test_a_gap_is_filled(until: datetime | None) -> None:
    http = tagged([status(n) for n in range(300)])
    pages = fill(http, Gap(NOON + timedelta(minutes=50), until, "stopped"))
    assert sorted(minutes(pages)) == list(range(50, 151 if until else 300))
    assert {page.cursor for page in pages} == {None}


def test_a_gap_of_long_ago_is_found_by_its_time() -> None:
    http = tagged([status(n) for n in range(4000)])
    assert minutes(fill(http, Gap(NOON, NOON + timedelta(minutes=5), "stopped"))) == [0, 1, 2, 3, 4, 5]
    assert len(http.asked) == 4  # the server, its newest page, the gap, and that nothing lies before


def test_a_gap_that_is_too_long_is_filled_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FILL_PAGES", 2)
    pages = fill(tagged([status(n) for n in range(300)]), Gap(NOON, NOON + timedelta(minutes=250), "stopped"))
    assert pages[-1].missed == Gap(NOON, NOON + timedelta(minutes=171), "too-many", "mastodon")


def test_a_search_cannot_be_filled() -> None:
    with pytest.raises(Problem) as caught:
        fill(table(), Gap(NOON, None, "stopped"), Ask(Kind.SEARCH, "museo", SERVER))
    assert caught.value.code == "cannot-fill"


def test_several_hashtags_are_read_one_by_one_and_narrowed_here() -> None:
    names = lambda *tags: {"tags": [{"name": tag} for tag in tags]}  # noqa: E731
    http = tagged([status(1, **names("feria", "Córdoba")), status(2, **names("feria"))])
    http.answers["/api/v1/timelines/tag/expo"] = Listed([status(3, **names("expo", "cordoba", "nsfw"))])
    http.answers["/api/v1/timelines/tag/arte"] = Listed([status(4, **names("arte", "CORDOBA"))])
    ask = Ask(Kind.HASHTAG, "#feria #expo", {**SERVER, "any": "arte", "all": "#córdoba", "none": "nsfw"})
    pages = read(http, ask)
    assert minutes(pages) == [1, 4]
    assert minutes(read(http, ask, pages[-1].cursor)) == [1, 4]  # each from its own place


def test_a_source_that_moves_to_another_server_goes_on_by_time() -> None:
    first = read(tagged([status(n) for n in range(10)]), feria())
    moved = Ask(Kind.HASHTAG, "feria", {"server": "https://o.example"})
    found = minutes(read(tagged([status(n) for n in range(100)]), moved, first[-1].cursor))
    assert set(range(9, 100)) <= set(found)


def test_items_know_their_server_and_the_posts_that_they_answer() -> None:
    parent, answer = status(1), status(2, in_reply_to_id=status(1)["id"])
    (page,) = read(tagged([parent, answer]), feria())
    assert page.items[1] == {
        "status": answer,
        "host": "m.example",
        "domain": "example",
        "reply_to": parent["uri"],
    }


def test_parents_that_are_not_known_are_asked_for_together() -> None:
    parents = [status(n) for n in range(-5, 0)]
    http = tagged([status(n, in_reply_to_id=parents[n]["id"]) for n in range(5)])
    http.answers["/api/v1/statuses"] = lambda query: [p for p in parents if p["id"] in query["id[]"]]
    (page,) = read(http, feria())
    assert [item["reply_to"] for item in page.items] == [p["uri"] for p in parents]
    assert http.paths().count("/api/v1/statuses") == 1


def test_parents_are_asked_for_one_by_one_where_the_server_knows_no_other_way() -> None:
    parents = [status(n) for n in range(-3, 0)]
    http = tagged([status(n, in_reply_to_id=parents[n]["id"]) for n in range(3)])
    for parent in parents[:2]:
        http.answers[f"/api/v1/statuses/{parent['id']}"] = parent
    network = Mastodon()
    (page,) = read(http, feria(), network=network)
    assert [item.get("reply_to") for item in page.items] == [parents[0]["uri"], parents[1]["uri"], None]
    http.asked.clear()
    read(http, feria(), network=network)
    assert http.paths() == ["/api/v1/timelines/tag/feria"]  # one that is gone is not asked for again


def test_looking_up_parents_is_bounded() -> None:
    http = tagged([status(n, in_reply_to_id=str(n + 1)) for n in range(40)])
    http.answers["/api/v1/statuses"] = refusal(404)
    network = Mastodon()
    read(http, feria(), network=network)
    assert sum(path.startswith("/api/v1/statuses/") for path in http.paths()) == 29
    http.limits = Rates(20, NOON)
    http.asked.clear()
    read(http, feria(), network=Mastodon())
    assert not any(path.startswith("/api/v1/statuses") for path in http.paths())


def test_a_server_that_runs_short_is_left_alone() -> None:
    http = tagged([status(1)])
    http.limits = Rates(3, datetime.now(UTC) + timedelta(seconds=200))
    (page,) = read(http, feria())
    assert 100 < (page.every_s or 0) <= 200


@pytest.mark.parametrize(
    ("status_code", "token", "code", "permanent"),
    [
        (401, "", "needs-channel", True),
        (403, "", "needs-channel", True),
        (422, "", "needs-channel", True),
        (401, "t", "bad-token", True),
        (403, "t", "needs-permission", True),
        (404, "", "not-found", True),
        (429, "", "rate-limited", False),
        (503, "", "server-error", False),
    ],
)
def test_refusals_say_what_they_mean(status_code: int, token: str, code: str, permanent: bool) -> None:
    http = tagged([])
    http.answers["/api/v1/timelines/tag/feria"] = refusal(status_code)
    with pytest.raises(Problem) as caught:
        read(http, feria(), token=token)
    assert (caught.value.code, caught.value.permanent) == (code, permanent)


@pytest.mark.parametrize("body", [b"{", b'{"error": "x"}', b"3"])
def test_an_answer_of_another_form_is_a_fault_of_the_server(body: bytes) -> None:
    http = tagged([])
    http.answers["/api/v1/timelines/tag/feria"] = Answer(200, {}, body, HOST)
    with pytest.raises(Problem) as caught:
        read(http, feria())
    assert (caught.value.code, caught.value.permanent) == ("bad-answer", False)


def test_what_is_no_status_is_left_to_the_mapper() -> None:
    http = tagged([])
    http.answers["/api/v1/timelines/tag/feria"] = [3, status(1)]
    (page,) = read(http, feria())
    assert {type(item["status"]) for item in page.items} == {int, dict}


def test_a_token_goes_to_its_own_server_alone() -> None:
    http = tagged([status(1)])
    read(http, Ask(Kind.HASHTAG, "feria"), token="t")
    assert set(http.asked[0:1]) == {f"{HOST}/api/v2/instance"}
    assert all(sent == {"Authorization": "Bearer t"} for sent in http.headers)
    http.headers.clear()
    read(http, Ask(Kind.HASHTAG, "feria", {"server": "o.example"}), token="t")
    assert all(sent == {} for sent in http.headers)


@pytest.mark.parametrize(
    "address", ["", "no host", "ftp://m.example", "m", "https://ana:x@m.example", "https://"]
)
def test_what_is_no_server(address: str) -> None:
    with pytest.raises(Problem) as caught:
        read(table(), Ask(Kind.TIMELINE, "local", {"server": address or " "}))
    assert caught.value.code == "bad-server"


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (Kind.HASHTAG, ""), (Kind.HASHTAG, "a-b"), (Kind.TIMELINE, "mine"), (Kind.ACCOUNT, "a b"),
        (Kind.STREAM, "feria"), (Kind.STREAM, "#a #b"), (Kind.THREAD, f"{HOST}/"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant(kind: Kind, target: str) -> None:
    with pytest.raises(Problem) as caught:
        read(table(), Ask(kind, target, SERVER))
    assert caught.value.code == "bad-target"


def test_another_server_can_be_the_default_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_MASTODON_SERVER", "m.example")
    http = tagged([status(1)])
    read(http, Ask(Kind.HASHTAG, "feria"))
    assert http.asked[-1].startswith(f"{HOST}/")


def test_a_timeline_local_or_whole() -> None:
    http = table()
    http.answers["/api/v1/timelines/public"] = lambda query: Listed([status(1 if "local" in query else 2)])(
        query
    )
    assert minutes(read(http, Ask(Kind.TIMELINE, "local", SERVER))) == [1]
    assert minutes(read(http, Ask(Kind.TIMELINE, "public", SERVER))) == [2]


def test_an_account_is_read_where_it_lives() -> None:
    http = Table(
        {
            "art.example/.well-known/webfinger": {
                "links": [{"rel": "self", "href": "https://social.example/users/ana"}]
            },
            "social.example/api/v2/instance": INSTANCE,
            "social.example/api/v1/accounts/lookup": lambda query: {"id": "7", "acct": query["acct"][0]},
            "social.example/api/v1/accounts/7/statuses": Listed([status(1)]),
        }
    )
    for target in ("@ana@art.example", "https://art.example/@ana"):
        (page,) = read(http, Ask(Kind.ACCOUNT, target))
        assert page.items[0]["host"] == "social.example"


def test_an_account_of_a_closed_server_is_read_as_the_default_one_knows_it() -> None:
    http = Table(
        {
            "mastodon.social/api/v2/instance": {"domain": "mastodon.social"},
            "mastodon.social/api/v1/accounts/lookup": lambda query: {"id": "8", "acct": query["acct"][0]},
            "mastodon.social/api/v1/accounts/8/statuses": Listed([status(1)]),
            "example.org/api/v1/accounts/lookup": refusal(401),
        }
    )
    (page,) = read(http, Ask(Kind.ACCOUNT, "ana@example.org"))
    assert page.items[0]["host"] == "mastodon.social"


def test_an_account_that_a_server_must_look_for() -> None:
    http = table(**{"accounts/9/statuses": Listed([status(1)])})
    http.answers["/api/v2/search"] = {"accounts": [{"id": "9", "acct": "ana@o.example"}]}
    assert minutes(read(http, Ask(Kind.ACCOUNT, "@Ana@o.example"), token="t")) == [1]
    http.answers["/api/v2/search"] = {"accounts": [{"id": "9", "acct": "anais@o.example"}]}
    with pytest.raises(Problem) as caught:
        read(http, Ask(Kind.ACCOUNT, "@ana@o.example"), token="t")
    assert caught.value.code == "no-such-account"


def test_mentions_are_the_posts_among_the_notifications() -> None:
    notes = [
        {"id": "1", "type": "mention", "created_at": NOON.isoformat(), "status": status(1)},
        {"id": "2", "type": "favourite", "created_at": NOON.isoformat(), "status": status(2)},
        {"id": "3", "type": "quote", "created_at": NOON.isoformat(), "status": status(3)},
        {"id": "4", "type": "mention", "created_at": NOON.isoformat(), "status": None},
    ]
    http = table(notifications=Listed(notes))
    pages = read(http, Ask(Kind.MENTIONS), token="t")
    assert minutes(pages) == [1, 3]
    http.answers["/api/v1/notifications"] = Listed([*notes, notes[0] | {"id": "5", "status": status(5)}])
    assert minutes(read(http, Ask(Kind.MENTIONS), pages[-1].cursor, token="t")) == [5]


def test_a_server_that_does_not_know_quotes_is_asked_for_all_notifications() -> None:
    notes = [
        {"id": "1", "type": "mention", "created_at": NOON.isoformat(), "status": status(1)},
        {"id": "2", "type": "reblog", "created_at": NOON.isoformat(), "status": status(2)},
    ]
    http = table(notifications=lambda query: refusal(400) if "types[]" in query else Listed(notes)(query))
    assert minutes(read(http, Ask(Kind.MENTIONS), token="t")) == [1]


def message(minute: float, parent: float | None = None) -> dict[str, Any]:
    answered = {"in_reply_to_id": status(parent)["id"]} if parent is not None else {}
    return status(minute, visibility="direct", **answered)


def test_messages_are_whole_conversations_with_their_branches() -> None:
    first, left, right = message(1), message(2, 1), message(10, 1)
    http = table(conversations=Listed([{"id": "1", "accounts": [], "last_status": right}]))
    http.answers[f"/api/v1/statuses/{right['id']}/context"] = {"ancestors": [first], "descendants": []}
    http.answers[f"/api/v1/statuses/{first['id']}/context"] = {"ancestors": [], "descendants": [left, right]}
    pages = read(http, Ask(Kind.MESSAGES), token="t")
    assert minutes(pages) == [1, 2, 10]
    later = message(20, 10)
    http.answers["/api/v1/conversations"] = Listed([{"id": "1", "accounts": [], "last_status": later}])
    http.answers[f"/api/v1/statuses/{later['id']}/context"] = {"ancestors": [first, right], "descendants": []}
    assert minutes(read(http, Ask(Kind.MESSAGES), pages[-1].cursor, token="t")) == [10, 20]


def found(items: Sequence[dict[str, Any]]) -> Any:
    listed = Listed(items)
    return lambda query: {"statuses": listed({**query, "limit": ["20"]}).json()}


def search(target: str = "museo") -> Ask:
    return Ask(Kind.SEARCH, target)


def test_a_search_goes_on_from_its_cursor() -> None:
    http = table()
    http.answers["/api/v2/search"] = found([status(n) for n in range(100)])
    pages = read(http, search(), token="t")
    assert minutes(pages) == list(range(80, 100))
    http.answers["/api/v2/search"] = found([status(n) for n in range(200)])
    later = minutes(read(http, search(), pages[-1].cursor, token="t"))
    assert later == sorted(later)
    assert set(range(100, 200)) <= set(later)


def test_a_search_on_a_server_that_knows_no_pages_ends() -> None:
    http = table()
    http.answers["/api/v2/search"] = {"statuses": [status(1)]}
    assert minutes(read(http, Ask(Kind.SEARCH, "museo", since=NOON), token="t")) == [1]


def test_a_search_for_words_needs_a_channel_and_says_so() -> None:
    http = table()
    http.answers["/api/v2/search"] = {"accounts": [], "statuses": [], "hashtags": []}
    with pytest.raises(Problem) as caught:
        read(http, Ask(Kind.SEARCH, "museo", SERVER))
    assert caught.value.code == "needs-channel"
    assert "#" in str(caught.value.remedy)


def test_a_search_for_hashtags_needs_none() -> None:
    both = {"tags": [{"name": "feria"}, {"name": "expo"}]}
    http = tagged([status(1, **both), status(2, tags=[{"name": "feria"}])])
    http.answers["/api/v1/timelines/tag/expo"] = Listed([status(3, tags=[{"name": "expo"}])])
    assert minutes(read(http, Ask(Kind.SEARCH, "#feria #expo", SERVER))) == [1]
    assert minutes(read(http, Ask(Kind.SEARCH, "#feria OR #expo", SERVER))) == [1, 2, 3]


def thread_of(first: dict[str, Any], post: dict[str, Any], answer: dict[str, Any]) -> Table:
    return table(
        **{
            f"statuses/{post['id']}": post,
            f"statuses/{post['id']}/context": {"ancestors": [first], "descendants": [answer]},
        }
    )


def test_a_thread_from_its_address() -> None:
    first, post, answer = status(1), status(2, in_reply_to_id=status(1)["id"]), status(3)
    (page,) = read(thread_of(first, post, answer), Ask(Kind.THREAD, f"{HOST}/@ana/{post['id']}"))
    assert minutes([page]) == [1, 2, 3]
    assert page.cursor is None
    assert {item["thread"] for item in page.items} == {first["uri"]}
    assert page.items[1]["reply_to"] == first["uri"]


def test_a_thread_of_another_server_is_looked_for_with_a_token() -> None:
    first, post, answer = status(1), status(2), status(3)
    http = thread_of(first, post, answer)
    http.answers["/api/v2/search"] = lambda query: {
        "statuses": [post] if query["resolve"] == ["true"] else []
    }
    asked = Ask(Kind.THREAD, "https://o.example/@bruno/5")
    assert minutes(read(http, asked, token="t")) == [1, 2, 3]
    http.answers["/api/v2/search"] = {"statuses": []}
    with pytest.raises(Problem) as caught:
        read(http, asked, token="t")
    assert caught.value.code == "no-such-post"


def test_the_present_counters_come_from_each_posts_own_server() -> None:
    ours, theirs = status(1, favourites_count=9), status(5, uri="https://o.example/users/b/statuses/5")
    http = Table(
        {
            "m.example/api/v2/instance": INSTANCE,
            f"m.example/api/v1/statuses/{ours['id']}": ours,
            "o.example/api/v1/instance": {"uri": "o.example", "version": "3.5"},
            "o.example/api/v1/statuses/5": theirs,
        }
    )
    items = asyncio.run(_observed(Mastodon(), http, [ours["uri"], theirs["uri"]]))
    assert [(item["status"]["content"], item["host"]) for item in items] == [
        ("<p>1</p>", "m.example"),
        ("<p>5</p>", "o.example"),
    ]


def test_only_a_post_that_its_server_showed_to_everyone_can_be_gone() -> None:
    network, post, secret = Mastodon(), status(1), status(2, visibility="private")
    http = Table({"/api/v2/instance": INSTANCE, "/api/v1/statuses": [post, secret]})
    uris = [post["uri"], secret["uri"]]
    assert asyncio.run(_observed(network, http, [status(3)["uri"]])) == []
    assert len(asyncio.run(_observed(network, http, uris))) == 2
    http.answers["/api/v1/statuses"] = []
    assert asyncio.run(_observed(network, http, uris)) == [{GONE: post["uri"]}]


@pytest.mark.parametrize(
    "uri",
    [
        *(
            "",
            "110",
            "tag:x,y",
            "https://[",
            "https://pleroma.example/objects/1-2-3",
            "https://site.example/?p=1",
        ),
        *(
            "https://misskey.example/notes/9abc",
            "https://closed.example/users/a/statuses/5",
            "ftp://m.example/a/1",
        ),
    ],
)
def test_a_post_that_cannot_be_looked_at_is_not_gone(uri: str) -> None:
    post = status(1)
    http = Table({"m.example/api/v2/instance": INSTANCE, f"/api/v1/statuses/{post['id']}": post})
    http.answers["closed.example/api/v2/instance"] = refusal(503)
    found = asyncio.run(_observed(Mastodon(), http, [post["uri"], uri]))
    assert [item.get(GONE) or item["status"]["uri"] for item in found] == [post["uri"]]


def test_where_no_server_answers_observing_fails() -> None:
    http = Table({"/api/v2/instance": refusal(503)})
    with pytest.raises(Problem) as caught:
        asyncio.run(_observed(Mastodon(), http, [status(1)["uri"]]))
    assert caught.value.code == "server-error"


async def _observed(network: Mastodon, http: Table, ids: Sequence[str]) -> Sequence[dict[str, Any]]:
    return await network.observe(ids, Access(http))
