"""Channels are connected by command without a secret ever standing on the command line or the screen."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.commands import channel
from tertulia.listen.sources.models import Channel
from tertulia.networks import base
from tertulia.networks.base import Access, Identity, Manifest, Network, Setting

pytestmark = pytest.mark.django_db
SECRET = "abcd-efgh-ijkl"
SETTINGS = (
    Setting("server", Text("Server"), Text("Where it lives."), default="https://x.example"),
    Setting("password", Text("Password"), Text("To be let in."), kind="secret"),
)


class Doorman:
    async def identify(self, access: Access) -> Identity:
        if access.secrets.get("password") != SECRET:
            raise Problem("unauthorized", Text("It does not accept them."), Text("Look again."))
        return Identity("ana.example", followers=12)


@pytest.fixture(autouse=True)
def known(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(Manifest("door", Text("Door"), settings=SETTINGS), live=Doorman())  # type: ignore[arg-type]
    monkeypatch.setattr(base, "networks", lambda: {"door": network})


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    channel.add_arguments(parser)
    return channel.run(parser.parse_args(words))


def test_a_secret_comes_from_a_file(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    assert run("add", "door", "--setting", "server=https://y.example", "--secret-from", str(file)) == 0
    made = Channel.objects.get()
    assert (made.handle, made.settings) == ("ana.example", {"server": "https://y.example"})
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err + made.secrets


def test_a_secret_comes_from_stdin_or_the_keyboard(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"password={SECRET}\n"))
    assert run("add", "door", "--json") == 0
    assert json.loads(capsys.readouterr().out)["followers"] == 12

    keyboard = io.StringIO()
    keyboard.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", keyboard)
    monkeypatch.setattr("builtins.input", lambda prompt: "")
    monkeypatch.setattr("getpass.getpass", lambda prompt: SECRET)
    assert run("add", "door") == 0
    assert Channel.objects.get().settings == {"server": "https://x.example"}


def test_a_secret_on_the_command_line_is_refused() -> None:
    with pytest.raises(Problem) as raised:
        run("add", "door", "--setting", f"password={SECRET}")
    assert raised.value.code == "secret-in-arguments"
    assert SECRET not in str(raised.value)
    assert not Channel.objects.exists()


def test_a_channel_that_is_refused_is_told(tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    run("add", "door", "--secret-from", str(file))
    assert run("test") == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{__name__}.SECRET", "another")
        assert run("test", str(Channel.objects.get().pk)) == 1
    assert "It does not accept them. Look again." in capsys.readouterr().out
    assert run("list") == 0
    assert "ana.example" in capsys.readouterr().out
