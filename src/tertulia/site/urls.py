"""All addresses: each slice brings its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("listen/", include("tertulia.listen.urls")),
]
