"""The addresses of publishing, below /act/publishing/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.act.publishing import pages

urlpatterns: list[URLPattern] = [
    path("", pages.publishing, name="publishing"),
    path("pause", pages.pause, name="publishing-pause"),
    path("resume", pages.resume, name="publishing-resume"),
    path("channels/add", pages.add_channel, name="publishing-channel-add"),
    path("channels/<int:number>/way", pages.way, name="publishing-way"),
    path("<int:number>/", pages.publication, name="publication"),
    path("<int:number>/media/<int:place>/", pages.medium, name="publication-medium"),
    path("<int:number>/cancel", pages.cancel, name="publication-cancel"),
    path("<int:number>/retry", pages.retry, name="publication-retry"),
    path("<int:number>/done", pages.done, name="publication-done"),
    path("<int:number>/give-up", pages.give_up, name="publication-give-up"),
]
