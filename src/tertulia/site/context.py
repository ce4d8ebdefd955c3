"""What the base template needs on every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tertulia.site.places import places_for
from tertulia.team.models import Person

THEMES = ("system", "light", "dark")


def theme_of(request: HttpRequest) -> str:
    """The theme that the person chose, else the one this browser remembers."""
    person = getattr(request, "user", None)
    chosen = person.theme if isinstance(person, Person) else request.COOKIES.get("theme", "")
    return chosen if chosen in THEMES else "system"


def shell(request: HttpRequest) -> dict[str, Any]:
    """`places`, `theme`, `single_keys` and `sample`: whether the workspace is the demo's."""
    person = getattr(request, "user", None)
    return {
        "places": places_for(person, request.path),
        "theme": theme_of(request),
        "single_keys": getattr(person, "single_keys", True),
        "sample": settings.TERTULIA_SAMPLE,
    }
