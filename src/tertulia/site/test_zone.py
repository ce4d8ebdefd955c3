"""Whose zone it is: the variable's, then the machine's, then UTC."""

from __future__ import annotations

from pathlib import Path

import pytest

from tertulia.errors import Problem
from tertulia.site.zone import workspace_zone


@pytest.fixture
def link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine in Bogotá that sets neither variable."""
    monkeypatch.delenv("TERTULIA_TIME_ZONE", raising=False)
    monkeypatch.delenv("TZ", raising=False)
    file = tmp_path / "zoneinfo" / "America" / "Bogota"
    file.parent.mkdir(parents=True)
    file.touch()
    link = tmp_path / "localtime"
    link.symlink_to(file)
    return link


def test_the_machines_zone_is_the_workspaces(link: Path) -> None:
    assert workspace_zone(link) == "America/Bogota"


@pytest.mark.parametrize(("told", "zone"), [("Europe/Madrid", "Europe/Madrid"), ("XYZ-3", "America/Bogota")])
def test_tz_comes_before_the_file_where_it_names_a_zone(
    told: str, zone: str, link: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", told)
    assert workspace_zone(link) == zone


def test_the_variable_comes_first_and_must_be_a_zone(link: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Madrid")
    monkeypatch.setenv("TERTULIA_TIME_ZONE", "Atlantic/Canary")
    assert workspace_zone(link) == "Atlantic/Canary"
    monkeypatch.setenv("TERTULIA_TIME_ZONE", "Sevilla")
    with pytest.raises(Problem, match="Sevilla"):
        workspace_zone(link)


def test_utc_where_the_machine_says_nothing(link: Path, tmp_path: Path) -> None:
    assert workspace_zone(tmp_path / "nothing") == "UTC"
