"""The addresses of the live page, below /listen/live/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.listen.live import pages

urlpatterns: list[URLPattern] = [
    path("", pages.live, name="live"),
    path("events", pages.stream, name="live-events"),
]
