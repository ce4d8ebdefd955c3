"""The addresses of channels and networks, below /settings/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.listen.sources import channel_pages

urlpatterns: list[URLPattern] = [
    path("channels/", channel_pages.listed, name="channels"),
    path("channels/networks/", channel_pages.networks, name="networks"),
    path("channels/connect/<slug:network>/", channel_pages.connect, name="channel-connect"),
    path("channels/<int:number>/", channel_pages.channel, name="channel"),
    path("channels/<int:number>/test", channel_pages.test, name="channel-test"),
    path("channels/<int:number>/reconnect", channel_pages.reconnect, name="channel-reconnect"),
    path("channels/<int:number>/disconnect", channel_pages.disconnect, name="channel-disconnect"),
]
