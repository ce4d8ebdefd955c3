"""What all pages of sources and channels share: who asks, their clock, and what does not exist."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tertulia.errors import Problem
from tertulia.listen.explorer.asked import zone_of
from tertulia.listen.monitors import service as monitors
from tertulia.listen.monitors.models import Monitor
from tertulia.listen.sources import channels, service
from tertulia.listen.sources.models import Channel, Source
from tertulia.networks.base import Manifest, live_networks
from tertulia.team.api import Person, Role, may


def by(request: HttpRequest) -> Person:
    """Who asks; every page asks for sign-in first."""
    assert isinstance(request.user, Person)
    return request.user


def show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page with its times on the person's clock."""
    with timezone.override(zone_of(request)):
        return render(request, template, context | {"may_edit": may(request.user, Role.MANAGER)})


def is_part(request: HttpRequest, target: str) -> bool:
    """Whether the page asks only for the part of itself with that id."""
    return request.headers.get("HX-Target", "").endswith(target)


def source_of(number: int, *, deleted: bool = False) -> Source:
    """The source, or a page that says there is none."""
    try:
        return service.find(number, deleted=deleted)
    except (Problem, OverflowError) as problem:
        raise Http404 from problem


def monitor_of(number: int) -> Monitor:
    """The monitor, or a page that says there is none."""
    try:
        return monitors.find(number)
    except (Problem, OverflowError) as problem:
        raise Http404 from problem


def channel_of(number: int) -> Channel:
    """The channel, or a page that says there is none."""
    try:
        return channels.find(number)
    except (Problem, OverflowError) as problem:
        raise Http404 from problem


def manifest_of(name: str) -> Manifest:
    """The network's manifest, or a page that says there is none."""
    network = live_networks().get(name)
    if network is None:
        raise Http404(name)
    return network.manifest
