"""Listen › Sources' health: what is read well, what is not and why, and what is done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tertulia.listen.explorer import labels
from tertulia.listen.letters.letters import counts
from tertulia.listen.sources.fares import Fare, fares
from tertulia.listen.sources.models import HostState
from tertulia.listen.sources.showing import is_part, show
from tertulia.listen.sources.words import STATES
from tertulia.posts.api import store

TROUBLED = ("failing", "silent", "waiting")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Every source with how it fares, the troubled first; the page asks itself again and again."""
    found = fares()
    context = {
        "states": _states(found, request.GET.get("state", "")),
        "networks": _networks(found, request.GET.get("network", "")),
        "fares": _chosen(found, request),
        "all": len(found),
        "state": request.GET.get("state", ""),
        "network": request.GET.get("network", ""),
        "troubled": sum(fare.state in TROUBLED for fare in found),
        "hosts": HostState.objects.filter(resting_until__gt=timezone.now()).order_by("host"),
        "dead": sum(row["letters"] for row in counts(store()) if row["source"].startswith("live:")),
        "gaps": sum(fare.gaps for fare in found),
        "now": timezone.now(),
        "query": request.GET.urlencode(),
    }
    part = is_part(request, "health")
    return show(request, "sources/health_table.html" if part else "sources/health.html", context)


def _chosen(found: Sequence[Fare], request: HttpRequest) -> list[Fare]:
    state, network = request.GET.get("state", ""), request.GET.get("network", "")
    return [
        fare
        for fare in found
        if (not state or fare.state == state) and (not network or fare.source.network == network)
    ]


def _states(found: Sequence[Fare], chosen: str) -> list[dict[str, Any]]:
    """The states that some source is in, with how many."""
    number = Counter(fare.state for fare in found)
    return [
        {"value": state, "label": STATES[state][0], "icon": STATES[state][1], "number": number[state]}
        for state in STATES
        if number[state] or state == chosen
    ]


def _networks(found: Sequence[Fare], chosen: str) -> list[dict[str, Any]]:
    number = Counter(fare.source.network for fare in found)
    return [
        {"value": name, "label": labels.network(name), "number": number[name]}
        for name in sorted({*number, *([chosen] if chosen else [])}, key=labels.network)
    ]
