"""What people read of a publication's history."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tertulia.act.publishing.models import State

WORDS: dict[str, str | Promise] = {
    "ordered": _("ordered"),
    "retried": _("ordered to be published now"),
    "put_back": _("put back, to be tried again"),
    "stopped": _("Tertulia was stopped while it was sent"),
    "found": _("found on the channel: it had been taken"),
    "not_there": _("not found on the channel: it had not been taken"),
    "looked_in_vain": _("the channel could not be looked at"),
    "done": _("a person said that it is published"),
    "given_up": _("a person said that it is not on the network"),
    "met": _("the post was read on the network"),
    "moved": _("moved on the calendar"),
    State.SENDING: _("being sent"),
    State.PUBLISHED: _("published"),
    State.UNKNOWN: _("the outcome is unknown"),
    State.FAILED: _("failed"),
    State.EXPIRED: _("missed its time"),
    State.BY_HAND: _("handed over, to be published by hand"),
    State.CANCELLED: _("cancelled"),
}


def word(what: str) -> str:
    """The words for something that happened; its code where we have none."""
    return str(WORDS.get(what, what))
