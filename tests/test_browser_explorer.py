"""The conversation explorer in a real browser, over the demo's invented year."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server]
Open = Callable[..., Any]


def settle(page: Any) -> None:
    """Wait until every panel has arrived, those below the fold too."""
    page.wait_for_load_state("networkidle")
    for _ in range(80):
        if not page.evaluate(
            "(() => { const busy = document.querySelector('[aria-busy=true]'); "
            "busy?.scrollIntoView(); return busy })() !== null"
        ):
            page.evaluate("scrollTo(0, 0)")
            return
        page.wait_for_timeout(100)
    raise AssertionError("a panel never arrived")


def count(page: Any) -> int:
    shown = page.locator("#panel-totals .figure-value").first.inner_text()
    return int(re.sub(r"\D", "", shown))


def test_a_bar_filters_the_page_and_back_undoes_it(open_page: Open) -> None:
    page = open_page("/listen/?period=all")
    settle(page)
    everything = count(page)
    bar = page.locator("#panel-networks .bar-row").first
    said = int(re.sub(r"\D", "", bar.locator(".bar-figure").inner_text()))
    bar.click()
    page.wait_for_url("**network=**")
    assert count(page) == said < everything
    settle(page)
    assert page.locator(".post-card").count() > 0
    page.go_back()
    page.wait_for_url(re.compile(r"period=all$"))
    assert count(page) == everything


def test_a_point_opens_its_posts_by_pointer_and_by_keys(open_page: Open) -> None:
    page = open_page("/listen/?period=all&by=all")
    first = page.locator("#panel-timeline .hit").first
    first.focus()
    page.keyboard.press("ArrowRight")
    told = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    page.wait_for_url("**since=**")
    assert count(page) == int(re.sub(r"\D", "", told.rsplit(":", 1)[1]))


def test_filters_stand_in_the_address_and_come_off(open_page: Open) -> None:
    page = open_page("/listen/?period=all")
    page.get_by_role("link", name="Filters", exact=True).click()
    page.locator("#panel").get_by_label("Negative", exact=True).check()
    page.get_by_role("button", name="Show these posts").click()
    page.wait_for_url("**sentiment=negative**")
    page.get_by_role("link", name="Remove the filter Sentiment: Negative").click()
    page.wait_for_url(re.compile(r"^(?!.*sentiment)"))


def test_a_post_opens_over_the_page_with_its_thread_and_is_corrected(open_page: Open) -> None:
    page = open_page("/listen/?period=all&kind=reply")
    settle(page)
    page.locator(".post-card .post-open").first.click()
    panel = page.locator("#panel")
    panel.locator(".thread .current").wait_for()
    assert "/listen/?" in page.url
    sentiment = panel.locator(".judgements > li").first
    sentiment.locator("summary").click()
    sentiment.get_by_label("Negative").check()
    sentiment.get_by_role("button", name="Keep").click()
    panel.get_by_text("Corrected by").wait_for()
    panel.locator(".judgements summary").first.click()
    panel.get_by_role("button", name="Back to the model's reading").click()
    panel.get_by_text("Corrected by").wait_for(state="detached")


def test_the_side_panel_stands_in_the_address(open_page: Open) -> None:
    page = open_page("/listen/?period=all&kind=reply")
    settle(page)
    alone = re.compile(r"kind=reply$")
    panel = page.locator("#panel")
    page.locator(".post-card .post-open").first.click()
    panel.locator(".post-file").wait_for()
    link = page.url
    assert "open=%2Flisten%2Fposts%2F" in link
    page.go_back()
    page.wait_for_url(alone)
    panel.wait_for(state="hidden")
    page.go_forward()
    panel.locator(".post-file").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_url(alone)
    page.goto(link)
    panel.locator(".post-file").wait_for()
    panel.locator("[data-close-dialog]").click()
    page.wait_for_url(alone)
    page.goto("/listen/?open=//example.org/")
    page.wait_for_load_state("networkidle")
    assert not panel.is_visible()


def test_an_act_in_the_side_panel_is_undone_from_its_message(open_page: Open) -> None:
    page = open_page("/listen/?period=all&kind=reply")
    settle(page)
    page.locator(".post-card .post-open").first.click()
    panel = page.locator("#panel")
    sentiment = panel.locator(".judgements > li").first
    sentiment.locator("summary").click()
    sentiment.get_by_label("Negative").check()
    sentiment.get_by_role("button", name="Keep").click()
    panel.get_by_text("Corrected by").wait_for()
    panel.get_by_role("button", name="Undo").click()
    panel.get_by_text("Corrected by").wait_for(state="detached")
    panel.locator(".post-file").wait_for()
    assert panel.get_by_text("Corrected by").count() == 0


def test_comparison_side_by_side(open_page: Open) -> None:
    page = open_page("/listen/?period=365d")
    page.get_by_role("link", name="Compare", exact=True).click()
    page.wait_for_url("**/compare/**")
    assert page.locator(".sides .chart").count() >= 1
    assert page.get_by_role("columnheader", name="More than noise?").count() >= 1


def test_files_of_a_chart(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/listen/?period=all")
    card = page.locator("#panel-timeline")
    card.get_by_label("Download: Posts over time").click()
    for kind, begins in (
        ("CSV", b"\xef\xbb\xbftime,"),
        ("JSON", b"{"),
        ("SVG", b"<svg"),
        ("PNG", b"\x89PNG"),
    ):
        if not card.get_by_text(kind, exact=True).is_visible():
            card.get_by_label("Download: Posts over time").click()
        with page.expect_download() as waiting:
            card.get_by_text(kind, exact=True).click()
        target = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(target)
        assert target.name == f"tertulia-timeline.{kind.lower()}"
        assert target.read_bytes().startswith(begins)
    rows = json.loads((tmp_path / "tertulia-timeline.json").read_text())["rows"]
    assert len(rows) == len((tmp_path / "tertulia-timeline.csv").read_text().splitlines()) - 1


def test_the_table_says_what_the_chart_shows(open_page: Open) -> None:
    page = open_page("/listen/?period=all&by=all")
    card = page.locator("#panel-timeline")
    card.get_by_text("Table", exact=True).click()
    assert card.locator("tbody tr").count() == card.locator(".hit").count()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Posts over time"), ("es", "Publicaciones en el tiempo")]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_everyone_can_use_it(
    width: int, scheme: str, language: str, words: str, open_page: Open, axe: Callable[[Any], None]
) -> None:
    page = open_page("/listen/?period=all&compare=", width=width, scheme=scheme, language=language)
    settle(page)
    assert page.get_by_role("heading", name=words).count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)


def test_the_phone_shows_charts_or_posts(open_page: Open, axe: Callable[[Any], None]) -> None:
    page = open_page("/listen/?period=all", width=390)
    assert page.locator("#panel-timeline").is_visible()
    page.get_by_role("button", name="Posts", exact=True).click()
    page.locator(".post-card").first.wait_for()
    assert not page.locator("#panel-timeline").is_visible()
    page.locator(".post-card .post-open").first.click()
    page.locator("#panel .post-file").wait_for()
    axe(page)


@pytest.mark.parametrize(
    "path", ["/listen/compare/?period=90d&compare=previous", "/listen/filters/", "/listen/posts/1/"]
)
def test_the_other_pages_are_accessible(path: str, open_page: Open, axe: Callable[[Any], None]) -> None:
    page = open_page(path)
    page.wait_for_load_state("networkidle")
    axe(page)
