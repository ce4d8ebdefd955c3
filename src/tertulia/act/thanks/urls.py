"""The addresses of thanks, below /act/thanks/."""

from __future__ import annotations

from django.urls import URLPattern, path

from tertulia.act.thanks import pages

urlpatterns: list[URLPattern] = [
    path("", pages.thanks, name="thanks"),
    path("<int:number>/settle/", pages.settle, name="thanks-settle"),
    path("<int:number>/dismiss/", pages.dismiss, name="thanks-dismiss"),
    path("<int:number>/reopen/", pages.reopen, name="thanks-reopen"),
]
