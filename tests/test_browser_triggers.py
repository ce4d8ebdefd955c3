"""Triggers, peaks and themes in a real browser, over the demo's invented year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server]
Open = Callable[..., Any]
PERIOD = "period=90d"
WITHIN_MS = 60_000


def arrived(page: Any) -> None:
    """Wait until every part has come, the changes that stayed too."""
    page.locator("#triggers-changes").wait_for(state="attached", timeout=WITHIN_MS)
    page.locator("#triggers-found").wait_for(timeout=WITHIN_MS)


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(1440, "en", "light"), (390, "es", "dark")], ids=["desk", "phone"]
)
def test_love_and_hate_stand_side_by_side_with_their_posts(
    open_page: Open, axe: Callable[[Any], None], width: int, language: str, scheme: str
) -> None:
    page = open_page(f"/listen/triggers/?{PERIOD}", width=width, language=language, scheme=scheme)
    arrived(page)
    assert page.locator(".trigger-column").count() == 2 and page.locator(".trigger").count() > 4
    page.locator(".trigger-posts summary").first.click()
    page.locator(".trigger .quote").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.locator(".trigger .quote a").first.click()
    page.locator("#panel .post-file").wait_for()


def test_a_peak_says_what_made_it_and_opens_its_posts(open_page: Open) -> None:
    page = open_page(f"/listen/triggers/?{PERIOD}")
    arrived(page)
    peak = page.locator(".peak").first
    assert peak.locator(".peak-marks li").count() > 0 and peak.locator(".quote").count() > 0
    peak.locator("h3 a").click()
    page.wait_for_url("**/listen/?**since=**")


@pytest.mark.slow
def test_themes_are_looked_for_named_and_stand_among_the_triggers(
    open_page: Open, axe: Callable[[Any], None]
) -> None:
    page = open_page("/listen/triggers/themes/")
    if not page.locator(".theme").count():
        page.get_by_role("button", name="Look for themes").click()
        page.locator(".theme").first.wait_for(timeout=3 * WITHIN_MS)
    theme = page.locator(".theme").first
    theme.get_by_text("Name, pin, rule").click()
    theme.get_by_label("Name", exact=True).fill("What everybody talks of")
    theme.get_by_role("button", name="Keep").click()
    page.get_by_role("heading", name="What everybody talks of").wait_for()
    axe(page)
