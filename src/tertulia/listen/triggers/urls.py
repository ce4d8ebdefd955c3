from __future__ import annotations

from django.urls import URLPattern, path, re_path

from tertulia.listen.triggers import pages, theme_pages

urlpatterns: list[URLPattern] = [
    path("", pages.page, name="triggers"),
    path("found/", pages.found_part, name="triggers-found"),
    path("peaks/", pages.peaks_part, name="triggers-peaks"),
    path("changes/", pages.changes_part, name="triggers-changes"),
    path("themes/", theme_pages.themes, name="themes"),
    path("themes/look/", theme_pages.look, name="themes-look"),
    path("themes/<int:number>/", theme_pages.change, name="theme-change"),
    re_path(r"^triggers\.(?P<kind>csv|json)$", pages.triggers_file, name="triggers-file"),
    re_path(r"^peaks\.(?P<kind>csv|json)$", pages.peaks_file, name="peaks-file"),
]
