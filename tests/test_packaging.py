"""`pip install .` in an empty environment gives a working `tertulia` with everything it shows and speaks."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(target), str(ROOT))
    return next(target.glob("tertulia-*.whl"))


def run(*words: str, **environment: str) -> str:
    ours = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DJANGO_SETTINGS_MODULE", "PYTHONPATH")
    }
    settings = {**ours, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment}
    done = subprocess.run(words, capture_output=True, text=True, timeout=600, env=settings)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.enable_socket
def test_wheel_holds_what_the_product_shows_and_nothing_of_its_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "tertulia/site/templates/base.html",
        "tertulia/site/static/site/tertulia.css",
        "tertulia/posts/tables.sql",
        "tertulia/listen/query/grammar.lark",
        "tertulia/py.typed",
    ):
        assert wanted in names
    assert any(name.endswith("locale/es/LC_MESSAGES/django.mo") for name in names)
    assert any("/understand/weights/" in name for name in names)
    assert any("/listen/explorer/measures/" in name and name.endswith(".sql") for name in names)
    assert not [name for name in names if "/test_" in name or "conftest" in name]


@pytest.mark.slow
@pytest.mark.enable_socket
def test_an_empty_environment_gets_a_working_command(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", str(tmp_path / "env"))
    python = str(tmp_path / "env/bin/python")
    lock = str(ROOT / "requirements/run.txt")
    run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock)
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", str(wheel))
    run(python, "-m", "pip", "check")
    tertulia = str(tmp_path / "env/bin/tertulia")
    home = {"TERTULIA_HOME": str(tmp_path / "home")}
    posts = tmp_path / "posts.jsonl"
    posts.write_text(
        '{"id":"1","network":"mastodon","created_at":"2026-01-01T00:00:00Z","text":"¡Qué gran feria!"}\n'
    )
    assert "Órdenes" in run(tertulia, "--help", **home, LANG="es_ES.UTF-8")
    run(tertulia, "doctor", **home)
    assert '"new": 1' in run(tertulia, "import", "--json", str(posts), **home)
