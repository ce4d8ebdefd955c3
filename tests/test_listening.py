"""From an empty folder to real posts, as a new user would: `tertulia up`, the first steps in a browser, a
Bluesky network, a Mastodon-API server and a WordPress on this machine; then the cable is pulled."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.chaos import ChaosProxy, reset
from tests.conftest import STARTS_WITHIN_S
from tests.servers import mastodon as mastodon_server
from tests.servers.bluesky.running import Network, bluesky
from tests.servers.mastodon import MastodonServer
from tests.servers.wordpress.server import WordPress, is_installed

__all__ = ["bluesky"]
pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow]
NAME = "girasolario"  # one plain word: this Bluesky finds words as they are written
SOON_MS = 60_000  # what a new user is promised


@dataclass
class Town:
    """All that can be read, and the cable between the Mastodon server and us."""

    bluesky: Network
    mastodon: MastodonServer
    site: WordPress
    cable: ChaosProxy


@pytest.fixture(scope="module")
def town(bluesky: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    if not is_installed():
        pytest.skip("WordPress is not installed (see .ci/run)")
    folder = tmp_path_factory.mktemp("town")
    with (
        mastodon_server.running(folder) as mastodon,
        WordPress(folder / "wordpress") as site,
        ChaosProxy("127.0.0.1", urlsplit(mastodon.address).port) as cable,
    ):
        yield Town(bluesky, mastodon, site, cable)


@dataclass
class Up:
    """`tertulia up` in a folder of its own."""

    process: subprocess.Popen[str]
    address: str
    join: str


@pytest.fixture(scope="module")
def up(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    folder = tmp_path_factory.mktemp("up")
    environment = {
        **os.environ,
        "TERTULIA_HOME": str(folder / "home"),
        "TERTULIA_LANGUAGE": "en",
        "TERTULIA_REACHABLE": "127.0.0.1,localhost",
        "TERTULIA_BLUESKY_SERVER": town.bluesky.appview,
        "TERTULIA_MASTODON_SERVER": town.cable.url,
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "tertulia", "up", "--no-browser", "--port", "0"]
    log = folder / "log"
    with (
        log.open("w") as written,
        subprocess.Popen(command, env=environment, stdout=written, stderr=written, text=True) as process,
    ):
        try:
            yield Up(process, *_addresses(process, log))
        finally:
            process.terminate()
            process.wait(30)
    assert "Traceback" not in log.read_text(), log.read_text()


def _addresses(process: subprocess.Popen[str], log: Path) -> tuple[str, str]:
    for _ in range(STARTS_WITHIN_S * 5):
        said = log.read_text()
        if found := re.search(r"answers at (http://\S+)/[\s\S]*?(http://\S+/join/\S+)", said):
            return found[1], found[2]
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise AssertionError(f"it did not start:\n{log.read_text()}")


@pytest.fixture(scope="module")
def ana(browser: Any, up: Up) -> Iterator[Any]:
    """Ana's page, after she followed the link that made her the owner."""
    context = browser.new_context(base_url=up.address, viewport={"width": 1440, "height": 900}, locale="en")
    page = context.new_page()
    page.set_default_timeout(SOON_MS)
    page.goto(up.join)
    page.locator("[name=first_name]").fill("Ana")
    page.locator("[name=username]").fill("ana")
    for field in page.locator("input[type=password]").all():
        field.fill("girasoles y tinta")
    page.get_by_role("button", name="Come in").click()
    page.wait_for_load_state()
    yield page
    context.close()


def test_from_nothing_to_the_first_posts(ana: Any, town: Town) -> None:
    town.bluesky.sign_up("lector").post(f"Nada como una tarde en el {NAME}")
    town.mastodon.post(f"Qué maravilla de sitio #{NAME}", by="bruno")
    town.site.post("Abrimos el sábado", "<p>Se abre también el sábado por la tarde.</p>")

    ana.goto("/")
    assert urlsplit(ana.url).path == "/start/"
    ana.locator("[name=name]").fill(NAME)
    ana.locator("[name=site]").fill(town.site.address)
    ana.get_by_role("button", name="See what is there").click()
    ana.locator(".network-found", has_text="WordPress").locator("input:checked").wait_for()
    ana.wait_for_load_state("networkidle")
    ana.get_by_role("button", name="Begin to listen").click()
    ana.wait_for_url("**/start/first/")
    for text in ("Nada como una tarde", "Qué maravilla de sitio", "Abrimos el sábado"):
        ana.locator(".live-item", has_text=text).first.wait_for()


def test_a_new_post_comes_by_itself(ana: Any, town: Town) -> None:
    connect(ana, town)
    follow_the_stream(ana)
    ana.goto(f"/listen/live/?q={NAME}")
    ana.locator("#live-feed[data-state=on]").wait_for()
    ana.wait_for_timeout(2_000)  # the stream, too
    town.mastodon.post(f"Otra tarde de {NAME}, gracias", by="vera")
    ana.locator(".live-item", has_text="Otra tarde de").wait_for(timeout=20_000)


def connect(page: Any, town: Town) -> None:
    """Connect an account of ours, by the wizard."""
    page.goto("/settings/channels/connect/mastodon/")
    page.locator("[name=server]").fill(town.cable.url)
    page.locator("[name=access_token]").fill("ana-token")
    page.locator("main form button[type=submit]").first.click()
    page.get_by_text("ana@").first.wait_for()


def follow_the_stream(page: Any) -> None:
    page.goto("/listen/sources/new")
    page.locator("[name=way]").select_option(value="mastodon:stream")
    page.locator("[name=target]").fill("public")
    page.locator("[name=channel]").select_option(index=1)
    page.get_by_role("button", name="Follow").click()
    page.get_by_text("is followed from now on").wait_for()


def test_the_cable_is_pulled_and_mended(ana: Any, town: Town) -> None:
    town.cable.rule(reset())
    town.cable.cut()
    ana.goto("/listen/health/")
    ana.locator(".figure", has_text="Open gaps").filter(has_not_text="0").wait_for()
    ana.goto(f"/listen/?q={NAME}")
    ana.get_by_text("gap in reading").first.wait_for()
    town.mastodon.post(f"Nadie oye al {NAME}", by="vera")
    town.cable.clear()
    ana.goto(f"/listen/live/?q={NAME}")
    ana.locator(".live-item", has_text="Nadie oye").wait_for(timeout=120_000)
    ana.goto("/listen/health/")
    ana.locator(".figure", has_text="Open gaps").filter(has_text="0").wait_for(timeout=120_000)
