"""`tertulia new-key`."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.listen.sources.models import Channel
from tertulia.posts.api import open_store
from tertulia.site.commands import new_key
from tertulia.site.commands.test_backup import run
from tertulia.team import secrets

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Home:
    """A folder with a key, and a channel sealed under it."""
    monkeypatch.setenv("TERTULIA_HOME", str(tmp_path / "data"))
    home = Home.of().ensure()
    home.secret.write_text("the old key")
    settings.SECRET_KEY = "the old key"
    Channel.objects.create(network="x", handle="ana", secrets=secrets.seal({"token": "abcdef"}))
    return home


def opened() -> dict[str, str]:
    return secrets.open_sealed(Channel.objects.get().secrets)


def test_everything_opens_under_the_new_key_alone(
    home: Home, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(new_key, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"sealed": 1}
    with pytest.raises(Problem):
        opened()
    settings.SECRET_KEY = home.secret.read_text()
    assert settings.SECRET_KEY != "the old key"
    assert opened() == {"token": "abcdef"}
    assert stat.S_IMODE(home.secret.stat().st_mode) == 0o600
    assert [path.name for path in home.path.glob("secret*")] == ["secret.key"]


def test_cut_short_before_the_key_is_in_its_place_it_ends_the_next_time(
    home: Home, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _only_parts)
        with pytest.raises(KeyboardInterrupt):
            new_key.renew(home)
    assert home.secret.read_text() == "the old key"
    assert new_key.renew(home) == 0
    settings.SECRET_KEY = home.secret.read_text()
    assert opened() == {"token": "abcdef"}


_replace = Path.replace


def _only_parts(path: Path, target: Path) -> Path:
    if path.suffix != ".part":
        raise KeyboardInterrupt
    return _replace(path, target)


def test_nothing_changes_while_somebody_works_on_the_folder(home: Home) -> None:
    with open_store(home), pytest.raises(Problem) as refused:
        run(new_key)
    assert refused.value.code == "already-running"
    assert home.secret.read_text() == "the old key"
    assert opened() == {"token": "abcdef"}
