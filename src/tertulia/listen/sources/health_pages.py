"""Listen › Sources' health: what is read well, what is not and why, and what is done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tertulia.listen.collect.health import health
from tertulia.listen.explorer import labels
from tertulia.listen.sources.fares import Fare, fares
from tertulia.listen.sources.showing import is_part, show
from tertulia.listen.sources.words import STATES


@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    """Every source with how it fares, the troubled first; the page asks itself again and again."""
    everything = health()
    found = fares(everything)
    state, network = request.GET.get("state", ""), request.GET.get("network", "")
    context = {
        "health": everything,
        "states": _states(found, state),
        "networks": _networks(found, network),
        "fares": _chosen(found, state, network),
        "all": len(found),
        "state": state,
        "network": network,
        "troubled": sum(fare.health.is_wrong for fare in found),
        "dead": sum(everything.letters.values()),
        "gaps": sum(len(fare.health.gaps) for fare in found),
        "query": request.GET.urlencode(),
    }
    part = is_part(request, "health")
    return show(request, "sources/health_table.html" if part else "sources/health.html", context)


def _chosen(found: Sequence[Fare], state: str, network: str) -> list[Fare]:
    return [fare for fare in found if state in ("", fare.state) and network in ("", fare.source.network)]


def _states(found: Sequence[Fare], chosen: str) -> list[dict[str, Any]]:
    """The states that some source is in, with how many."""
    number = Counter(fare.state for fare in found)
    return [
        {
            "value": state,
            "label": str(STATES[state].label),
            "icon": STATES[state].icon,
            "number": number[state],
        }
        for state in STATES
        if number[state] or state == chosen
    ]


def _networks(found: Sequence[Fare], chosen: str) -> list[dict[str, Any]]:
    number = Counter(fare.source.network for fare in found)
    return [
        {"value": name, "label": labels.network(name), "number": number[name]}
        for name in sorted({*number, *([chosen] if chosen else [])}, key=labels.network)
    ]
