"""Checking a text, letting a finding pass with a reason, telling how a text came about, setting the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.act.conduct import knowing
from tertulia.act.conduct.checks.run import BY_CODE, Finding, found_in
from tertulia.act.conduct.models import Origin, Passed, Relationship, RuleSeverity, Severity, Told
from tertulia.act.conduct.texts import text_hash
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS

LABELS.update(
    {
        "conduct.rule_set": _("set how grave a rule of conduct is"),
        "conduct.passed": _("let a finding of conduct pass"),
        "conduct.origin_told": _("told how a text came about"),
        "relationship.added": _("wrote down a relationship"),
        "relationship.changed": _("changed a relationship"),
        "relationship.deleted": _("deleted a relationship"),
        "relationship.restored": _("brought a relationship back"),
    }
)
MOST_TEXT = 20_000
SHORTEST_WHY = 8


def severities() -> dict[str, str]:
    """How grave the rules are here, where that is not as they came."""
    return dict(RuleSeverity.objects.values_list("code", "severity"))


def check(
    text: str, channel: int | None, by: Person | None, *, entry: int | None = None, relation: str = ""
) -> tuple[Finding, ...]:
    """What the rules find in a text, with what somebody let pass."""
    found = found_in(knowing.asked(text, channel, by, entry, relation), severities())
    let = Passed.objects.filter(text_hash=text_hash(text), channel=channel)
    passed = dict(let.order_by("at", "id").values_list("code", "why"))
    return tuple(replace(one, override=passed.get(one.code, "")) for one in found)


def let_pass(text: str, channel: int | None, code: str, why: str, by: Person) -> None:
    """Let a rule pass for this text on this channel. Raises `Problem` (no-such-rule, no-reason)."""
    _known(code)
    if len(why.strip()) < SHORTEST_WHY:
        cause = Text("A finding passes only with a reason.")
        raise Problem("no-reason", cause, Text("Write in a sentence why this text may go out."), "why")
    with transaction.atomic():
        kept = Passed.objects.create(
            text_hash=text_hash(text), channel=channel, code=code, why=why.strip()[:500], by=by
        )
        record(by, "conduct.passed", code, channel=channel, why=kept.why, text=kept.text_hash)


def tell_origin(text: str, origin: str, by: Person) -> None:
    """Keep how a text came about: person, revised, machine. Raises `Problem` (no-such-origin)."""
    if origin not in Origin.values:
        cause = Text("“{origin}” is no way in which a text comes about.", origin=origin)
        raise Problem("no-such-origin", cause, Text("Choose one of the list."), "origin")
    told, made = Told.objects.get_or_create(text_hash=text_hash(text), defaults={"origin": origin, "by": by})
    if made or told.origin != origin:
        Told.objects.filter(pk=told.pk).update(origin=origin, by=by, at=timezone.now())
        record(by, "conduct.origin_told", origin, text=told.text_hash)


def set_rule(code: str, severity: str, by: Person) -> None:
    """Set how grave a rule is here. Raises `Problem` (no-such-rule, no-such-severity)."""
    _known(code)
    if severity not in Severity.values:
        cause = Text("“{severity}” is not what a rule can be.", severity=severity)
        raise Problem("no-such-severity", cause, Text("Choose one of the list."), "severity")
    before = severities().get(code, BY_CODE[code].severity)
    if before == severity:
        return
    with transaction.atomic():
        RuleSeverity.objects.update_or_create(code=code, defaults={"severity": severity})
        record(by, "conduct.rule_set", code, before=before, after=severity)


def _known(code: str) -> None:
    if code not in BY_CODE:
        cause = Text("There is no rule “{code}”.", code=code)
        raise Problem("no-such-rule", cause, Text("See the list of rules in the settings."), "code")


def keep(relationship: Relationship, by: Person) -> Relationship:
    """Write down a relationship, new or changed."""
    new = relationship.pk is None
    if new:
        relationship.by = by
    with transaction.atomic():
        relationship.save()
        record(
            by,
            "relationship.added" if new else "relationship.changed",
            str(relationship),
            **_facts(relationship),
        )
    return relationship


def _facts(one: Relationship) -> dict[str, str]:
    days: tuple[date | None, ...] = (one.since, one.until)
    return {"tie": one.tie, "from": str(days[0]), "until": str(days[1] or "")}


def delete(relationship: Relationship, by: Person) -> None:
    """Take a relationship out of the register; it can be brought back."""
    Relationship.objects.filter(pk=relationship.pk).update(deleted_at=timezone.now())
    record(by, "relationship.deleted", str(relationship), **_facts(relationship))


def restore(relationship: Relationship, by: Person) -> None:
    """Bring it back."""
    Relationship.objects.filter(pk=relationship.pk).update(deleted_at=None)
    record(by, "relationship.restored", str(relationship), **_facts(relationship))
