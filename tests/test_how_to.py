"""The how-to of each network, followed word for word in both languages: its commands run in their order, as
they stand, against real servers on this machine in the place of those that it names."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from tests.servers import mastodon as mastodon_server
from tests.servers.bluesky.running import Network, bluesky
from tests.servers.mastodon import MastodonServer
from tests.servers.wordpress.server import WordPress, is_installed
from tests.test_docs import ROOT, environment

from tertulia.home import Home
from tertulia.posts.api import Batch, open_store
from tertulia.posts.schema import POSTS, conform
from tertulia.understand.api import read

__all__ = ["bluesky"]
pytestmark = [pytest.mark.server, pytest.mark.slow]
_COMMAND = re.compile(r"^ *(tertulia (?:search|source|channel|collect|teach|reread)(?: .+)?)$", re.MULTILINE)
LANGUAGES = pytest.mark.parametrize("ending", [".md", ".es.md"])


@pytest.fixture(scope="module")
def mastodon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MastodonServer]:
    with mastodon_server.running(tmp_path_factory.mktemp("mastodon")) as running:
        running.post("Una tarde en el #museo, an afternoon at the #museum", by="bruno")
        yield running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPress]:
    if not is_installed():
        pytest.skip("WordPress is not installed (see .ci/run)")
    with WordPress(tmp_path_factory.mktemp("site") / "wordpress") as running:
        running.post("Abrimos el sábado", "<p>También por la tarde.</p>")
        yield running


def follow(
    name: str, home: Path, places: Mapping[str, str], typed: tuple[str, ...], **variables: str
) -> dict[str, str]:
    """What each command of a how-to says; `places` stand for the addresses it names, `typed` answers what
    connecting a channel asks."""
    asked = {**environment(home), "TERTULIA_REACHABLE": "127.0.0.1,localhost", **variables}
    said: dict[str, str] = {}
    for command in _COMMAND.findall((ROOT / "docs/how-to" / name).read_text("utf-8")):
        written = command
        for named, there in places.items():
            written = written.replace(named, there)
        said[command.split("'")[0].strip()] = typing(written, typed, asked)
    return said


def typing(command: str, typed: tuple[str, ...], variables: Mapping[str, str]) -> str:
    """Run a command in a terminal and type an answer to each of its questions; it must succeed."""
    terminal = ["script", "--quiet", "--return", "--command", command, os.devnull]
    pipe = subprocess.PIPE
    with subprocess.Popen(terminal, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, env=variables) as run:
        assert run.stdin
        assert run.stdout
        said, waiting = b"", list(typed) if " channel add " in f"{command} " else []
        while piece := run.stdout.read1():
            said += piece
            if waiting and said.endswith(b": "):
                run.stdin.write(f"{waiting.pop(0)}\n".encode())
                run.stdin.flush()
        assert not waiting, said.decode()
    assert run.returncode == 0, said.decode()
    return said.decode()


@LANGUAGES
def test_bluesky(bluesky: Network, tmp_path: Path, ending: str) -> None:
    ana, bruno = bluesky.sign_up("ana"), bluesky.sign_up("bruno")
    bruno.post("Por fin un café de especialidad")
    said = follow(
        f"bluesky{ending}",
        tmp_path,
        {},
        (ana.handle, ana.password, bluesky.pds),
        TERTULIA_BLUESKY_SERVER=bluesky.appview,
    )
    assert "Por fin un café de especialidad" in said["tertulia search bluesky"]
    assert f"is connected: {ana.handle}" in said["tertulia channel add bluesky"]
    assert ana.password not in "".join(said.values())


@LANGUAGES
def test_mastodon(mastodon: MastodonServer, tmp_path: Path, ending: str) -> None:
    said = follow(
        f"mastodon{ending}",
        tmp_path,
        {},
        (mastodon.address, "ana-token"),
        TERTULIA_MASTODON_SERVER=mastodon.address,
    )
    assert "an afternoon at the #museum" in said["tertulia search mastodon"]
    assert f"is connected: ana@{mastodon.host}" in said["tertulia channel add mastodon"]
    assert "ana-token" not in "".join(said.values())


@LANGUAGES
def test_feeds(site: WordPress, tmp_path: Path, ending: str) -> None:
    said = follow(f"feeds{ending}", tmp_path, {"https://example.org": site.address}, ())
    assert "Abrimos el sábado" in said["tertulia search rss https://example.org"]
    assert "New posts: 2" in said["tertulia collect --once"]


@LANGUAGES
def test_wordpress(site: WordPress, tmp_path: Path, ending: str) -> None:
    places = {"https://blog.example.org": site.address, "username=ines": "username=admin"}
    said = follow(f"wordpress{ending}", tmp_path, places, (site.password,))
    assert "Abrimos el sábado" in said["tertulia search wordpress https://blog.example.org"]
    assert "New posts: 3" in said["tertulia collect --once"]
    (connected,) = (answer for command, answer in said.items() if "channel add" in command)
    assert "is connected: admin@" in connected
    assert site.password not in "".join(said.values())


def say_what_posts_are(home: Path) -> None:
    """A data folder in which people said of eighty posts what each feels like."""
    things = (
        "El vuelo",
        "La maleta",
        "El embarque",
        "La tripulación",
        "La comida",
        "La web",
        "El bus",
        "El chat",
    )
    felt = {
        "negative": ("tarde otra vez", "un desastre", "no funciona", "lentísimo todo", "qué vergüenza"),
        "positive": ("todo en hora", "una maravilla", "va de lujo", "rapidísimo todo", "qué gusto"),
    }
    told = [(thing, word, name) for name, words in felt.items() for word in words for thing in things]
    rows = [
        {
            "id": str(number),
            "network": "mastodon",
            "created_at": datetime(2026, 5, 1, tzinfo=UTC),
            "text": f"{thing}: {word}",
            "lang": "es",
        }
        for number, (thing, word, _) in enumerate(told)
    ]
    folder = home / ".local" / "share" / "tertulia"  # where a person's data lie
    with open_store(Home(folder).ensure()) as store:
        posts = conform(pa.Table.from_pylist(rows, schema=POSTS))
        store.write(Batch(posts, source="test", readings=read(posts)))
        for row in store.query("SELECT post, id FROM posts").to_pylist():
            store.correct(row["post"], "sentiment", told[int(row["id"])][2], "ana")


@LANGUAGES
def test_check_the_readings(tmp_path: Path, ending: str) -> None:
    say_what_posts_are(tmp_path)
    said = follow(f"check-the-readings{ending}", tmp_path, {}, ())
    assert list(said) == [
        "tertulia teach",
        "tertulia teach --list",
        "tertulia reread --stale",
        "tertulia teach --undo",
    ]
    assert "80" in said["tertulia teach"]
    assert "80 posts read again" in said["tertulia reread --stale"]
