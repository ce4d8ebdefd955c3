"""A secret that is kept is seen nowhere: not in a log, an error, an export, a page or a backup.

Over every table with sealed texts and every address of the product, so that a new one is looked at too.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.test_doors import ALL

from tertulia.errors import Problem
from tertulia.home import Home
from tertulia.i18n import Text
from tertulia.listen.needs.models import NeedHook
from tertulia.listen.sources import channels
from tertulia.listen.sources.models import Channel
from tertulia.networks.base import Access, Identity, Manifest, Setting
from tertulia.posts import backup
from tertulia.posts.api import store
from tertulia.site.logs import HideSecrets
from tertulia.team import secrets
from tertulia.team.models import SecondFactor

SECRET = "xK9-fixture-secret-7Qz"
ENDLESS = {"live-events", "inbox-events"}
MODELS = list(secrets.sealed_models())
GET = [(place, pattern.name) for place, pattern in ALL if pattern.name not in ENDLESS]


@pytest.fixture(params=MODELS, ids=[model._meta.label for model in MODELS])
def kept(request: pytest.FixtureRequest, db: None, home: Home) -> Any:
    """A row with a secret in it, under the number that the addresses ask for."""
    return request.param.objects.create(pk=1, secrets=secrets.seal({"password": SECRET}))


def test_the_tables_that_keep_secrets_are_these() -> None:
    assert {Channel, NeedHook, SecondFactor} == set(MODELS), (
        "add what is kept there to these tests, and say so in docs/invariants.md"
    )


def test_the_database_does_not_hold_it(kept: Any) -> None:
    assert SECRET not in kept.secrets
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {kept._meta.db_table}")
        assert SECRET not in repr(cursor.fetchall())


def bodies(client: Client) -> Iterator[tuple[str, bytes]]:
    for place, _name in GET:
        answer = client.get(place)
        yield place, answer.getvalue()
        answer.close()


@pytest.mark.slow
def test_no_page_and_no_export_shows_it(kept: Any, ana: Any, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(ana)
    for place, body in bodies(client):
        assert SECRET.encode() not in body, place
        assert kept.secrets.encode() not in body, place
        if body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(body)) as whole:
                for name in whole.namelist():
                    assert SECRET.encode() not in whole.read(name), (place, name)
                    assert kept.secrets.encode() not in whole.read(name), (place, name)
    assert SECRET not in caplog.text


def test_a_backup_holds_it_sealed_and_not_the_key(kept: Any, home: Home, tmp_path: Any) -> None:
    backup.make(home, store(), tmp_path / "b.tar")
    assert SECRET.encode() not in (tmp_path / "b.tar").read_bytes()


def test_elsewhere_it_does_not_open_and_says_what_to_do(kept: Any, settings: Any) -> None:
    settings.SECRET_KEY = "the key of another folder"
    with pytest.raises(Problem) as refused:
        secrets.open_sealed(kept.secrets)
    assert refused.value.code == "cannot-unseal"
    assert "Connect the channel again" in str(refused.value)
    assert SECRET not in str(refused.value)


class Echo:
    """A network that says back what it was sent."""

    async def identify(self, access: Access) -> Identity:
        place = f"https://x.example/?key={access.secrets['password']}"
        raise Problem("bad-token", Text("Bad key: {given}", given=access.secrets["password"]), None, place)


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting("password", Text("Password"), Text("To sign in."), "secret")
    monkeypatch.setattr(
        channels, "live", lambda name: (Manifest(name, Text("X"), settings=(setting,)), Echo())
    )


def test_what_a_network_says_back_is_not_kept(db: None, home: Home, echo: None) -> None:
    channel = Channel.objects.create(network="x", handle="ana", secrets=secrets.seal({"password": SECRET}))
    assert channels.test(channel) is None
    assert "Bad key: ***" in repr(channel.problem)
    assert SECRET not in repr(channel.problem)


def test_what_a_network_says_back_is_not_shown(db: None, home: Home, echo: None) -> None:
    with pytest.raises(Problem) as refused:
        channels.connect("x", {"password": SECRET}, None)
    assert str(refused.value) == "https://x.example/?key=***: Bad key: ***"
    assert SECRET not in repr(refused.value.as_dict())


def test_every_log_line_goes_through_the_filter(settings: Any) -> None:
    handlers = settings.LOGGING["handlers"]
    assert all("secrets" in handler["filters"] for handler in handlers.values())
    secrets.seal({"password": SECRET})
    record = logging.LogRecord("x", logging.ERROR, "", 1, "sent %s to %r", (SECRET, {"a": SECRET}), None)
    HideSecrets().filter(record)
    assert SECRET not in logging.Formatter().format(record)
