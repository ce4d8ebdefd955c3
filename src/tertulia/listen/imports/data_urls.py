"""The addresses of the data page, below /settings/data/."""

from __future__ import annotations

from django.urls import path

from tertulia.listen.imports import data_pages

urlpatterns = [
    path("", data_pages.data, name="data"),
    path("export/", data_pages.export, name="data-export"),
    path("backup/", data_pages.backup, name="data-backup"),
    path("erase/", data_pages.erase, name="data-erase"),
]
