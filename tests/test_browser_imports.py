"""Imports, set-aside items and data in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.server]
WAIT_MS = 240_000  # on a busy machine an import first compiles its kernels


def table(folder: Path) -> Path:
    """A table that no shape knows, with one broken row; never the same file twice."""
    mark = uuid4().hex[:8]
    rows = [
        f"{mark}{n};{n + 1:02}/03/2025 10:00;@vecina{n};El semáforo {n} no funciona;{n}" for n in range(5)
    ]
    path = folder / f"vecinas-{mark}.csv"
    path.write_text(
        "\n".join(["Post ID;Fecha;Usuario;Mensaje;Likes", *rows, f"{mark}9;mañana;@x;hola;1"]), "utf-8"
    )
    return path


def test_a_table_is_mapped_brought_in_and_its_bad_row_dropped(
    open_page: Callable[..., Any], axe: Callable[[Any], None], tmp_path: Path
) -> None:
    page = open_page("/listen/imports/")
    axe(page)
    path = table(tmp_path)
    page.set_input_files("#file", path)
    page.wait_for_selector("#choice")
    assert page.locator("h1").inner_text() == path.name
    assert page.locator("button:has-text('Bring it in')").is_disabled()
    page.fill("#network", "mastodon")
    page.keyboard.press("Tab")
    page.wait_for_selector("button:has-text('Bring it in'):not([disabled])")
    assert "El semáforo 0 no funciona" in page.locator("#choice article").first.inner_text()
    axe(page)
    page.click("button:has-text('Bring it in')")
    page.wait_for_selector("text=See the conversation", timeout=WAIT_MS)
    axe(page)
    assert "mañana" in page.locator("#progress table").inner_text()
    page.click("text=See all")
    axe(page)
    page.click("main button:has-text('Drop these')")
    page.wait_for_selector(".toast, .empty, .chips")
    assert path.name not in page.locator("main").inner_text()


def test_a_posts_file_comes_in_on_a_phone_in_spanish(open_page: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / f"{uuid4().hex}.jsonl"
    post = {
        "id": uuid4().hex,
        "network": "x",
        "created_at": "2025-05-01T10:00:00Z",
        "text": "Una publicación",
    }
    path.write_text(json.dumps(post), "utf-8")
    page = open_page("/listen/imports/", width=390, language="es", scheme="dark")
    page.set_input_files("#file", path)
    page.click("button:has-text('Importar')")
    page.wait_for_selector("text=Ver la conversación", timeout=WAIT_MS)
    assert "Publicaciones nuevas\n1" in page.locator("#progress").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_data_goes_out_and_a_person_is_erased_by_hand(
    open_page: Callable[..., Any], axe: Callable[[Any], None]
) -> None:
    page = open_page("/settings/data/")
    axe(page)
    page.select_option("#what", "posts")
    with page.expect_download() as download:
        page.click("button:has-text('Export')")
    first = json.loads(Path(download.value.path()).read_text("utf-8").splitlines()[0])
    assert {"id", "network", "created_at", "text"} <= set(first)
    page.fill("#erase-author", "nobody-of-this-name")
    page.click("text=See what would go")
    page.wait_for_selector("#typed")
    axe(page)
    page.fill("#typed", "somebody-else")
    page.click("text=Erase for good")
    page.wait_for_selector("text=Nothing was erased")


@pytest.mark.parametrize("address", ["/listen/imports/", "/listen/imports/dead-letters/", "/settings/data/"])
def test_a_phone_is_wide_enough(open_page: Callable[..., Any], address: str) -> None:
    page = open_page(address, width=390, language="es")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
