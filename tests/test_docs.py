"""The documents say what is so: the tutorials' commands run as they stand, and links lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")
QUOTED = re.findall(r"^> `(.+)`$", (ROOT / "docs" / "tutorial.md").read_text("utf-8"), re.MULTILINE)
# What starts a server and stays: tried by the tests of the server.
_STAYS = re.compile(r"^(script/demo|tertulia up)$", re.MULTILINE)


@pytest.mark.server
@pytest.mark.parametrize("name", ["tutorial.md", "tutorial.es.md"])
def test_the_tutorial_can_be_followed(name: str, tmp_path: Path) -> None:
    blocks = _BLOCK.findall((ROOT / "docs" / name).read_text("utf-8"))
    script = "\n".join(_STAYS.sub("", block) for block in blocks)
    for command in ("import", "monitor check", "monitor preview", "monitor add", "export", "backup", "erase"):
        assert f"tertulia {command}" in script
    ran = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    said = ran.stdout + ran.stderr
    assert "mixed-operators" in said
    assert len(QUOTED) == 2
    for quoted in QUOTED:
        assert quoted.split(": ")[-1] in said


def environment(home: Path) -> dict[str, str]:
    """That of a person who speaks English, with an empty home and our commands first."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TERTULIA_", "DJANGO_"))
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return {**kept, "HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    broken = [
        link for link in _LINK.findall(document.read_text("utf-8")) if not (document.parent / link).exists()
    ]
    assert not broken


def test_the_tests_that_invariants_name_exist() -> None:
    text = (ROOT / "docs/invariants.md").read_text("utf-8")
    file, missing = "", []
    for path, name in re.findall(r"`([\w/]+\.py)?(?:::(test_\w+))?`", text):
        file = path or file
        found = next((place for place in (ROOT / file, ROOT / "src/tertulia" / file) if place.exists()), None)
        if found is None or (name and f"def {name}(" not in found.read_text("utf-8")):
            missing.append(f"{file}::{name}")
    assert not missing
