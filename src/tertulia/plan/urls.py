"""The place Plan: each part brings its own pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tertulia.plan.objectives.urls")),
    path("ideas/", include("tertulia.plan.ideas.urls")),
    path("resources/", include("tertulia.plan.resources.urls")),
    path("calendar/", include("tertulia.plan.calendar.urls")),
]
