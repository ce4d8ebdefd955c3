"""All checks of conduct, and a text put to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tertulia.act.conduct.checks import disclosure, identity, making, opinions, people
from tertulia.act.conduct.checks.base import OFF, Asked, Check, Hit, Source
from tertulia.i18n import Text

CHECKS: tuple[Check, ...] = (
    *disclosure.CHECKS,
    *identity.CHECKS,
    *opinions.CHECKS,
    *people.CHECKS,
    *making.CHECKS,
)
BY_CODE: dict[str, Check] = {check.code: check for check in CHECKS}


@dataclass(frozen=True)
class Finding:
    """What a check found: `severity` is "stop" or "warning"; `span` where in the text (0, 0: the whole);
    `quoted` what stands there; `override` why someone let a stop pass ("": nobody did)."""

    code: str
    severity: str
    span: tuple[int, int]
    quoted: str
    title: Text
    cause: Text
    remedy: Text
    why: Text
    source: tuple[Source, ...]
    override: str = ""

    @property
    def stops(self) -> bool:
        return self.severity == "stop" and not self.override


def found_in(asked: Asked, severities: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """What the checks find in a text, stops first, then by place. `severities`: by code, those that the
    workspace set otherwise ("off": the check is not asked)."""
    set_to = severities or {}
    found = [
        _finding(check, set_to.get(check.code, check.severity), hit, asked)
        for check in CHECKS
        if set_to.get(check.code, check.severity) != OFF
        for hit in check.find(asked)
    ]
    return tuple(sorted(found, key=lambda one: (one.severity != "stop", one.span)))


def _finding(check: Check, severity: str, hit: Hit, asked: Asked) -> Finding:
    return Finding(
        code=check.code,
        severity=severity,
        span=(hit.start, hit.end),
        quoted=asked.text[hit.start : hit.end],
        title=check.title,
        cause=hit.cause,
        remedy=hit.remedy,
        why=check.why,
        source=check.sources,
    )
