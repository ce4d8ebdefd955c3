"""Mastodon read from a real server, through the guarded client, into a real store."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Any

import pytest
from tests.servers.mastodon import MastodonServer, running
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.networks.base import GONE, Access, Ask, Identity, Kind, Page
from tertulia.networks.mastodon.conftest import RECORDED
from tertulia.networks.mastodon.network import Mastodon
from tertulia.outbound.api import open_client
from tertulia.posts.api import Batch, Gone, Store, open_store
from tertulia.posts.formats.records import posts_of

pytestmark = pytest.mark.server
WITHIN_S = 60


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MastodonServer]:
    with running(tmp_path_factory.mktemp("mastodon")) as server:
        yield server


@pytest.fixture
def server(started: MastodonServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[MastodonServer]:
    monkeypatch.setenv("TERTULIA_REACHABLE", started.host)
    yield started
    started.heal()


@pytest.fixture
def store(home: Home) -> Iterator[Store]:
    with open_store(home) as opened:
        yield opened


class Reader:
    """Reads one thing as the collector does: each page's posts and cursor in one batch."""

    def __init__(self, store: Store, server: str, ask: Ask, by: str = "") -> None:
        self.store, self.server, self.by = store, server, by
        self.ask = Ask(ask.kind, ask.target, {"server": server, **ask.options})
        self.source = f"live:mastodon:{ask.kind}:{ask.target}"
        self.network = Mastodon()

    def once(self) -> list[Page]:
        return asyncio.run(within(self._read(None)))

    def until(
        self, enough: Callable[[list[Page]], bool], knock: Callable[[], Any] = lambda: None
    ) -> list[Page]:
        """Read a stream until it is enough; `knock` again and again until something is heard."""
        return asyncio.run(within(self._read(enough, knock)))

    def ids(self) -> list[str]:
        rows = self.store.query("SELECT id FROM posts ORDER BY created_at, id")
        return [str(each) for each in rows["id"].to_pylist()]

    def rows(self, *columns: str) -> list[tuple[Any, ...]]:
        found = self.store.query(f"SELECT {', '.join(columns)} FROM posts ORDER BY created_at, id")
        return list(zip(*(found[name].to_pylist() for name in found.column_names), strict=True))

    async def _read(
        self, enough: Callable[[list[Page]], bool] | None, knock: Callable[[], Any] = lambda: None
    ) -> list[Page]:
        pages: list[Page] = []
        async with open_client() as http:
            reading = self.network.read(self.ask, self.store.position(self.source), access(http, self))
            knocking = asyncio.create_task(_again_and_again(knock, pages))
            async for page in reading:
                self._write(page)
                pages.append(page)
                if enough and enough(pages):
                    await reading.aclose()  # type: ignore[attr-defined]
                    break
            knocking.cancel()
        return pages

    def _write(self, page: Page) -> None:
        records = [self.network.map_item(item) for item in page.items]
        made = posts_of(records, list(range(len(records))))
        assert not made.dead
        self.store.write(Batch(made.posts, self.source, page.cursor, gone=page.gone))


async def _again_and_again(knock: Callable[[], Any], pages: list[Page]) -> None:
    """Until the stream is open: whoever speaks before is not heard on it."""
    while not any(page.delivered_at for page in pages):
        await asyncio.to_thread(knock)
        await asyncio.sleep(0.1)


def access(http: Any, reader: Reader) -> Access:
    if not reader.by:
        return Access(http)
    return Access(http, {"server": reader.server}, {"access_token": f"{reader.by}-token"})


async def within(work: Awaitable[Any]) -> Any:
    async with asyncio.timeout(WITHIN_S):
        return await work


def hashtag(tag: str) -> Ask:
    return Ask(Kind.HASHTAG, f"#{tag}")


def test_after_an_outage_of_a_hundred_posts_nothing_is_lost_and_nothing_stands_twice(
    server: MastodonServer, store: Store
) -> None:
    reader = Reader(store, server.address, hashtag("corte"))
    posted = [server.post(f"antes {n} #corte")["uri"] for n in range(5)]
    reader.once()
    assert reader.ids() == posted
    posted += [server.post(f"durante {n} #corte")["uri"] for n in range(100)]
    reader.once()
    assert reader.ids() == posted
    reader.once()
    assert reader.ids() == posted


