"""One entry: seen, written, moved, put into a state, deleted, taken back."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.listen.explorer.asked import zone_of
from tertulia.plan.calendar import problems, service
from tertulia.plan.calendar.forms import EntryForm, MoveForm, initial
from tertulia.plan.calendar.grid import badge, channel_names
from tertulia.plan.calendar.models import Entry, EntryEvent, EntryKind, EntryState
from tertulia.plan.calendar.moments import Told, moment, moved
from tertulia.plan.calendar.pages import by
from tertulia.plan.calendar.states import FIXED, State, by_hand
from tertulia.plan.calendar.versions import said
from tertulia.plan.objectives.api import audiences, objectives
from tertulia.plan.objectives.api import messages as plan_messages
from tertulia.team.api import Role, may, needs

MORNING = time(9)  # where a day is chosen and no time


def _entry(number: int, *, deleted: bool = False) -> Entry:
    try:
        return service.find(number, deleted=deleted)
    except Problem as problem:
        raise Http404 from problem


@require_safe
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """An entry with its facts and its history: a page, or a part for the side panel."""
    found = _entry(number)
    part = request.headers.get("HX-Request") == "true"
    return _shown(request, found, "calendar/entry_part.html" if part else "calendar/entry.html")


def _shown(request: HttpRequest, found: Entry, template: str) -> HttpResponse:
    zone = zone_of(request)
    may_edit = may(request.user, Role.EDITOR)
    names = channel_names()
    context = {
        "entry": found,
        "badge": badge(found.state),
        "linked": _linked(found),
        "versions": [(names.get(v.channel, "–"), said(v)) for v in found.versions.all()],
        "media": found.media.all(),
        "events": [_event(event) for event in found.events.select_related("by")[:50]],
        "may_edit": may_edit,
        "may_write": service.may_write(request.user, found),
        "fixed": found.state in FIXED,
        "states": [(state.value, EntryState(state).label) for state in by_hand(State(found.state))],
        "move": MoveForm(initial={n: v for n, v in initial(found, zone).items() if n in ("at", "second")}),
        "zone": zone,
        "compose": _compose(found),
        "back": back_to(request),
    }
    with timezone.override(zone):
        return render(request, template, context)


def _compose(found: Entry) -> str:
    """Where its texts are written; attentions have none."""
    if found.kind != EntryKind.CONTENT:
        return ""
    try:
        return reverse("compose", args=[found.pk])
    except NoReverseMatch:  # a house without the place Act
        return ""


def _linked(found: Entry) -> list[tuple[str, str]]:
    """What it serves, in words."""
    names = (
        (_("Objective"), found.objective, objectives()),
        (_("Audience"), found.audience, audiences()),
        (_("Message"), found.message, plan_messages()),
    )
    return [
        (word, one.title) for word, number, known in names if number for one in known if one.number == number
    ]


def _event(event: EntryEvent) -> dict[str, Any]:
    what = event.get_what_display()
    if event.what in (EntryEvent.What.STATE, EntryEvent.What.CREATED) and "state" in event.after:
        what = f"{what}: {EntryState(event.after['state']).label}"
    return {
        "what": what,
        "who": event.by.shown_name if event.by else "Tertulia",
        "at": event.at,
        "why": event.why,
    }


@needs(Role.TRAINEE)
def new(request: HttpRequest) -> HttpResponse:
    """An empty entry; the address may give a day (`on`), a kind, a title, a person, a post, an objective."""
    zone = zone_of(request)
    form = EntryForm(request.POST or None, initial=_given(request))
    if request.method == "POST" and form.is_valid():
        draft, told = form.draft(zone)
        try:
            made = service.create(draft, by(request))
        except Problem as problem:
            form.add_error(None, f"{problem.cause} {problem.remedy or ''}".strip())
        else:
            _say(request, _("“%(title)s” is in the calendar.") % {"title": made.title}, told)
            return redirect(_compose(made) or _seen(made))
    return _form(request, form, None)


def _given(request: HttpRequest) -> dict[str, Any]:
    names = ("kind", "attention", "title", "person", "post", "objective", "audience", "message", "owner")
    given: dict[str, Any] = {name: request.GET[name][:255] for name in names if request.GET.get(name)}
    try:
        given["at"] = datetime.combine(date.fromisoformat(request.GET.get("on", "")), MORNING)
    except ValueError:
        return given
    return given


@needs(Role.TRAINEE)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """What an entry is for, when and whose. What was typed stays where someone else saved first."""
    found, zone = _entry(number), zone_of(request)
    if not service.may_write(request.user, found):
        raise PermissionDenied
    form = EntryForm(request.POST or None, initial=initial(found, zone))
    if request.method == "POST" and form.is_valid():
        draft, told = form.draft(zone, found)
        try:
            event = service.change(found, draft, by(request), revision=_revision(request))
        except Problem as problem:
            form.add_error(None, f"{problem.cause} {problem.remedy or ''}".strip())
        else:
            _say(request, _("The entry is saved."), told, event)
            return redirect(_seen(found))
    return _form(request, form, found)


def _revision(request: HttpRequest) -> int | None:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _form(request: HttpRequest, form: EntryForm, found: Entry | None) -> HttpResponse:
    for name in form.errors if form.is_bound else ():
        if name in form.fields:
            form.fields[name].widget.attrs["aria-invalid"] = "true"
    pillars = Entry.objects.exclude(pillar="").values_list("pillar", flat=True).distinct().order_by("pillar")
    context = {"form": form, "entry": found, "pillars": pillars, "zone": zone_of(request)}
    return render(request, "calendar/edit.html", context)


@require_POST
@needs(Role.EDITOR)
def move(request: HttpRequest, number: int) -> HttpResponse:
    """To another day (`day`, at the same time of the clock) or to another moment (`at`)."""
    found, zone = _entry(number), zone_of(request)
    try:
        at, told = _target(request, found, zone)
        event = service.move(found, at, by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
        return redirect(back_to(request))
    if event:
        _say(request, _moved_words(found, at, zone), told, event)
    return redirect(back_to(request))


def _target(request: HttpRequest, found: Entry, zone: str) -> tuple[datetime | None, Told]:
    if day := request.POST.get("day", ""):
        try:
            chosen = date.fromisoformat(day)
        except ValueError as wrong:
            raise Http404 from wrong
        made = moved(found.at, chosen, zone) if found.at else moment(datetime.combine(chosen, MORNING), zone)
        return made.at, made.told
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise problems.no_time()
    local = form.cleaned_data["at"]
    if local is None:
        return None, ""
    made = moment(local, zone, second=form.cleaned_data["second"])
    return made.at, made.told


def _moved_words(found: Entry, at: datetime | None, zone: str) -> str:
    from tertulia.listen.explorer.labels import moment as in_words

    if at is None:
        return _("“%(title)s” has no day now.") % {"title": found.title}
    with timezone.override(zone):
        when = in_words(timezone.localtime(at))
    return _("“%(title)s” is now on %(when)s.") % {"title": found.title, "when": when}


@require_POST
@needs(Role.EDITOR)
def state(request: HttpRequest, number: int) -> HttpResponse:
    """Into a state that people set by hand."""
    found = _entry(number)
    wanted = request.POST.get("state", "")
    try:
        if wanted not in by_hand(State(found.state)):
            raise problems.no_way(found.get_state_display(), wanted)
        event = service.set_state(found, wanted, by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
        return redirect(back_to(request))
    word = EntryState(wanted).label
    _say(request, _("“%(title)s”: %(state)s.") % {"title": found.title, "state": word}, "", event)
    return redirect(back_to(request))


@require_POST
@needs(Role.EDITOR)
def delete(request: HttpRequest, number: int) -> HttpResponse:
    """Delete, and offer to undo it."""
    found = _entry(number)
    try:
        event = service.delete(found, by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
        return redirect(_seen(found))
    _say(request, _("“%(title)s” is deleted.") % {"title": found.title}, "", event)
    return redirect(back_to(request, but=_seen(found)))


@require_POST
@needs(Role.EDITOR)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take the last change of an entry back."""
    event = get_object_or_404(EntryEvent.objects.select_related("entry"), pk=number)
    try:
        found = service.undo(event, by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
    else:
        messages.success(request, _("“%(title)s” is as it was before.") % {"title": found.title})
    return redirect(back_to(request))


def _say(request: HttpRequest, text: str, told: Told, event: EntryEvent | None = None) -> None:
    """Say what was done, what the clocks did with it, and offer to undo it."""
    clocks = {
        "skipped": _("The clocks skip that time on that night; the entry is as much later."),
        "twice": _("That time comes twice on that night, when the clocks go back."),
    }
    tags = f"undo:{reverse('entry-undo', args=[event.pk])}" if event else ""
    messages.success(request, f"{text} {clocks.get(told, '')}".strip(), extra_tags=tags)


def _seen(found: Entry) -> str:
    return reverse("entry", args=[found.pk])


def back_to(request: HttpRequest, but: str = "") -> str:
    """Where the person was: what the form says, else the page they came from, else the calendar."""
    for address in (request.POST.get("back", ""), request.headers.get("Referer", "")):
        known = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
        if address and known and (not but or but not in address):
            return address
    return reverse("calendar")
