"""The addresses of what was set aside, below /listen/imports/dead-letters/."""

from __future__ import annotations

from django.urls import path

from tertulia.listen.letters import pages

urlpatterns = [
    path("", pages.dead_letters, name="dead-letters"),
    path("retry/", pages.retry, name="dead-letters-retry"),
    path("drop/", pages.drop, name="dead-letters-drop"),
]
