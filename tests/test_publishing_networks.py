"""What is published stands on the network once, under the id by which it is read: on the real servers of this
machine, also when the connection is cut after the post was sent.
"""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from tests.chaos import ChaosProxy, Fault, Link, TinyServer, reset, response
from tests.servers.bluesky.running import Network, Person, bluesky, eventually
from tests.servers.mastodon import MastodonServer, running
from tests.servers.wordpress.server import WordPress, is_installed

from tertulia.errors import Problem
from tertulia.networks.base import Access, Ask, Draft, Kind, Media, Published, Publisher, Reaction, networks
from tertulia.networks.mastodon import uploading
from tertulia.outbound.api import OutboundProblem, open_client

__all__ = ["bluesky"]  # the fixture
T = TypeVar("T")
PAGE = """<title>x</title><meta property="og:title" content="La feria"><meta name="description"
content="De todo"><meta property="og:image" content="/cartel.png">"""
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def png(folder: Path, width: int = 40, height: int = 20) -> Path:
    """An image of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xc8\x32\x32" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path = folder / "cartel.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return path


class Desk:
    """A channel of ours: publishes, and reads as the collector does."""

    def __init__(self, network: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        self.network, self.settings, self.secrets = network, dict(settings), dict(secrets)
        found = networks()[network]
        assert found.publisher and found.live
        self.publisher: Publisher = found.publisher
        self.live = found.live

    def do(self, work: Callable[[Access], Awaitable[T]]) -> T:
        async def within() -> T:
            async with open_client() as http, asyncio.timeout(120):
                return await work(Access(http, self.settings, self.secrets))

        return asyncio.run(within())

    def publish(self, draft: Draft, key: str = "") -> Published:
        return self.do(lambda access: self.publisher.publish(draft, key or draft.text, access))

    def look_up(self, draft: Draft, key: str = "", since: datetime = LONG_AGO) -> Published | None:
        return self.do(lambda access: self.publisher.look_up(draft, key or draft.text, since, access))

    def withdraw(self, id: str) -> None:
        self.do(lambda access: self.publisher.withdraw(id, access))

    def react(self, reaction: Reaction, target: str) -> None:
        self.do(lambda access: self.publisher.react(reaction, target, access))

    def read(self, ask: Ask) -> dict[str, dict[str, Any]]:
        """Posts by id, as the reader gives them."""

        async def pages(access: Access) -> list[dict[str, Any]]:
            return [item async for page in self.live.read(ask, None, access) for item in page.items]

        made = [self.live.map_item(item) for item in self.do(pages)]
        return {str(post["id"]): post for post in made}

    def behind(self, proxy: ChaosProxy, setting: str) -> Desk:
        """The same channel, its server reached through the proxy."""
        return Desk(self.network, {**self.settings, setting: proxy.url}, self.secrets)


def problem_of(act: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as raised:
        act()
    return raised.value


def cut_the_first_sent() -> Fault:
    """What is sent arrives; of the first answer nothing comes back but its beginning."""
    cut: list[bool] = []

    async def fault(link: Link) -> None:
        if cut or not link.head.startswith(b"POST"):
            await link.forward()
            return
        cut.append(True)
        await reset(1)(link)

    return fault


def through_a_cut(
    desk: Desk,
    setting: str,
    path: str,
    draft: Draft,
    monkeypatch: pytest.MonkeyPatch,
    moved: Callable[[str], object] = lambda address: None,
) -> Published:
    """Publish while the answer to `path` never arrives; then look it up, and publish again all the same. Both
    find the one post. `moved` tells the server that it lies behind the proxy."""
    address = urlsplit(desk.settings[setting])
    with ChaosProxy("127.0.0.1", address.port or 80) as proxy:
        monkeypatch.setenv("TERTULIA_REACHABLE", f"{address.netloc},127.0.0.1:{proxy.port}")
        moved(proxy.url)
        proxy.rule(cut_the_first_sent(), path=path)
        behind = desk.behind(proxy, setting)
        problem = problem_of(lambda: behind.publish(draft))
        assert problem.code == "outcome-unknown" and not problem.permanent
        found = behind.look_up(draft, since=datetime.now(UTC) - timedelta(minutes=5))
        assert found and behind.publish(draft) == found
        moved(desk.settings[setting])
        return replace(found, id=found.id.replace(proxy.url, desk.settings[setting]))


# --- Bluesky ------------------------------------------------------------------------------------------------


@pytest.fixture
def ana(bluesky: Network, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setenv("TERTULIA_REACHABLE", bluesky.reachable)
    monkeypatch.setenv("TERTULIA_BLUESKY_SERVER", bluesky.appview)
    return bluesky.sign_up("ana")


def bluesky_desk(person: Person) -> Desk:
    return Desk("bluesky", person.settings, person.secrets)


def shown(network: Network, *ids: str) -> bool:
    return len(network.posts(*ids)) == len(ids)


@pytest.mark.server
@pytest.mark.slow
class TestBluesky:
    def test_a_post_is_read_as_it_was_written(self, bluesky: Network, ana: Person, tmp_path: Path) -> None:
        bruno, desk = bluesky.sign_up("bruno"), bluesky_desk(ana)
        text = f"¡Feria 🎡 con @{bruno.handle}! Más en https://feria.example/ñ. #Verano #año2026"
        image = Media(png(tmp_path), "image/png", "Un cartel rojo")
        made = desk.publish(Draft(text, lang="es", media=(image,)))
        eventually(lambda: shown(bluesky, made.id))
        post = desk.read(Ask(Kind.ACCOUNT, ana.handle))[made.id]
        assert post["text"] == text and post["url"] == made.url and post["lang"] == "es"
        assert post["mentions"] == [bruno.handle] and post["extra"]["mentioned"] == [bruno.did]
        assert post["hashtags"] == ["Verano", "año2026"] and post["links"] == ["https://feria.example/ñ"]
        assert post["media"][0]["alt"] == "Un cartel rojo"
        embed = bluesky.posts(made.id)[0]["record"]["embed"]
        assert embed["images"][0]["aspectRatio"] == {"width": 40, "height": 20}

    def test_a_thread_answers_itself_and_others_are_answered_and_quoted(
        self, bluesky: Network, ana: Person
    ) -> None:
        desk, theirs = bluesky_desk(ana), bluesky.sign_up("bruno").post("¿A qué hora abrís?")
        eventually(lambda: shown(bluesky, theirs))
        answer = desk.publish(Draft("A las diez.", reply_to=theirs, thread=theirs))
        second = desk.publish(Draft("Y cerramos a las ocho.", reply_to=answer.id))
        third = desk.publish(Draft("Cuentan de nosotros:", reply_to=second.id, quote=theirs))
        eventually(lambda: shown(bluesky, answer.id, second.id, third.id))
        posts = desk.read(Ask(Kind.ACCOUNT, ana.handle))
        assert [posts[made.id]["reply_to"] for made in (answer, second, third)] == [
            theirs, answer.id, second.id,
        ]  # fmt: skip
        assert {posts[made.id]["thread"] for made in (answer, second, third)} == {theirs}
        assert posts[third.id]["extra"]["quoted"] == theirs

    def test_a_link_has_the_card_of_its_page(
        self, bluesky: Network, ana: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with TinyServer() as feria:
            feria.pages["/mapa"] = response(200, PAGE.encode(), kind="text/html; charset=utf-8")
            feria.pages["/cartel.png"] = response(200, png(tmp_path).read_bytes(), kind="image/png")
            monkeypatch.setenv("TERTULIA_REACHABLE", f"{bluesky.reachable},{urlsplit(feria.url).netloc}")
            desk = bluesky_desk(ana)
            made = desk.publish(Draft("Venid", link=f"{feria.url}/mapa"))
            bare = desk.publish(Draft("Nada", link=f"{feria.url}/no-hay"))
        eventually(lambda: shown(bluesky, made.id, bare.id))
        posts = desk.read(Ask(Kind.ACCOUNT, ana.handle))
        assert posts[made.id]["title"] == "La feria" and posts[made.id]["links"] == [f"{feria.url}/mapa"]
        assert posts[made.id]["extra"]["link_about"] == "De todo"
        assert posts[bare.id]["links"] == [f"{feria.url}/no-hay"]
        [view] = bluesky.posts(made.id)
        assert view["record"]["embed"]["external"]["thumb"]["mimeType"] == "image/png"

    def test_a_cut_after_sending_never_makes_two(
        self, bluesky: Network, ana: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk, draft = bluesky_desk(ana), Draft("Una sola vez")
        assert desk.look_up(draft) is None
        made = through_a_cut(desk, "server", "/xrpc/com.atproto.repo.putRecord", draft, monkeypatch)
        listed = ana.call("com.atproto.repo.listRecords", repo=ana.did, collection="app.bsky.feed.post")
        assert [record["uri"] for record in listed["records"]] == [made.id]
        desk.withdraw(made.id)
        desk.withdraw(made.id)
        assert desk.look_up(draft) is None

    def test_likes_reposts_and_follows_are_one_each(self, bluesky: Network, ana: Person) -> None:
        desk, bruno = bluesky_desk(ana), bluesky.sign_up("bruno")
        theirs = bruno.post("Hola")
        eventually(lambda: shown(bluesky, theirs))
        for _ in range(2):
            desk.react(Reaction.LIKE, theirs)
            desk.react(Reaction.REPOST, theirs)
            desk.react(Reaction.FOLLOW, bruno.handle)
        eventually(lambda: bluesky.profile(bruno).get("followersCount") == 1)
        post = eventually(
            lambda: next(p for p in bluesky.posts(theirs) if p["likeCount"] and p["repostCount"])
        )
        assert (post["likeCount"], post["repostCount"]) == (1, 1)

    def test_what_cannot_be_says_so(self, bluesky: Network, ana: Person) -> None:
        desk, bruno = bluesky_desk(ana), bluesky.sign_up("bruno")
        assert problem_of(lambda: desk.publish(Draft("a" * 301))).code == "too-long"
        missing = f"at://{bruno.did}/app.bsky.feed.post/3kabcdefghi2j"
        assert problem_of(lambda: desk.publish(Draft("hola", reply_to=missing))).code == "no-such-post"
        assert problem_of(lambda: desk.withdraw(missing)).code == "not-ours"
        wrong = Desk("bluesky", desk.settings, {"password": "no"})
        assert problem_of(lambda: wrong.publish(Draft("hola"))).code == "wrong-credentials"
        assert problem_of(lambda: Desk("bluesky", {}, {}).publish(Draft("hola"))).code == "needs-channel"


# --- Mastodon -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mastodon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MastodonServer]:
    with running(tmp_path_factory.mktemp("mastodon")) as server:
        yield server


@pytest.fixture
def museum(mastodon: MastodonServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("TERTULIA_REACHABLE", mastodon.host)
    yield Desk("mastodon", {"server": mastodon.address}, {"access_token": "ana-token"})
    mastodon.heal()


def account(name: str, mastodon: MastodonServer) -> Ask:
    return Ask(Kind.ACCOUNT, f"@{name}@{mastodon.host}", {"server": mastodon.address})


@pytest.mark.server
@pytest.mark.slow
class TestMastodon:
    def test_a_post_is_read_as_it_was_written(
        self, mastodon: MastodonServer, museum: Desk, tmp_path: Path
    ) -> None:
        text = "Verbena en la plaza, con #música\n\nMás: https://feria.example/mapa"
        image = Media(png(tmp_path), "image/png", "Un cartel rojo, «¡ven!»")
        draft = Draft(text, lang="es", warning="ruido", visibility="unlisted", media=(image,))
        made = museum.publish(draft)
        post = museum.read(account("ana", mastodon))[made.id]
        assert post["text"] == text and post["title"] == "ruido" and post["lang"] == "es"
        assert post["media"][0]["alt"] == image.alt and post["extra"]["visibility"] == "unlisted"
        assert post["url"] == made.url

    def test_a_thread_answers_itself_and_others_are_answered_and_quoted(
        self, mastodon: MastodonServer, museum: Desk
    ) -> None:
        theirs = mastodon.post("¿A qué hora abrís?", by="bruno")["uri"]
        answer = museum.publish(Draft("A las diez.", reply_to=theirs, thread=theirs))
        second = museum.publish(Draft("Y cerramos a las ocho.", reply_to=answer.id))
        quoting = museum.publish(Draft("Nos preguntan", quote=theirs))
        posts = museum.read(account("ana", mastodon))
        assert posts[answer.id]["reply_to"] == theirs and posts[second.id]["reply_to"] == answer.id
        assert posts[quoting.id]["extra"]["quoted"] == theirs

    def test_a_cut_after_sending_never_makes_two(
        self, mastodon: MastodonServer, museum: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        draft = Draft(f"Una sola vez, @bruno@{mastodon.host}: https://feria.example/", warning="una")
        assert museum.look_up(draft) is None
        made = through_a_cut(museum, "server", "/api/v1/statuses", draft, monkeypatch)
        own = museum.read(account("ana", mastodon)).values()
        assert [post["id"] for post in own if "Una sola vez" in post["text"]] == [made.id]
        assert museum.look_up(Draft("Otra cosa")) is None
        later = datetime.now(UTC) + timedelta(hours=1)
        assert museum.look_up(draft, since=later) is None
        museum.withdraw(made.id)
        museum.withdraw(made.id)
        assert museum.look_up(draft) is None

    def test_what_answers_something_private_is_private(self, mastodon: MastodonServer, museum: Desk) -> None:
        theirs = mastodon.post("@ana ¿me lo dices aparte?", by="bruno", visibility="direct")["uri"]
        answer = museum.publish(Draft(f"Claro, @bruno@{mastodon.host}", reply_to=theirs))
        number = answer.id.rpartition("/")[2]
        assert mastodon.call("GET", f"/api/v1/statuses/{number}", "ana")["visibility"] == "direct"

    def test_reactions_are_one_each(self, mastodon: MastodonServer, museum: Desk) -> None:
        theirs = mastodon.post("Hola", by="bruno")
        for _ in range(2):
            museum.react(Reaction.LIKE, theirs["uri"])
            museum.react(Reaction.REPOST, theirs["uri"])
            museum.react(Reaction.FOLLOW, f"@bruno@{mastodon.host}")
        now = mastodon.call("GET", f"/api/v1/statuses/{theirs['id']}")
        assert (now["favourites_count"], now["reblogs_count"]) == (1, 1)

    def test_what_cannot_be_says_so(self, mastodon: MastodonServer, museum: Desk) -> None:
        assert problem_of(lambda: museum.publish(Draft("a" * 501))).code == "too-long"
        missing = f"{mastodon.address}/@bruno/999"
        assert problem_of(lambda: museum.publish(Draft("hola", reply_to=missing))).code == "no-such-post"
        assert problem_of(lambda: museum.react(Reaction.LIKE, missing)).code == "no-such-post"
        wrong = Desk("mastodon", museum.settings, {"access_token": "no"})
        assert problem_of(lambda: wrong.publish(Draft("hola"))).code == "bad-token"
        mastodon.fault("status", "/api/v1/statuses", status=422, body={"error": "Validation failed: too odd"})
        refused = problem_of(lambda: museum.publish(Draft("hola")))
        assert refused.code == "refused" and refused.permanent and "too odd" in str(refused.cause)
        mastodon.fault("ratelimit", "/api/v1/statuses", headers={"Retry-After": "30"})
        busy = problem_of(lambda: museum.publish(Draft("hola")))
        assert busy.code == "rate-limited" and isinstance(busy, OutboundProblem) and not busy.permanent
        mastodon.fault("status", "/api/v1/statuses", status=503)
        assert problem_of(lambda: museum.publish(Draft("hola"))).code == "outcome-unknown"

    def test_a_file_is_waited_for_until_the_server_has_worked_on_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Real servers answer a film with 202, then 206, as their documentation says."""
        monkeypatch.setattr(uploading, "WAITS_S", (0.01,) * 4)
        asked: list[int] = []

        async def working(link: Link) -> None:
            asked.append(1)
            await link.say(response(206 if len(asked) < 3 else 200, b'{"id": "7", "url": null}'))

        with TinyServer() as server:
            server.pages["/api/v2/media"] = response(202, b'{"id": "7", "url": null}')
            server.pages["/api/v1/media/7"] = working
            server.pages["/api/v1/statuses"] = response(200, b'{"id": "1", "uri": "https://m.example/1"}')
            monkeypatch.setenv("TERTULIA_REACHABLE", urlsplit(server.url).netloc)
            desk = Desk("mastodon", {"server": server.url}, {"access_token": "x"})
            draft = Draft("Vídeo", media=(Media(png(tmp_path), "image/png", "Un cartel"),))
            assert desk.publish(draft).id == "https://m.example/1" and len(asked) == 3
            server.pages["/api/v1/media/7"] = response(206, b'{"id": "7"}')
            late = problem_of(lambda: desk.publish(draft))
            assert late.code == "media-not-ready" and not late.permanent
            del server.pages["/api/v2/media"]  # an older server
            server.pages["/api/v1/media"] = response(200, b'{"id": "8"}')
            assert desk.publish(draft).id == "https://m.example/1"

    def test_its_limits_come_with_who_it_is(self, museum: Desk) -> None:
        identity = museum.do(museum.live.identify)
        limits = museum.publisher.limits(identity.settings)
        assert limits.length == 500 and limits.link_length == 23 and limits.media_bytes == 10_485_760
        assert "image/webp" in limits.media_kinds and limits.quotes


