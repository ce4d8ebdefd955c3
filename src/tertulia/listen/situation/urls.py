from __future__ import annotations

from django.urls import URLPattern, path, re_path

from tertulia.listen.situation import pages

urlpatterns: list[URLPattern] = [
    path("", pages.page, name="situation"),
    path("part/<str:area>/", pages.part, name="situation-part"),
    path("posts/", pages.finding_posts, name="situation-posts"),
    path("decide/", pages.decide, name="situation-decide"),
    path("undo/<int:number>/", pages.undo, name="situation-undo"),
    path("points/<int:number>/", pages.edit_point, name="situation-point"),
    path("points/<int:number>/posts/", pages.point_posts, name="situation-point-posts"),
    path("accounts/<int:number>/", pages.accounts, name="situation-accounts"),
    re_path(r"^situation\.(?P<kind>html|pdf|json|md)$", pages.file, name="situation-file"),
]
