"""A monitor's part of the editor: on which networks it is searched for, and by which sources."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tertulia.errors import Problem
from tertulia.listen.collect.plans import listen_live, listened
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.sources.fares import by_network, fares_of
from tertulia.listen.sources.showing import by, is_part, monitor_of, show
from tertulia.listen.sources.ways import listening
from tertulia.team.api import Role, needs


def panel(request: HttpRequest, number: int) -> HttpResponseBase:
    """The part; a manager's post decides the networks."""
    if request.method == "POST":
        return _decide(request, number)
    return _panel(request, monitor_of(number))


@needs(Role.MANAGER)
def _decide(request: HttpRequest, number: int) -> HttpResponseBase:
    monitor = monitor_of(number)
    chosen = [name for name in request.POST.getlist("network") if name in listening()]
    try:
        listen_live(monitor, chosen, by(request))
    except Problem as problem:
        return _panel(request, monitor, problem=problem)
    text = (
        _("“%(name)s” listens live on the networks you chose.")
        if chosen
        else _("“%(name)s” listens live no more.")
    )
    messages.success(request, text % {"name": monitor.name})
    return (
        _panel(request, monitor) if is_part(request, "listen-live") else redirect("monitor-edit", monitor.pk)
    )


def _panel(request: HttpRequest, monitor: Monitor, problem: Problem | None = None) -> HttpResponse:
    sources = list(monitor.sources.filter(deleted_at=None).select_related("state", "folder", "channel"))
    used = listened(monitor)
    context: dict[str, Any] = {
        "monitor": monitor,
        "problem": problem,
        "networks": [(name, title, name in used) for name, title in listening().items()],
        "groups": by_network(fares_of(sources)),
    }
    return show(request, "sources/listen_live.html", context)
