"""The addresses of sources, below /listen/sources/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.listen.sources import monitor_panel, opml_pages, pages

urlpatterns: list[URLPattern] = [
    path("", pages.listed, name="sources"),
    path("find/<slug:network>/", pages.find, name="sources-find"),
    path("follow", pages.follow, name="source-follow"),
    path("new", pages.by_hand, name="source-new"),
    path("import", opml_pages.bring_in, name="sources-import"),
    path("export", opml_pages.take_along, name="sources-export"),
    path("<int:number>/", pages.source, name="source"),
    path("<int:number>/pause", pages.pause, name="source-pause"),
    path("<int:number>/resume", pages.resume, name="source-resume"),
    path("<int:number>/now", pages.read_now, name="source-now"),
    path("<int:number>/delete", pages.delete, name="source-delete"),
    path("<int:number>/restore", pages.restore, name="source-restore"),
    path("monitors/<int:number>/", monitor_panel.panel, name="listen-live"),
]