# --- WordPress ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPress]:
    if not is_installed():
        pytest.skip("WordPress is not installed (apt install wordpress mariadb-server php-mysql)")
    with WordPress(tmp_path_factory.mktemp("wordpress")) as started:
        yield started


@pytest.fixture
def blog(site: WordPress, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("TERTULIA_REACHABLE", f"127.0.0.1:{site.port}")
    settings = {"address": site.address, "username": "admin"}
    return Desk("wordpress", settings, {"application_password": site.password})


@pytest.mark.server
@pytest.mark.slow
class TestWordPress:
    def test_a_post_is_read_as_it_was_written(self, site: WordPress, blog: Desk, tmp_path: Path) -> None:
        text = "Primera <línea> & [gallery]\ny segunda\n\nOtro párrafo: https://feria.example/a?b=1&c=2."
        image = Media(png(tmp_path), "image/png", "Un cartel «rojo»")
        made = blog.publish(Draft(text, title="La feria & tú", format="status", media=(image,)))
        post = blog.read(Ask(Kind.SITE, site.address))[made.id]
        assert post["text"] == text and post["title"] == "La feria & tú" and post["url"] == made.url
        assert post["links"] == ["https://feria.example/a?b=1&c=2"]
        assert [each["alt"] for each in post["media"]] == ["Un cartel «rojo»"]
        kept = site.call("GET", f"posts/{made.id.rpartition('=')[2]}")
        assert kept["format"] == "status" and kept["slug"].startswith("la-feria-tu-")

    def test_comments_answer_posts_and_comments(self, site: WordPress, blog: Desk) -> None:
        made = blog.publish(Draft("¿Qué os parece?", title="Pregunta"))
        comment = site.comment(int(made.id.rpartition("=")[2]), "¡Bien!")
        answer = blog.publish(
            Draft("Gracias, Jordi", reply_to=f"{made.id}#comment-{comment}", thread=made.id)
        )
        below = blog.publish(Draft("Hasta el lunes", reply_to=made.id))
        posts = blog.read(Ask(Kind.SITE, site.address))
        assert posts[answer.id]["reply_to"] == f"{made.id}#comment-{comment}"
        assert posts[below.id]["reply_to"] == posts[below.id]["thread"] == made.id
        again = Draft("Hasta el lunes", reply_to=made.id)
        assert blog.publish(again) == below  # the site refuses its double
        assert blog.look_up(again, since=datetime.now(UTC)) == below
        assert blog.look_up(Draft("Otra cosa", reply_to=made.id)) is None
        blog.withdraw(below.id)
        blog.withdraw(below.id)
        assert blog.look_up(again) is None

    def test_a_cut_after_sending_never_makes_two(
        self, site: WordPress, blog: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        image = Media(png(tmp_path), "image/png", "Un cartel")
        draft = Draft("Una sola vez", title="Única", media=(image,))
        assert blog.look_up(draft) is None
        before = len(site.call("GET", "media"))

        def moved(address: str) -> None:
            site.run(f"update_option('home', '{address}'); update_option('siteurl', '{address}');")

        made = through_a_cut(blog, "address", "/wp-json/wp/v2/posts", draft, monkeypatch, moved)
        assert len(site.call("GET", "posts?search=sola")) == 1
        assert len(site.call("GET", "media")) == before + 1
        blog.withdraw(made.id)
        blog.withdraw(made.id)
        assert site.call("GET", f"posts/{made.id.rpartition('=')[2]}")["status"] == "trash"
        again = blog.publish(draft)  # after the withdrawal: a new post, the same file
        assert again != made and len(site.call("GET", "media")) == before + 1

    def test_a_page_is_published(self, site: WordPress, blog: Desk) -> None:
        made = blog.publish(Draft("Abrimos de diez a ocho.", title="Horario", format="page"))
        assert site.call("GET", f"pages/{made.id.rpartition('=')[2]}")["link"] == made.url

    def test_what_cannot_be_says_so(self, site: WordPress, blog: Desk) -> None:
        assert problem_of(lambda: blog.publish(Draft("x", quote="https://a.example/1"))).code == "no-quotes"
        missing = Draft("x", reply_to=f"{site.address}/?p=99999")
        assert problem_of(lambda: blog.publish(missing)).code == "no-such-post"
        elsewhere = Draft("x", reply_to="https://otro.example/?p=1")
        assert problem_of(lambda: blog.publish(elsewhere)).code == "no-such-post"
        assert problem_of(lambda: blog.react(Reaction.LIKE, missing.reply_to)).code == "cannot-react"
        wrong = Desk("wordpress", blog.settings, {"application_password": "no"})
        assert problem_of(lambda: wrong.publish(Draft("x"))).code == "unauthorized"
