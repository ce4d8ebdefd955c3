"""A source that fails for good, day after day, is paused with a problem that people see; never in silence."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tertulia.errors import Problem
from tertulia.i18n import Text
from tertulia.listen.collect.entries import Entry
from tertulia.listen.collect.health import GIVEN_UP
from tertulia.listen.collect.tools import Tools
from tertulia.listen.sources.models import Source
from tertulia.listen.sources.problems import kept
from tertulia.team.api import record
from tertulia.team.audit import LABELS

LABELS.update({"source.given_up": _("gave up a source that failed for days")})


async def give_up(entry: Entry, tools: Tools, problem: Problem) -> None:
    """Pause it, and say why and what to do."""
    told = Problem(
        GIVEN_UP,
        Text("It failed for days and is not asked any more. The last time: {cause}", cause=problem.cause),
        problem.remedy or Text("Look whether it still exists; then resume it, or delete it."),
    )
    tools.books.tell(entry.id, problem=kept(told))
    await tools.ask_desk(_pause, entry, problem.code)


def _pause(entry: Entry, code: str) -> None:
    with transaction.atomic():
        Source.objects.filter(pk=entry.id).update(active=False)
        record(None, "source.given_up", entry.key, source=entry.id, code=code)
