"""The addresses of the composer, below /act/compose/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.act.composer import pages

urlpatterns: list[URLPattern] = [
    path("", pages.composer, name="composer"),
    path("<int:number>/", pages.compose, name="compose"),
    path("<int:number>/check/", pages.check, name="compose-check"),
    path("<int:number>/autosave/", pages.autosave, name="compose-autosave"),
    path("media/<int:number>/", pages.medium, name="compose-medium"),
]
