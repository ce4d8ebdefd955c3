"""What a month has: kept, deleted, brought back, taken over from the month before."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.plan.resources.models import Allotment
from tertulia.plan.resources.reckoning import first_of
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS

LABELS.update(
    {
        "resource.made": _("set hours or budget aside"),
        "resource.changed": _("changed hours or budget"),
        "resource.deleted": _("deleted hours or budget"),
        "resource.restored": _("brought hours or budget back"),
        "resource.copied": _("took over the resources of the month before"),
    }
)


def find(number: int, *, deleted: bool = False) -> Allotment:
    """Raises `Problem` (no-such-resource)."""
    fits = number if abs(number) < 2**63 else 0
    found = Allotment.objects.filter(pk=fits, deleted_at__isnull=not deleted).first()
    if found is None:
        raise Problem("no-such-resource", Text("There is no resource {number}.", number=number))
    return found


@transaction.atomic
def keep(one: Allotment, by: Person | None) -> Allotment:
    """Save a new one or what was changed; any day of the month stands for it."""
    act = "resource.changed" if one.pk else "resource.made"
    one.month = first_of(one.month)
    one.save()
    record(by, act, f"{one.month:%Y-%m}", number=one.pk)
    return one


@transaction.atomic
def delete(one: Allotment, by: Person | None) -> None:
    one.deleted_at = timezone.now()
    one.save(update_fields=["deleted_at"])
    record(by, "resource.deleted", f"{one.month:%Y-%m}", number=one.pk)


@transaction.atomic
def restore(one: Allotment, by: Person | None) -> None:
    one.deleted_at = None
    one.save(update_fields=["deleted_at"])
    record(by, "resource.restored", f"{one.month:%Y-%m}", number=one.pk)


@transaction.atomic
def copy(month: date, by: Person | None) -> int:
    """Take over what the month before had, where this one has nothing; how many."""
    if Allotment.objects.filter(month=month, deleted_at=None).exists():
        return 0
    before = Allotment.objects.filter(month=first_of(month, -1), deleted_at=None)
    made = [
        Allotment(
            month=month,
            channel=one.channel,
            person=one.person,
            hours=one.hours,
            budget=one.budget,
            note=one.note,
        )
        for one in before
    ]
    Allotment.objects.bulk_create(made)
    record(by, "resource.copied", f"{month:%Y-%m}", number=len(made))
    return len(made)
