"""Posts come in while a person looks: they appear, wait while paused, are announced, are offered."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server]
Open = Callable[..., Any]
# Enough words of one language and mind for a sure reading, whatever invented word stands beside them.
GLAD = "me encanta la feria, qué maravilla, gracias a todos por una tarde tan bonita"
_WRITES = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import pyarrow as pa
from tertulia.home import Home
from tertulia.posts.api import Batch, open_store
from tertulia.posts.schema import POSTS
from tertulia.understand.api import read
home, texts = sys.argv[1], sys.argv[2:]
now = {"network": "bluesky", "created_at": datetime.now(UTC), "author": "noa"}
rows = [now | {"id": text, "text": text} for text in texts]
posts = pa.Table.from_pylist(rows, schema=POSTS)
with open_store(Home(Path(home))) as store:
    store.write(Batch(posts, source="live:tests", readings=read(posts)))
"""


@pytest.fixture
def arrive(server: str, server_home: Path) -> Callable[..., None]:
    """`arrive("text", …)`: posts with these texts come in through another process, as a collector's do."""

    def written(*texts: str) -> None:
        subprocess.run(
            [sys.executable, "-c", _WRITES, str(server_home), *texts],
            check=True,
            env={**os.environ, "TERTULIA_HOME": str(server_home)},
        )

    return written


def word() -> str:
    """One that no other test's posts have."""
    return f"aviso{uuid.uuid4().hex[:10]}"


def test_a_post_appears_by_itself_and_waits_while_paused(open_page: Open, arrive: Any) -> None:
    mine = word()
    page = open_page(f"/listen/live/?q={mine}")
    page.locator("#live-feed[data-state=on]").wait_for()
    assert page.get_by_text("Waiting for the next post").is_visible()
    arrive(f"{mine} {GLAD}")
    page.get_by_text(f"{mine} {GLAD}").wait_for()
    assert page.locator(".live-item .sentiment").count() == 1

    page.keyboard.press("p")
    page.get_by_text("Paused").wait_for()
    arrive(f"{mine} segunda", f"{mine} tercera")
    page.get_by_text("2 waiting").wait_for()
    assert page.locator(".live-item").count() == 1
    page.keyboard.press("p")
    page.get_by_text(f"{mine} tercera").wait_for()
    assert page.locator(".live-item").count() == 3
    page.locator("#live", has_text="new posts").wait_for(state="attached")


def test_a_post_opens_in_the_panel_by_keys(open_page: Open, arrive: Any) -> None:
    mine = word()
    arrive(f"{mine} hola")
    page = open_page(f"/listen/live/?q={mine}")
    page.locator(".live-item").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.locator("#panel .post-whole", has_text=mine).wait_for()


def test_sound_is_off_until_it_is_asked_for(open_page: Open) -> None:
    page = open_page("/listen/live/")
    sound = page.locator("[data-sound]")
    assert sound.get_attribute("aria-pressed") == "false"
    sound.click()
    assert sound.get_attribute("aria-pressed") == "true" and sound.inner_text().strip() == "Sound on"


def test_the_explorer_offers_what_came_in(open_page: Open, arrive: Any) -> None:
    mine = word()
    arrive(f"{mine} una")
    page = open_page(f"/listen/?period=7d&q={mine}")
    page.locator("#posts .post-card").wait_for()
    page.wait_for_load_state("load")
    arrive(f"{mine} dos", f"{mine} tres")
    page.get_by_role("button", name="2 new posts").click()
    page.locator("#posts .post-card", has_text=f"{mine} tres").wait_for()
    page.locator("#panel-totals .figure-value", has_text="3").first.wait_for()
    assert page.locator("#live-bar").is_hidden()


@pytest.mark.parametrize("scheme,language,width", [("light", "es", 1440), ("dark", "en", 390)])
def test_the_live_page_is_clean(open_page: Open, axe: Any, scheme: str, language: str, width: int) -> None:
    page = open_page("/listen/live/", width=width, language=language, scheme=scheme)
    page.locator("#live-feed[data-state=on]").wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    axe(page)
