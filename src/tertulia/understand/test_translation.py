from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tertulia.errors import Problem
from tertulia.understand import translation


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation.platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path))


def test_without_the_translator_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(Problem) as caught:
        translation.translate(["hello"], "en", "es")
    assert caught.value.code == "no-translator"
    assert "apertium-eng-spa" in str(caught.value.remedy)


def test_what_was_translated_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []

    def shout(texts: list[str], pair: str) -> list[str]:
        calls.append(texts)
        return [f"{pair} {text.upper()}" for text in texts]

    monkeypatch.setattr(translation, "_translate", shout)
    texts = ["a line\nbroken", "with [signs] ^of$ its <own>"]
    first, second = (translation.translate(texts, "en", "es") for _ in range(2))
    assert first == second == ["eng-spa A LINE BROKEN", "eng-spa WITH (SIGNS)  OF  ITS ‹OWN›"]
    assert len(calls) == 1
