"""Which rules a text falls under, and who approves it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tertulia.act.approvals.models import ApprovalRule, Mode
from tertulia.team.access import RANKED, rank
from tertulia.team.api import Act, Person, Role, may_on, record
from tertulia.team.audit import LABELS
from tertulia.team.rights import people_who_may

LABELS.update(
    {
        "approval_rule.saved": gettext_lazy("saved a rule of approvals"),
        "approval_rule.deleted": gettext_lazy("deleted a rule of approvals"),
    }
)


@dataclass(frozen=True)
class RuleInfo:
    """What must be granted: `number` of the rule (None: the author has not the right themselves), `mode`
    "any" or "all" of `people`, by number."""

    number: int | None
    name: str
    mode: str
    people: tuple[int, ...]


def needed(
    channel: int, text: str, by: Person, topics: Iterable[str] = (), *, kind: str = "post"
) -> tuple[RuleInfo, ...]:
    """What a text of this author needs before it goes out on a channel; nothing where the tuple is empty."""
    found = [_info(rule) for rule in rules() if falls_under(rule, channel, text, by, topics, kind)]
    if not may_on(by, Act.REPLY if kind == "reply" else Act.PUBLISH, channel):
        found.append(by_right(channel))
    return tuple(found)


def by_right(channel: int) -> RuleInfo:
    """Any of those who may approve on the channel: for authors without the right, and for who asks
    unbidden."""
    people = people_who_may(Act.APPROVE, channel)
    name = _("Someone who may approve on this channel")
    return RuleInfo(None, name, Mode.ANY, tuple(person.pk for person in people))


def rules() -> list[ApprovalRule]:
    return list(ApprovalRule.objects.filter(deleted_at=None).prefetch_related("people"))


def falls_under(
    rule: ApprovalRule, channel: int, text: str, by: Person, topics: Iterable[str], kind: str
) -> bool:
    return (
        rule.channel in (None, channel)
        and rule.kind in ("", kind)
        and (not rule.author_role or rank(Role(by.role)) <= rank(Role(rule.author_role)))
        and (not rule.words.strip() or _speaks_of(rule.words, " \n ".join((text, *topics))))
    )


def _speaks_of(words: str, text: str) -> bool:
    """Whether one of the lines stands in the text as whole words, whatever the case and the accents."""
    heard = f" {_plain(text)} "
    return any(f" {plain} " in heard for line in words.splitlines() if (plain := _plain(line)))


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in letters if not unicodedata.combining(c))))


def _info(rule: ApprovalRule) -> RuleInfo:
    return RuleInfo(rule.pk, rule.name, rule.mode, tuple(person.pk for person in approvers(rule)))


def approvers(rule: ApprovalRule) -> list[Person]:
    """Those whom a rule asks: the people it names, or everyone of its role and above."""
    named = [person for person in rule.people.all() if person.is_active]
    if named or not rule.role:
        return named
    enough = [role for role in RANKED if rank(role) >= rank(Role(rule.role))]
    return list(Person.objects.filter(is_active=True, role__in=enough).order_by("first_name", "username"))


def saved(rule: ApprovalRule, by: Person) -> None:
    record(by, "approval_rule.saved", rule.name, rule=rule.pk)


def delete(rule: ApprovalRule, by: Person) -> None:
    """It holds for nothing new; what was asked for under it stays as it was asked."""
    rule.deleted_at = timezone.now()
    rule.save(update_fields=["deleted_at"])
    record(by, "approval_rule.deleted", rule.name, rule=rule.pk)
