"""The page of the models, under `/settings/models/`."""

from __future__ import annotations

from django.urls import path

from tertulia.understand import pages

urlpatterns = [path("", pages.models, name="models")]
