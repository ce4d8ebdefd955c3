"""A person follows, pauses and finds sources in the browser; channels, networks, health and first steps."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server]
Open = Callable[..., Any]


def followed(open_page: Open) -> tuple[Any, str]:
    """A page on a feed that nobody answers for, and its name."""
    name = f"feed-{uuid.uuid4().hex[:8]}"
    page = open_page("/listen/sources/new")
    page.get_by_label("What to read").select_option("rss:feed")
    page.get_by_label("Which one").fill(f"https://{name}.invalid/feed")
    page.get_by_label("Folder").fill("Pruebas")
    page.get_by_role("button", name="Follow").click()
    page.get_by_role("heading", name=name).wait_for()
    return page, name


def test_a_source_from_its_following_to_its_undone_end(open_page: Open, axe: Any) -> None:
    page, name = followed(open_page)
    axe(page)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Read again").first.wait_for()
    page.get_by_label("Name", exact=True).fill(f"El Faro {name}")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name=f"El Faro {name}").wait_for()
    page.goto("/listen/sources/")
    line = page.get_by_role("row").filter(has_text=name)
    line.get_by_text("Paused").wait_for()
    line.get_by_role("button", name="Stop following").click()
    page.get_by_text("is followed no more").wait_for()
    assert page.get_by_role("row").filter(has_text=name).count() == 0
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("row").filter(has_text=name).wait_for()


def test_networks_answer_each_in_its_own_time(open_page: Open) -> None:
    page = open_page("/listen/sources/")
    page.get_by_label("Follow an account").fill("#feria")
    page.get_by_role("button", name="Find").click()
    page.locator("#found-mastodon .proposal", has_text="#feria").get_by_role("button", name="Follow").click()
    page.locator("#found-mastodon .proposal").get_by_text("Followed").wait_for()
    page.locator("#found-rss").get_by_text("Nothing there").wait_for()


def test_a_list_of_feeds_tells_what_it_could_not_take(open_page: Open, tmp_path: Path, axe: Any) -> None:
    name = uuid.uuid4().hex[:8]
    file = tmp_path / "feeds.opml"
    file.write_text(
        f'<opml version="2.0"><body><outline type="rss" text="Uno" xmlUrl="https://{name}.invalid/f"/>'
        '<outline type="rss" text="Sin dirección"/></body></opml>'
    )
    page = open_page("/listen/sources/import")
    page.get_by_label("The list (OPML)").set_input_files(file)
    page.get_by_role("button", name="Follow these feeds").click()
    page.get_by_role("heading", name="What came of it").wait_for()
    assert "Sin dirección" in page.locator("table").inner_text()
    axe(page)


def test_the_first_steps_propose_searches_that_can_be_changed(open_page: Open, axe: Any) -> None:
    page = open_page("/start/?name=La+Pe%C3%B1a+B%C3%A9tica")
    query = page.get_by_label("What to search for").first
    assert '"la peña betica"' in query.input_value()
    page.locator("button[data-term]").first.click()
    assert query.input_value().endswith('OR "peña betica"')
    assert page.locator("button[data-term]").count() == 0
    query.fill("café AND")
    page.get_by_role("button", name="Begin to listen").click()
    page.locator("#outcome", has_text="Something is missing after AND.").wait_for()
    assert query.input_value() == "café AND"
    axe(page)


PLACES = [
    "/listen/sources/",
    "/listen/sources/new",
    "/listen/sources/import",
    "/listen/health/",
    "/settings/channels/",
    "/settings/channels/networks/",
    "/settings/channels/connect/mastodon/",
    "/start/",
    "/start/first/",
]


@pytest.mark.parametrize("scheme,language,width", [("light", "es", 1440), ("dark", "en", 390)])
@pytest.mark.parametrize("path", PLACES)
def test_a_place_is_clean(
    open_page: Open, axe: Any, path: str, scheme: str, language: str, width: int
) -> None:
    page = open_page(path, width=width, language=language, scheme=scheme)
    page.locator("h1").wait_for()
    page.wait_for_load_state("load")
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "it scrolls sideways"
    axe(page)
