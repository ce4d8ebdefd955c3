"""What people do with debts of thanks: settle by hand, let go with a reason, owe again; and the indicator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.act.thanks.ledger import DUE
from tertulia.act.thanks.models import Debt, Standing
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.explorer.statistics import Interval, wilson
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS

LABELS.update(
    {
        "thanks.settled": _("said that somebody was thanked"),
        "thanks.dismissed": _("let a debt of thanks go"),
        "thanks.reopened": _("owes thanks again"),
    }
)
MEASURED = timedelta(days=90)


@dataclass(frozen=True)
class Acknowledged:
    """Of the debts of the last 90 days whose seven days are over, or that were settled: how many were settled
    in time. Those let go do not count."""

    of: int
    in_time: int
    share: Interval | None


def acknowledged() -> Acknowledged:
    """The indicator "acknowledged within 7 days"."""
    now = timezone.now()
    recent = Debt.objects.filter(at__gte=now - MEASURED).exclude(standing=Standing.DISMISSED)
    over = recent.filter(due__lt=now) | recent.filter(standing=Standing.SETTLED)
    of = over.count()
    in_time = over.filter(standing=Standing.SETTLED, settled_at__lte=F("at") + DUE).count()
    return Acknowledged(of, in_time, wilson(in_time, of) if of else None)


def find(number: int) -> Debt:
    """The debt. Raises `Problem` (no-such-debt)."""
    debt = Debt.objects.filter(pk=min(number, 2**63 - 1)).first()
    if debt is None:
        cause = Text("There is no debt of thanks {number}.", number=number)
        raise Problem("no-such-debt", cause, Text("See the list; its post may have been erased."))
    return debt


def settle(debt: Debt, by: Person) -> None:
    """Somebody thanked them where Tertulia does not read it."""
    _set(debt, Standing.SETTLED, by, "")
    record(by, "thanks.settled", _name(debt), post=debt.post)


def dismiss(debt: Debt, why: str, by: Person) -> None:
    """Let it go. Raises `Problem` (no-reason)."""
    if not why.strip():
        cause = Text("A debt of thanks is let go only with a reason.")
        raise Problem("no-reason", cause, Text("Write in a few words why nothing is owed."), "why")
    _set(debt, Standing.DISMISSED, by, why.strip()[:500])
    record(by, "thanks.dismissed", _name(debt), post=debt.post, why=debt.why)


def reopen(debt: Debt, by: Person) -> None:
    """Owe it again."""
    debt.standing, debt.settled_at, debt.answer, debt.by, debt.why = Standing.OWED, None, None, None, ""
    debt.save()
    record(by, "thanks.reopened", _name(debt), post=debt.post)


def _set(debt: Debt, standing: Standing, by: Person, why: str) -> None:
    debt.standing, debt.settled_at, debt.by, debt.why = standing, timezone.now(), by, why
    debt.save()


def _name(debt: Debt) -> str:
    return f"{debt.deed} {debt.pk}"
