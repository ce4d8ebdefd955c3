"""What the team does with findings: accept, edit, reject, undo. Each is kept with who did it and when."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tertulia.errors import Problem
from tertulia.i18n import Text, current_language
from tertulia.listen.situation.finding import Finding
from tertulia.listen.situation.models import SwotDecision, SwotItem, SwotSide
from tertulia.listen.situation.scope import Scope
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS
from tertulia.understand.situation.api import Figure, is_another

LABELS.update(
    {
        "situation.accepted": _("accepted a finding of the situation report"),
        "situation.edited": _("edited a point of the SWOT"),
        "situation.rejected": _("rejected a finding of the situation report"),
        "situation.undone": _("undid a decision on a finding"),
        "situation.accounts": _("said which accounts are a competitor’s"),
    }
)
LONGEST = 600  # characters of a point
KEPT = 50  # numbers of posts that a point keeps
_FIELDS = (
    *("area", "state", "side", "suggested", "text", "said", "language", "figure", "since", "until"),
    *("evidence", "show"),
)


@dataclass(frozen=True)
class Decided:
    """What the team knows of the findings of a report, by key."""

    items: dict[str, SwotItem]

    def item(self, finding: Finding) -> SwotItem | None:
        return self.items.get(finding.key)

    def shows(self, finding: Finding) -> bool:
        """Whether the finding is shown: a rejected one comes back only when its figure is another."""
        item = self.item(finding)
        return item is None or item.state != SwotItem.State.REJECTED or self.came_back(finding)

    def came_back(self, finding: Finding) -> bool:
        """Whether it was rejected and its figure changed materially since."""
        item = self.item(finding)
        if item is None or item.state != SwotItem.State.REJECTED:
            return False
        return is_another(figure_of(item), finding.figure)

    def changed(self, finding: Finding) -> bool:
        """Whether it was accepted and its figure changed materially since."""
        item = self.item(finding)
        return item is not None and is_another(figure_of(item), finding.figure)


def decided() -> Decided:
    return Decided({item.key: item for item in SwotItem.objects.select_related("by")})


def figure_of(item: SwotItem) -> Figure:
    """The figure as it stood when the team decided."""
    return Figure(**item.figure)


def accepted() -> list[SwotItem]:
    """The points of the SWOT."""
    return list(SwotItem.objects.filter(state=SwotItem.State.ACCEPTED).select_related("by"))


@transaction.atomic
def accept(finding: Finding, scope: Scope, side: str, text: str, by: Person | None) -> SwotItem:
    """Keep a finding on a side, in the words given ("": its own). Raises `Problem` (no-side, too-long)."""
    item = _item(finding, scope)
    before = _snapshot(SwotItem.objects.filter(key=finding.key).first())
    item.state, item.side, item.text = SwotItem.State.ACCEPTED, _side(side), _text(text) or finding.text
    return _keep(item, before, SwotDecision.What.ACCEPTED, by)


@transaction.atomic
def reject(finding: Finding, scope: Scope, by: Person | None) -> SwotItem:
    """Put a finding away until its figure is another."""
    item = _item(finding, scope)
    before = _snapshot(SwotItem.objects.filter(key=finding.key).first())
    item.state, item.side, item.text = SwotItem.State.REJECTED, "", finding.text
    return _keep(item, before, SwotDecision.What.REJECTED, by)


@transaction.atomic
def edit(item: SwotItem, side: str, text: str, by: Person | None) -> SwotItem:
    """Change the words or the side of an accepted point; its evidence stays. Raises `Problem`."""
    before = _snapshot(item)
    item.side, item.text = _side(side), _text(text) or item.said
    return _keep(item, before, SwotDecision.What.EDITED, by)


@transaction.atomic
def take_away(item: SwotItem, by: Person | None) -> SwotItem:
    """Put an accepted point away, as if it had been rejected."""
    before = _snapshot(item)
    item.state, item.side = SwotItem.State.REJECTED, ""
    return _keep(item, before, SwotDecision.What.REJECTED, by)


def newest(key: str) -> SwotDecision | None:
    return SwotDecision.objects.filter(key=key).first()


@transaction.atomic
def undo(number: int, by: Person | None) -> None:
    """Put a finding back as it was before a decision. Raises `Problem` ("not-newest") where somebody decided
    on it since."""
    decision = SwotDecision.objects.filter(pk=number).first()
    last = newest(decision.key) if decision else None
    if decision is None or last is None or last.pk != decision.pk:
        raise Problem(
            "not-newest",
            Text("Someone decided on this finding since then."),
            Text("Look at it as it stands now."),
        )
    item = SwotItem.objects.filter(key=decision.key).first()
    SwotDecision.objects.create(
        key=decision.key, what=SwotDecision.What.UNDONE, before=_snapshot(item), by=by
    )
    SwotItem.objects.filter(key=decision.key).delete()
    if decision.before:
        SwotItem.objects.create(key=decision.key, by=by, **_restored(decision.before))
    record(by, "situation.undone", decision.key)


def find(key: str) -> SwotItem:
    """The point with that key. Raises `Problem` ("no-such-point")."""
    item = SwotItem.objects.filter(key=key).first()
    if item is None:
        raise Problem("no-such-point", Text("There is no such point."), Text("It may have been undone."))
    return item


def _item(finding: Finding, scope: Scope) -> SwotItem:
    """The point that the finding is, as it stands now; not saved yet."""
    item = SwotItem.objects.filter(key=finding.key).first() or SwotItem(key=finding.key)
    item.area, item.suggested, item.said = finding.area, finding.side or "", finding.text
    item.language, item.figure = current_language(), asdict(finding.figure)
    item.since, item.until = scope.whole.first, scope.whole.last
    item.evidence = list(finding.posts[:KEPT])
    item.show = finding.select.query if finding.select else ""
    return item


def _keep(item: SwotItem, before: dict[str, Any], what: SwotDecision.What, by: Person | None) -> SwotItem:
    item.by = by
    item.save()
    SwotDecision.objects.create(key=item.key, what=what, before=before, by=by)
    record(by, f"situation.{what.value}", item.key, side=item.side)
    return item


def _snapshot(item: SwotItem | None) -> dict[str, Any]:
    if item is None:
        return {}
    fields = {name: getattr(item, name) for name in _FIELDS}
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in fields.items()}


def _restored(before: dict[str, Any]) -> dict[str, Any]:
    return before | {name: date.fromisoformat(before[name]) for name in ("since", "until")}


def _side(side: str) -> str:
    if side not in SwotSide.values:
        cause = Text("Say whether it is a strength, a weakness, an opportunity or a threat.")
        raise Problem("no-side", cause, Text("Choose a side."), "side")
    return side


def _text(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) > LONGEST:
        raise Problem("too-long", Text("A point has at most {most} characters.", most=LONGEST), place="text")
    return plain
