"""The addresses of the first steps, below /start/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.listen.starting import pages

urlpatterns: list[URLPattern] = [
    path("", pages.start, name="start"),
    path("site/", pages.site, name="start-site"),
    path("network/<slug:network>/", pages.network, name="start-network"),
    path("go/", pages.go, name="start-go"),
    path("first/", pages.first, name="start-first"),
]
