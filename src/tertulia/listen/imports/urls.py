"""The addresses of imports, below /listen/imports/."""

from __future__ import annotations

from django.urls import include, path

from tertulia.listen.imports import pages

urlpatterns = [
    path("", pages.imports, name="imports"),
    path("begin/", pages.begin, name="import-begin"),
    path("dead-letters/", include("tertulia.listen.letters.urls")),
    path("<int:number>/", pages.run, name="import-run"),
    path("<int:number>/piece/", pages.piece, name="import-piece"),
    path("<int:number>/choice/", pages.choices, name="import-choice"),
    path("<int:number>/start/", pages.start, name="import-start"),
    path("<int:number>/stop/", pages.stop, name="import-stop"),
    path("<int:number>/remove/", pages.remove, name="import-remove"),
]
