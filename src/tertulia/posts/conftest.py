"""A data folder and an open store for the tests beside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tertulia.home import Home
from tertulia.posts.store import LocalStore


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "data").ensure()


@pytest.fixture
def store(home: Home) -> Iterator[LocalStore]:
    with LocalStore(home) as opened:
        yield opened