def test_a_reading_that_breaks_off_goes_on_where_it_was(server: MastodonServer, store: Store) -> None:
    reader = Reader(store, server.address, hashtag("a_medias"))
    posted = [server.post("primera #a_medias")["uri"]]
    reader.once()
    posted += [server.post(f"{n} #a_medias")["uri"] for n in range(90)]

    async def broken() -> None:
        async with open_client() as http:
            cursor = store.position(reader.source)
            async for page in reader.network.read(reader.ask, cursor, access(http, reader)):
                reader._write(page)
                server.fault("status", "/api/v1/timelines/tag/a_medias", status=503)

    with pytest.raises(Problem) as caught:
        asyncio.run(broken())
    assert (caught.value.code, caught.value.permanent) == ("server-error", False)
    assert 1 < len(reader.ids()) < 91
    server.heal()
    reader.once()
    assert reader.ids() == posted


@pytest.mark.parametrize(
    ("kind", "effect", "code"),
    [
        ("ratelimit", {}, "rate-limited"),
        ("status", {"status": 502}, "server-error"),
        ("malformed", {}, "bad-answer"),
        ("malformed", {"truncate": False}, "bad-answer"),
        ("status", {"status": 404}, "not-found"),
        ("status", {"status": 401}, "needs-channel"),
    ],
)
def test_faults_of_a_server_are_named(
    server: MastodonServer, store: Store, kind: str, effect: dict[str, Any], code: str
) -> None:
    reader = Reader(store, server.address, hashtag("avería"))
    server.fault(kind, "/api/v1/timelines/tag/*", **effect)
    with pytest.raises(Problem) as caught:
        reader.once()
    assert caught.value.code == code
    if code == "rate-limited":
        assert caught.value.retry_at is not None  # type: ignore[attr-defined]
    posted = server.post("ya #avería")
    reader.once()
    assert posted["uri"] in reader.ids()


def test_a_slow_server_is_waited_for(server: MastodonServer, store: Store) -> None:
    server.post("lento #despacio")
    server.fault("latency", "/api/v1/timelines/tag/despacio", delay_ms=300)
    reader = Reader(store, server.address, hashtag("despacio"))
    reader.once()
    assert len(reader.ids()) == 1


@pytest.mark.slow
def test_a_parent_that_the_server_does_not_give_in_time_is_not_waited_for(
    server: MastodonServer, store: Store
) -> None:
    parent = server.post("madre")
    answer = server.post("hija #hija", in_reply_to_id=parent["id"])
    server.fault("timeout", "/api/v1/statuses/*", delay_ms=60_000)
    reader = Reader(store, server.address, hashtag("hija"))
    reader.once()
    ((uri, reply_to, extra),) = reader.rows("id", "reply_to", "extra")
    assert (uri, reply_to) == (answer["uri"], None)
    assert json.loads(extra)["in_reply_to_local"] == f"{server.host}/{parent['id']}"


def test_what_an_account_publishes_with_its_answers_quotes_and_boosts(
    server: MastodonServer, store: Store
) -> None:
    parent = server.post("Abrimos a las seis", by="bruno", spoiler_text="Horario", language="es")
    answer = server.post("¿Y el domingo? @bruno", by="vera", in_reply_to_id=parent["id"])
    server.post("Tomad nota", by="vera", quoted_status_id=parent["id"])
    server.boost(parent, by="vera")
    reader = Reader(store, server.address, Ask(Kind.ACCOUNT, f"@vera@{server.host}"))
    reader.once()
    kinds = reader.rows("kind", "author", "text", "reply_to")
    vera = f"vera@{server.host}"
    assert kinds == [
        ("reply", vera, "¿Y el domingo? @bruno", parent["uri"]),
        ("quote", vera, "Tomad nota", None),
        ("repost", vera, "Abrimos a las seis", None),
    ]
    thread = Reader(store, server.address, Ask(Kind.THREAD, parent["url"]))
    thread.once()
    rows = [
        row
        for row in thread.rows("id", "title", "lang", "thread")
        if row[0] in (parent["uri"], answer["uri"])
    ]
    assert rows == [
        (parent["uri"], "Horario", "es", parent["uri"]),
        (answer["uri"], None, None, parent["uri"]),
    ]


