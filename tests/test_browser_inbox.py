"""The inbox in a real browser, over the demo's invented year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow]
Open = Callable[..., Any]
WITHIN_MS = 90_000


def filled(page: Any, query: str = "") -> Any:
    """The inbox once the demo's posts were filed."""
    for _turn in range(WITHIN_MS // 3_000):
        page.goto(f"/act/inbox/?{query}")
        if page.locator(".inbox-row").count():
            break
        page.wait_for_timeout(3_000)
    return page


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(1440, "en", "light"), (390, "es", "dark")], ids=["desk", "phone"]
)
def test_a_conversation_opens_beside_its_list(
    open_page: Open, axe: Callable[[Any], None], width: int, language: str, scheme: str
) -> None:
    page = filled(open_page("/act/inbox/", width=width, language=language, scheme=scheme))
    assert page.locator(".inbox-row").count() > 20
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.locator(".inbox-row a").first.click()
    page.locator(".inbox-thread li.part").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    assert page.locator(".inbox-person").is_visible() is (width > 800)
    if width < 800:
        page.locator(".inbox-panes a").last.click()
        page.locator(".inbox-person h2").wait_for()
        assert not page.locator(".inbox-thread").is_visible()
        axe(page)


def test_keys_move_open_note_and_resolve(open_page: Open) -> None:
    page = filled(open_page("/act/inbox/"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    name = page.locator(".inbox-row.selected strong").inner_text()
    page.keyboard.press("o")
    page.locator(".inbox-head h2").get_by_text(name).wait_for()
    page.keyboard.press("n")
    page.keyboard.type("Call them on Monday")
    page.get_by_role("button", name="Keep the note").click()
    page.locator(".inbox-history .note").get_by_text("Call them on Monday").wait_for()
    address = page.url
    page.keyboard.press("e")
    page.locator(".toast").get_by_text("Resolved 1 conversation.").wait_for()
    assert page.url != address
    page.locator(".toast").get_by_role("button", name="Undo").click()
    page.locator(".toast").get_by_text("Open again.").wait_for()
    page.goto(address)
    assert page.locator(".inbox-head .badge").inner_text() == "To answer"


def test_several_are_snoozed_at_once(open_page: Open, axe: Callable[[Any], None]) -> None:
    page = filled(open_page("/act/inbox/"), "order=oldest")
    for at in range(3):
        page.locator('.inbox-row input[name="c"]').nth(at).check()
    axe(page)
    page.locator("[data-bulk-bar]").get_by_role("button", name="Snooze").click()
    page.locator(".toast").get_by_text("Snoozed; it comes back by itself.").wait_for()
    page.goto("/act/inbox/?state=snoozed")
    assert page.locator(".inbox-row").count() >= 3
