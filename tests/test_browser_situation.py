"""The situation report in a real browser, over the demo's invented year: read, accepted, rejected, undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server]
Open = Callable[..., Any]
PERIOD = "period=90d"
WITHIN_MS = 120_000


def arrived(page: Any) -> None:
    """Wait until every part has come."""
    for area in ("brand", "audiences", "sector", "competition"):
        page.locator(f"#title-{area}").wait_for(timeout=WITHIN_MS)


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(1440, "en", "light"), (390, "es", "dark")], ids=["desk", "phone"]
)
def test_the_four_parts_arrive_and_open_their_posts(
    open_page: Open, axe: Callable[[Any], None], width: int, language: str, scheme: str
) -> None:
    page = open_page(f"/listen/situation/?{PERIOD}", width=width, language=language, scheme=scheme)
    arrived(page)
    assert page.locator(".finding").count() > 15
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.locator(".finding-why:has(.quote) > summary").first.click()
    page.locator(".finding .quote a").first.click()
    page.locator("#panel .post-file").wait_for()


def test_a_finding_is_accepted_stands_in_the_swot_and_is_undone(open_page: Open) -> None:
    page = open_page(f"/listen/situation/?{PERIOD}")
    arrived(page)
    finding = page.locator("#audiences .finding:has(option[selected])").first
    text = finding.locator(".finding-text").inner_text()
    finding.get_by_role("button", name="Accept").click()
    page.locator("#swot .swot-field li", has_text=text).wait_for()
    page.locator(".toast form button").first.click()
    arrived(page)
    assert page.locator("#swot .swot-field li", has_text=text).count() == 0


def test_a_rejected_finding_leaves_the_page_and_is_brought_back(open_page: Open) -> None:
    page = open_page(f"/listen/situation/?{PERIOD}")
    arrived(page)
    findings = page.locator("#sector .finding")
    before = findings.count()
    findings.last.get_by_role("button", name="Reject").click()
    page.locator(".toast form button").first.wait_for()
    page.locator("#sector .put-away").wait_for()
    assert page.locator("#sector .finding:not(.put-away)").count() == before - 1
    page.locator(".toast form button").first.click()
    arrived(page)
    assert findings.count() == before
