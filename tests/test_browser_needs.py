"""The register of needs in a real browser, over the demo's invented year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow]
Open = Callable[..., Any]
REGISTER = "/listen/needs/?period=all"
WITHIN_MS = 180_000


def looked(page: Any) -> Any:
    """The page with needs in it, looked for where the demo has not done so by itself yet."""
    if not page.locator(".needs-table").count():
        look = page.locator('form[action="/listen/needs/look/"] button')
        if look.count():
            look.click()
        page.locator(".needs-table").wait_for(timeout=WITHIN_MS)
    return page


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(1440, "en", "light"), (390, "es", "dark")], ids=["desk", "phone"]
)
def test_needs_are_listed_and_open_beside_the_list(
    open_page: Open, axe: Callable[[Any], None], width: int, language: str, scheme: str
) -> None:
    page = open_page(REGISTER, width=width, language=language, scheme=scheme)
    looked(page).goto(REGISTER)
    assert page.locator(".need-name").count() > 20
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.locator(".need-name").first.click()
    page.locator("#panel .need-file").wait_for()
    assert page.locator("#panel .need-posts li").count() > 5
    axe(page)


def test_a_need_is_answered_noted_and_undone(open_page: Open, axe: Callable[[Any], None]) -> None:
    page = looked(open_page(REGISTER))
    page.goto(f"{page.locator('.need-name').nth(3).get_attribute('href')}")
    page.get_by_label("State").select_option("answered")
    page.get_by_label("The answer, in words").fill("On the door and on the site")
    page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_text("On the door and on the site").first.wait_for()
    assert page.locator(".need-after-list li").count() >= 2
    page.locator("#need-text").fill("Film the answer")
    page.get_by_role("button", name="Put it in the list").click()
    page.locator(".need-made").get_by_text("Film the answer").wait_for()
    page.locator(".need-events").get_by_role("button", name="Undo").first.click()
    page.locator(".need-events s").first.wait_for()
    assert not page.get_by_text("On the door and on the site").count()
    axe(page)
    page.goto("/listen/needs/notes/")
    page.get_by_text("Film the answer").wait_for()
    axe(page)
    page.get_by_role("button", name="Done").first.click()
    page.get_by_text("It is done.").first.wait_for()
