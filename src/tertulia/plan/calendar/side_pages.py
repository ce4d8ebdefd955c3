"""Beside the calendar: days to remember, and addresses for calendar programs."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tertulia.errors import Problem
from tertulia.plan.calendar import feeds, keydates
from tertulia.plan.calendar.ical import calendar as as_ical
from tertulia.plan.calendar.models import CalendarFeed, KeyDate
from tertulia.plan.calendar.pages import by
from tertulia.team.api import Role, may, needs


@require_safe
def dates(request: HttpRequest) -> HttpResponse:
    """The days to remember."""
    context = {"dates": KeyDate.objects.all(), "may_edit": may(request.user, Role.EDITOR)}
    return render(request, "calendar/dates.html", context)


@require_POST
@needs(Role.EDITOR)
def add_date(request: HttpRequest) -> HttpResponse:
    """Remember a day."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
        keydates.add(day, request.POST.get("title", ""), request.POST.get("yearly") == "on", by(request))
    except ValueError:
        messages.error(request, _("Choose a day."))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
    else:
        messages.success(request, _("The day is remembered."))
    return redirect("calendar-dates")


@require_POST
@needs(Role.EDITOR)
def remove_date(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a day."""
    keydates.remove(get_object_or_404(KeyDate, pk=number), by(request))
    messages.success(request, _("The day is forgotten."))
    return redirect("calendar-dates")


@require_safe
def feed_list(request: HttpRequest) -> HttpResponse:
    """The person's own addresses for calendar programs. A new one is shown once."""
    made = request.session.pop("calendar_feed", "")
    context = {"feeds": CalendarFeed.objects.filter(person=by(request), revoked_at=None), "made": made}
    return render(request, "calendar/feeds.html", context)


@require_POST
def make_feed(request: HttpRequest) -> HttpResponse:
    """A new address, for whoever may see the calendar."""
    try:
        _feed, secret = feeds.make(request.POST.get("name", ""), by(request))
    except Problem as problem:
        messages.error(request, f"{problem.cause} {problem.remedy or ''}".strip())
    else:
        request.session["calendar_feed"] = request.build_absolute_uri(reverse("calendar-feed", args=[secret]))
    return redirect("calendar-feeds")


@require_POST
def revoke_feed(request: HttpRequest, number: int) -> HttpResponse:
    """End an address of one's own."""
    feed = get_object_or_404(CalendarFeed, pk=number, person=by(request), revoked_at=None)
    feeds.revoke(feed, by(request))
    messages.success(request, _("The address opens nothing any more."))
    return redirect("calendar-feeds")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The entries for a calendar program: whoever knows the address reads them."""
    if feeds.find(secret) is None:
        raise Http404
    items = feeds.items(
        request.get_host(), lambda entry: request.build_absolute_uri(reverse("entry", args=[entry.pk]))
    )
    return HttpResponse(as_ical("Tertulia", items), content_type="text/calendar; charset=utf-8")
