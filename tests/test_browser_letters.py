"""What was set aside, in a real browser: looked at, marked, dropped."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tertulia.home import Home
from tertulia.posts.api import Batch, DeadLetter, open_store
from tertulia.posts.schema import POSTS

pytestmark = [pytest.mark.browser, pytest.mark.server]


@pytest.fixture
def source(server_home: Path) -> str:
    """A source of the running server with three items set aside."""
    key = f"live:bluesky:search:{uuid4().hex[:8]}"
    raw = json.dumps({"uri": "at://did:plc:x/app.bsky.feed.post/1", "record": {"text": "Hola " * 40}})
    dead = [DeadLetter("unsupported", "not a post", raw, f"at://did:plc:x/post/{n}") for n in range(3)]
    with open_store(Home(server_home)) as store:
        store.write(Batch(POSTS.empty_table(), key, dead=dead))
    return key


def test_items_are_opened_marked_and_dropped(
    open_page: Callable[..., Any], axe: Callable[[Any], None], source: str
) -> None:
    page = open_page(f"/listen/imports/dead-letters/?source={source}")
    axe(page)
    page.locator("summary.raw-short").first.click()
    assert '"uri": "at://did:plc:x' in page.locator("pre.raw").first.inner_text()
    axe(page)
    boxes = page.locator('input[name="letter"]')
    page.check("#mark-all")
    assert boxes.evaluate_all("all => all.every(box => box.checked)")
    boxes.first.uncheck()
    assert not page.is_checked("#mark-all")
    page.click("button:has-text('Drop the marked')")
    page.wait_for_selector("text=2 items were dropped.")
    assert boxes.count() == 1
    page.click("button:has-text('Drop the marked')")
    page.wait_for_selector("text=Mark the items first.")


def test_a_phone_shows_them_whole(
    open_page: Callable[..., Any], axe: Callable[[Any], None], source: str
) -> None:
    page = open_page(
        f"/listen/imports/dead-letters/?source={source}", width=390, language="es", scheme="dark"
    )
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
