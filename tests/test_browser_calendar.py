"""The calendar and the composer in a real browser, over the demo's invented month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow]
Open = Callable[..., Any]


@pytest.mark.parametrize(
    ("width", "language", "scheme"), [(1440, "en", "light"), (390, "es", "dark")], ids=["desk", "phone"]
)
@pytest.mark.parametrize("view", ["month", "week", "list", "channels"])
def test_every_view_is_whole(
    open_page: Open, axe: Callable[[Any], None], view: str, width: int, language: str, scheme: str
) -> None:
    page = open_page(f"/plan/calendar/?view={view}", width=width, language=language, scheme=scheme)
    assert page.locator(".entry").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    page.locator(".entry > a").first.click()
    page.locator("#panel .entry-file").wait_for()
    axe(page)


def written(page: Any, title: str, day: date) -> None:
    """A new entry of content on that day."""
    page.goto(f"/plan/calendar/new/?on={day.isoformat()}")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name=title).wait_for()


def test_an_entry_is_dragged_undone_and_moved_by_keyboard(open_page: Open) -> None:
    page = open_page("/plan/calendar/")
    day = date.today().replace(day=12)  # noqa: DTZ011  (a day that the present month surely shows)
    written(page, "Dragged", day)
    page.goto(f"/plan/calendar/?on={day.isoformat()}&q=Dragged")
    later = day + timedelta(days=2)
    cell = page.locator(f'[data-day="{later.isoformat()}"]')
    page.locator(".entry", has_text="Dragged").drag_to(cell)
    cell.locator(".entry", has_text="Dragged").wait_for()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    page.locator(f'[data-day="{day.isoformat()}"] .entry', has_text="Dragged").wait_for()
    page.locator(".entry > a", has_text="Dragged").focus()
    page.keyboard.press("Enter")
    move = page.locator("#panel").get_by_label("Move to")
    move.fill(f"{later.isoformat()}T10:30")
    page.locator("#panel").get_by_role("button", name="Move", exact=True).focus()
    page.keyboard.press("Enter")
    cell.locator(".entry", has_text="10:30").wait_for()


def test_what_is_typed_is_kept_by_itself(open_page: Open, axe: Callable[[Any], None]) -> None:
    page = open_page("/plan/calendar/")
    written(page, "Typed", date.today())  # noqa: DTZ011
    page.get_by_label("Text", exact=True).fill("One line\n\nand another")
    page.get_by_text("Saved at").wait_for()
    axe(page)
    page.reload()
    assert page.get_by_label("Text", exact=True).input_value() == "One line\n\nand another"
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Saved.").first.wait_for()
