"""A person measures a search with the keyboard, mends it by its suggestions and sees it do better."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser
Open = Callable[..., Any]
BROKEN = re.compile("averiado", re.IGNORECASE)  # about one in three posts of the sample that name the lift


def make(page: Any, query: str) -> str:
    """Saves a monitor and waits until it has searched the stored posts; its address."""
    name = f"Medida {uuid.uuid4().hex[:6]}"
    page.get_by_label("What to search for").fill(query)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name=name).wait_for()
    address = str(page.url)
    page.goto("/listen/monitors/")
    page.get_by_role("row").filter(has_text=name).wait_for()
    page.wait_for_function("() => !document.querySelector('#monitors[hx-trigger]')")
    return address


def press(page: Any, key: str) -> None:
    """Presses a key and waits for another turn, or for the figures."""
    turn = page.locator(".turn").get_attribute("data-turn")
    page.keyboard.press(key)
    page.wait_for_function("(turn) => document.querySelector('.turn')?.dataset.turn !== turn", arg=turn)


def turn(page: Any) -> int:
    return int(page.locator(".turn").get_attribute("data-turn"))


def test_a_search_is_measured_by_keyboard_and_mended_by_one_click(open_page: Open) -> None:
    page = open_page("/listen/monitors/new")
    address = make(page, "ascensor")
    page.goto(f"{address}measure/")
    page.get_by_role("button", name="Draw the sample").click()
    page.locator(".turn").wait_for()
    press(page, "u")
    assert turn(page) == 1
    press(page, "z")
    assert turn(page) == 0
    press(page, "ArrowRight")
    press(page, "ArrowLeft")
    assert turn(page) == 0
    while page.locator(".turn").count():
        press(page, "n" if BROKEN.search(page.locator(".turn").inner_text()) else "r")
    page.get_by_role("heading", name="Precision").first.wait_for()
    assert page.evaluate("() => document.activeElement.id") == "precision-title"
    before = page.locator(".measured .figure-value").first.inner_text()
    assert re.fullmatch(r"\d+(\.\d)?%", before)

    page.locator(".suggestion").first.get_by_role("link", name="Apply").click()
    page.get_by_text("Better on the labels than the search in force.").wait_for()
    assert (
        "NOT " in page.get_by_label("What to search for").input_value()
        or "OR" in page.get_by_label("What to search for").input_value()
    )
    page.get_by_label("What to search for").fill("ascensor AND noexistenada")
    page.locator(".on-labels").get_by_text("posts labelled relevant:").wait_for()
    page.reload()
    page.get_by_text("Better on the labels than the search in force.").wait_for()
    page.get_by_role("button", name="Save").click()
    page.locator(".version", has_text="on the labels").nth(1).wait_for()


def test_single_letters_can_be_switched_off_and_arrows_stay(open_page: Open) -> None:
    page = open_page("/listen/monitors/new")
    address = make(page, "concierto*")
    page.goto(f"{address}measure/")
    page.get_by_role("button", name="Draw the sample").click()
    page.locator(".turn").wait_for()
    page.evaluate("() => { document.body.dataset.singleKeys = 'off' }")
    page.keyboard.press("r")
    press(page, "ArrowRight")
    assert turn(page) == 1
    press(page, "ArrowLeft")
    assert page.locator(".verdicts [aria-pressed=true]").count() == 0
    page.get_by_role("button", name="Not relevant").click()
    page.wait_for_function("() => document.querySelector('.turn').dataset.turn === '1'")
    page.goto(page.url)  # resumed where it was left
    assert turn(page) == 1


def test_ready_made_exclusions_and_lists_go_into_the_search(open_page: Open) -> None:
    name = f"vecinas-{uuid.uuid4().hex[:6]}"
    page = open_page("/listen/monitors/lists/new")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Entries, one a line").fill("@lacardadora\nEl Eco de Marjalba")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name=name).wait_for()
    page.goto("/listen/monitors/new")
    field = page.get_by_label("What to search for")
    field.fill("concierto* OR teatro")
    page.get_by_text("Exclude ready-made").click()
    page.get_by_role("button", name="Giveaways and lotteries es").click()
    page.wait_for_function("() => document.getElementById('id_query').value.includes('#sorteo')")
    page.get_by_text("Exclude a list", exact=True).click()
    page.get_by_role("button", name=name).click()
    page.wait_for_function(f"() => document.getElementById('id_query').value.includes('author:list:{name}')")
    page.locator("#hits .branches").first.wait_for()
    assert page.locator(".finding.error").count() == 0
    page.goto("/listen/monitors/lists/")
    page.get_by_role("row").filter(has_text=name).get_by_role("link", name="Hide in the explorer").click()
    page.get_by_text(f"Hidden list: {name}").or_(page.locator(".chip", has_text=name)).first.wait_for()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit(
    open_page: Open, axe: Any, width: int, language: str, scheme: str
) -> None:
    page = open_page("/listen/monitors/", width=width, language=language, scheme=scheme)
    page.get_by_role("link", name="La Cardadora").click()
    page.locator(".trial").wait_for()
    page.locator("#hits .branches").first.wait_for()
    axe(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    number = re.search(r"/monitors/(\d+)/", page.url)
    assert number
    for path in (f"{number[1]}/measure/?result", f"{number[1]}/measure/?at=31", "lists/", "lists/new"):
        page.goto(f"/listen/monitors/{path}")
        page.wait_for_load_state("networkidle")
        axe(page)
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), path
