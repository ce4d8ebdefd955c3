"""The frame in a real browser: both languages, both themes, phone and desk, keyboard, nothing violated."""

from __future__ import annotations

from uuid import uuid4

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server]

PAGES = ["/settings/profile/", "/settings/team/", "/settings/tokens/", "/settings/audit/", "/api/v1/docs"]


@pytest.mark.parametrize("scheme,language,width", [("light", "es", 1440), ("dark", "en", 390)])
def test_every_page_of_the_frame_is_clean(open_page, axe, scheme, language, width):
    page = open_page("/settings/profile/", width=width, language=language, scheme=scheme)
    for path in PAGES:
        page.goto(path)
        assert page.locator("h1").inner_text()
        assert page.locator("html").get_attribute("lang") == language
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
        axe(page)


def test_the_sample_says_so_and_its_owner_can_leave_and_come_back(open_page, axe):
    page = open_page("/settings/profile/")
    assert "Sample data" in page.locator(".sample").inner_text()
    page.locator(".me summary").click()
    page.get_by_role("button", name="Sign out").click()
    assert "/sign-in/" in page.url
    axe(page)
    page.get_by_role("link", name="Enter the sample workspace").click()
    assert page.locator(".me summary").inner_text().endswith("Ana Robles")


def test_the_palette_goes_to_places_by_keyboard(open_page, axe):
    page = open_page("/settings/profile/")
    page.keyboard.press("Control+k")
    words = page.locator("#palette input")
    words.fill("audit")
    page.get_by_role("option", name="Audit log").wait_for()
    axe(page)
    words.press("Enter")
    page.wait_for_url("**/settings/audit/")


@pytest.fixture
def newcomer(open_page):
    """A page of someone who has just joined by a link: what they choose disturbs no other test."""
    page = open_page("/settings/team/")
    page.get_by_label("For whom").fill("Someone new")
    page.get_by_role("button", name="Make a one-time link").click()
    link = page.locator("#link").inner_text()
    page.context.clear_cookies()
    page.goto(link)
    page.get_by_label("Your name").fill("Nora Nuevo")
    page.get_by_label("Name to sign in with").fill(f"nora-{uuid4().hex[:8]}")
    page.get_by_label("Password").fill("una frase bastante larga")
    page.get_by_role("button", name="Come in").click()
    page.locator(".me summary").wait_for()
    page.goto("/settings/profile/")
    return page


def test_letters_go_places_and_can_be_switched_off(newcomer):
    page = newcomer
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/listen/monitors/")
    page.keyboard.press("?")
    page.locator("#keys[open]").wait_for()
    with page.expect_navigation():
        page.get_by_label("Use single-letter shortcuts").uncheck()
    page.keyboard.press("?")
    assert page.locator("#keys[open]").count() == 0


def test_theme_and_language_are_kept_with_the_person(newcomer):
    page = newcomer
    page.locator(".me summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(24, 22, 20)"
    page.locator(".me summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Español").click()
    assert page.locator("h1").inner_text() == "Tu perfil"
    page.get_by_role("button", name="Guardar").click()
    assert page.locator(".toast").first.inner_text().startswith("Tu perfil se ha guardado")


def test_an_invitation_is_made_and_withdrawn(open_page):
    page = open_page("/settings/team/")
    page.get_by_label("For whom").fill("Vera, press")
    page.get_by_role("button", name="Make a one-time link").click()
    assert "/join/" in page.locator("#link").inner_text()
    page.get_by_role("row", name="Vera, press").get_by_role("button", name="Withdraw").click()
    assert "withdrawn" in page.locator(".toast").first.inner_text()


def test_an_address_without_a_page_says_what_to_do(browser, server):
    context = browser.new_context(base_url=server, locale="es")
    page = context.new_page()
    page.goto("/settings/profile/")
    answer = page.goto("/nada/")
    assert answer.status == 404
    assert page.locator("h1").inner_text() == "No hay nada en esta dirección."
    context.close()
