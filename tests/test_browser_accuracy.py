"""A person checks readings with the keyboard alone and sees how often they are right, also beside a chart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
CHECK = "/settings/models/check/sentiment/"
CHECKED = 22  # enough for a figure


def press(page: Any, key: str) -> None:
    """Presses a key and waits for another turn."""
    turn = page.locator(".turn").get_attribute("data-turn")
    page.keyboard.press(key)
    page.wait_for_function("(turn) => document.querySelector('.turn')?.dataset.turn !== turn", arg=turn)


def turn(page: Any) -> int:
    return int(page.locator(".turn").get_attribute("data-turn"))


@pytest.fixture
def checking(open_page: Open) -> Iterator[Any]:
    """The labelling page of the demo's workspace; what was said there is taken back at the end."""
    page = open_page("/settings/models/accuracy/")
    page.get_by_role("button", name=re.compile("Check 60")).or_(
        page.get_by_role("link", name=re.compile("Check|Go on"))
    ).first.click()
    page.locator(".turn").wait_for()
    yield page
    page.goto(CHECK)
    page.locator(".turn").wait_for()
    for _ in range(turn(page)):
        press(page, "z")
        if turn(page) == 0:
            break


def test_readings_are_checked_by_keyboard_and_each_chart_says_how_good_they_are(
    checking: Any, axe: Any
) -> None:
    page = checking
    press(page, "u")
    assert turn(page) == 1
    press(page, "z")
    assert turn(page) == 0
    press(page, "ArrowRight")
    press(page, "ArrowLeft")
    assert turn(page) == 0
    assert page.locator(".turn .sentiment").count() == 0  # the model's word is not shown
    page.keyboard.press("c")
    page.locator("#context").get_by_text("No other post").or_(page.locator("#context .thread")).wait_for()
    axe(page)
    for _ in range(CHECKED):
        press(page, "2")
    page.goto(CHECK)  # resumed where it was left
    assert turn(page) == CHECKED
    page.get_by_role("link", name="Figures so far").click()
    page.get_by_role("heading", name="What it takes for what").wait_for()
    axe(page)
    assert re.fullmatch(r"\d+(\.\d)?%", page.locator(".figure-value").first.inner_text())
    page.locator(".confusion td a").first.click()
    page.locator("dialog#panel .quote").first.wait_for()
    page.goto("/listen/?period=all")
    beside = page.locator("#panel-sentiment .panel-trust")
    beside.get_by_text(f"from {CHECKED} checked").or_(
        beside.get_by_text("On your own posts")
    ).first.wait_for()


def test_single_letters_can_be_switched_off_and_buttons_stay(checking: Any) -> None:
    page = checking
    page.evaluate("() => { document.body.dataset.singleKeys = 'off' }")
    page.keyboard.press("2")
    press(page, "ArrowRight")
    assert turn(page) == 1
    press(page, "ArrowLeft")
    assert page.locator(".verdicts [aria-pressed=true]").count() == 0
    page.get_by_role("button", name="Neutral").click()
    page.wait_for_function("() => document.querySelector('.turn').dataset.turn === '1'")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit(
    open_page: Open, axe: Any, width: int, language: str, scheme: str
) -> None:
    page = open_page("/settings/models/", width=width, language=language, scheme=scheme)
    for path in ("", "accuracy/", "check/sentiment/", "check/intents/", "teach/"):
        page.goto(f"/settings/models/{path}")
        page.wait_for_load_state("networkidle")
        axe(page)
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), path
