"""Where compiled code is kept."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from tertulia.posts.compiled import cache_folder


def test_the_folder_goes_with_the_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path / "cache"))
    package = tmp_path / "package"
    package.mkdir()
    kernel = package / "some_kernel.py"
    kernel.write_text("a = 1", encoding="utf-8")
    first = cache_folder.__wrapped__(package)
    kernel.write_text("a = 2", encoding="utf-8")
    second = cache_folder.__wrapped__(package)
    assert first is not None and second is not None and first != second
    assert second.stat().st_mode & 0o077 == 0


def test_nothing_is_kept_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    occupied = tmp_path / "cache"
    occupied.write_text("a file", encoding="utf-8")
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(occupied))
    assert cache_folder.__wrapped__(tmp_path) is None
