"""People read in the audit log what was done, in words, whoever wrote it down."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tertulia.team.audit import LABELS

PACKAGE = Path(__file__).parent.parent
ACT = re.compile(r"""\brecord\(\s*[^"']*?,\s*"([a-z_]+\.[a-z_]+)\"""")
ACTS = sorted(
    {
        act
        for file in PACKAGE.rglob("*.py")
        if not file.name.startswith("test_")
        for act in ACT.findall(file.read_text())
    }
)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_has_words(act):
    assert act in LABELS


def test_acts_are_found():
    assert {"token.created", "monitor.created", "import.started"} <= set(ACTS)
