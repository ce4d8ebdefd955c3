"""What a request asks for: the selection of its address on the person's clock, and the monitors there are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest

from tertulia.errors import Problem
from tertulia.listen.explorer import posts
from tertulia.listen.explorer.selection import Selection
from tertulia.listen.monitors.api import MonitorInfo, monitors
from tertulia.posts.api import Store, store


@dataclass(frozen=True)
class Asked:
    """A request understood; `problems` are what in the address could not be used."""

    selection: Selection
    problems: list[Problem]

    @cached_property
    def monitors(self) -> list[MonitorInfo]:
        return monitors()

    @cached_property
    def names(self) -> dict[int, str]:
        return {monitor.id: monitor.name for monitor in self.monitors}

    @cached_property
    def store(self) -> Store:
        return store()


def asked(request: HttpRequest) -> Asked:
    """The selection in the request's address. Without a period: the last 30 days, or all time if those
    are empty."""
    zone = zone_of(request)
    pairs = [(name, str(value)) for name, values in request.GET.lists() for value in values]
    selection, problems = Selection.parse(pairs, zone=zone, today=today(zone))
    if not {"period", "since", "until"} & set(request.GET) and _is_old(selection):
        selection = replace(selection, period="all")
    return Asked(selection, problems)


def _is_old(selection: Selection) -> bool:
    """Whether the newest post is before the days that would be shown by themselves."""
    newest = posts.newest(store())
    days = selection.days
    return (
        newest is not None
        and days is not None
        and newest.astimezone(ZoneInfo(selection.zone)).date() < days.first
    )


def zone_of(request: HttpRequest) -> str:
    """The person's time zone, else the workspace's."""
    chosen = getattr(request.user, "time_zone", "")
    return chosen if chosen in available_timezones() else settings.TIME_ZONE


def today(zone: str) -> date:
    return datetime.now(ZoneInfo(zone)).date()