def test_replies_and_mentions_of_a_channel_but_no_likes(server: MastodonServer, store: Store) -> None:
    first = server.post("Pregunta", by="bruno")
    reader = Reader(store, server.address, Ask(Kind.MENTIONS), by="bruno")
    reader.once()
    before = len(reader.ids())
    server.call("POST", f"/api/v1/statuses/{first['id']}/favourite", by="vera")
    mention = server.post("Hola @bruno", by="vera")
    reader.once()
    assert reader.ids()[before:] == [mention["uri"]]


def test_private_mentions_of_a_channel(server: MastodonServer, store: Store) -> None:
    first = server.post("@bruno en privado", by="ana", visibility="direct")
    second = server.post("@ana dime", by="bruno", visibility="direct", in_reply_to_id=first["id"])
    reader = Reader(store, server.address, Ask(Kind.MESSAGES), by="ana")
    reader.once()
    found = {row[0]: row[1:] for row in reader.rows("id", "kind", "reply_to")}
    assert found[first["uri"]] == ("message", None)
    assert found[second["uri"]] == ("message", first["uri"])
    third = server.post("@bruno nada", by="ana", visibility="direct", in_reply_to_id=second["id"])
    reader.once()
    assert third["uri"] in reader.ids()


def test_a_search_and_a_timeline(server: MastodonServer, store: Store) -> None:
    found = server.post("Una palabra muy rara: esdrújulamente", by="ana")
    reader = Reader(store, server.address, Ask(Kind.SEARCH, "esdrújulamente"), by="ana")
    reader.once()
    assert reader.ids() == [found["uri"]]
    reader.once()
    local = Reader(store, server.address, Ask(Kind.TIMELINE, "local"))
    local.once()
    assert found["uri"] in local.ids()


def test_a_stream_with_edits_and_deletions(server: MastodonServer, store: Store) -> None:
    reader = Reader(store, server.address, Ask(Kind.STREAM, "#directo"))
    said: dict[str, dict[str, Any]] = {}

    def happens(pages: list[Page]) -> bool:
        """What happens once the stream is open; whether it was all heard."""
        if not pages[-1].delivered_at:
            return False
        if not said:
            said["kept"] = server.post("sale #directo")
            said["edited"] = server.post("con errata #directo")
            said["gone"] = server.post("se borra #directo")
            server.edit(said["edited"], "sin errata #directo")
            server.delete(said["gone"])
            said["last"] = server.post("fin #directo")
        return said["last"]["uri"] in reader.ids()

    pages = reader.until(happens, lambda: server.post("toc #directo"))
    texts = {uri: text for uri, text in reader.rows("id", "text") if "toc" not in text}
    assert texts == {
        said["kept"]["uri"]: "sale #directo",
        said["edited"]["uri"]: "sin errata #directo",
        said["last"]["uri"]: "fin #directo",
    }
    assert [each for page in pages for each in page.gone] == [Gone("mastodon", id=said["gone"]["uri"])]


def test_between_two_connections_of_a_stream_nothing_is_lost(server: MastodonServer, store: Store) -> None:
    reader = Reader(store, server.address, Ask(Kind.STREAM, "#cortes"))
    posted = [server.post(f"{n} #cortes")["uri"] for n in range(3)]
    reader.until(lambda pages: len(reader.ids()) == 3)
    posted += [server.post(f"{n} #cortes")["uri"] for n in range(60)]
    more = lambda: posted.append(server.post("y otra #cortes")["uri"])  # noqa: E731
    reader.until(lambda pages: bool(pages[-1].delivered_at) and set(posted[:63]) <= set(reader.ids()), more)
    found = reader.ids()
    assert set(posted[:63]) <= set(found) <= set(posted)
    assert len(found) == len(set(found))


def test_the_present_counters_of_posts(server: MastodonServer) -> None:
    liked, gone = server.post("contadme"), server.post("borrada")
    server.call("POST", f"/api/v1/statuses/{liked['id']}/favourite", by="vera")
    network = Mastodon()

    async def observed() -> Sequence[dict[str, Any]]:
        async with open_client() as http:
            return await network.observe([liked["uri"], gone["uri"]], Access(http))

    assert len(asyncio.run(observed())) == 2
    server.delete(gone)
    item, left = asyncio.run(observed())
    assert left == {GONE: gone["uri"]}
    assert (network.map_item(item)["id"], network.map_item(item)["likes"]) == (liked["uri"], 1)


