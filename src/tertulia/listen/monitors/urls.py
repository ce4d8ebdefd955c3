from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tertulia.listen.monitors import list_pages, pages

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.monitors, name="monitors"),
    path("lists/", list_pages.lists, name="lists"),
    path("lists/new", list_pages.new, name="list-new"),
    path("lists/<int:number>/", list_pages.edit, name="list-edit"),
    path("lists/<int:number>/delete", list_pages.delete, name="list-delete"),
    path("lists/<int:number>/restore", list_pages.restore, name="list-restore"),
    path("new", pages.new, name="monitor-new"),
    path("check", pages.check, name="monitor-check"),
    path("hits", pages.hits, name="monitor-hits"),
    path("<int:number>/", pages.edit, name="monitor-edit"),
    path("<int:number>/delete", pages.delete, name="monitor-delete"),
    path("<int:number>/lock", pages.lock, name="monitor-lock"),
    path("", include("tertulia.listen.measuring.urls")),
    path("<int:number>/restore", pages.restore, name="monitor-restore"),
]
