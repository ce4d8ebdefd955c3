from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.listen.monitors import pages

urlpatterns: list[URLPattern] = [
    path("", pages.monitors, name="monitors"),
    path("new", pages.new, name="monitor-new"),
    path("check", pages.check, name="monitor-check"),
    path("hits", pages.hits, name="monitor-hits"),
    path("<int:number>/", pages.edit, name="monitor-edit"),
    path("<int:number>/delete", pages.delete, name="monitor-delete"),
    path("<int:number>/restore", pages.restore, name="monitor-restore"),
]