def test_whose_a_token_is_and_accounts_by_name(server: MastodonServer) -> None:
    network = Mastodon()

    async def asked(token: str) -> tuple[Identity, list[str]]:
        async with open_client() as http:
            channel = Access(http, {"server": server.address}, {"access_token": token})
            found = await network.find("Bruno", channel)
            return await network.identify(channel), [each.ask.target for each in found]

    identity, found = asyncio.run(asked("ana-token"))
    assert (identity.handle, identity.name) == (f"ana@{server.host}", "Ana")
    assert identity.posts is not None
    assert f"bruno@{server.host}" in found
    with pytest.raises(Problem) as caught:
        asyncio.run(asked("wrong"))
    assert caught.value.code == "bad-token"
    assert "wrong" not in str(caught.value)


def test_a_server_of_ones_own_network_must_be_named(
    server: MastodonServer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERTULIA_REACHABLE", "")
    with pytest.raises(Problem) as caught:
        Reader(store, server.address, hashtag("feria")).once()
    assert caught.value.code == "address-refused"


class GoToSocial:
    """Says over a websocket what was recorded of one, and answers plain requests as GoToSocial did."""

    def __init__(self, messages: Sequence[str], instance: dict[str, Any]) -> None:
        self.messages, self.instance = messages, instance
        self.refused: list[str] = []
        self.address = ""

    async def speak(self, connection: ServerConnection) -> None:
        for message in self.messages:
            await connection.send(message)
        await connection.wait_closed()

    def answer(self, connection: ServerConnection, request: Request) -> Response | None:
        if request.headers.get("Upgrade") == "websocket":
            return None if request.headers.get("Authorization") == "Bearer ana-token" else plain(401, {})
        if "/streaming" in request.path:
            self.refused.append(request.path)
        if request.path.startswith("/api/v2/instance"):
            streaming = {"urls": {"streaming": self.address.replace("http", "ws")}}
            return plain(200, {**self.instance, "configuration": streaming})
        return plain(200, []) if "/timelines/" in request.path else plain(404, {"error": "Not Found"})


def plain(status: int, body: Any) -> Response:
    said = json.dumps(body).encode()
    headers = Headers({"Content-Type": "application/json", "Content-Length": str(len(said))})
    return Response(status, HTTPStatus(status).phrase, headers, said)


@pytest.mark.parametrize("known", [True, False])
def test_a_server_that_speaks_only_websockets(
    store: Store, monkeypatch: pytest.MonkeyPatch, spoken: Sequence[str], known: bool
) -> None:
    """`known`: it says that it is GoToSocial; else server-sent events are tried first."""
    source = "https://codeberg.org/superseriousbusiness/gotosocial" if known else "https://other.example"
    other = GoToSocial(spoken, {"domain": "other.example", "source_url": source, "version": "0.20"})

    async def listened() -> list[str]:
        async with serve(other.speak, "127.0.0.1", 0, process_request=other.answer) as listening:
            other.address = f"http://127.0.0.1:{next(iter(listening.sockets)).getsockname()[1]}"
            monkeypatch.setenv("TERTULIA_REACHABLE", "127.0.0.0/8")
            reader = Reader(store, other.address, Ask(Kind.STREAM, "public"), by="ana")
            await within(reader._read(lambda pages: len(reader.ids()) == 7))
            return reader.ids()

    assert len(asyncio.run(listened())) == 7
    assert bool(other.refused) is not known


@pytest.fixture
def spoken() -> Sequence[str]:
    if not RECORDED.is_dir():
        pytest.skip(f"no recordings in {RECORDED}")
    import yaml

    messages = []
    for path in sorted(RECORDED.glob("mastodonpy-cassettes/*.ws.yaml")):
        recorded = yaml.safe_load(path.read_text("utf-8"))
        steps = [step for connection in recorded["connections"] for step in connection["interactions"]]
        said = [step["receive"] for step in steps if "receive" in step]
        messages += [json.dumps(each) for each in said if "error" not in each]
    return messages
