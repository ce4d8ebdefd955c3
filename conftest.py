"""For all tests: a data folder of their own, the cast, no skips where CI forbids them."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Before anything reads it: no test ever works in a person's real data folder.
_HOME = Path(tempfile.mkdtemp(prefix="tertulia-tests-"))
os.environ["TERTULIA_HOME"] = str(_HOME)
os.environ.pop("TERTULIA_DATABASE", None)
os.environ.pop("TERTULIA_SAMPLE", None)
os.environ["TERTULIA_TIME_ZONE"] = "UTC"  # whatever the machine's


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    from tertulia.home import Home

    # pytest-django reads the settings before this file: point them at the tests' folder too.
    settings.HOME = Home.of()
    settings.TIME_ZONE = "UTC"
    settings.DATABASES["default"]["NAME"] = str(Home.of().desk)
    settings.FILE_UPLOAD_TEMP_DIR = None


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """With CI=true a skipped test is a failed one: everything it needs is installed there."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.longrepr = f"{item.nodeid} was skipped, which CI does not allow: {reason}"


@pytest.fixture(autouse=True)
def _fresh_store() -> Iterator[None]:
    """A test that opens the process's store closes it, so that the next one's folder is its own."""
    yield
    from tertulia.posts import api

    api.close_store()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """An empty data folder that is the process's for this test."""
    from tertulia.home import Home

    monkeypatch.setenv("TERTULIA_HOME", str(tmp_path / "home"))
    return Home.of().ensure()


def _person(username: str, name: str, role: str, **more: Any) -> Any:
    from tertulia.team.models import Person

    person = Person(username=username, first_name=name, role=role, language="en", **more)
    person.set_unusable_password()
    person.save()
    return person


@pytest.fixture
def ana(db: None) -> Any:
    """Owns the workspace."""
    return _person("ana", "Ana", "owner")


@pytest.fixture
def bruno(db: None) -> Any:
    """Works in Ana's team, as a manager."""
    return _person("bruno", "Bruno", "manager")


@pytest.fixture
def vera(db: None) -> Any:
    """Only reads."""
    return _person("vera", "Vera", "viewer")


@pytest.fixture
def carla(db: None) -> Any:
    """Must have no access: her account is closed."""
    return _person("carla", "Carla", "manager", is_active=False)


@pytest.fixture
def client_of() -> Callable[[Any], Any]:
    """`client_of(person)`: a test client in which the person is signed in."""
    from django.test import Client

    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return sign_in
