"""A person makes, mends, saves, deletes and brings back a monitor in the browser."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Open = Callable[..., Any]


def test_findings_and_hits_follow_what_is_typed(open_page: Open) -> None:
    page = open_page("/listen/monitors/new")
    page.get_by_label("What to search for").fill("😡 OR concierto AND *ia")
    page.get_by_text("A word cannot begin with * or ?.").wait_for()
    page.get_by_role("button", name="Line 1, column 20").click()
    chosen = page.evaluate(
        "() => { const f = document.activeElement; return f.value.slice(f.selectionStart, f.selectionEnd) }"
    )
    assert chosen == "*ia"
    assert "as soon as the search is sound" in page.locator("#hits").inner_text()
    page.get_by_label("What to search for").fill("concierto*")
    page.locator("#hits mark").first.wait_for()
    assert page.locator(".finding").count() == 0
    assert page.locator("#hits mark").first.inner_text().lower().startswith("concierto")


def test_a_monitor_from_its_making_to_its_undone_end(open_page: Open) -> None:
    name = f"Conciertos {uuid.uuid4().hex[:6]}"
    page = open_page("/listen/monitors/new")
    page.get_by_label("What to search for").fill("concierto* AND")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Folder").fill("Música")
    page.get_by_role("button", name="Save").click()
    page.locator("#id_query_error", has_text="Something is missing after AND.").wait_for()
    assert page.get_by_label("Name").input_value() == name
    page.get_by_label("What to search for").fill("concierto*")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name=name).wait_for()

    page.get_by_label("What to search for").fill("concierto* NOT gratis")
    page.get_by_role("button", name="Save").click()
    page.locator(".version ins", has_text="NOT gratis").wait_for()

    page.goto("/listen/monitors/")
    line = page.get_by_role("row").filter(has_text=name)
    line.wait_for()
    page.wait_for_function("() => !document.querySelector('#monitors[hx-trigger]')")
    found = int(re.sub(r"\D", "", line.locator("td.number a").last.inner_text()))
    assert found > 0

    line.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_text(f"The monitor “{name}” is deleted.").wait_for()
    assert page.get_by_role("row").filter(has_text=name).count() == 0
    page.get_by_role("button", name="Undo").click()
    page.get_by_text(f"The monitor “{name}” is back.").wait_for()
    page.get_by_role("row").filter(has_text=name).wait_for()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit(
    open_page: Open, axe: Any, width: int, language: str, scheme: str
) -> None:
    page = open_page("/listen/monitors/", width=width, language=language, scheme=scheme)
    page.get_by_role("link", name="La Cardadora").wait_for()
    axe(page)
    page.get_by_role("link", name="La Cardadora").click()
    page.locator("#hits mark").first.wait_for()
    page.locator("#id_query").fill("a AND b OR c")
    page.locator(".finding").first.wait_for()
    axe(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
