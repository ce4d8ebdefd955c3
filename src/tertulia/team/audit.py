"""The audit log: who did what to which object, written once and never changed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tertulia.team.models import Event, Person

LABELS: dict[str, str | Promise] = {
    "person.joined": _("joined the team"),
    "person.invited": _("invited someone"),
    "person.invitation_withdrawn": _("withdrew an invitation"),
    "person.role_changed": _("changed a role"),
    "person.rights_changed": _("changed someone's rights on a channel"),
    "person.deactivated": _("closed someone's access"),
    "person.activated": _("opened someone's access again"),
    "person.signed_in": _("signed in"),
    "person.signed_out": _("signed out"),
    "person.password_changed": _("changed their password"),
    "person.password_link": _("made a link for a new password"),
    "person.sessions_ended": _("ended their other sessions"),
    "two_factor.on": _("switched on their two-step sign-in"),
    "two_factor.off": _("switched off their two-step sign-in"),
    "two_factor.reset": _("switched off someone's two-step sign-in"),
    "two_factor.codes": _("made new recovery codes"),
    "two_factor.code_used": _("signed in with a recovery code"),
    "two_factor.required": _("chose whether owners need two-step sign-in"),
    "token.created": _("made an API token"),
    "token.revoked": _("revoked an API token"),
    "audit.exported": _("exported the audit log"),
    "monitor.created": _("saved a new monitor"),
    "monitor.changed": _("changed a monitor"),
    "monitor.deleted": _("deleted a monitor"),
    "monitor.restored": _("brought a monitor back"),
    "list.created": _("wrote a list"),
    "list.changed": _("changed a list"),
    "list.deleted": _("deleted a list"),
    "list.restored": _("brought a list back"),
    "monitor.locked": _("locked a monitor"),
    "monitor.unlocked": _("unlocked a monitor"),
    "monitor.measured": _("drew a sample to measure a monitor"),
    "monitor.labelled": _("labelled posts of a monitor"),
    "theme.changed": _("changed a theme"),
    "theme.sought": _("had themes looked for"),
    "need.sought": _("had needs looked for"),
    "need.changed": _("changed a need"),
    "need.merged": _("merged two needs"),
    "need.split": _("split a need"),
    "need.undone": _("took back a change of a need"),
    "need.noted": _("made something of a need"),
    "note.done": _("did what was made of a need"),
    "note.reopened": _("opened again what was made of a need"),
    "hook.changed": _("changed where notes are sent"),
    "hook.removed": _("stopped sending notes"),
    "reading.corrected": _("corrected a reading"),
    "accuracy.drawn": _("drew a sample to check the readings"),
    "accuracy.checked": _("checked readings of posts"),
    "models.taught": _("taught the models with the corrections"),
    "models.chosen": _("chose which lesson the models follow"),
    "models.reread": _("had history read anew"),
    "import.started": _("started an import"),
    "letters.dropped": _("forgot dead letters"),
    "data.exported": _("exported data"),
    "data.backed_up": _("made a backup"),
    "person.erased": _("erased a person from the posts"),
}


def record(actor: Person | None, act: str, object: str = "", **details: Any) -> Event:
    """Write down that `actor` (None: Tertulia) did `act` to `object`. Details are JSON, without secrets."""
    return Event.objects.create(
        actor=actor,
        actor_name=actor.shown_name if actor else "",
        act=act,
        object=object[:300],
        details=details,
    )


def label(act: str) -> str:
    """What people read for an act; its code where we have no words for it."""
    return str(LABELS.get(act, act))


class _Line:
    """A file that hands back what the CSV writer writes."""

    def write(self, text: str) -> str:
        return text


def as_csv(events: Iterable[Event]) -> Iterator[str]:
    """The log as CSV lines: at, actor, act, object, details."""
    writer = csv.writer(_Line())
    yield writer.writerow(["at", "actor", "act", "object", "details"])
    for event in events:
        yield writer.writerow(
            [event.at.isoformat(), *map(_inert, (event.actor_name, event.act, event.object)), event.details]
        )


def _inert(cell: str) -> str:
    # A spreadsheet would run a cell that begins like a formula.
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell


def as_json(events: Iterable[Event]) -> Iterator[str]:
    """The log as a JSON array of objects: at, actor, act, object, details."""
    before = "["
    for event in events:
        kept = {"at": event.at.isoformat(), "actor": event.actor_name, "act": event.act}
        yield before + json.dumps(
            kept | {"object": event.object, "details": event.details}, ensure_ascii=False
        )
        before = ",\n"
    yield "]\n" if before != "[" else "[]\n"
