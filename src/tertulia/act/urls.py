"""The place Act: each part brings its own pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("inbox/", include("tertulia.act.inbox.urls")),
    path("", include("tertulia.act.approvals.urls")),
    path("compose/", include("tertulia.act.composer.urls")),
    path("", include("tertulia.act.conduct.urls")),
    path("thanks/", include("tertulia.act.thanks.urls")),
    path("publishing/", include("tertulia.act.publishing.urls")),
]
