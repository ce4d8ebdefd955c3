"""The place Listen: each part brings its own pages."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("tertulia.listen.explorer.urls")),
    path("monitors/", include("tertulia.listen.monitors.urls")),
    path("imports/", include("tertulia.listen.imports.urls")),
]
