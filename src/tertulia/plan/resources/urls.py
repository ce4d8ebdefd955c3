from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.plan.resources import pages

urlpatterns: list[URLPattern] = [
    path("", pages.resources, name="resources"),
    path("new/", pages.new, name="resource-new"),
    path("copy/", pages.copy, name="resources-copy"),
    path("<int:number>/edit/", pages.edit, name="resource-edit"),
    path("<int:number>/delete/", pages.delete, name="resource-delete"),
    path("<int:number>/restore/", pages.restore, name="resource-restore"),
]
