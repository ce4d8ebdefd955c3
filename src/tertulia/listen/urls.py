"""The place Listen: each part brings its own pages."""

from __future__ import annotations

from django.urls import include, path

from tertulia.listen.sources.health_pages import health_page

urlpatterns = [
    path("", include("tertulia.listen.explorer.urls")),
    path("monitors/", include("tertulia.listen.monitors.urls")),
    path("imports/", include("tertulia.listen.imports.urls")),
    path("triggers/", include("tertulia.listen.triggers.urls")),
    path("needs/", include("tertulia.listen.needs.urls")),
    path("situation/", include("tertulia.listen.situation.urls")),
    path("before/", include("tertulia.listen.before_speaking.urls")),
    path("live/", include("tertulia.listen.live.urls")),
    path("sources/", include("tertulia.listen.sources.urls")),
    path("health/", health_page, name="sources-health"),
]
