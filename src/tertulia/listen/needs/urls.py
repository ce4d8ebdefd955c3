from __future__ import annotations

from django.urls import URLPattern, path, re_path

from tertulia.listen.needs import need_pages, note_pages, pages

urlpatterns: list[URLPattern] = [
    path("", pages.page, name="needs"),
    path("look/", pages.look, name="needs-look"),
    re_path(r"^needs\.(?P<kind>csv|json)$", pages.needs_file, name="needs-file"),
    path("<int:number>/", need_pages.need, name="need"),
    path("<int:number>/change/", need_pages.change, name="need-change"),
    path("notes/", note_pages.notes, name="need-notes"),
    re_path(r"^from-needs\.(?P<kind>csv|json)$", note_pages.notes_file, name="need-notes-file"),
    path("notes/<int:number>/", note_pages.settle, name="need-note"),
    path("notes/hook/", note_pages.hook, name="need-hook"),
    path("notes/sendings/<int:number>/", note_pages.again, name="need-sending"),
]
