"""Every place in a real browser: wide and narrow, both languages, light and dark; nothing violated."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server]

PLACES = [
    "/listen/",
    "/listen/monitors/",
    "/listen/monitors/new",
    "/listen/imports/",
    "/listen/imports/dead-letters/",
    "/settings/data/",
    "/settings/models/",
]


@pytest.mark.parametrize("scheme,language,width", [("light", "es", 1440), ("dark", "en", 390)])
@pytest.mark.parametrize("path", PLACES)
def test_a_place_is_clean(open_page, axe, path, scheme, language, width):
    page = open_page(path, width=width, language=language, scheme=scheme)
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").inner_text()
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator(".sample").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
    axe(page)
