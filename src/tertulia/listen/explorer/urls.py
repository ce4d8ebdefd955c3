from __future__ import annotations

from django.urls import URLPattern, path, re_path

from tertulia.listen.explorer import pages, post_pages

urlpatterns: list[URLPattern] = [
    path("", pages.explorer, name="explorer"),
    path("compare/", post_pages.compare, name="explorer-compare"),
    path("filters/", pages.filters, name="explorer-filters"),
    path("panels/<slug:name>/", pages.panel_part, name="explorer-panel"),
    re_path(r"^panels/(?P<name>[a-z]+)\.(?P<kind>csv|json|svg)$", pages.panel_file, name="explorer-file"),
    path("posts/", pages.posts_part, name="explorer-posts"),
    path("posts/<int:number>/", post_pages.post, name="post"),
    path("posts/<int:number>/correct/", post_pages.correct, name="post-correct"),
]
