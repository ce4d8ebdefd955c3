"""The addresses of conduct, below /act/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.act.conduct import pages

urlpatterns: list[URLPattern] = [
    path("conduct/", pages.conduct, name="conduct"),
    path("conduct/check/", pages.check, name="conduct-check"),
    path("conduct/pass/", pages.let_pass, name="conduct-pass"),
    path("conduct/rules/", pages.rules, name="conduct-rules"),
    path("relationships/", pages.relationships, name="relationships"),
    path("relationships/posts/", pages.endorsed, name="relationships-posts"),
    path("relationships/add/", pages.edit, name="relationship-add"),
    path("relationships/list/", pages.bring_in, name="relationships-list"),
    path("relationships/<int:number>/", pages.edit, name="relationship"),
    path("relationships/<int:number>/delete/", pages.delete, name="relationship-delete"),
    path("relationships/<int:number>/restore/", pages.restore, name="relationship-restore"),
]
