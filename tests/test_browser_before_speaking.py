"""Before you speak, in a real browser, over the demo's invented year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server]
Open = Callable[..., Any]
WITHIN_MS = 60_000


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(1440, "en", "light"), (390, "es", "dark")], ids=["desk", "phone"]
)
def test_what_one_types_is_told_with_its_posts(
    open_page: Open, axe: Callable[[Any], None], width: int, language: str, scheme: str
) -> None:
    page = open_page("/listen/before/?period=365d", width=width, language=language, scheme=scheme)
    axe(page)
    page.locator("#about").fill("concierto")
    page.keyboard.press("Enter")
    page.locator("#before").wait_for(timeout=WITHIN_MS)
    assert "q=concierto" in page.url and "period=365d" in page.url
    assert 5 <= page.locator(".summing-up .told").count() <= 7
    page.locator(".told-posts summary").first.click()
    page.locator(".told .quote").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.locator(".told > p > a[data-panel]").first.click()
    page.locator("#panel .behind .quote").first.wait_for()


def test_a_post_leads_to_what_to_know_before_answering_it(open_page: Open) -> None:
    page = open_page("/listen/?period=365d&kind=reply")
    page.locator(".post a[data-panel]").first.click(timeout=WITHIN_MS)
    page.locator("#panel .post-file").get_by_role("link", name="Before you speak").first.click()
    page.locator("#before").wait_for(timeout=WITHIN_MS)
    assert "thread=" in page.url
