"""Bluesky read live: against the real network on this machine, and Jetstream's events from a small server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from tests.servers.bluesky.running import Network, Person, bluesky, eventually

from tertulia.errors import Problem
from tertulia.networks.base import GONE, Access, Ask, Kind, Page
from tertulia.networks.bluesky import NETWORK, reading
from tertulia.outbound.api import open_client
from tertulia.posts.api import Gap, Gone

__all__ = ["bluesky"]  # the fixture
pytestmark = [pytest.mark.server, pytest.mark.slow]
T = TypeVar("T")
LIVE = NETWORK.live
assert LIVE is not None


@pytest.fixture(autouse=True)
def _reachable(bluesky: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_REACHABLE", bluesky.reachable)
    monkeypatch.setenv("TERTULIA_BLUESKY_SERVER", bluesky.appview)


def asked(
    question: Callable[[Access], Awaitable[T]],
    person: Person | None = None,
    secrets: Mapping[str, str] | None = None,
    renewed: Callable[[Mapping[str, str]], None] = lambda secrets: None,
) -> T:
    """What the network answers, to nobody or to a channel."""

    async def ask() -> T:
        async with open_client() as http:
            settings = person.settings if person else {}
            given = secrets if secrets is not None else person.secrets if person else {}
            return await question(Access(http, settings, given, renewed))

    return asyncio.run(ask())


def read(ask: Ask, cursor: str | None = None, person: Person | None = None, **more: Any) -> list[Page]:
    async def pages(access: Access) -> list[Page]:
        return [page async for page in LIVE.read(ask, cursor, access)]

    return asked(pages, person, **more)


def fields(pages: list[Page]) -> list[dict[str, Any]]:
    return [LIVE.map_item(item) for page in pages for item in page.items]


def ids(pages: list[Page]) -> list[str]:
    return [post["id"] for post in fields(pages)]


def problem_of(pages: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as raised:
        pages()
    return raised.value


def shown(uri: str, network: Network) -> bool:
    return bool(network.posts(uri))


# --- searches and hashtags ----------------------------------------------------------------------------------


def test_a_search_goes_on_where_it_stopped(bluesky: Network) -> None:
    ana = bluesky.sign_up("ana")
    word = f"zarzuela{ana.handle.split('-')[1]}x{ana.handle.split('-')[2].removesuffix('.test')}"
    ask = Ask(Kind.SEARCH, word)
    [first] = read(ask)
    assert not first.items and first.cursor  # nothing yet is a beginning too
    made = [ana.post(f"{word} número {number} 🎭") for number in range(3)]
    eventually(lambda: shown(made[-1], bluesky))
    pages = read(ask, first.cursor)
    assert ids(pages) == made  # oldest first
    assert fields(pages)[0] | {"created_at": None, "extra": {}} == {
        **dict.fromkeys(("title", "reply_to", "thread", "created_at")),
        "id": made[0],
        "network": "bluesky",
        "text": f"{word} número 0 🎭",
        "author": ana.handle,
        "author_name": "Ana",
        "kind": "post",
        "lang": "es",
        "extra": {},
        "media": [],
        "likes": 0,
        "reposts": 0,
        "replies": 0,
        "quotes": 0,
        "hashtags": [],
        "mentions": [],
        "links": [],
        "url": f"https://bsky.app/profile/{ana.handle}/post/{made[0].rpartition('/')[2]}",
    }
    assert read(ask, pages[-1].cursor) == []
    later = ana.post(f"otra vez {word}")
    eventually(lambda: shown(later, bluesky))
    assert ids(read(ask, pages[-1].cursor)) == [later]


def test_a_hundred_and_twenty_posts_of_an_outage_come_once_each(bluesky: Network) -> None:
    ana = bluesky.sign_up("ana")
    tag = f"verbena{ana.did[-6:]}"
    ask = Ask(Kind.HASHTAG, f"#{tag}")
    made = [ana.tagged("empieza la", tag)]
    eventually(lambda: shown(made[-1], bluesky))
    [before] = read(ask)
    made += [ana.tagged(f"paso {number} de la", tag) for number in range(120)]
    eventually(lambda: shown(made[-1], bluesky))
    pages = read(ask, before.cursor)
    assert ids(pages) == made[1:] and len(pages) == 2
    assert not [page.missed for page in pages if page.missed]
    # After a stop between the two pages the second comes again, and nothing else.
    assert ids(read(ask, pages[0].cursor)) == made[101:]
    assert all(post["hashtags"] == [tag] for post in fields(pages))


def test_what_lies_too_far_back_is_missed_and_can_be_filled(
    bluesky: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_PAGES", 1)
    monkeypatch.setattr(reading, "OVERLAP", timedelta(0))
    ana = bluesky.sign_up("ana")
    word = f"romería{ana.did[-6:]}"
    ask = Ask(Kind.SEARCH, word)
    made = [ana.post(f"{word} empieza")]
    eventually(lambda: shown(made[-1], bluesky))
    [before] = read(ask)
    made += [ana.post(f"{word} {number}") for number in range(105)]
    eventually(lambda: shown(made[-1], bluesky))
    [page] = read(ask, before.cursor)
    assert ids([page]) == made[6:]
    gap = page.missed
    assert gap and gap.reason == "overflow" and gap.network == "bluesky" and gap.until
    assert abs(gap.since - fields([before])[0]["created_at"]) < timedelta(milliseconds=1)

    async def fill(access: Access) -> list[Page]:
        return [filled async for filled in LIVE.fill(ask, gap, access)]

    filled = asked(fill)
    assert set(ids(filled)) >= set(made[:7]) and {page.cursor for page in filled} == {None}


def test_a_search_that_is_closed_to_the_public_says_what_to_do(bluesky: Network) -> None:
    ana = bluesky.sign_up("ana")
    closed = problem_of(lambda: read(Ask(Kind.SEARCH, "x", {"server": f"{bluesky.pds}"})))
    assert closed.code == "needs-channel" and closed.permanent
    [page] = read(Ask(Kind.SEARCH, f"nada{ana.did[-6:]}"), person=ana)  # through the channel's session
    assert page.cursor


# --- accounts -----------------------------------------------------------------------------------------------


def test_an_account_brings_posts_answers_and_reposts(bluesky: Network) -> None:
    ana, bruno = bluesky.sign_up("ana"), bluesky.sign_up("bruno")
    theirs = bruno.post("Mañana abrimos")
    own = ana.post("Hola")
    reply = ana.reply("¿A qué hora?", theirs)
    eventually(lambda: shown(reply, bluesky))
    ana.repost(theirs)
    eventually(lambda: len(read(Ask(Kind.ACCOUNT, ana.handle))[0].items) == 3)
    for target in (ana.handle, f"@{ana.handle}", ana.did, f"https://bsky.app/profile/{ana.handle}"):
        [page] = read(Ask(Kind.ACCOUNT, target))
        posts = fields([page])
        assert [post["kind"] for post in posts] == ["post", "reply", "repost"]
        assert [post["author"] for post in posts] == [ana.handle] * 3
        assert posts[0]["id"] == own and posts[1]["reply_to"] == posts[1]["thread"] == theirs
        assert posts[2]["extra"]["repost_of"] == theirs and posts[2]["id"].startswith(f"at://{ana.did}/")
        assert json.loads(page.cursor or "")["did"] == ana.did
    assert read(Ask(Kind.ACCOUNT, ana.handle), page.cursor) == []


def test_an_account_that_is_switched_off_takes_its_posts_with_it(bluesky: Network) -> None:
    ana = bluesky.sign_up("ana")
    made = ana.post("Hola")
    eventually(lambda: shown(made, bluesky))
    ask = Ask(Kind.ACCOUNT, ana.handle)
    [page] = read(ask)
    ana.switch_off()
    eventually(lambda: not shown(made, bluesky))
    taken: list[Page] = []

    async def again(access: Access) -> None:
        async for one in LIVE.read(ask, page.cursor, access):
            taken.append(one)

    assert problem_of(lambda: asked(again)).code == "account-gone"
    assert taken == [Page(gone=[Gone("bluesky", prefix=f"at://{ana.did}/")])]


def test_an_account_that_does_not_exist(bluesky: Network) -> None:
    for target in ("nadie.test", "no es un nombre", "https://example.com/ana"):
        assert problem_of(lambda target=target: read(Ask(Kind.ACCOUNT, target))).code == "no-such-account"


# --- threads ------------------------------------------------------------------------------------------------


def test_a_thread_with_what_comes_and_what_goes(bluesky: Network) -> None:
    ana, bruno = bluesky.sign_up("ana"), bluesky.sign_up("bruno")
    root = ana.post("¿Qué museo os gusta?")
    reply = bruno.reply("El del Romanticismo", root)
    deeper = ana.reply("¡Sí!", reply, root)
    eventually(lambda: shown(deeper, bluesky))
    ask = Ask(Kind.THREAD, f"https://bsky.app/profile/{ana.handle}/post/{root.rpartition('/')[2]}")
    [page] = read(ask)
    assert ids([page]) == [root, reply, deeper]
    assert {post["thread"] for post in fields([page])[1:]} == {root}
    bruno.delete(reply)
    eventually(lambda: not shown(reply, bluesky))
    [page] = read(ask, page.cursor)
    assert Gone("bluesky", id=reply) in page.gone and root in ids([page])
    assert Gone("bluesky", id=deeper) not in page.gone  # it is only out of reach
    ana.delete(root)
    eventually(lambda: not shown(root, bluesky))
    gone: list[Page] = []

    async def again(access: Access) -> None:
        async for one in LIVE.read(ask, page.cursor, access):
            gone.append(one)

    assert problem_of(lambda: asked(again)).code == "no-such-post"
    assert gone[0].gone == [Gone("bluesky", id=root)]


# --- our own account ----------------------------------------------------------------------------------------


def test_what_is_said_to_us_comes_and_likes_do_not(bluesky: Network) -> None:
    ana, bruno = bluesky.sign_up("ana"), bluesky.sign_up("bruno")
    own = ana.post("Nueva exposición")
    bruno.like(own), bruno.repost(own), bruno.follow(ana)
    reply, quote = bruno.reply("¡Qué bien!", own), bruno.quote("Id a verla", own)
    mention = bruno.mention("Lo cuenta", ana)
    eventually(lambda: len(ana.call("app.bsky.notification.listNotifications")["notifications"]) == 6)
    ask = Ask(Kind.MENTIONS)
    pages = read(ask, person=ana)
    assert ids(pages) == [reply, quote, mention]
    assert [post["kind"] for post in fields(pages)] == ["reply", "quote", "post"]
    assert fields(pages)[1]["extra"]["quoted"] == own and fields(pages)[2]["mentions"] == [ana.handle]
    assert "likes" not in fields(pages)[0]  # a notification does not tell them
    assert read(ask, pages[-1].cursor, ana) == []
    later = bruno.mention("Y otra vez", ana)
    eventually(lambda: len(ana.call("app.bsky.notification.listNotifications")["notifications"]) == 7)
    assert ids(read(ask, pages[-1].cursor, ana)) == [later]
    assert problem_of(lambda: read(ask)).code == "needs-channel"


def test_who_a_channel_is(bluesky: Network) -> None:
    ana, bruno = bluesky.sign_up("ana"), bluesky.sign_up("bruno")
    bruno.follow(ana)
    eventually(lambda: bluesky.profile(ana)["followersCount"])
    kept: dict[str, str] = {}
    identity = asked(LIVE.identify, ana, renewed=kept.update)
    assert (identity.handle, identity.name) == (ana.handle, "Ana")
    assert (identity.followers, identity.following, identity.posts) == (1, 0, 0)
    assert identity.url == f"https://bsky.app/profile/{ana.handle}"
    assert kept["password"] == ana.password and kept["access_token"] and kept["refresh_token"]
    assert "app password" in str(identity.may[0])  # this one is the account's own


def test_an_app_password_says_what_it_allows(bluesky: Network) -> None:
    ana = bluesky.sign_up("ana")
    made = ana.call("com.atproto.server.createAppPassword", {"name": "tertulia"})
    identity = asked(LIVE.identify, ana, {"password": made["password"]})
    assert [str(text) for text in identity.may] == ["Read and publish; direct messages stay closed."]


def test_a_wrong_password_says_so_and_is_not_repeated(bluesky: Network) -> None:
    ana = bluesky.sign_up("ana")
    refused = problem_of(lambda: asked(LIVE.identify, ana, {"password": "no-es-esta"}))
    assert refused.code == "wrong-credentials" and refused.permanent and ana.handle in str(refused)
    assert "no-es-esta" not in str(refused)


def test_spent_tokens_are_renewed_and_kept(bluesky: Network) -> None:
    ana = bluesky.sign_up("ana")
    kept: list[dict[str, str]] = []

    def keep(secrets: Mapping[str, str]) -> None:
        kept.append(dict(secrets))

    ask = Ask(Kind.MENTIONS)
    read(ask, person=ana, renewed=keep)
    [session] = kept
    spent = session | {"access_token": session["access_token"][:-4] + "AAAA"}
    read(ask, person=ana, secrets=spent, renewed=keep)  # by the refresh token
    assert len(kept) == 2 and kept[1]["access_token"] != spent["access_token"]
    assert kept[1]["refresh_token"] != session["refresh_token"] and kept[1]["password"] == ana.password
    both = spent | {"refresh_token": "no"}
    read(ask, person=ana, secrets=both, renewed=keep)  # by the password
    assert len(kept) == 3 and kept[2]["refresh_token"] != "no"
    read(ask, person=ana, secrets=kept[2], renewed=keep)  # sound ones are used as they are
    assert len(kept) == 3


# --- finding and observing ----------------------------------------------------------------------------------


def test_names_handles_and_addresses_are_found(bluesky: Network) -> None:
    ana = bluesky.sign_up("filomena")

    def find(words: str) -> list[Any]:
        return list(asked(lambda access: LIVE.find(words, access)))

    for words in (ana.handle, f"@{ana.handle}", ana.did, f"https://bsky.app/profile/{ana.handle}"):
        [found] = find(words)
        assert found.ask == Ask(Kind.ACCOUNT, ana.handle) and found.title == "Filomena" and found.sure > 0.9
    eventually(lambda: ana.handle in [found.ask.target for found in find("filomena")])
    assert find("filomena")[0].sure > 0.5 and find("xyzzy nadie") == [] and find("nadie.test") == []
    post = f"https://bsky.app/profile/{ana.handle}/post/3kabc"
    assert find(post)[0].ask == Ask(Kind.THREAD, post)
    for words in ("#feria", "https://bsky.app/hashtag/feria"):
        assert find(words)[0].ask == Ask(Kind.HASHTAG, "feria")


def test_counters_of_thirty_posts(bluesky: Network) -> None:
    ana, bruno = bluesky.sign_up("ana"), bluesky.sign_up("bruno")
    made = [ana.post(f"número {number}") for number in range(30)]
    eventually(lambda: shown(made[-1], bluesky))
    bruno.like(made[0])
    ana.delete(made[1])
    eventually(lambda: not shown(made[1], bluesky))
    eventually(lambda: bluesky.posts(made[0])[0]["likeCount"])
    repost = f"at://{ana.did}/app.bsky.feed.repost/3kabc"
    *items, gone = asked(lambda access: LIVE.observe([*made, repost, "no"], access))
    assert gone == {GONE: made[1]}
    posts = {post["id"]: post for post in map(LIVE.map_item, items)}
    assert set(posts) == {*made} - {made[1]}
    assert posts[made[0]]["likes"] == 1 and posts[made[2]]["likes"] == 0


# --- the firehose -------------------------------------------------------------------------------------------


async def _until(pages: AsyncIterator[Page], enough: Callable[[list[Page]], bool]) -> list[Page]:
    """The pages until there are enough of them."""
    came: list[Page] = []
    async with asyncio.timeout(30):
        async for page in pages:
            came.append(page)
            if enough(came):
                return came
    raise AssertionError(f"the stream ended: {came}")


def stream(
    ask: Ask, cursor: str | None, enough: Callable[[list[Page]], bool], act: Callable[[], object]
) -> list[Page]:
    """What a stream brings, from before something was done."""

    async def listen(access: Access) -> list[Page]:
        listening = asyncio.create_task(_until(LIVE.read(ask, cursor, access), enough))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(act)
        return await listening

    return asked(listen)


def brought(uri: str) -> Callable[[list[Page]], bool]:
    return lambda pages: uri in ids(pages)


def test_a_post_is_there_as_soon_as_it_is_published(bluesky: Network) -> None:
    ana = bluesky.sign_up("ana")
    ask = Ask(Kind.STREAM, options={"stream": bluesky.stream}, words=("#chirigota",))
    made: list[str] = []

    def act() -> None:
        ana.post("esto no se busca")
        made.append(ana.tagged("Gran", "chirigota"))

    pages = stream(ask, None, lambda pages: bool(made) and made[0] in ids(pages), act)
    [post] = fields(pages)
    assert (post["id"], post["author"], post["author_name"]) == (made[0], ana.handle, "Ana")
    assert post["hashtags"] == ["chirigota"] and "likes" not in post
    [page] = [page for page in pages if page.items]
    assert page.delivered_at and page.delivered_at - post["created_at"] < timedelta(seconds=10)


def test_the_stream_goes_on_where_it_stopped_and_takes_back(bluesky: Network) -> None:
    ana, bruno = bluesky.sign_up("ana"), bluesky.sign_up("bruno")
    ask = Ask(Kind.STREAM, options={"stream": bluesky.stream}, words=("pasacalles",))
    last = stream(ask, None, lambda pages: bool(ids(pages)), lambda: ana.post("empieza el pasacalles"))[-1]
    made = [ana.post(f"pasacalles {number}") for number in range(5)]
    ana.edit(made[0], "pasacalles cero")
    ana.delete(made[1])
    end = bruno.post("fin del pasacalles")
    pages = stream(ask, last.cursor, brought(end), lambda: None)
    assert set(ids(pages)) >= {made[0], *made[2:], end} and not [page for page in pages if page.missed]
    assert [post["text"] for post in fields(pages) if post["id"] == made[0]][-1] == "pasacalles cero"
    assert Gone("bluesky", id=made[1]) in [gone for page in pages for gone in page.gone]
    closed = Gone("bluesky", prefix=f"at://{bruno.did}/")
    later = stream(
        ask, pages[-1].cursor, lambda pages: closed in [g for p in pages for g in p.gone], bruno.switch_off
    )
    assert later


def test_a_position_that_the_host_does_not_know_is_a_gap(bluesky: Network) -> None:
    ana = bluesky.sign_up("ana")
    options = {"stream": bluesky.stream}
    past = datetime.now(UTC) - timedelta(hours=2)
    host = bluesky.stream.split("/")[2]
    for kept in (
        {"at_us": int(past.timestamp() * 1e6), "seq": 999_999_999, "host": host},  # of the future
        {"at_us": int(past.timestamp() * 1e6), "seq": 5, "host": "other.example"},
    ):
        ask = Ask(Kind.STREAM, options=options)
        pages = stream(ask, json.dumps(kept), lambda pages: bool(ids(pages)), lambda: ana.post("aquí estoy"))
        [gap] = [page.missed for page in pages if page.missed]
        assert abs(gap.since - past) < timedelta(seconds=1) and gap.until and gap.until > past
        assert (gap.reason, gap.network) == ("too-old", "bluesky")


def test_a_gap_of_the_firehose_is_searched_for(bluesky: Network) -> None:
    ana = bluesky.sign_up("ana")
    word = f"pregonero{ana.did[-6:]}"
    before = datetime.now(UTC)
    made = ana.post(f"habla el {word}")
    eventually(lambda: shown(made, bluesky))
    gap = Gap(before, datetime.now(UTC), "unreachable", "bluesky")
    ask = Ask(Kind.STREAM, options={"stream": bluesky.stream}, words=(word,))

    async def fill(access: Access, ask: Ask) -> list[Page]:
        return [page async for page in LIVE.fill(ask, gap, access)]

    assert ids(asked(lambda access: fill(access, ask))) == [made]
    without = replace(ask, words=())
    assert problem_of(lambda: asked(lambda access: fill(access, without))).code == "cannot-fill"
