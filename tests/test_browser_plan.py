"""Objectives, ideas and resources in a real browser, over the demo's invented year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow]
Open = Callable[..., Any]
PLACES = ("objectives/", "objectives/1/", "objectives/indicators/1/", "ideas/", "resources/")


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(1440, "es", "light"), (390, "en", "dark")], ids=["desk", "phone"]
)
def test_the_places_are_clean(
    open_page: Open, axe: Callable[[Any], None], path: str, width: int, language: str, scheme: str
) -> None:
    page = open_page(f"/plan/{path}", width=width, language=language, scheme=scheme)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)


def test_figures_arrive_by_themselves(open_page: Open) -> None:
    page = open_page("/plan/objectives/1/")
    page.locator("#figures .badge").first.wait_for()
    assert page.locator("#figures").get_by_text("between").count() >= 1
    page.get_by_role("link", name="Questions answered", exact=True).click()
    page.locator(".chart-plot").wait_for()


def test_an_audience_comes_from_the_conversation(open_page: Open, axe: Callable[[Any], None]) -> None:
    page = open_page("/listen/?intent=complaint&period=90d")
    page.get_by_role("link", name="Make an audience").click()
    assert page.get_by_label("The posts that show them").input_value() == "period=90d&intent=complaint"
    axe(page)
    page.get_by_label("Who they are").fill("People who complain")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("accounts wrote, in").wait_for()
    axe(page)


def test_a_post_becomes_an_idea_that_moves_and_becomes_an_entry(
    open_page: Open, axe: Callable[[Any], None]
) -> None:
    page = open_page("/listen/?intent=suggestion&whose=others&period=all")
    page.locator("#posts article a[data-panel]").first.click()
    page.locator("#panel").get_by_role("button", name="Make an idea").click()
    page.locator(".idea-file").wait_for()
    axe(page)
    title = page.locator("h1").inner_text()
    page.goto("/plan/ideas/")
    card = page.locator(".idea-card", has_text=title).first
    card.locator("summary").press("Enter")
    card.get_by_role("button", name="Ready").press("Enter")
    ready = page.locator('[data-state="ready"] .idea-card', has_text=title).first
    ready.wait_for()
    ready.drag_to(page.locator('[data-state="dropped"] h2'))
    page.locator('[data-state="dropped"] .idea-card', has_text=title).first.wait_for()
    page.get_by_role("button", name="Undo").click()
    page.locator('[data-state="ready"] .idea-card', has_text=title).first.wait_for()
    page.locator('[data-state="ready"] .idea-card a', has_text=title).first.click()
    page.locator("#panel").get_by_role("button", name="Make an entry of it").click()
    page.wait_for_url("**/plan/calendar/**")
