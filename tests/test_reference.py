"""The generated reference says what the product says today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tertulia.home import Home
from tertulia.listen.explorer import reference as measures
from tertulia.listen.sources import reference as networks
from tertulia.posts.api import open_store
from tertulia.site import command_reference as commands

DOCS = Path(__file__).parent.parent / "docs" / "reference"


@pytest.mark.parametrize("language", commands.FILES)
def test_the_command_line_is_described_as_it_is(language: str) -> None:
    written = (DOCS / commands.FILES[language]).read_text("utf-8")
    assert written == commands.reference(language), "run python -m tertulia.site.command_reference"


@pytest.mark.parametrize("language", measures.FILES)
def test_the_measures_are_described_as_they_are(language: str, tmp_path: Path) -> None:
    store = open_store(Home(tmp_path).ensure())
    try:
        made = measures.reference(language, store)
    finally:
        store.close()
    written = (DOCS / measures.FILES[language]).read_text("utf-8")
    assert written == made, "run python -m tertulia.listen.explorer.reference"


@pytest.mark.parametrize("language", networks.FILES)
def test_the_networks_are_described_as_they_are(language: str) -> None:
    written = (DOCS / networks.FILES[language]).read_text("utf-8")
    assert written == networks.reference(language), "run python -m tertulia.listen.sources.reference"
