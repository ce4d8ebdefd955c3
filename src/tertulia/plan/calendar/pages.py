"""The calendar: month, week, list, by channel."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tertulia.listen.explorer.asked import today, zone_of
from tertulia.plan.calendar.asked import CHOICES, VIEWS, Asked
from tertulia.plan.calendar.grid import Grid, by_channel, channel_names, grid
from tertulia.plan.calendar.models import Entry, EntryKind, EntryState
from tertulia.plan.objectives.api import objectives
from tertulia.team.api import Person, Role, may
from tertulia.team.models import Person as Everyone


def asked_of(request: HttpRequest) -> Asked:
    """What the address asks for, on the clock of the person."""
    zone = zone_of(request)
    return Asked.of(request.GET, today=today(zone), zone=zone)


def by(request: HttpRequest) -> Person:
    """Who does it."""
    assert isinstance(request.user, Person)  # every page asks for sign-in
    return request.user


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The span of days of the address. Empty fields of a form leave it."""
    asked = asked_of(request)
    if any(not value for values in request.GET.lists() for value in values[1]):
        return redirect(f"{reverse('calendar')}?{asked.query}".rstrip("?"))
    found = grid(asked)
    with timezone.override(asked.zone):
        return render(request, "calendar/calendar.html", _context(request, asked, found))


def _context(request: HttpRequest, asked: Asked, found: Grid) -> dict[str, Any]:
    words = (_("Month"), _("Week"), _("List"), _("By channel"))
    return {
        "asked": asked,
        "grid": found,
        "lines": by_channel(asked, found) if asked.view == "channels" else [],
        "views": [
            (word, asked.seen(view).query, view == asked.view)
            for view, word in zip(VIEWS, words, strict=True)
        ],
        "now": asked.at(asked.today).query,
        "choices": _choices(asked),
        "q": asked.choice("q"),
        "chosen": any(asked.choice(name) for name in CHOICES),
        "may_edit": may(request.user, Role.EDITOR),
        "may_write": may(request.user, Role.TRAINEE),
        "any": bool(found.count or found.dayless or Entry.objects.filter(deleted_at=None).exists()),
        "zone": asked.zone,
    }


def _choices(asked: Asked) -> list[tuple[str, str, str, list[tuple[str, str, bool]]]]:
    """The filters: name, label, word for all, and the options with the one chosen marked."""
    people = [(str(one.pk), one.shown_name) for one in Everyone.objects.filter(is_active=True)]
    channels = [(str(number), name) for number, name in channel_names().items()]
    aims = [(str(one.number), one.title) for one in objectives()]
    made: list[tuple[str, str, str, list[tuple[str, str]]]] = [
        ("kind", _("Kind"), _("Content and attentions"), _pairs(EntryKind)),
        ("state", _("State"), _("Any state"), _pairs(EntryState)),
        ("channel", _("Channel"), _("Any channel"), channels),
        ("owner", _("Who does it"), _("Anyone"), people),
        ("objective", _("Objective"), _("Any objective"), aims),
    ]
    return [
        (name, label, every, [(value, word, asked.choice(name) == value) for value, word in pairs])
        for name, label, every, pairs in made
        if pairs
    ]


def _pairs(kind: type[EntryKind] | type[EntryState]) -> list[tuple[str, str]]:
    return [(value, str(word)) for value, word in kind.choices]
