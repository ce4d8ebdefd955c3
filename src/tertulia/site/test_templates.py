"""Templates keep to the content policy: nothing inline runs or styles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
FORBIDDEN = {
    "an inline style": re.compile(r"<style|\sstyle\s*=", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.I),
    "an event attribute": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[^\s=]*)\s*=", re.I),
    "a script address": re.compile(r"javascript:|hx-vals\s*=\s*[\"']js:", re.I),
    "a foreign file": re.compile(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"']?(?:https?:)?//", re.I),
}


@pytest.mark.parametrize("template", TEMPLATES, ids=[str(path.relative_to(PACKAGE)) for path in TEMPLATES])
def test_a_template_holds_nothing_that_the_policy_refuses(template):
    source = template.read_text()
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(source)]
    assert not found


def test_the_style_sheet_is_small():
    assert (PACKAGE / "site/static/site/tertulia.css").stat().st_size < 40_960


def test_vendored_scripts_are_below_their_budget():
    scripts = (PACKAGE / "site/static/vendor").glob("*.js")
    assert sum(script.stat().st_size for script in scripts) < 150_000
