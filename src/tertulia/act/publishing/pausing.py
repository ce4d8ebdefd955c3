"""The crisis pause: everything scheduled stops in one act, and what came due meanwhile asks a person."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tertulia.act.publishing import ledger
from tertulia.act.publishing.models import Pause, Publication, State
from tertulia.act.publishing.telling import told
from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.team.api import Person, record
from tertulia.team.audit import LABELS

LABELS.update(
    {"publishing.paused": _("paused all publishing"), "publishing.resumed": _("let publishing go on")}
)


def pause(by: Person, why: str) -> Pause:
    """Nothing is sent or handed over from now on; what a network is being sent already is not called back.
    The pause that goes on is returned where there is one. Raises `Problem` ("why-missing")."""
    why = why.strip()
    if not why:
        raise Problem(
            "why-missing", Text("Why publishing pauses is missing."), Text("Say it in a line."), "why"
        )
    try:
        with transaction.atomic():
            made = Pause.objects.create(why=why[:500], by=by, at=timezone.now())
            record(by, "publishing.paused", why[:300])
    except IntegrityError:
        return Pause.objects.get(open=True)
    return made


def resume(by: Person) -> int:
    """Let publishing go on. What came due meanwhile is not sent late: it waits for a person. Returns how many
    do."""
    now = timezone.now()
    with transaction.atomic():
        ended = Pause.objects.filter(open=True).update(open=False, resumed_by=by, resumed_at=now)
        if not ended:
            return 0
        overdue = list(Publication.objects.filter(state=State.WAITING, due__lte=now))
        asking = [row for row in overdue if _asks(row, now)]
        record(by, "publishing.resumed", overdue=len(asking))
    for row in asking:
        told(row.pk)
    return len(asking)


def is_paused() -> bool:
    """Whether nothing scheduled is published at present."""
    return Pause.objects.filter(open=True).exists()


def current() -> Pause | None:
    """The pause that goes on, with who and why."""
    return Pause.objects.filter(open=True).select_related("by").first()


def _asks(row: Publication, now: datetime) -> bool:
    problem = Problem(
        "paused",
        Text("Its time passed while publishing was paused."),
        Text("Read it again: publish it now if it still fits, or cancel it."),
    )
    return ledger.move(row.pk, [State.WAITING], now, what=State.EXPIRED, fault=problem, state=State.EXPIRED)
