from __future__ import annotations

from django.urls import URLPattern, path, re_path

from tertulia.listen.before_speaking import pages

urlpatterns: list[URLPattern] = [
    path("", pages.page, name="before-speaking"),
    path("found/", pages.found_part, name="before-speaking-found"),
    path("posts/<slug:name>/", pages.posts_part, name="before-speaking-posts"),
    path("read/", pages.read, name="before-speaking-read"),
    re_path(r"^before-you-speak\.(?P<kind>csv|json)$", pages.file, name="before-speaking-file"),
]
